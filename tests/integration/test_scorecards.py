"""Scores on a real PostgreSQL: they move when a ticket does, and say why."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from core.clock import at, now
from core.db import unit_of_work
from core.ids import new_id
from core.outbox import OutboxEvent
from scorecards import evidence, queries, service
from scorecards.models import InspectionScore, ScoreMove, StorePeriod
from stores.models import Role
from tests.factories import (
    make_actor,
    make_store,
)
from tests.fixtures.scores import DAY, HOUR, MONDAY, make_ticket, make_visit, moves, roll_up
from tickets.models import TicketState


@pytest.fixture
def store(session):
    return make_store(session)


def told(session, inspection_id):
    rows = session.exec(select(OutboxEvent).where(OutboxEvent.name == "inspection.scored")).all()
    return [row.ids for row in rows if row.ids["inspection_id"] == str(inspection_id)]


def test_an_inspection_is_scored_once_and_again_when_an_answer_changes(session, store):
    visit = make_visit(session, store, "passed", "pending")
    for _ in range(2):
        score = service.score_inspection(session, visit.id)
    assert (score.score_pct, score.max_points) == (100.0, 1)
    assert score.explanation["is_complete"] is False
    assert told(session, visit.id) == [{"inspection_id": str(visit.id), "store_id": str(store.id)}]
    answer = next(
        line.answer
        for line in evidence.chain_of_evidence(
            session, make_actor(session, Role.ADMIN), visit.id
        ).lines
        if line.answer.final_outcome == "pending"
    )
    answer.final_outcome = "failed"
    for _ in range(2):
        score = service.score_inspection(session, visit.id)
    assert (score.score_pct, score.explanation["is_complete"]) == (50.0, True)
    assert len(told(session, visit.id)) == 2
    assert queries.score_of(session, visit.id) is score


def test_what_is_not_there_is_not_scored(session):
    assert service.score_inspection(session, new_id()) is None
    assert service.roll_up(session, new_id(), cause="test", cause_ids={}) is None


def test_a_score_moves_when_a_ticket_opens_is_overdue_and_closes(session, store):
    with at(MONDAY):
        service.score_inspection(session, make_visit(session, store, "passed").id)
        roll_up(session, store, "inspection.scored")
        ticket = make_ticket(session, store, severity="high")  # due in 24 hours
        roll_up(session, store, "ticket.opened")
    with at(MONDAY + 30 * HOUR):
        roll_up(session, store, "clock.ticked")
    with at(MONDAY + 31 * HOUR):
        ticket.state = TicketState.CLOSED.value
        ticket.ended_at = MONDAY + 31 * HOUR
        period = roll_up(session, store, "ticket.closed")
        roll_up(session, store, "ticket.closed")  # a second run
    assert moves(session, store) == [
        (None, 100.0, "inspection.scored"),
        (100.0, 98.0, "ticket.opened"),
        (98.0, 96.0, "clock.ticked"),
        (96.0, 100.0, "ticket.closed"),
    ]
    assert queries.score_moves(session, store.id)[0].cause_ids == {"why": "ticket.closed"}
    counted = (period.open_tickets, period.overdue_tickets, period.closed_tickets)
    assert counted == (0, 0, 1)
    assert (period.inspections, period.inspection_pct) == (1, 100.0)


def test_a_roll_up_without_inspections_has_no_score_and_moves_nothing(session, store):
    make_ticket(session, store)
    period = roll_up(session, store)
    assert (period.score_pct, period.open_tickets, period.inspections) == (None, 1, 0)
    assert moves(session, store) == []


def test_a_new_week_starts_with_the_latest_inspection_before_it(session, store):
    with at(MONDAY):
        service.score_inspection(session, make_visit(session, store, "passed", "failed").id)
        first = roll_up(session, store)
    next_week = MONDAY + 7 * DAY
    with at(next_week):
        unjudged = make_visit(session, store, "not_judged", finished_at=next_week)
        service.score_inspection(session, unjudged.id)
        second = roll_up(session, store)
    assert (first.starts_on.day, second.starts_on.day) == (2, 9)
    assert (first.score_pct, second.score_pct) == (50.0, 50.0)
    assert second.explanation["inspections"]["is_carried_over"] is True
    assert moves(session, store) == [(None, 50.0, "test")]
    with at(next_week + HOUR):
        service.score_inspection(
            session, make_visit(session, store, "passed", finished_at=next_week).id
        )
        second = roll_up(session, store)
    assert second.score_pct == 100.0
    assert second.explanation["inspections"]["is_carried_over"] is False
    assert moves(session, store)[-1] == (50.0, 100.0, "test")
    assert len(session.exec(select(StorePeriod)).all()) == 2


def test_a_stores_week_ends_at_its_own_midnight(session):
    sunday_evening = datetime(2026, 3, 8, 15, 59, tzinfo=UTC)  # 23:59 in Shanghai
    for timezone, day in (("Asia/Shanghai", 9), ("America/New_York", 2)):
        store = make_store(session, timezone=timezone)
        with at(sunday_evening):
            assert roll_up(session, store).starts_on.day == 2
        with at(sunday_evening + timedelta(minutes=1)):
            assert roll_up(session, store).starts_on.day == day


def test_time_alone_asks_for_a_roll_up_once(session):
    late, later, ended, quiet, idle = (make_store(session) for _ in range(5))
    with at(MONDAY):
        for store in (late, later, ended, quiet):
            roll_up(session, store)
        make_ticket(session, late, severity="critical")  # due in 4 hours
        make_ticket(session, later, severity="low")
        gone = make_ticket(session, ended, severity="critical")
        gone.state = TicketState.CLOSED.value
        make_ticket(session, idle, severity="critical")  # never rolled up: has no score to move
        session.flush()
    with at(MONDAY + 5 * HOUR):
        assert queries.stores_to_roll_up(session) == [late.id]
        roll_up(session, late)
        assert queries.stores_to_roll_up(session) == []
    with at(MONDAY + 7 * DAY):
        due = sorted([late.id, later.id, ended.id, quiet.id])
        assert queries.stores_to_roll_up(session) == due


def test_jobs_at_the_same_time_leave_one_row_and_one_move(engine, tenant):
    with unit_of_work(engine, tenant.id) as session:
        store = make_store(session)
        visit = make_visit(session, store, "passed", "failed", finished_at=now())

    def work(_number):
        with unit_of_work(engine, tenant.id) as session:
            service.score_inspection(session, visit.id)
        with unit_of_work(engine, tenant.id) as session:
            roll_up(session, store)

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    with unit_of_work(engine, tenant.id) as session:
        assert len(session.exec(select(InspectionScore)).all()) == 1
        assert len(session.exec(select(StorePeriod)).all()) == 1
        assert len(told(session, visit.id)) == 1
        [move] = session.exec(select(ScoreMove)).all()
    assert (move.from_pct, move.to_pct) == (None, 50.0)
