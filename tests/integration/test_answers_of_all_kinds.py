"""Answers of all kinds on their way through the rooms: kept as given, judged, and followed."""

import uuid

import pytest
from sqlmodel import select

from checklists import service
from checklists.authoring.publishing import publish_form
from checklists.errors import AnswersInvalid, InspectionDiffers
from checklists.models import Answer, Inspection, Outcome, Photo
from checklists.queries import answer_to, photos_of, question_by_id
from checklists.visits.kinds import Kind, set_kind
from core.clock import now
from findings.models import Finding, Result
from findings.service import from_answers, review, update_answer
from stores.models import Role
from tests.factories import (
    given,
    make_actor,
    make_finding,
    make_shelf,
    make_store,
    to_promise,
    to_submission,
    words,
)
from tests.fixtures.forms import OPTIONS, ask, ask_fridge, form_of, repeated
from tickets.models import Ticket
from tickets.opening import open_for_findings

ROWS = [{"goods": "milk", "temp": 4.0}, {"goods": "eggs", "temp": 9.0}]
PLACE = {"latitude": 31.2, "longitude": 121.5, "accuracy_m": 8.0}
COLUMNS = [
    {"code": "goods", "label": words("Goods")},
    {"code": "temp", "label": words("°C"), "kind": "number", "limits": {"maximum": 5}},
]
FORM = form_of(
    ask("counter", "choice", options=OPTIONS),
    ask("tools", "choices", options=OPTIONS, is_required=False),
    ask("goods", "table", columns=COLUMNS, is_required=False),
    ask("where", "location", is_required=False),
    ask("signed", "signature", is_required=False),
    ask("shelf", "shelf_photo", shelf_code="drinks", is_required=False),
    sections=[
        repeated(
            ask_fridge(),
            ask("look", "kitchen_photo", is_required=False),
        )
    ],
)
COLD = given("fridge", value=3.0)
CLEAN = given("counter", value="clean")
WARM = given(
    "fridge", value=9.0, occurrence=1, action="moved the food", root_cause="door-open", note="loud"
)


@pytest.fixture
def store(session):
    store = make_store(session)
    make_shelf(session, store, code="drinks")
    return store


@pytest.fixture
def actor(session, store):
    return make_actor(session, Role.SUPERVISOR, store=store)


@pytest.fixture
def version(session):
    return publish_form(session, None, FORM, at=now())


@pytest.fixture
def send(session, store, actor, version):
    def send(*answers, **kw):
        return service.submit(session, actor, to_submission(store, version, *answers, **kw))

    return send


def answers_by_item(session, inspection):
    rows = session.exec(select(Answer).where(Answer.inspection_id == inspection.id)).all()
    codes = {row.question_id: question_by_id(session, row.question_id).code for row in rows}
    return {(codes[row.question_id], row.occurrence): row for row in rows}


def failed_items(session, inspection):
    query = select(Finding.item).where(Finding.inspection_id == inspection.id)
    return sorted(session.exec(query))


def test_values_of_all_kinds_are_kept_as_they_were_given(session, send):
    receipt = send(
        given("counter", value="dusty"),
        given("tools", value=["clean", "dirty"]),
        given("goods", value=ROWS),
        given("where", value=PLACE),
        given("signed", photos=(to_promise(),)),
        COLD,
    )

    rows = answers_by_item(session, receipt.inspection)
    assert {key: (row.value.get("value"), row.final_outcome) for key, row in rows.items()} == {
        ("counter", 0): ("dusty", "passed"),
        ("tools", 0): (["clean", "dirty"], "failed"),
        ("goods", 0): (ROWS, "failed"),
        ("where", 0): (PLACE, "not_judged"),
        ("signed", 0): (None, "not_judged"),
        ("fridge", 0): (3.0, "passed"),
    }


def test_each_filling_has_an_answer_a_finding_and_a_ticket_of_its_own(session, send):
    receipt = send(CLEAN, given("fridge", value=6.0, action="turned it down"), WARM)

    from_answers(session, receipt.inspection.id)
    from_answers(session, receipt.inspection.id)  # once more adds none

    rows = answers_by_item(session, receipt.inspection)
    warm = rows["fridge", 1]
    assert (warm.root_cause, warm.action, warm.note) == ("door-open", "moved the food", "loud")
    assert warm.notify_roles == ["regional_manager"]
    assert rows["fridge", 0].notify_roles == []
    assert failed_items(session, receipt.inspection) == ["fridge", "fridge/2"]
    opened = open_for_findings(session, inspection_id=receipt.inspection.id)
    tickets = session.exec(select(Ticket)).all()
    assert len(opened) == 2
    assert sorted(ticket.title["en"] for ticket in tickets) == [
        "Failed: fridge",
        "Failed: fridge, no. 2",
    ]
    assert any(ticket.title["zh-CN"].endswith("，第 2 个") for ticket in tickets)


