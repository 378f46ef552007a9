"""From findings to tickets on a real PostgreSQL: one ticket per fault, whatever runs twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from core.clock import at
from core.db import unit_of_work
from core.outbox import OutboxEvent
from findings.models import Analysis, AnalysisState
from planograms.models import Planogram, Slot
from stores.models import Role
from tests.factories import (
    add,
    make_actor,
    make_finding,
    make_inspection,
    make_photo,
    make_product,
    make_question,
    make_shelf,
    make_staff,
    make_store,
    make_version,
    words,
)
from tickets import queries
from tickets.models import Ticket, TicketEvent, TicketState
from tickets.opening import open_for_findings

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def store(session):
    return make_store(session)


@pytest.fixture
def visit(session, store):
    return make_inspection(session, store_id=store.id)


def tickets_of(session, store):
    return session.exec(select(Ticket).where(Ticket.store_id == store.id)).all()


def events_named(session, name):
    return session.exec(select(OutboxEvent).where(OutboxEvent.name == name)).all()


def kinds(session, ticket):
    return [line.kind for line in queries.timeline(session, ticket.id)]


def fault(session, visit, **kw):
    return make_finding(session, store_id=visit.store_id, inspection_id=visit.id, **kw)


def gap(session, visit, shelf, item="1-02", **kw):
    return fault(session, visit, kind="gap", item=item, shelf_id=shelf.id, **kw)


def end(session, ticket, state, ended_at, **kw):
    ticket.state = state.value
    ticket.ended_at = ended_at
    for name, value in kw.items():
        setattr(ticket, name, value)
    session.flush()


def test_a_failed_answer_becomes_a_ticket_with_owner_and_due_time(session, store, visit):
    boss = make_staff(session, role=Role.STORE_MANAGER, store=store, login="boss")
    question = make_question(session, due_hours=6, severity="high")
    found = fault(session, visit, question_id=question.id, severity="high")
    with at(MORNING):
        [ticket_id] = open_for_findings(session, inspection_id=visit.id)
    [ticket] = tickets_of(session, store)
    assert ticket.id == ticket_id
    assert ticket.owner_id == boss.id
    assert ticket.routing["rule"] == "fewest_open_tickets"
    assert (ticket.state, ticket.severity, ticket.sightings) == ("open", "high", 1)
    assert ticket.due_at - ticket.opened_at == timedelta(hours=6)
    assert ticket.title["en"] == "Failed: Is the floor clean?"
    assert ticket.next_step == words("Clean the floor")
    [line] = queries.timeline(session, ticket.id)
    assert (line.kind, line.to_state, line.finding_id) == ("opened", "open", found.id)
    assert line.evidence["routing"]["owner"] == "boss"
    [told] = events_named(session, "ticket.opened")
    assert told.ids == {"ticket_id": str(ticket.id), "store_id": str(store.id)}


def test_nothing_happens_twice_when_the_job_runs_twice(session, store, visit):
    fault(session, visit)
    assert len(open_for_findings(session, inspection_id=visit.id)) == 1
    assert open_for_findings(session, inspection_id=visit.id) == []
    [ticket] = tickets_of(session, store)
    assert (ticket.sightings, kinds(session, ticket)) == (1, ["opened"])
    assert len(events_named(session, "ticket.opened")) == 1


def test_neither_inspection_nor_photo_is_refused(session):
    with pytest.raises(ValueError, match="name an inspection or a photo"):
        open_for_findings(session)


def test_a_fault_that_stands_not_yet_gets_no_ticket(session, store, visit):
    fault(session, visit, final_result=None)
    fault(session, visit, final_result="no_fault")
    assert open_for_findings(session, inspection_id=visit.id) == []
    assert tickets_of(session, store) == []


def test_a_known_fault_gets_a_line_and_no_second_ticket(session, store, visit):
    question = make_question(session)
    fault(session, visit, question_id=question.id)
    open_for_findings(session, inspection_id=visit.id)
    later = make_inspection(session, store_id=store.id)
    fault(session, later, question_id=question.id)
    assert open_for_findings(session, inspection_id=later.id) == []
    [ticket] = tickets_of(session, store)
    assert (ticket.sightings, kinds(session, ticket)) == (2, ["opened", "seen_again"])
    assert len(queries.sightings_of(session, ticket.id)) == 2


def test_two_sightings_in_one_inspection_are_one_ticket(session, store, visit):
    kitchen = make_question(session, code="masks", zone="kitchen")
    for person in ("person-1", "person-2"):
        fault(session, visit, kind="no_mask", item=person, question_id=kitchen.id)
    assert len(open_for_findings(session, inspection_id=visit.id)) == 1
    [ticket] = tickets_of(session, store)
    assert (ticket.item, ticket.sightings) == ("person", 2)
    assert ticket.fault_key.endswith("zone/kitchen#person")


def test_the_same_fault_elsewhere_is_another_fault(session, store, visit):
    other_visit = make_inspection(session)
    shelves = [make_shelf(session, store, code=code) for code in ("drinks", "snacks")]
    for shelf in shelves:
        gap(session, visit, shelf)
        gap(session, visit, shelf, item="2-01")
    gap(session, other_visit, make_shelf(session, make_store(session)))
    assert len(open_for_findings(session, inspection_id=visit.id)) == 4
    assert len(open_for_findings(session, inspection_id=other_visit.id)) == 1


def test_one_code_in_two_checklists_is_two_faults_and_in_two_versions_one(session, store, visit):
    first = make_question(session)
    other_list = make_question(session)
    checklist_version = make_version(session)
    old = make_question(session, checklist_version, code="doors")
    for question in (first, other_list, old):
        fault(session, visit, question_id=question.id, item=question.code)
    assert len(open_for_findings(session, inspection_id=visit.id)) == 3
    newer = add(
        session,
        type(checklist_version)(
            checklist_id=checklist_version.checklist_id, number=2, published_at=MORNING
        ),
    )
    again = make_inspection(session, store_id=store.id)
    new = make_question(session, newer, code="doors")
    fault(session, again, question_id=new.id, item="doors")
    assert open_for_findings(session, inspection_id=again.id) == []


def test_a_gap_names_product_shelf_and_row(session, store, visit):
    shelf = make_shelf(session, store, name={"zh-CN": "饮料货架", "en": "Drinks shelf"})
    cola = make_product(session, sku="cola", name={"zh-CN": "可乐 330ml", "en": "Cola 330 ml"})
    plan = add(
        session,
        Planogram(
            shelf_code="drinks",
            width_mm=900,
            height_mm=1800,
            valid_from_on=MORNING.date(),
            name=words("Plan"),
        ),
    )
    add(
        session,
        Slot(planogram_id=plan.id, code="B7", product_id=cola.id, row=1, left_mm=0, width_mm=60),
    )
    photo = make_photo(session, store_id=store.id, inspection_id=visit.id)
    analysis = add(
        session,
        Analysis(
            photo_id=photo.id,
            planogram_id=plan.id,
            model_version="m1",
            state=AnalysisState.DONE.value,
            judged_at=MORNING,
        ),
    )
    gap(session, visit, shelf, "B7", sku="cola", photo_id=photo.id, analysis_id=analysis.id)
    open_for_findings(session, photo_id=photo.id)
    [ticket] = tickets_of(session, store)
    assert ticket.title == {
        "zh-CN": "补货：可乐 330ml，饮料货架，从上数第 2 层",
        "en": "Refill: Cola 330 ml, Drinks shelf, row 2 from the top",
    }
    assert "可乐 330ml" in ticket.next_step["zh-CN"]


def test_a_place_without_a_name_may_shift_a_little(session, store, visit):
    shelf = make_shelf(session, store)
    gap(session, visit, shelf, "row-2@0.40")
    open_for_findings(session, inspection_id=visit.id)
    again = make_inspection(session, store_id=store.id)
    gap(session, again, shelf, "row-2@0.45")
    gap(session, again, shelf, "row-1@0.40")
    assert len(open_for_findings(session, inspection_id=again.id)) == 1
    assert sorted(ticket.item for ticket in tickets_of(session, store)) == [
        "row-1@0.40",
        "row-2@0.40",
    ]


def test_nobody_in_the_role_leaves_the_ticket_unassigned_and_says_so(session, store, visit):
    make_staff(session, role=Role.CLERK, store=store)
    make_staff(session, role=Role.STORE_MANAGER, store=store, is_active=False)
    make_staff(session, role=Role.STORE_MANAGER, store=make_store(session))
    fault(session, visit)
    open_for_findings(session, inspection_id=visit.id)
    [ticket] = tickets_of(session, store)
    assert ticket.owner_id is None
    assert ticket.routing == {
        "rule": "nobody_in_role",
        "role": "store_manager",
        "owner": None,
        "candidates": [],
    }


def test_faults_are_spread_over_the_people_in_the_role(session, store, visit):
    people = {
        make_staff(session, role=Role.STORE_MANAGER, store=store, login=login).id
        for login in ("ann", "bob")
    }
    for item in ("a", "b", "c", "d"):
        fault(session, visit, item=item)
    open_for_findings(session, inspection_id=visit.id)
    owners = [ticket.owner_id for ticket in tickets_of(session, store)]
    assert {owner: owners.count(owner) for owner in owners} == dict.fromkeys(people, 2)


def test_a_fault_soon_back_is_reopened_and_linked(session, store, visit):
    question = make_question(session)
    fault(session, visit, question_id=question.id)
    with at(MORNING):
        open_for_findings(session, inspection_id=visit.id)
    [old] = tickets_of(session, store)
    closed_at = MORNING + timedelta(days=1)
    end(session, old, TicketState.CLOSED, closed_at, submitted_at=closed_at)
    back_at = closed_at + timedelta(days=3)
    again = make_inspection(session, store_id=store.id, finished_at=back_at)
    fault(session, again, question_id=question.id)
    with at(back_at):
        [new_id] = open_for_findings(session, inspection_id=again.id)
    new = session.exec(select(Ticket).where(Ticket.id == new_id)).one()
    assert (new.state, new.reopened_from_id, old.state) == ("reopened", old.id, "closed")
    assert queries.timeline(session, new_id)[0].evidence["reopened_from_id"] == str(old.id)


@pytest.mark.parametrize(("days", "state"), [(13.9, "reopened"), (14, "reopened"), (14.1, "open")])
def test_a_fault_is_new_when_the_old_one_ended_long_ago(session, store, visit, days, state):
    question = make_question(session)
    fault(session, visit, question_id=question.id)
    with at(MORNING):
        open_for_findings(session, inspection_id=visit.id)
    [old] = tickets_of(session, store)
    end(session, old, TicketState.CLOSED, MORNING)
    back_at = MORNING + timedelta(days=days)
    again = make_inspection(session, store_id=store.id, finished_at=back_at)
    fault(session, again, question_id=question.id)
    with at(back_at):
        [new_id] = open_for_findings(session, inspection_id=again.id)
    assert session.exec(select(Ticket.state).where(Ticket.id == new_id)).one() == state


def test_an_old_photo_that_comes_late_opens_nothing(session, store, visit):
    shelf = make_shelf(session, store)
    gap(session, visit, shelf)
    open_for_findings(session, inspection_id=visit.id)
    [ticket] = tickets_of(session, store)
    fixed_at = ticket.opened_at + timedelta(hours=2)
    closed_at = fixed_at + timedelta(hours=1)
    end(session, ticket, TicketState.CLOSED, closed_at, submitted_at=fixed_at)
    late = make_inspection(session, store_id=store.id)
    photo = make_photo(
        session, store_id=store.id, inspection_id=late.id, taken_at=fixed_at - timedelta(minutes=5)
    )
    gap(session, late, shelf, photo_id=photo.id)
    with at(closed_at + timedelta(hours=1)):
        assert open_for_findings(session, photo_id=photo.id) == []
    assert kinds(session, ticket) == ["opened", "seen_again"]


def test_a_waived_fault_stays_waived_until_its_day(session, store, visit):
    question = make_question(session)
    fault(session, visit, question_id=question.id)
    with at(MORNING):
        open_for_findings(session, inspection_id=visit.id)
    [ticket] = tickets_of(session, store)
    until = MORNING + timedelta(days=30)
    end(session, ticket, TicketState.WAIVED, MORNING, waived_until=until)
    for day, opened in ((20, 0), (31, 1)):
        seen_at = MORNING + timedelta(days=day)
        again = make_inspection(session, store_id=store.id, finished_at=seen_at)
        fault(session, again, question_id=question.id)
        with at(seen_at):
            assert len(open_for_findings(session, inspection_id=again.id)) == opened
    assert {one.state for one in tickets_of(session, store)} == {"waived", "reopened"}


def test_a_ticket_is_voided_when_a_person_calls_its_every_sighting_no_fault(session, store, visit):
    shelf = make_shelf(session, store)
    reviewer = make_actor(session, Role.SUPERVISOR, store=store)
    first = gap(session, visit, shelf)
    open_for_findings(session, inspection_id=visit.id)
    again = make_inspection(session, store_id=store.id)
    second = gap(session, again, shelf)
    open_for_findings(session, inspection_id=again.id)
    [ticket] = tickets_of(session, store)
    for found, visited, state in ((first, visit, "open"), (second, again, "voided")):
        found.human_result = found.final_result = "no_fault"
        found.reviewed_by_id = reviewer.staff_id
        found.reviewed_at = MORNING
        found.review_note = "a price tag"
        session.flush()
        for _ in range(2):
            open_for_findings(session, inspection_id=visited.id)
        assert ticket.state == state
    line = queries.timeline(session, ticket.id)[-1]
    assert (line.staff_id, line.note) == (reviewer.staff_id, "a price tag")
    assert set(line.evidence["reviewed_findings"]) == {str(first.id), str(second.id)}
    assert len(events_named(session, "ticket.closed")) == 1


def test_the_number_of_reads_does_not_grow_with_the_faults(session, store, visit):
    def reads(faults):
        seen = []
        shelf = make_shelf(session, store, code=f"shelf-{faults}")
        again = make_inspection(session, store_id=store.id)
        for number in range(faults):
            gap(session, again, shelf, f"1-{number:02}", sku=make_product(session).sku)
        session.expire_all()

        def note(_connection, _cursor, statement, *_rest):
            if statement.lstrip().lower().startswith("select"):
                seen.append(statement)

        event.listen(session.get_bind(), "before_cursor_execute", note)
        open_for_findings(session, inspection_id=again.id)
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(seen) - faults  # each new ticket is read back once

    assert reads(12) == reads(2)


def test_openers_at_the_same_time_open_one_ticket(engine, tenant):
    with unit_of_work(engine, tenant.id) as session:
        store = make_store(session)
        question = make_question(session)
        visits = [make_inspection(session, store_id=store.id) for _ in range(6)]
        for visit in visits:
            fault(session, visit, question_id=question.id)

    def open_one(visit):
        with unit_of_work(engine, tenant.id) as session:
            return open_for_findings(session, inspection_id=visit.id)

    with ThreadPoolExecutor(6) as pool:
        opened = [one for found in pool.map(open_one, visits) for one in found]
    with unit_of_work(engine, tenant.id) as session:
        [ticket] = tickets_of(session, store)
        lines = session.exec(
            select(TicketEvent.kind).where(TicketEvent.ticket_id == ticket.id)
        ).all()
    assert opened == [ticket.id]
    assert ticket.sightings == 6
    assert sorted(lines) == ["opened"] + ["seen_again"] * 5
