"""Which visits are due for a person, at a store and of a checklist, on a real PostgreSQL."""

from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event

from checklists.authoring.assigning import Assigning, assign
from checklists.authoring.publishing import publish_form
from checklists.visits.due import DueState, Period
from checklists.visits.due_queries import WantedVisits, visits_due, visits_due_page
from checklists.visits.kinds import Kind, set_kind
from core import clock
from core.ids import new_id
from core.pages import CursorInvalid
from stores.models import Role
from tests.factories import make_actor, make_inspection, make_region, make_store, words
from tests.fixtures.forms import a_section, to_form

MONDAY = datetime(2026, 3, 2, 1, tzinfo=UTC)  # 09:00 in Shanghai
WEDNESDAY = MONDAY + timedelta(days=2)
DAY = timedelta(days=1)
ANYBODY = WantedVisits(is_mine=False)


@pytest.fixture(autouse=True)
def wednesday():
    with clock.at(WEDNESDAY):
        yield


@pytest.fixture
def author(session):
    return make_actor(session, Role.ADMIN)


@pytest.fixture
def north(session):
    return make_region(session)


def open_store(session, **kw):
    """A store that has been there for long."""
    with clock.at(MONDAY - 100 * DAY):
        return make_store(session, **kw)


@pytest.fixture
def store(session, north):
    return open_store(session, code="a", region_id=north.id)


@pytest.fixture
def version(session, author):
    return publish_form(session, author, to_form(), at=MONDAY - 50 * DAY)


@pytest.fixture
def ask(session, author, version):
    """Assign the checklist, every week unless told otherwise."""

    def ask(**wish):
        defaults = {"checklist_id": version.checklist_id, "starts_on": date(2026, 2, 1)}
        wanted = Assigning(**defaults | {"every": "week"} | wish)
        return assign(session, author, new_id(), wanted)

    return ask


def visit(session, store, version, at, **kw):
    with clock.at(kw.pop("received_at", at)):
        return make_inspection(
            session, store_id=store.id, version_id=version.id, finished_at=at, **kw
        )


def states(session, actor, wanted=ANYBODY):
    return [
        (one.store.code, one.standing.state.value) for one in visits_due(session, actor, wanted)
    ]