def test_a_photo_proves_an_answer_of_any_kind_and_belongs_to_its_filling(session, send):
    promises = to_promise(), to_promise()
    receipt = send(
        CLEAN,
        given("fridge", value=3.0, photos=promises[:1]),
        given("fridge", value=4.0, occurrence=1, photos=promises[1:]),
        given("look", occurrence=1, photos=(to_promise(),)),
    )

    photos = {photo.id: photo for photo in photos_of(session, receipt.inspection.id)}
    assert [photos[one.id].occurrence for one in promises] == [0, 1]
    assert {photos[one.id].subject for one in promises} == {"evidence"}
    assert sorted(photo.subject for photo in photos.values()).count("kitchen") == 1


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([CLEAN], ["/answers"]),  # one fridge at least
        ([CLEAN, given("fridge", value=6.0)], ["/answers/1/action"]),
        ([given("counter", value="shiny"), COLD], ["/answers/0/value"]),
        ([CLEAN, given("fridge", value=3.0, root_cause="moon")], ["/answers/1/root_cause"]),
        ([CLEAN, COLD, given("fridge", value=3.0, occurrence=3)], ["/answers/2/occurrence"]),
    ],
)
def test_nothing_is_kept_of_answers_that_are_wrong(session, send, answers, expected):
    with pytest.raises(AnswersInvalid) as refused:
        send(*answers)

    assert [fault.pointer for fault in refused.value.faults] == expected
    assert session.exec(select(Inspection)).all() == []


def test_visits_may_be_of_the_chains_own_kinds(session, send):
    admin = make_actor(session, Role.ADMIN)
    set_kind(session, admin, Kind("opening", words("Opening"), 0.5))

    assert send(CLEAN, COLD, kind="opening").inspection.kind == "opening"
    with pytest.raises(AnswersInvalid) as refused:
        send(CLEAN, COLD, kind="party")
    assert [fault.pointer for fault in refused.value.faults] == ["/kind"]


def shelf_photo(verdict):
    return given("shelf", photos=(to_promise(),), verdict=verdict)


def looked(session, inspection, **kw):
    """What the eyes found on the photo of the shelf; the answer is brought up to it."""
    photo = session.exec(select(Photo).where(Photo.inspection_id == inspection.id)).one()
    found = make_finding(
        session,
        store_id=inspection.store_id,
        inspection_id=inspection.id,
        question_id=photo.question_id,
        photo_id=photo.id,
        **{"kind": "gap", "item": "1-01", "ai_result": "fault"} | kw,
    )
    update_answer(session, inspection.id, photo.question_id)
    return found


def test_a_word_with_the_photo_counts_and_the_eyes_word_is_kept_beside_it(session, send, store):
    inspection = send(CLEAN, COLD, shelf_photo(Outcome.PASSED)).inspection
    answer = answers_by_item(session, inspection)["shelf", 0]
    assert (answer.human_outcome, answer.final_outcome, answer.verdict) == ("passed",) * 3

    found = looked(
        session,
        inspection,
        decision="review",
        decision_note="person_differs",
        final_result=None,
    )

    assert (answer.ai_outcome, answer.human_outcome) == ("failed", "passed")
    assert answer.final_outcome == "passed"
    assert open_for_findings(session, inspection_id=inspection.id) == []
    reviewer = make_actor(session, Role.SUPERVISOR, store=store)
    review(session, reviewer, found.id, result=Result.FAULT, note="look at the second row")
    assert (answer.ai_outcome, answer.final_outcome) == ("failed", "failed")
    assert len(open_for_findings(session, inspection_id=inspection.id)) == 1


def test_a_fault_reported_with_the_photo_gets_its_ticket_whatever_the_eyes_say(session, send):
    inspection = send(CLEAN, COLD, shelf_photo(Outcome.FAILED)).inspection

    from_answers(session, inspection.id)
    from_answers(session, inspection.id)

    answer = answers_by_item(session, inspection)["shelf", 0]
    update_answer(session, inspection.id, answer.question_id)
    assert failed_items(session, inspection) == ["shelf"]
    assert (answer.human_outcome, answer.final_outcome) == ("failed", "failed")
    assert len(open_for_findings(session, inspection_id=inspection.id)) == 1


def test_photos_of_one_filling_say_nothing_of_another(session, send):
    receipt = send(
        CLEAN,
        COLD,
        given("fridge", value=4.0, occurrence=1),
        given("look", photos=(to_promise(),)),
        given("look", occurrence=1, photos=(to_promise(),)),
    )
    photo = next(photo for photo in receipt.photos if photo.question_id and photo.occurrence == 1)
    make_finding(
        session,
        store_id=photo.store_id,
        inspection_id=photo.inspection_id,
        question_id=photo.question_id,
        photo_id=photo.id,
        kind="no_mask",
        item="person-1",
        ai_result="fault",
    )

    for occurrence in (0, 1):
        update_answer(session, photo.inspection_id, photo.question_id, occurrence=occurrence)

    rows = [
        answer_to(session, photo.inspection_id, photo.question_id, occurrence)
        for occurrence in (0, 1)
    ]
    assert [row.final_outcome for row in rows] == ["pending", "failed"]


def test_another_value_under_the_same_id_differs_by_its_place(session, send):
    inspection_id = uuid.UUID(int=5)
    times = {"started_at": now(), "finished_at": now()}
    body = {"answers": [{"question": "goods", "value": ROWS}]}
    send(CLEAN, COLD, id=inspection_id, body=body, **times)
    other = {"answers": [{"question": "goods", "value": [ROWS[0], {"goods": "eggs", "temp": 4}]}]}

    with pytest.raises(InspectionDiffers) as refused:
        send(CLEAN, COLD, id=inspection_id, body=other, **times)

    assert [fault.pointer for fault in refused.value.faults] == ["/answers/0/value/1/temp"]
