"""What each move leaves on the ticket; apart from rules.py, which says only what may move."""

import uuid
from collections.abc import Callable, Mapping
from datetime import datetime

from findings.models import Result
from tickets.models import Ticket, TicketState
from tickets.rules import Move

Effect = Callable[[Ticket, uuid.UUID, Move, datetime], None]


def apply(ticket: Ticket, staff_id: uuid.UUID, move: Move, at: datetime) -> None:
    """Bring the ticket's row to where the move takes it; the move was allowed before."""
    if ticket.owner_id is None and move.to in _TAKES_ON:
        ticket.owner_id = staff_id
    ticket.state = move.to.value
    effect = _EFFECTS.get(move.to)
    if effect is not None:
        effect(ticket, staff_id, move, at)


def _submit(ticket: Ticket, staff_id: uuid.UUID, move: Move, at: datetime) -> None:
    ticket.fixer_id = staff_id
    ticket.fix_photo_id = move.photo_id
    ticket.submitted_at = at
    ticket.verifier_id = None
    ticket.recheck = None


def _verify(ticket: Ticket, staff_id: uuid.UUID, _move: Move, _at: datetime) -> None:
    ticket.verifier_id = staff_id


def _push_back(ticket: Ticket, _staff_id: uuid.UUID, _move: Move, _at: datetime) -> None:
    ticket.verifier_id = None


def _close(ticket: Ticket, staff_id: uuid.UUID, _move: Move, at: datetime) -> None:
    # The eyes have no name: where they verified, the person who closes stands for it.
    ticket.verifier_id = ticket.verifier_id or staff_id
    ticket.ended_at = at


def _void(ticket: Ticket, _staff_id: uuid.UUID, _move: Move, at: datetime) -> None:
    ticket.ended_at = at


def _waive(ticket: Ticket, staff_id: uuid.UUID, move: Move, at: datetime) -> None:
    ticket.waived_by_id = staff_id
    ticket.waived_until = move.until
    ticket.ended_at = at


def _reopen(ticket: Ticket, _staff_id: uuid.UUID, _move: Move, at: datetime) -> None:
    # As much time as the first time; what was claimed and proven then stays on the timeline only.
    ticket.due_at = at + (ticket.due_at - ticket.opened_at)
    ticket.opened_at = at
    ticket.fixer_id = ticket.verifier_id = ticket.fix_photo_id = ticket.recheck = None
    ticket.submitted_at = ticket.ended_at = None
    ticket.waived_by_id = ticket.waived_until = None


_TAKES_ON = frozenset({TicketState.ACKNOWLEDGED, TicketState.IN_PROGRESS, TicketState.SUBMITTED})
"""Who starts on a ticket that nobody owns owns it."""

_EFFECTS: Mapping[TicketState, Effect] = {
    TicketState.SUBMITTED: _submit,
    TicketState.VERIFIED: _verify,
    TicketState.PUSHED_BACK: _push_back,
    TicketState.CLOSED: _close,
    TicketState.VOIDED: _void,
    TicketState.WAIVED: _waive,
    TicketState.REOPENED: _reopen,
}

# A waived fault was there, but nobody went to see.
TEACHES: Mapping[TicketState, Result | None] = {
    TicketState.VERIFIED: Result.FAULT,
    TicketState.CLOSED: Result.FAULT,
    TicketState.VOIDED: Result.NO_FAULT,
    TicketState.REOPENED: None,
}
"""What moves by people say of the eyes that saw the fault."""
