"""Forms become rows of questions and back without losing what rows can hold."""

import pytest

from checklists.forms.form import form_questions
from checklists.forms.rows import form_of, to_form, to_questions
from checklists.models import Checklist, ChecklistVersion, QuestionKind
from checklists.queries import VersionWithQuestions
from checklists.visits.kinds import shipped_kinds
from core.clock import now
from core.words import LOCALES
from tests.factories import to_question, words
from tests.fixtures.forms import a_question, a_section
from tests.fixtures.forms import to_form as to_document_form

FLOOR, COLD = words("Floor"), words("Cold")


CHILLER = {
    "kind": "temperature",
    "next_step": words("Call"),
    "limits": {"minimum": 0, "maximum": 5, "unit": "°C"},
    "photos": {"minimum": 1, "maximum": 2},
    "weight": 3,
    "severity": "high",
    "due_hours": 2,
    "owner_role": "clerk",
    "zone": "kitchen",
}


def a_form(**kw):
    below = a_section("cold", a_question("shelf", kind="shelf_photo", shelf_code="drinks-1"))
    asked = (
        a_question("read-me", kind="instruction", prompt=words("Read")),
        a_question("chiller", **CHILLER),
    )
    section = a_section("floor", *asked, title=FLOOR, sections=[{**below, "title": COLD}])
    return to_document_form(section, **kw)


def found(form, questions=()):
    checklist = Checklist(code="patrol", name=words("Patrol"))
    version = ChecklistVersion(checklist_id=checklist.id, number=1, published_at=now(), form=form)
    return VersionWithQuestions(checklist, version, tuple(questions))


def test_each_question_becomes_a_row_in_the_order_of_reading():
    rows = to_questions(a_form())
    assert [(row.code, row.position, row.section) for row in rows] == [
        ("read-me", 0, FLOOR),
        ("chiller", 1, FLOOR),
        ("shelf", 2, COLD),
    ]
    chiller = rows[1]
    assert (chiller.minimum, chiller.maximum, chiller.min_photos, chiller.max_photos) == (
        0, 5, 1, 2,
    )  # fmt: skip
    assert (chiller.weight, chiller.severity, chiller.due_hours) == (3, "high", 2)
    assert (chiller.owner_role, chiller.zone, chiller.next_step) == (
        "clerk", "kitchen", words("Call"),
    )  # fmt: skip
    assert rows[2].shelf_code == "drinks-1"


def test_an_instruction_is_never_required():
    instruction, chiller, _ = to_questions(a_form())
    assert not instruction.is_required
    assert chiller.is_required


def test_rows_from_before_forms_come_to_sections_by_their_titles():
    rows = (
        to_question(code="a", section=FLOOR),
        to_question(code="b", section=FLOOR, kind=QuestionKind.NUMBER.value, maximum=5.0),
        to_question(code="c", section=COLD, min_photos=1, max_photos=3),
    )
    form = to_form(Checklist(code="patrol", name=words("Patrol")), rows)
    assert [(one.code, one.title) for one in form.sections] == [
        ("section-1", FLOOR),
        ("section-2", COLD),
    ]
    a, b, c = (question for _, question in form_questions(form))
    assert (a.kind, a.prompt, a.weight) == (
        QuestionKind.YES_NO, words("Is the floor clean?"), 1.0,
    )  # fmt: skip
    assert (b.limits.minimum, b.limits.maximum) == (None, 5.0)
    assert (c.photos.minimum, c.photos.maximum) == (1, 3)
    again = to_questions(form)
    for row, back in zip(rows, again, strict=True):
        left_out = {"tenant_id", "id", "created_at", "version_id", "position"}
        assert row.model_dump(exclude=left_out) == back.model_dump(exclude=left_out)


def test_a_checklist_without_questions_still_has_a_section():
    form = to_form(Checklist(code="patrol", name=words("Patrol")), ())
    assert [one.questions for one in form.sections] == [()]


def test_a_code_that_forms_no_longer_take_is_kept():
    form = to_form(Checklist(code="Old List", name={}), (to_question(code="Q_1"),))
    assert form.code == "Old List"
    assert [question.code for _, question in form_questions(form)] == ["Q_1"]


def test_the_form_of_a_version_is_read_once():
    form = a_form()
    version = found(form.model_dump(mode="json"))
    first = form_of(version)
    assert first == form
    assert form_of(version) is first


def test_another_document_under_the_same_id_is_read_anew():
    version = found(a_form().model_dump(mode="json"))
    form_of(version)
    version.version.form = a_form(code="other").model_dump(mode="json")
    assert form_of(version).code == "other"


def test_only_so_many_forms_are_kept(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("checklists.forms.rows.MAX_KEPT", 1)
    version = found(a_form().model_dump(mode="json"))
    first = form_of(version)
    form_of(found(a_form().model_dump(mode="json")))
    assert form_of(version) is not first


def test_a_version_without_a_form_is_read_from_its_rows():
    form = form_of(found(None, [to_question(code="a")]))
    assert [question.code for _, question in form_questions(form)] == ["a"]


def test_the_shipped_kinds_of_visits_have_a_name_in_each_language_and_a_weight():
    kinds = shipped_kinds()
    assert {code: kind.weight for code, kind in kinds.items()} == {
        "routine": 1.0,
        "self_check": 0.5,
        "special": 1.0,
        "remote": 0.0,
        "unannounced": 1.5,
        "mystery": 1.5,
        "joint": 1.0,
    }
    assert all(kind.name.get(locale) for kind in kinds.values() for locale in LOCALES)
    assert all(kind.is_on for kind in kinds.values())


def test_rows_do_not_share_words_with_the_form():
    form = a_form()
    rows = to_questions(form)
    rows[0].prompt["en"] = "changed"
    assert next(question for _, question in form_questions(form)).prompt["en"] == "Read"
