"""What scores would be under another version: matched by code, told, and nothing changed."""

import pytest

from checklists.forms.form import Form
from checklists.forms.rows import to_questions
from checklists.models import ChecklistVersion, Inspection
from checklists.queries import answers_of, version_with_questions
from core.clock import now
from scorecards import queries, service
from scorecards.matching import Lost
from scorecards.what_if import what_if
from stores.models import Role
from tests.factories import add, make_actor, make_photo, make_store
from tests.fixtures.scores import DAY, HOUR, MONDAY, make_filled, make_visit

WORDS = {"en": "Words", "zh-CN": "词"}


def form(*questions, repeat=None, **scoring):
    asked = [{"prompt": WORDS, **one} for one in questions]
    section = {"code": "s", "title": WORDS, "questions": asked, "repeat": repeat}
    return Form.model_validate(
        {"code": "f", "name": WORDS, "sections": [section], "scoring": scoring}
    )


def yes_no(code, **kw):
    return {"code": code, "kind": "yes_no", **kw}


def options(**scores):
    return [
        {"code": code, "label": WORDS, "score": score, "is_fail": score is not None and score < 0}
        for code, score in scores.items()
    ]


TEMP = {"code": "temp", "kind": "temperature", "limits": {"maximum": 8}}
LOOK = {"code": "look", "kind": "choice", "options": options(good=1, fair=0.5, odd=0)}
OLD = form(
    yes_no("clean"),
    TEMP,
    LOOK,
    yes_no("gone"),
    yes_no("turned"),
)
SAID = (
    ("clean", "passed", True),
    ("temp", "passed", 6.5),
    ("look", "passed", "fair"),
    ("gone", "failed", False),
    ("turned", "passed", True),
)


@pytest.fixture
def store(session):
    return make_store(session)


def publish_next(session, visit, new, *, step=1):
    """Publish a next version of the checklist of a visit."""
    old = version_with_questions(session, visit.version_id)
    version = add(
        session,
        ChecklistVersion(
            checklist_id=old.checklist.id,
            number=old.version.number + step,
            published_at=now(),
            form=new.model_dump(mode="json"),
        ),
    )
    for question in to_questions(new):
        question.version_id = version.id
        add(session, question)
    return version


def report(session, actor, version, *, since=MONDAY - DAY, until=MONDAY + DAY):
    return what_if(session, actor, version.id, since=since, until=until)


def test_answers_are_matched_by_code_and_judged_anew(session, store):
    visit = make_filled(session, store, OLD, *SAID)
    scored = service.score_inspection(session, visit.id)
    new = form(
        yes_no("clean", weight=3),
        {"code": "temp", "kind": "temperature", "limits": {"minimum": 0, "maximum": 5}},
        {"code": "look", "kind": "choice", "options": options(good=1, fair=-1)},
        {"code": "turned", "kind": "text"},
        yes_no("new"),
        pass_mark_pct=60,
        bands=[{"code": "some", "label": WORDS, "at_least_pct": 10}],
    )
    version = publish_next(session, visit, new)
    stored = dict(scored.explanation)
    found = report(session, make_actor(session, Role.ADMIN), version)
    [line] = found.lines
    # 3 of 3, 0 of 1 as 6.5 °C is too warm now, −1 of 1
    assert (line.before.score_pct, line.after.score_pct) == (70.0, 40.0)
    assert (line.after.is_failed, line.after.band, line.is_changed) == (True, "some", True)
    assert set(line.lost) == {Lost("gone", "gone"), Lost("turned", "kind")}
    assert line.after.explanation["left_out"] == {"turned": "not_answered", "new": "not_answered"}
    assert (line.number, found.version.number, found.is_cut) == (1, 2, False)
    assert (found.mean_before, found.mean_after) == (70.0, 40.0)
    session.expire_all()
    assert queries.score_of(session, visit.id).explanation == stored


def test_under_its_own_version_nothing_changes(session, store):
    visit = make_filled(session, store, OLD, *SAID)
    service.score_inspection(session, visit.id)
    version = version_with_questions(session, visit.version_id).version
    [line] = report(session, make_actor(session, Role.ADMIN), version).lines
    assert (line.after.explanation, line.lost) == (line.before.explanation, ())
    assert line.is_changed is False


def test_fillings_and_choices_without_a_place_are_named(session, store):
    old = form(yes_no("cold"), repeat={"maximum": 5})
    visit = make_filled(
        session, store, old, ("cold", "passed", True, 0), ("cold", "failed", False, 1)
    )
    version = publish_next(session, visit, form(yes_no("cold")))
    admin = make_actor(session, Role.ADMIN)
    [line] = report(session, admin, version).lines
    assert (line.lost, line.after.score_pct) == ((Lost("cold", "filling"),), 100.0)
    visit = make_filled(session, store, OLD, *SAID)
    fewer = form({"code": "look", "kind": "choice", "options": options(good=1)})
    found = report(session, admin, publish_next(session, visit, fewer))
    [line] = found.lines
    assert Lost("look", "choice") in line.lost
    assert line.after.score_pct is None
    assert found.lost[Lost("look", "choice")] == 1
    assert (line.before, line.is_changed, found.mean_before) == (None, True, None)


