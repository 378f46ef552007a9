"""Every state of a ticket and every move between them, apart so that people can read the table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from tickets.models import Recheck, TicketState


class By(StrEnum):
    """Who may make a move."""

    WORKERS = "workers"  # who fix
    VERIFIERS = "verifiers"  # who say that a fix is good
    WAIVERS = "waivers"  # who let a fault be, or say that it was none


@dataclass(frozen=True, slots=True)
class MoveRule:
    """What one move asks for."""

    by: By
    needs_photo: bool = False
    needs_note: bool = False
    needs_until: bool = False
    is_judgement: bool = False  # about a fix, and so never by the fixer


_WORK = MoveRule(By.WORKERS)
_PROVE = MoveRule(By.WORKERS, needs_photo=True)
_PAUSE = MoveRule(By.WORKERS, needs_note=True)
_ACCEPT = MoveRule(By.VERIFIERS, is_judgement=True)
_REFUSE = MoveRule(By.VERIFIERS, needs_note=True, is_judgement=True)
_VOID = MoveRule(By.WAIVERS, needs_note=True, is_judgement=True)
_WAIVE = MoveRule(By.WAIVERS, needs_note=True, needs_until=True, is_judgement=True)

_END = {TicketState.VOIDED: _VOID, TicketState.WAIVED: _WAIVE}
_BEGIN = {
    TicketState.ACKNOWLEDGED: _WORK,
    TicketState.IN_PROGRESS: _WORK,
    TicketState.SUBMITTED: _PROVE,
    TicketState.ON_HOLD: _PAUSE,
    **_END,
}

MOVES: Mapping[TicketState, Mapping[TicketState, MoveRule]] = MappingProxyType(
    {
        TicketState.OPEN: _BEGIN,
        TicketState.REOPENED: _BEGIN,
        TicketState.ACKNOWLEDGED: {
            TicketState.IN_PROGRESS: _WORK,
            TicketState.SUBMITTED: _PROVE,
            TicketState.ON_HOLD: _PAUSE,
            **_END,
        },
        TicketState.IN_PROGRESS: {
            TicketState.SUBMITTED: _PROVE,
            TicketState.ON_HOLD: _PAUSE,
            **_END,
        },
        TicketState.ON_HOLD: {TicketState.IN_PROGRESS: _WORK, **_END},
        TicketState.SUBMITTED: {
            TicketState.IN_PROGRESS: _WORK,  # taken back: the photo was the wrong one
            TicketState.VERIFIED: _ACCEPT,
            TicketState.PUSHED_BACK: _REFUSE,
            **_END,
        },
        TicketState.PUSHED_BACK: {
            TicketState.IN_PROGRESS: _WORK,
            TicketState.SUBMITTED: _PROVE,
            TicketState.ON_HOLD: _PAUSE,
            **_END,
        },
        TicketState.VERIFIED: {
            TicketState.CLOSED: _ACCEPT,
            TicketState.PUSHED_BACK: _REFUSE,
            **_END,
        },
        TicketState.CLOSED: {TicketState.REOPENED: _REFUSE},
        TicketState.VOIDED: {TicketState.REOPENED: _REFUSE},
        TicketState.WAIVED: {TicketState.REOPENED: _REFUSE},
    }
)
"""Every move a person can make. `closed` is reached from `verified` alone, `verified` from
`submitted` alone, and `submitted` never without a photo: no way around the proof."""

EYES_MOVE = MappingProxyType(
    {Recheck.GONE: TicketState.VERIFIED, Recheck.STILL_THERE: TicketState.PUSHED_BACK}
)
"""What the eyes may do with a submitted fix; where they cannot tell, a person decides."""
