"""The lists people live in, on a real PostgreSQL."""

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import event

from checklists.models import Severity
from core.clock import now
from core.ids import new_id
from core.pages import CursorInvalid, to_cursor
from stores.models import Role
from tests.factories import add, make_actor, make_finding, make_region, make_staff, make_store
from tickets import queries
from tickets.models import Ticket, TicketState
from tickets.queries import Inbox

S = TicketState


@pytest.fixture
def store(session):
    return make_store(session)


@pytest.fixture
def boss(session, store):
    return make_actor(session, Role.STORE_MANAGER, store=store)


def make_ticket(session, store, *, due_in=5.0, **kw):
    """A living ticket, due in so many hours."""
    if "owner_id" not in kw:
        kw["owner_id"] = None
    defaults = {
        "store_id": store.id,
        "first_finding_id": make_finding(session, store_id=store.id).id,
        "fault_key": str(new_id()),
        "kind": "gap",
        "item": "1-02",
        "severity": "medium",
        "owner_role": "store_manager",
        "opened_at": now() - timedelta(hours=48),
        "due_at": now() + timedelta(hours=due_in),
    }
    return add(session, Ticket(**defaults | kw))


def listed(session, actor, **wanted):
    page = queries.inbox(session, actor, Inbox(**wanted))
    assert queries.count(session, actor, Inbox(**wanted)) == len(page.rows)
    return [ticket.id for ticket in page.rows]


def test_an_inbox_shows_living_tickets_of_ones_stores_soonest_due_first(session, store, boss):
    late = make_ticket(session, store, due_in=-3)
    soon = make_ticket(session, store, due_in=1, state=S.SUBMITTED.value)
    later = make_ticket(session, store, due_in=9)
    for state in (S.CLOSED, S.VOIDED, S.WAIVED):
        make_ticket(session, store, state=state.value)
    make_ticket(session, make_store(session))
    assert listed(session, boss) == [late.id, soon.id, later.id]


def test_an_inbox_can_be_narrowed(session, store, boss):
    other = make_store(session, region_id=store.region_id)
    manager = make_actor(session, Role.ADMIN)
    mine = make_ticket(session, store, owner_id=boss.staff_id, due_in=-1)
    his = make_ticket(session, other, owner_id=make_staff(session).id)
    nobodys = make_ticket(session, store)
    ended = make_ticket(session, store, state=S.CLOSED.value, due_in=-9)
    fixed_by_me = make_ticket(
        session, store, state=S.SUBMITTED.value, fixer_id=boss.staff_id, owner_id=boss.staff_id
    )
    fixed = make_ticket(
        session, store, state=S.VERIFIED.value, fixer_id=his.owner_id, owner_id=boss.staff_id
    )
    assert listed(session, boss, mine=True) == [mine.id, fixed_by_me.id, fixed.id]
    assert listed(session, boss, unassigned=True) == [nobodys.id]
    assert listed(session, boss, overdue=True) == [mine.id]
    assert listed(session, boss, to_verify=True) == [fixed.id]
    assert listed(session, boss, states=(S.CLOSED,)) == [ended.id]
    assert listed(session, boss, states=(S.CLOSED,), overdue=True) == []
    assert listed(session, manager, store_id=other.id) == [his.id]
    assert listed(session, boss, store_id=other.id) == []