def test_what_people_decided_stays_decided(session, store):
    said = [
        ("clean", "not_applicable"),
        ("temp", "not_applicable"),
        ("look", "pending", "odd"),
        ("gone", "failed", False),
    ]
    visit = make_filled(session, store, OLD, *said)
    version = version_with_questions(session, visit.version_id).version
    [line] = report(session, make_actor(session, Role.ADMIN), version).lines
    assert line.after.explanation["left_out"] == {
        "clean": "not_applicable",
        "temp": "not_applicable",
        "look": "pending",
        "turned": "not_answered",
    }
    assert line.after.score_pct == 0.0


def test_a_version_from_before_forms_can_be_asked_and_asked_about(session, store):
    visit = make_visit(session, store, "passed", "failed")
    for answer in answers_of(session, visit.id):
        answer.value = {"value": answer.final_outcome == "passed"}
    service.score_inspection(session, visit.id)
    admin = make_actor(session, Role.ADMIN)
    old = version_with_questions(session, visit.version_id).version
    [line] = report(session, admin, old).lines
    assert (line.after.score_pct, line.is_changed) == (50.0, False)
    version = publish_next(session, visit, form(yes_no("q0", weight=3), yes_no("q1")))
    [line] = report(session, admin, version).lines
    assert (line.after.score_pct, line.is_changed) == (75.0, True)


@pytest.mark.parametrize(
    ("logic", "score_pct", "lost", "left_out"),
    [
        ({"fail_if": 'this == true && look == "fair"'}, 0.0, [], {}),
        ({"fail_if": "this == true && temp > 7"}, 100.0, [], {}),
        ({"show_if": "temp > 7"}, None, ["hidden"], {"clean": "not_answered"}),
        ({"show_if": 'visit_kind == "night"'}, 100.0, [], {}),
        ({"show_if": "shelf == 2"}, 100.0, [], {}),  # photos are counted
    ],
)
def test_the_other_versions_logic_decides(session, store, logic, score_pct, lost, left_out):
    photos = {"code": "shelf", "kind": "photo", "weight": 0}
    visit = make_filled(
        session,
        store,
        form(yes_no("clean"), TEMP, LOOK, photos),
        *SAID[:3],
        ("shelf", "passed"),
        kind="night",
    )
    old = version_with_questions(session, visit.version_id)
    shelf = next(one for one in old.questions if one.code == "shelf")
    for _ in range(2):
        make_photo(session, store_id=store.id, inspection_id=visit.id, question_id=shelf.id)
    new = form(yes_no("clean", logic=logic), TEMP | {"weight": 0}, LOOK | {"weight": 0}, photos)
    version = publish_next(session, visit, new)
    [line] = report(session, make_actor(session, Role.ADMIN), version).lines
    assert (line.after.score_pct, [one.reason for one in line.lost]) == (score_pct, lost)
    unweighted = {"temp": "no_weight", "look": "no_weight", "shelf": "no_weight"}
    assert line.after.explanation["left_out"] == unweighted | left_out


def test_what_only_logic_judges_is_judged_by_the_other_logic(session, store):
    text = {"code": "why", "kind": "text"}
    visit = make_filled(session, store, form(text), ("why", "failed", "dirty"))
    admin = make_actor(session, Role.ADMIN)
    cases = (('this == "dirty"', 0.0), ('this == "wet"', 100.0), ("", None))
    for step, (fail_if, score_pct) in enumerate(cases):
        new = form(text | {"logic": {"fail_if": fail_if}})
        version = publish_next(session, visit, new, step=step + 1)
        [line] = report(session, admin, version).lines
        assert line.after.score_pct == score_pct


def test_only_visible_inspections_of_the_time_and_the_checklist(session, store, monkeypatch):
    visit = make_filled(session, store, OLD, *SAID, finished_at=MONDAY)
    more = {"version_id": visit.version_id}
    later = add(session, Inspection(**_copied(visit, finished_at=MONDAY + HOUR, **more)))
    foreign = make_store(session)
    add(session, Inspection(**_copied(visit, store_id=foreign.id, **more)))
    make_filled(session, store, OLD, *SAID)  # of another checklist
    version = version_with_questions(session, visit.version_id).version
    boss = make_actor(session, Role.STORE_MANAGER, store=store)
    ids = [line.inspection.id for line in report(session, boss, version).lines]
    assert ids == [later.id, visit.id]  # newest first
    cut = report(session, boss, version, since=MONDAY, until=MONDAY + HOUR)
    assert [line.inspection.id for line in cut.lines] == [visit.id]
    admin = make_actor(session, Role.ADMIN)
    assert len(report(session, admin, version).lines) == 3
    monkeypatch.setattr("scorecards.what_if.MAX_INSPECTIONS", 2)
    found = report(session, admin, version)
    assert (len(found.lines), found.is_cut) == (2, True)


def _copied(visit, **changed):
    kept = {
        name: getattr(visit, name)
        for name in ("store_id", "version_id", "staff_id", "started_at", "finished_at", "body")
    }
    return {**kept, "body_sha256": visit.body_sha256, **changed}
