"""From a submission to a scored store, every task in this process, and once more to be sure."""

from datetime import date

import pytest
from sqlmodel import select

from checklists import service
from checklists.models import Answer, Outcome
from checklists.photos import uploads
from checklists.rules import original_key
from core.db import unit_of_work
from core.ids import new_id
from core.outbox import Delivery
from findings.models import Analysis, AnalysisState, Decision, Finding, Result
from findings.service import review
from planograms.models import Planogram, PlanogramState, Slot
from scorecards.models import InspectionScore, StorePeriod
from stores.models import Role
from tests.factories import (
    given,
    make_actor,
    make_product,
    make_shelf,
    make_store,
    make_version,
    to_promise,
    to_question,
    to_submission,
    words,
)
from tests.fixtures.drained import Drain
from tests.fixtures.eyes import PLANOGRAM, to_detections
from tickets import service as tickets
from tickets.models import Recheck, Ticket, TicketEvent, TicketState
from tickets.rules import Move
from vision.training.demo import render_shelf
from workers.kit import Parcel


class Visit:
    """A submitted visit to a store whose shelf has one empty slot."""

    def __init__(self, session, content):
        self.store = make_store(session)
        make_shelf(session, self.store, code="drinks")
        self.supervisor = make_actor(session, Role.SUPERVISOR, store=self.store)
        self.fixer = make_actor(session, Role.STORE_MANAGER, store=self.store)
        plant_planogram(session)
        version = make_version(
            session,
            to_question(),
            to_question(code="shelf", kind="shelf_photo", shelf_code="drinks"),
        )
        self.promise = to_promise(content)
        submission = to_submission(
            self.store, version, given(value=False), given("shelf", photos=(self.promise,))
        )
        self.inspection = service.submit(session, self.supervisor, submission).inspection


def plant_planogram(session):
    row = Planogram(
        shelf_code="drinks",
        width_mm=PLANOGRAM.width_mm,
        height_mm=PLANOGRAM.height_mm,
        state=PlanogramState.PUBLISHED.value,
        valid_from_on=date(2026, 1, 1),
    )
    session.add(row)
    session.flush()
    for slot in PLANOGRAM.slots:
        product = make_product(session, sku=slot.sku, name=words(f"Tea {slot.id}"))
        session.add(
            Slot(
                planogram_id=row.id,
                code=slot.id,
                product_id=product.id,
                row=slot.row,
                left_mm=slot.left_mm,
                width_mm=slot.width_mm,
            )
        )


@pytest.fixture
def visit(engine, storage, tenant, scene):
    content, _ = scene
    with unit_of_work(engine, tenant.id) as session:
        visit = Visit(session, content)
    with unit_of_work(engine, tenant.id) as session:
        uploads.take_content(session, storage, visit.supervisor, visit.promise.id, content)
    return visit


@pytest.fixture
def see(engine, tenant):
    """Read rows of the tenant."""

    def read(table):
        with unit_of_work(engine, tenant.id) as session:
            return list(session.exec(select(table)))

    return read


def test_one_gap_and_one_failed_answer_become_two_owned_tickets(visit, drain, see):
    drain()
    [analysis] = see(Analysis)
    assert analysis.state == AnalysisState.DONE
    findings = {finding.kind: finding for finding in see(Finding)}
    assert findings["gap"].item == "1-05"
    assert findings["gap"].box is not None
    owned = {ticket.kind: ticket for ticket in see(Ticket)}
    assert owned.keys() == {"gap", "answer_failed"}
    assert {ticket.owner_id for ticket in owned.values()} == {visit.fixer.staff_id}
    assert "Tea 1-05" in owned["gap"].title["en"]
    assert {answer.final_outcome for answer in see(Answer)} == {Outcome.FAILED}
    [score] = see(InspectionScore)
    assert score.score_pct == 0
    assert see(StorePeriod)[0].open_tickets == 2


