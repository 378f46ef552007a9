"""What ends and comes back: recurrences, waivers, reviews; on a real PostgreSQL."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from core.clock import at
from core.db import unit_of_work
from stores.models import Role
from tests.factories import (
    make_actor,
    make_inspection,
    make_photo,
    make_question,
    make_shelf,
    make_store,
)
from tests.fixtures.tickets import end, events_named, fault, gap, kinds, tickets_of
from tickets import queries
from tickets.models import Ticket, TicketState
from tickets.opening import open_for_findings

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def store(session):
    return make_store(session)


@pytest.fixture
def visit(session, store):
    return make_inspection(session, store_id=store.id)


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


def test_a_review_voids_no_ticket_that_has_ended(session, store, visit):
    shelf = make_shelf(session, store)
    found = gap(session, visit, shelf)
    open_for_findings(session, inspection_id=visit.id)
    found.human_result = found.final_result = "no_fault"
    session.flush()
    [ticket] = tickets_of(session, store)
    end(session, ticket, TicketState.CLOSED, MORNING)
    open_for_findings(session, inspection_id=visit.id)
    assert ticket.state == "closed"


def test_a_ticket_reopened_by_hand_in_this_moment_gets_the_sighting(engine, tenant):
    with unit_of_work(engine, tenant.id) as session:
        store = make_store(session)
        question = make_question(session)
        first, again = (make_inspection(session, store_id=store.id) for _ in range(2))
        for visit in (first, again):
            fault(session, visit, question_id=question.id)
        with at(MORNING - timedelta(days=30)):
            [ticket_id] = open_for_findings(session, inspection_id=first.id)
        [ticket] = tickets_of(session, store)
        end(session, ticket, TicketState.CLOSED, MORNING - timedelta(days=29))
    with ThreadPoolExecutor(1) as pool, unit_of_work(engine, tenant.id) as session:
        [ticket] = tickets_of(session, store)
        end(session, ticket, TicketState.REOPENED, None)

        def open_again():
            with unit_of_work(engine, tenant.id) as other:
                return open_for_findings(other, inspection_id=again.id)

        opening = pool.submit(open_again)
        wait_until_somebody_waits(session)
        session.commit()
        assert opening.result(20) == []
    with unit_of_work(engine, tenant.id) as session:
        [ticket] = tickets_of(session, store)
        assert (ticket.id, ticket.state, ticket.sightings) == (ticket_id, "reopened", 2)


def wait_until_somebody_waits(session):
    """Return when another connection of this database waits for a lock."""
    query = text(
        "select count(*) from pg_locks l join pg_stat_activity a using (pid) "
        "where not l.granted and a.datname = current_database()"
    )
    deadline = time.monotonic() + 20
    while not session.execute(query).scalar_one():
        assert time.monotonic() < deadline, "nobody waits"
        time.sleep(0.02)