@contextmanager
def counted(session):
    """Count the statements that are sent meanwhile."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(session.connection().engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(session.connection().engine, "before_cursor_execute", note)


def test_a_visit_in_this_week_is_done_one_in_the_last_due_and_none_overdue(
    session, author, store, version, ask, north
):
    last_week = open_store(session, code="b", region_id=north.id)
    open_store(session, code="c", region_id=north.id)
    visit(session, store, version, MONDAY)
    visit(session, store, version, MONDAY - 20 * DAY)
    visit(session, last_week, version, MONDAY - DAY)
    assignment = ask()
    assert states(session, author) == [("c", "overdue"), ("b", "due"), ("a", "done")]
    told = visits_due(session, author, ANYBODY)[-1]
    assert (told.assignment.id, told.store.id) == (assignment.id, store.id)
    assert (told.checklist.code, told.version.id) == ("patrol", version.id)
    week = Period(date(2026, 3, 2), date(2026, 3, 8))
    assert (told.standing.period, told.standing.done_on) == (week, date(2026, 3, 2))
    assert told.standing.following == Period(date(2026, 3, 9), date(2026, 3, 15))


def test_a_week_begins_on_the_stores_own_monday(session, author, version, ask, north):
    """At 16:30 on Sunday in UTC it is Monday in Shanghai, and Sunday in Urumqi."""
    at = MONDAY - timedelta(hours=8, minutes=30)
    for code, timezone in (("east", "Asia/Shanghai"), ("west", "Asia/Urumqi")):
        store = open_store(session, code=code, region_id=north.id, timezone=timezone)
        visit(session, store, version, at)
    ask()
    assert states(session, author) == [("west", "due"), ("east", "done")]


def test_it_is_the_kind_and_the_checklist_that_count(session, author, store, version, ask):
    visit(session, store, version, MONDAY, kind="self_check")
    other = publish_form(session, author, to_form(code="other"), at=MONDAY)
    visit(session, store, other, MONDAY)
    ask()
    ask(visit_kind="self_check")
    found = {
        one.assignment.visit_kind: one.standing.state.value
        for one in visits_due(session, author, ANYBODY)
    }
    assert found == {"routine": "overdue", "self_check": "done"}


def test_an_older_version_counts_and_the_newest_is_to_be_filled(
    session, author, store, version, ask
):
    newest = publish_form(session, author, to_form(a_section("floor", "a", "b")), at=MONDAY)
    visit(session, store, version, WEDNESDAY - timedelta(hours=1))
    ask()
    [told] = visits_due(session, author, ANYBODY)
    assert (told.version.id, told.version.number) == (newest.id, 2)
    assert told.standing.state is DueState.DONE


def test_a_phone_whose_clock_is_ahead_has_not_done_next_years_visits(
    session, author, store, version, ask
):
    ask()
    visit(session, store, version, datetime(2090, 1, 1, tzinfo=UTC), received_at=MONDAY - DAY)
    assert states(session, author) == [("a", "due")]


def test_a_visit_that_came_in_late_is_of_the_day_it_was_made(session, author, store, version, ask):
    ask()
    visit(session, store, version, MONDAY - DAY, received_at=WEDNESDAY)
    assert states(session, author) == [("a", "due")]


def test_a_new_store_owes_nothing_for_the_time_before(session, author, ask, north):
    make_store(session, code="new", region_id=north.id)
    ask()
    [told] = visits_due(session, author, ANYBODY)
    assert told.standing.state is DueState.DUE
    assert told.standing.period.since == WEDNESDAY.date()


@pytest.mark.parametrize("status", ["suspended", "closed"])
def test_nothing_is_due_where_nobody_sells(session, author, store, ask, status):
    ask()
    store.status = status
    session.flush()
    assert states(session, author) == []


def test_what_is_not_asked_today_is_not_due(session, author, store, ask):
    ask(every="on_demand")
    ask(starts_on=date(2026, 3, 5))
    ask(ends_on=date(2026, 3, 3))
    set_kind(session, author, Kind("night", words("Night"), 1.0))
    ask(visit_kind="night")
    assert states(session, author) == [("a", "overdue")]
    set_kind(session, author, Kind("night", words("Night"), 1.0, is_on=False))
    assert states(session, author) == []


def test_a_person_sees_what_is_asked_of_their_role_at_their_stores(session, store, ask, north):
    open_store(session, code="z")
    open_store(session, code="b", region_id=north.id)
    supervisor = make_actor(session, Role.SUPERVISOR, region=north)
    manager = make_actor(session, Role.STORE_MANAGER, store=store)
    ask(role="supervisor")
    ask(role="store_manager", store_id=store.id, visit_kind="self_check")
    assert states(session, supervisor, WantedVisits()) == [("a", "overdue"), ("b", "overdue")]
    [own] = visits_due(session, manager, WantedVisits())
    assert (own.store.id, own.assignment.visit_kind) == (store.id, "self_check")
    assert visits_due(session, make_actor(session, Role.ADMIN), WantedVisits()) == []
    everything = [("a", "overdue"), ("a", "overdue"), ("b", "overdue")]
    assert states(session, supervisor) == everything
    assert states(session, manager) == everything[:2]


def test_a_store_a_checklist_and_states_can_be_asked_for(
    session, author, store, version, ask, north
):
    other = publish_form(session, author, to_form(code="other"), at=MONDAY)
    open_store(session, code="b", region_id=north.id)
    ask()
    ask(checklist_id=other.checklist_id)
    visit(session, store, version, MONDAY)

    def found(**wanted):
        rows = visits_due(session, author, WantedVisits(is_mine=False, **wanted))
        return sorted((one.store.code, one.checklist.code) for one in rows)

    assert found(store_id=store.id) == [("a", "other"), ("a", "patrol")]
    assert found(checklist_id=version.checklist_id) == [("a", "patrol"), ("b", "patrol")]
    assert found(states=[DueState.DONE]) == [("a", "patrol")]
    assert found(store_id=new_id()) == found(checklist_id=new_id()) == []


def test_pages_hold_every_visit_once(session, author, ask, north):
    for number in range(5):
        open_store(session, code=f"s{number}", region_id=north.id)
    ask()
    seen, cursor = [], None
    while True:
        page = visits_due_page(session, author, ANYBODY, cursor=cursor, limit=2)
        seen += [one.id for one in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(seen) == 5
    assert seen == sorted(one.id for one in visits_due(session, author, ANYBODY))
    with pytest.raises(CursorInvalid):
        visits_due_page(session, author, ANYBODY, cursor="?")


def test_however_many_rows_the_statements_stay_the_same(
    session, author, store, version, ask, north
):
    ask()
    visit(session, store, version, MONDAY)
    with counted(session) as few:
        assert len(visits_due(session, author, ANYBODY)) == 1
    for number in range(6):
        region = make_region(session, parent_id=north.id)
        more = open_store(session, code=f"s{number}", region_id=region.id)
        visit(session, more, version, MONDAY)
        form = to_form(code=f"list-{number}")
        ask(checklist_id=publish_form(session, author, form, at=MONDAY).checklist_id)
    with counted(session) as many:
        assert len(visits_due(session, author, ANYBODY)) == 49
    assert 0 < len(few) == len(many) <= 8


def test_no_store_is_read_for_who_is_asked_nothing(session, store, ask):
    ask(role="clerk")
    supervisor, clerk = make_actor(session, Role.SUPERVISOR), make_actor(session, Role.CLERK)
    with counted(session) as sent:
        assert visits_due(session, supervisor, WantedVisits()) == []
    assert not any("FROM store" in statement for statement in sent)
    with counted(session) as sent:
        assert len(visits_due(session, clerk, WantedVisits())) == 1
    assert any("FROM store" in statement for statement in sent)
