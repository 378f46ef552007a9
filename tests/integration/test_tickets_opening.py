"""From findings to tickets on a real PostgreSQL: one ticket per fault, whatever runs twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from core.clock import at
from core.db import unit_of_work
from findings.models import Analysis, AnalysisState
from planograms.models import Planogram, Slot
from stores.models import Role
from tests.factories import (
    add,
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
from tests.fixtures.tickets import events_named, fault, gap, kinds, tickets_of
from tickets import queries
from tickets.models import TicketEvent
from tickets.opening import open_for_findings

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture
def store(session):
    return make_store(session)


@pytest.fixture
def visit(session, store):
    return make_inspection(session, store_id=store.id)


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
