"""How tickets move: every state, every move, everybody who may or may not."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stores.errors import RoleMissing
from stores.models import Role
from tickets import rules
from tickets.errors import FixerMayNotVerify, MoveIncomplete, MoveNotAllowed
from tickets.models import ENDED, Recheck, TicketState
from tickets.moves import MOVES, By
from tickets.rules import Move, Mover

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
SHOP, PHOTO, SHELF, LIST = (uuid.UUID(int=number) for number in range(1, 5))
S = TicketState

WORKERS = {Role.ADMIN, Role.SUPERVISOR, Role.STORE_MANAGER, Role.CLERK}
VERIFIERS = {Role.ADMIN, Role.REGIONAL_MANAGER, Role.SUPERVISOR, Role.STORE_MANAGER}
WAIVERS = {Role.ADMIN, Role.REGIONAL_MANAGER}

BEGIN = {S.ACKNOWLEDGED, S.IN_PROGRESS, S.SUBMITTED, S.ON_HOLD, S.VOIDED, S.WAIVED}
WAYS = {  # written out a second time on purpose: who changes the table changes this, too
    S.OPEN: BEGIN,
    S.REOPENED: BEGIN,
    S.ACKNOWLEDGED: {S.IN_PROGRESS, S.SUBMITTED, S.ON_HOLD, S.VOIDED, S.WAIVED},
    S.IN_PROGRESS: {S.SUBMITTED, S.ON_HOLD, S.VOIDED, S.WAIVED},
    S.ON_HOLD: {S.IN_PROGRESS, S.VOIDED, S.WAIVED},
    S.SUBMITTED: {S.IN_PROGRESS, S.VERIFIED, S.PUSHED_BACK, S.VOIDED, S.WAIVED},
    S.PUSHED_BACK: {S.IN_PROGRESS, S.SUBMITTED, S.ON_HOLD, S.VOIDED, S.WAIVED},
    S.VERIFIED: {S.CLOSED, S.PUSHED_BACK, S.VOIDED, S.WAIVED},
    S.CLOSED: {S.REOPENED},
    S.VOIDED: {S.REOPENED},
    S.WAIVED: {S.REOPENED},
}
WHO = {
    S.ACKNOWLEDGED: WORKERS,
    S.IN_PROGRESS: WORKERS,
    S.SUBMITTED: WORKERS,
    S.ON_HOLD: WORKERS,
    S.VERIFIED: VERIFIERS,
    S.CLOSED: VERIFIERS,
    S.PUSHED_BACK: VERIFIERS,
    S.REOPENED: VERIFIERS,
    S.VOIDED: WAIVERS,
    S.WAIVED: WAIVERS,
}
NEEDS = {
    S.SUBMITTED: {"/photo_id"},
    S.ON_HOLD: {"/note"},
    S.PUSHED_BACK: {"/note"},
    S.REOPENED: {"/note"},
    S.VOIDED: {"/note"},
    S.WAIVED: {"/note", "/until"},
}
JUDGEMENTS = {S.VERIFIED, S.CLOSED, S.PUSHED_BACK, S.REOPENED, S.VOIDED, S.WAIVED}
ALLOWED = [(state, to) for state, ways in WAYS.items() for to in sorted(ways)]


def whole(to, **kw):
    """A move with everything any move may need."""
    parts = {"note": "because", "photo_id": PHOTO, "until": NOW + timedelta(days=3)}
    return Move(uuid.UUID(int=9), to, **parts | kw)


def by(*roles, is_fixer=False):
    return Mover(frozenset(roles), is_fixer)


def test_the_table_is_what_is_written_here():
    assert {state: set(ways) for state, ways in MOVES.items()} == WAYS


@pytest.mark.parametrize(("state", "to"), list(itertools.product(S, S)))
def test_a_move_is_allowed_when_the_table_has_it(state, to):
    if to in WAYS[state]:
        assert rules.next_state(state, whole(to), by(Role.ADMIN), now=NOW) is to
    else:
        with pytest.raises(MoveNotAllowed) as refused:
            rules.next_state(state, whole(to), by(Role.ADMIN), now=NOW)
        assert all(way.value in refused.value.detail for way in WAYS[state])
        assert refused.value.faults[0].pointer == "/to"


@pytest.mark.parametrize(("state", "to"), ALLOWED)
@pytest.mark.parametrize("role", Role)
def test_a_move_needs_its_role(state, to, role):
    if role in WHO[to]:
        assert rules.next_state(state, whole(to), by(role), now=NOW) is to
    else:
        with pytest.raises(RoleMissing, match=f"from {state} to {to}"):
            rules.next_state(state, whole(to), by(role), now=NOW)


@pytest.mark.parametrize(("state", "to"), ALLOWED)
def test_nobody_without_a_role_moves_anything(state, to):
    with pytest.raises(RoleMissing):
        rules.next_state(state, whole(to), by(), now=NOW)


@pytest.mark.parametrize(("state", "to"), ALLOWED)
def test_the_fixer_judges_nothing(state, to):
    fixer = by(Role.ADMIN, is_fixer=True)
    if to in JUDGEMENTS:
        with pytest.raises(FixerMayNotVerify):
            rules.next_state(state, whole(to), fixer, now=NOW)
    else:
        assert rules.next_state(state, whole(to), fixer, now=NOW) is to


@pytest.mark.parametrize(("state", "to"), ALLOWED)
def test_a_bare_move_is_refused_when_it_lacks_something_and_all_of_it_is_named(state, to):
    bare = Move(uuid.UUID(int=9), to, note="  ")
    if to in NEEDS:
        with pytest.raises(MoveIncomplete) as refused:
            rules.next_state(state, bare, by(Role.ADMIN), now=NOW)
        assert {fault.pointer for fault in refused.value.faults} == NEEDS[to]
    else:
        assert rules.next_state(state, bare, by(Role.ADMIN), now=NOW) is to


@pytest.mark.parametrize("until", [None, NOW - timedelta(days=1), NOW])  # none, past, right now
def test_a_waiver_needs_a_day_to_come(until):
    with pytest.raises(MoveIncomplete) as refused:
        rules.next_state(S.OPEN, whole(S.WAIVED, until=until), by(Role.ADMIN), now=NOW)
    assert [fault.pointer for fault in refused.value.faults] == ["/until"]


@given(st.lists(st.sampled_from(list(S)), max_size=30))
def test_no_walk_reaches_closed_without_a_photo_and_somebody_else(walk):
    """Whatever is tried in whatever order: before `closed` come `submitted` and `verified`."""
    state, path = S.OPEN, []
    for to in walk:
        try:
            state = rules.next_state(state, whole(to), by(Role.ADMIN), now=NOW)
        except MoveNotAllowed:
            continue
        path.append(to)
    for index, to in enumerate(path):
        if to is S.CLOSED:
            assert path[index - 1] is S.VERIFIED
            assert path[index - 2] is S.SUBMITTED


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("is_fixer", [False, True])
@pytest.mark.parametrize("role", Role)
def test_the_offered_moves_are_those_that_succeed(state, is_fixer, role):
    mover = by(role, is_fixer=is_fixer)
    offered = rules.allowed_moves(state, mover)
    for to in S:
        try:
            rules.next_state(state, whole(to), mover, now=NOW)
        except (MoveNotAllowed, RoleMissing, FixerMayNotVerify):
            assert to not in offered
        else:
            assert offered[to] is MOVES[state][to]


def test_every_kind_of_mover_has_somebody():
    for who in By:
        assert any(rules._MAY[who](frozenset({role})) for role in Role)


@pytest.mark.parametrize(("state", "recheck"), list(itertools.product(S, Recheck)))
def test_the_eyes_move_only_what_waits_for_them(state, recheck):
    expected = state
    if state is S.SUBMITTED:
        expected = {Recheck.GONE: S.VERIFIED, Recheck.STILL_THERE: S.PUSHED_BACK}.get(
            recheck, state
        )
    assert rules.after_recheck(state, recheck) is expected


def test_what_has_ended_can_only_be_reopened():
    assert {to for state in ENDED for to in MOVES[state]} == {S.REOPENED}