def test_a_region_sees_its_stores_and_no_others(session, store):
    manager = make_actor(
        session, Role.REGIONAL_MANAGER, region=make_region(session, parent_id=None)
    )
    make_ticket(session, store)
    assert listed(session, manager) == []


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6, 7])
def test_pages_hold_every_ticket_once_and_in_order_also_when_due_at_one_moment(
    session, store, boss, limit
):
    due = now() + timedelta(hours=1)
    made = [make_ticket(session, store, due_at=due) for _ in range(4)]
    made += [make_ticket(session, store, due_in=hours) for hours in (2, 3)]
    expected = sorted(made, key=lambda ticket: (ticket.due_at, ticket.id))
    seen, cursor = [], None
    while True:
        page = queries.inbox(session, boss, Inbox(), cursor=cursor, limit=limit)
        assert len(page.rows) <= limit
        seen += [ticket.id for ticket in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [ticket.id for ticket in expected]


@pytest.mark.parametrize("cursor", ["?", to_cursor(new_id())], ids=["garbled", "of no ticket"])
def test_a_cursor_that_is_not_ours_is_refused(session, boss, cursor):
    with pytest.raises(CursorInvalid):
        queries.inbox(session, boss, Inbox(), cursor=cursor)


def test_an_inbox_costs_the_same_however_long_it_is(session, store, boss):
    def statements():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        session.expire_all()
        event.listen(session.get_bind(), "before_cursor_execute", note)
        queries.inbox(session, boss, Inbox())
        event.remove(session.get_bind(), "before_cursor_execute", note)
        return len(seen)

    make_ticket(session, store)
    one = statements()
    for _ in range(20):
        make_ticket(session, store)
    assert statements() == one == 1


def test_living_tickets_are_counted_by_severity(session, store):
    quiet = make_store(session)
    make_ticket(session, store, severity="high", due_in=-1)
    make_ticket(session, store, severity="high")
    make_ticket(session, store, severity="low", due_in=-1)
    make_ticket(session, store, severity="low", state=S.CLOSED.value, due_in=-1)
    found = queries.living_counts(session, [store.id, quiet.id], now=now())
    assert found[store.id].open == Counter({Severity.HIGH: 2, Severity.LOW: 1})
    assert found[store.id].overdue == Counter({Severity.HIGH: 1, Severity.LOW: 1})
    assert found[quiet.id].open == Counter()
    assert queries.living_counts(session, [], now=now()) == {}


def test_only_faults_that_were_fixed_count_as_closed(session, store):
    since = now() - timedelta(days=7)
    until = now()
    for state, ended_at in (
        (S.CLOSED, since),  # the first moment counts
        (S.CLOSED, until - timedelta(seconds=1)),
        (S.CLOSED, until),  # the last does not
        (S.CLOSED, since - timedelta(seconds=1)),
        (S.VOIDED, since),
        (S.WAIVED, since),
    ):
        make_ticket(session, store, state=state.value, ended_at=ended_at)
    assert queries.closed_between(session, store.id, since=since, until=until) == 2


def test_open_tickets_are_counted_per_person(session, store, boss):
    other = make_staff(session).id
    for _ in range(2):
        make_ticket(session, store, owner_id=boss.staff_id)
    make_ticket(session, store, owner_id=boss.staff_id, state=S.CLOSED.value)
    counts = queries.open_for_staff(session, [boss.staff_id, other])
    assert (counts[boss.staff_id], counts[other]) == (2, 0)


def test_what_waits_at_a_store_comes_soonest_due_first(session, store):
    make_ticket(session, store, state=S.VOIDED.value)
    later, soon = (make_ticket(session, store, due_in=hours) for hours in (9, 1))
    assert [one.id for one in queries.living_of_store(session, store.id)] == [soon.id, later.id]
    assert queries.living_of_store(session, store.id, limit=1) == [soon]


@pytest.mark.parametrize(
    ("others", "first"),
    [
        ([("critical", 1)], ("low", -1)),  # overdue before anything else
        ([("medium", -9), ("low", -20)], ("high", -1)),  # of the overdue the worst
        ([("high", -1)], ("high", -2)),  # of the worst the oldest
        ([("high", 5)], ("critical", 9)),  # nothing overdue: the worst
    ],
)
def test_the_most_urgent_ticket_of_a_store(session, store, others, first):
    for severity, due_in in others:
        make_ticket(session, store, severity=severity, due_in=due_in)
    make_ticket(session, store, severity="critical", due_in=-99, state=S.CLOSED.value)
    severity, due_in = first
    urgent = make_ticket(session, store, severity=severity, due_in=due_in)
    assert queries.most_urgent(session, [store.id, make_store(session).id]) == {store.id: urgent}


def test_what_a_person_may_do_is_offered(session, store, boss):
    ticket = make_ticket(session, store, state=S.SUBMITTED.value, fixer_id=boss.staff_id)
    assert set(queries.moves_open_to(session, boss, ticket)) == {S.IN_PROGRESS}
    other = make_actor(session, Role.SUPERVISOR, store=store)
    assert set(queries.moves_open_to(session, other, ticket)) == {
        S.IN_PROGRESS,
        S.VERIFIED,
        S.PUSHED_BACK,
    }
