"""What each move leaves on the ticket."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest

from tickets.effects import apply
from tickets.models import Ticket, TicketState
from tickets.rules import Move

S = TicketState
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ANN, BOB, PHOTO = (uuid.UUID(int=number) for number in range(1, 4))
HOURS = timedelta(hours=1)


def make(**kw):
    row = {
        "state": "open",
        "owner_id": BOB,
        "opened_at": NOW - 9 * HOURS,
        "due_at": NOW - 3 * HOURS,
    }
    return Ticket(**row | kw)


def moved(ticket, to, **kw):
    apply(ticket, ANN, Move(uuid.UUID(int=9), to, **kw), NOW)
    assert ticket.state == to.value
    return ticket


@pytest.mark.parametrize("to", [S.ACKNOWLEDGED, S.IN_PROGRESS, S.SUBMITTED])
def test_who_starts_on_a_ticket_that_nobody_owns_owns_it(to):
    assert moved(make(owner_id=None), to).owner_id == ANN
    assert moved(make(), to).owner_id == BOB


@pytest.mark.parametrize("to", [S.ON_HOLD, S.VERIFIED, S.CLOSED, S.VOIDED, S.WAIVED, S.PUSHED_BACK])
def test_who_only_judges_owns_nothing(to):
    assert moved(make(owner_id=None), to).owner_id is None


def test_a_claimed_fix_names_its_fixer_and_forgets_earlier_verdicts():
    ticket = moved(make(recheck="still_there", verifier_id=BOB), S.SUBMITTED, photo_id=PHOTO)
    assert (ticket.fixer_id, ticket.fix_photo_id, ticket.submitted_at) == (ANN, PHOTO, NOW)
    assert ticket.recheck is ticket.verifier_id is None


def test_a_verdict_names_its_verifier():
    assert moved(make(), S.VERIFIED).verifier_id == ANN


def test_a_fix_pushed_back_is_verified_by_nobody():
    assert moved(make(verifier_id=BOB), S.PUSHED_BACK).verifier_id is None


@pytest.mark.parametrize(("verifier_id", "expected"), [(BOB, BOB), (None, ANN)])
def test_who_closes_stands_for_what_the_eyes_verified(verifier_id, expected):
    ticket = moved(make(verifier_id=verifier_id), S.CLOSED)
    assert (ticket.verifier_id, ticket.ended_at) == (expected, NOW)


def test_a_voided_ticket_has_ended():
    assert moved(make(), S.VOIDED).ended_at == NOW


def test_a_waiver_has_a_name_and_a_day():
    until = NOW + timedelta(days=9)
    ticket = moved(make(), S.WAIVED, until=until)
    assert (ticket.waived_by_id, ticket.waived_until, ticket.ended_at) == (ANN, until, NOW)


def test_a_reopened_ticket_starts_anew_with_as_much_time():
    done = {"fixer_id": BOB, "verifier_id": ANN, "fix_photo_id": PHOTO, "recheck": "gone"}
    over = {"submitted_at": NOW, "ended_at": NOW, "waived_by_id": ANN, "waived_until": NOW}
    ticket = moved(make(state="closed", **done, **over), S.REOPENED)
    assert {name: getattr(ticket, name) for name in done | over} == dict.fromkeys(done | over)
    assert ticket.opened_at == NOW
    assert ticket.due_at == NOW + 6 * HOURS
