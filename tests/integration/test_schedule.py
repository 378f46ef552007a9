"""What happens by the clock."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from core import clock
from core.db import unit_of_work
from scorecards.models import ScoreMove, StorePeriod
from scorecards.service import roll_up, score_inspection
from stores.models import Role
from tests.factories import (
    make_answer,
    make_finding,
    make_inspection,
    make_question,
    make_staff,
    make_store,
)
from tickets.models import Ticket
from tickets.opening import open_for_findings
from workers.schedule import roll_up_stores

WEDNESDAY = datetime(2026, 3, 4, 2, 0, tzinfo=UTC)


def plant_fault(session):
    """A store with one perfect inspection, one open fault and a score."""
    store = make_store(session)
    make_staff(session, role=Role.STORE_MANAGER, store=store)
    question = make_question(session)
    inspection = make_inspection(session, store_id=store.id, version_id=question.version_id)
    make_answer(session, inspection, question)
    make_finding(session, store_id=store.id, inspection_id=inspection.id)
    open_for_findings(session, inspection_id=inspection.id)
    score_inspection(session, inspection.id)
    roll_up(session, store.id, cause="ticket.opened", cause_ids={})


def test_a_ticket_that_becomes_overdue_moves_the_score_once(engine, tenant, kit):
    with clock.at(WEDNESDAY), unit_of_work(engine, tenant.id) as session:
        plant_fault(session)
        due_at = session.exec(select(Ticket.due_at)).one()

    def causes_at(moment):
        with clock.at(moment):
            roll_up_stores(kit)
        with unit_of_work(engine, tenant.id) as session:
            return [move.cause for move in session.exec(select(ScoreMove).order_by(ScoreMove.id))]

    assert causes_at(due_at - timedelta(minutes=1)) == ["ticket.opened"]
    assert causes_at(due_at + timedelta(minutes=1)) == ["ticket.opened", "clock.ticked"]
    assert causes_at(due_at + timedelta(minutes=2)) == ["ticket.opened", "clock.ticked"]
    with unit_of_work(engine, tenant.id) as session:
        assert session.exec(select(StorePeriod.overdue_tickets)).all() == [1]