def test_every_task_run_twice_changes_nothing_more(visit, kit, tenant, see):
    Drain(kit, tenant.id, times=2)()
    assert len(see(Analysis)) == 1
    assert len(see(Finding)) == len(see(Ticket)) == len(see(TicketEvent)) == 2
    assert len(see(InspectionScore)) == len(see(StorePeriod)) == 1
    assert all(delivery.done_at and not delivery.failure for delivery in see(Delivery))


def test_a_message_that_comes_once_more_finds_its_work_done(visit, kit, drain, see):
    drain()
    parcels = [
        Parcel(delivery.tenant_id, delivery.id, delivery.task, "", {}) for delivery in see(Delivery)
    ]
    assert parcels
    assert not any(kit.begin(parcel) for parcel in parcels)


def submit_fix(kit, tenant, visit, ticket, content):
    promise = to_promise(content)
    with unit_of_work(kit.engine, tenant.id) as session:
        tickets.announce_fix(session, visit.fixer, ticket.id, promise)
        uploads.take_content(session, kit.store, visit.fixer, promise.id, content)
    for to in (TicketState.ACKNOWLEDGED, TicketState.IN_PROGRESS, TicketState.SUBMITTED):
        photo_id = promise.id if to is TicketState.SUBMITTED else None
        with unit_of_work(kit.engine, tenant.id) as session:
            wanted = Move(new_id(), to, note="done", photo_id=photo_id)
            tickets.move(session, visit.fixer, ticket.id, wanted)


def gap_ticket(see):
    return next(ticket for ticket in see(Ticket) if ticket.kind == "gap")


def test_a_fix_that_shows_is_verified_by_the_eyes(visit, tenant, kit, drain, see):
    drain()
    filled, truth = render_shelf(PLANOGRAM, seed=8, size=(1600, 1200))
    kit.eyes.shelf.detections = to_detections(truth)
    submit_fix(kit, tenant, visit, gap_ticket(see), filled)
    drain()
    ticket = gap_ticket(see)
    assert (ticket.recheck, ticket.state) == (Recheck.GONE, TicketState.VERIFIED)
    assert len(see(Analysis)) == 2
    assert len(see(Finding)) == 2  # the photo of the fix reports no new fault


def test_a_fix_that_does_not_show_is_pushed_back(visit, tenant, kit, drain, see):
    drain()
    # The same empty shelf, photographed again.
    again, _ = render_shelf(PLANOGRAM, seed=9, missing=("1-05",), size=(1600, 1200))
    submit_fix(kit, tenant, visit, gap_ticket(see), again)
    drain()
    ticket = gap_ticket(see)
    assert (ticket.recheck, ticket.state) == (Recheck.STILL_THERE, TicketState.PUSHED_BACK)


def test_a_finding_that_a_person_rejects_takes_its_ticket_back(visit, engine, tenant, drain, see):
    drain()
    gap = next(finding for finding in see(Finding) if finding.kind == "gap")
    with unit_of_work(engine, tenant.id) as session:
        review(session, visit.supervisor, gap.id, result=Result.NO_FAULT, note="a promo sign")
    drain()
    gap = next(finding for finding in see(Finding) if finding.kind == "gap")
    assert (gap.ai_result, gap.human_result, gap.final_result) == ("fault", "no_fault", "no_fault")
    assert gap.decision == Decision.ACT
    assert gap_ticket(see).state == TicketState.VOIDED
    shelf = next(a for a in see(Answer) if a.human_outcome and a.ai_outcome)
    assert (shelf.ai_outcome, shelf.human_outcome, shelf.final_outcome) == (
        "failed",
        "passed",
        "passed",
    )


def test_a_photo_that_vanished_from_the_store_is_a_visible_failure(
    visit, storage, tenant, drain, see
):
    storage.delete(original_key(tenant.id, visit.promise.id))
    drain()
    [analysis] = see(Analysis)
    assert (analysis.state, analysis.failure) == ("failed", "the photo is not in the store")
    shelf = next(a for a in see(Answer) if a.ai_outcome)
    assert shelf.final_outcome == Outcome.NOT_JUDGED
