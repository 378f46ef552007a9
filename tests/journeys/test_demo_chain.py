"""The demo chain's history: made by the real services and the real eyes, with something to show."""

import pytest
from sqlalchemy import func
from sqlmodel import col, select

from benchmarks.kill9 import is_idle
from checklists.models import Inspection, InspectionKind
from checklists.visits.due import DueState
from checklists.visits.due_queries import WantedVisits, visits_due
from core import clock
from core.db import make_engine, unit_of_work
from core.storage import PhotoStore
from deploy.demo import chain, licences
from deploy.demo.logins import demo_logins, has_demo
from deploy.environment import from_environment, to_environment
from deploy.seed import plant
from deploy.servers.roles import drop_database, make_database
from findings.models import Analysis, Finding
from findings.rules import ANSWER_FAILED
from planograms.models import PlaceView
from scorecards.grades import Grade
from scorecards.models import StorePeriod
from scorecards.yearly import grades
from stores.models import Store
from stores.queries import actor_of, staff_by_login, tenant_by_code
from tests.fixtures.keeper import TEMPLATE
from tests.fixtures.settings import elsewhere
from tickets.models import ENDED, Ticket, TicketState

pytestmark = pytest.mark.timeout(600)  # it draws and judges; seconds on a machine that is free


@pytest.fixture(scope="module")
def planted(servers, settings):
    """Settings of a database of its own with the demo chain in it."""
    name = f"rounds_demo_{servers.worker}"
    drop_database(servers.admin_url, name)
    make_database(servers.admin_url, name, like=TEMPLATE)
    environment = to_environment(settings)
    for key in ("ROUNDS_DATABASE__URL", "ROUNDS_DATABASE__OWNER_URL"):
        environment[key] = elsewhere(environment[key], name)
    mine = from_environment(environment)
    assert demo_logins(mine) == []
    plant(mine)
    yield mine
    drop_database(servers.admin_url, name)


@pytest.fixture
def demo(planted):
    """A session of the demo chain."""
    engine = make_engine(planted.database)
    with unit_of_work(engine, None) as session:
        tenant_id = tenant_by_code(session, chain.CODE).id
    with unit_of_work(engine, tenant_id) as session:
        yield session
    engine.dispose()


def test_tickets_of_every_state_are_there(demo):
    states = set(demo.exec(select(Ticket.state).distinct()))

    assert states >= {state.value for state in TicketState} - {TicketState.REOPENED.value}


def test_no_fault_that_was_drawn_is_called_none(demo):
    voided = demo.exec(select(Ticket.kind).where(Ticket.state == TicketState.VOIDED.value))

    assert set(voided) == {ANSWER_FAILED}


def test_nothing_is_left_for_the_workers_to_do(demo):
    assert is_idle(demo)


def test_every_open_store_has_a_score_for_each_of_the_last_weeks(demo):
    weeks = dict(
        demo.exec(
            select(Store.code, func.count())
            .where(StorePeriod.store_id == Store.id, col(StorePeriod.score_pct).is_not(None))
            .group_by(col(Store.code))
        ).all()
    )

    assert weeks.keys() == {store.code for store in chain.STORES}
    assert min(weeks.values()) >= 3


def test_the_store_of_the_smoke_has_nothing_open(demo):
    assert living_at(demo, chain.CALM) == []


def test_tickets_of_the_store_without_a_manager_wait_for_an_owner(demo):
    assert any(ticket.owner_id is None for ticket in living_at(demo, chain.NO_MANAGER))


def test_every_photo_was_judged_by_the_shipped_eyes_and_has_its_overlay(demo, planted):
    analyses = demo.exec(select(Analysis)).all()
    store = PhotoStore(planted.storage)

    assert len(analyses) > 50
    assert {one.model_version.split("-")[0] for one in analyses} == {"shelf", "mask"}
    assert all(store.size_of(key) for key in {one.overlay_key for one in analyses})


def test_back_doors_are_compared_and_people_agreed_or_not(demo):
    views = demo.exec(select(PlaceView)).all()
    # Where nobody ever saw it clear there is nothing to compare with.
    assert len({view.shelf_id for view in views}) == len(views) > len(chain.STORES) / 2
    said = demo.exec(select(Finding.human_result).where(Finding.kind == "zone_changed")).all()
    assert {"fault", "no_fault", None} <= set(said), "confirmed, rejected, and still waiting"


def test_the_history_ends_now_and_spans_four_weeks(demo):
    first, last = demo.exec(
        select(func.min(Inspection.finished_at), func.max(Inspection.finished_at))
    ).one()

    assert 20 <= (last - first).days <= 28


def test_some_visits_are_done_and_some_are_not(demo):
    last = demo.exec(
        select(func.max(Inspection.finished_at)).where(
            Inspection.kind == InspectionKind.ROUTINE.value
        )
    ).one()
    director = actor_of(demo, staff_by_login(demo, "director").id)
    with clock.at(last):
        visits = visits_due(demo, director, WantedVisits(is_mine=False))

    # The suspended store owes nothing; where there is no manager, nobody checks their own store.
    assert len(visits) == 3 * (len(chain.STORES) - 1)
    states = {one.standing.state for one in visits}
    assert DueState.DONE in states
    [unmanaged] = [
        one.standing.state
        for one in visits
        if (one.assignment.visit_kind, one.store.code) == ("self_check", chain.NO_MANAGER)
    ]
    assert unmanaged is DueState.OVERDUE


def test_yearly_grades_are_given_and_withheld(demo):
    director = actor_of(demo, staff_by_login(demo, "director").id)
    told = {
        store.code: one.year
        for store in demo.exec(select(Store)).all()
        for one in grades(demo, director, store.id).by_checklist
    }

    assert told[licences.NEW].why_none == "new_licence"
    assert told[licences.HARMED].why_none == "accident"
    assert told[licences.ACCUSED].why_none != "accident"
    assert {year.grade for year in told.values()} >= {Grade.A, Grade.B}
    assert all(year.score is not None for year in told.values())


def test_planting_again_changes_nothing(demo, planted):
    before = demo.exec(select(func.count()).select_from(Inspection)).one()

    logins = plant(planted)

    assert demo.exec(select(func.count()).select_from(Inspection)).one() == before
    assert {login.login for login in logins} == {person.login for person in chain.STAFF}
    engine = make_engine(planted.database)
    assert has_demo(engine)
    engine.dispose()


def living_at(session, code: str) -> list[Ticket]:
    return list(
        session.exec(
            select(Ticket).where(
                Ticket.store_id == Store.id,
                Store.code == code,
                col(Ticket.state).not_in([state.value for state in ENDED]),
            )
        )
    )
