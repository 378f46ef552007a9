"""How a ticket may move, what makes two sightings one fault, who owns it and by when; pure."""

import re
import uuid
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from checklists.models import Severity
from core.errors import Fault
from findings.models import Finding, Result
from findings.rules import ANSWER_FAILED
from findings.vocabulary import KITCHEN, Group, Kind, vocabulary
from stores.errors import RoleMissing
from stores.models import Role
from stores.rules import Roles, may_verify, may_waive, may_work
from tickets.errors import FixerMayNotVerify, MoveIncomplete, MoveNotAllowed
from tickets.models import ENDED, Recheck, Ticket, TicketState
from tickets.moves import EYES_MOVE, MOVES, By, MoveRule
from vision.items import is_same_place
from vision.values import Subject

_MAY = {By.WORKERS: may_work, By.VERIFIERS: may_verify, By.WAIVERS: may_waive}

RECURS_WITHIN = timedelta(days=14)
"""The same fault this soon after its ticket ended is the old one back, not a new one."""

_ITEM = "#"  # stands before the item in a fault's key
_EYES = MappingProxyType({Group.SHELF: Subject.SHELF, **dict.fromkeys(KITCHEN, Subject.KITCHEN)})
"""Which eyes look at the photo of a fix, by the group of its class."""

_SPOT = re.compile(r"row-(\d+)@([01]\.\d\d)(?:\.\d+)?")  # as vision.items names it


@dataclass(frozen=True, slots=True)
class Move:
    """What somebody wants to do with a ticket; the id is minted by who asks, as resends need it."""

    id: uuid.UUID
    to: TicketState
    note: str = ""
    photo_id: uuid.UUID | None = None
    until: datetime | None = None  # of a waiver
    seen_state: TicketState | None = None  # what the person saw; refused when it moved on since


@dataclass(frozen=True, slots=True)
class Mover:
    """Who moves, as far as it matters here."""

    roles: Roles
    is_fixer: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who could own a fault."""

    staff_id: uuid.UUID
    login: str
    open_tickets: int


@dataclass(frozen=True, slots=True)
class Routing:
    """Who owns a fault, and why; without an owner it waits in the unassigned queue."""

    owner_id: uuid.UUID | None
    explanation: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a sighting means: a ticket's fault again, that fault back, or (no ticket) a new one."""

    ticket: Ticket | None
    is_again: bool


@dataclass(frozen=True, slots=True)
class Living:
    """How many tickets of a store wait for a fix, by severity; the overdue are among the open."""

    open: Counter[Severity] = field(default_factory=Counter)
    overdue: Counter[Severity] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place on a photo without a planogram: a row, and how far from the left edge."""

    row: int  # 0 is the top row
    share: float  # 0 is the left edge of the photo, 1 the right


def next_state(state: TicketState, move: Move, mover: Mover, *, now: datetime) -> TicketState:
    """Return the state a ticket is in after the move.

    Raises:
        MoveNotAllowed: If the table has no such move; it says which there are.
        RoleMissing: If the mover's roles do not cover it.
        FixerMayNotVerify: If the mover would judge their own fix.
        MoveIncomplete: If the photo, the reason or the day is missing; all that is, at once.
    """
    rule = MOVES[state].get(move.to)
    if rule is None:
        ways = ", ".join(MOVES[state])
        msg = f"a ticket that is {state} cannot become {move.to}; it can become: {ways}"
        raise MoveNotAllowed(msg, faults=(Fault("/to", f"one of: {ways}"),))
    if not _MAY[rule.by](mover.roles):
        msg = f"only {rule.by} may move a ticket from {state} to {move.to}"
        raise RoleMissing(msg)
    if rule.is_judgement and mover.is_fixer:
        raise FixerMayNotVerify
    if faults := _missing(rule, move, now):
        raise MoveIncomplete(faults=faults)
    return move.to


def allowed_moves(state: TicketState, mover: Mover) -> dict[TicketState, MoveRule]:
    """Return the moves this person may make now, each with what it asks for.

    Example:
        >>> clerk = Mover(frozenset({Role.CLERK}), is_fixer=False)
        >>> [str(to) for to in allowed_moves(TicketState.IN_PROGRESS, clerk)]
        ['submitted', 'on_hold']
    """
    return {
        to: rule
        for to, rule in MOVES[state].items()
        if _MAY[rule.by](mover.roles) and not (rule.is_judgement and mover.is_fixer)
    }


def after_recheck(state: TicketState, recheck: Recheck) -> TicketState:
    """Return the state after the eyes looked at a fix; they move only what waits for them."""
    if state is not TicketState.SUBMITTED:
        return state
    return EYES_MOVE.get(recheck, state)


def to_item(kind: str, item: str) -> str:
    """Return where exactly a fault is, as far as it is the same on the next photo.

    People are numbered by where they stand on one photo, so a number says nothing on the next one;
    what comes and goes is at its place, wherever on the photo; a camera is one thing.

    Example:
        >>> to_item("no_mask", "person-2"), to_item("gap", "2-05"), to_item("zone_changed", "exit")
        ('person', '2-05', 'exit')
        >>> to_item("fire", "fire@0.4,0.6"), to_item("lens_greasy", "lens")
        ('anywhere', 'camera')
    """
    found = vocabulary().of(kind)
    if found.group in {Group.PPE, Group.BEHAVIOUR}:
        return "person"
    if found.group is Group.DEVICE:
        return "camera"
    return "anywhere" if found.kind is Kind.PHENOMENON else item


def to_place(
    kind: str, *, shelf_id: uuid.UUID | None, checklist_id: uuid.UUID | None, zone: str
) -> str:
    """Return where in its store a fault is: its shelf, else its part of the store.

    A failed answer is placed by its checklist, as its item is the question's code there.
    """
    if kind == ANSWER_FAILED:
        return f"checklist/{checklist_id}"
    return f"shelf/{shelf_id}" if shelf_id else f"zone/{zone}"


def to_subject(kind: str) -> Subject:
    """Return which eyes look at the photo of a fix; at what people reported only a person can.

    Example:
        >>> to_subject("gap").value, to_subject("answer_failed").value
        ('shelf', 'evidence')
    """
    return _EYES.get(vocabulary().of(kind).group, Subject.EVIDENCE)


def is_fault_of(ticket: Ticket, key: str) -> bool:
    """Tell whether a sighting with this key is of the ticket's fault.

    Places without a name shift a little from photo to photo, so their items may differ a little.
    """
    place, _, item = key.partition(_ITEM)
    known_place, _, known_item = ticket.fault_key.partition(_ITEM)
    return place == known_place and is_same_place(item, known_item)


def judge_sighting(known: Sequence[Ticket], *, seen_at: datetime, now: datetime) -> Sighting:
    """Return what a sighting means, given the earlier tickets of that fault, newest first.

    A phone that was offline may bring an old photo late: what was seen before the fix was claimed
    is no recurrence.

    Args:
        known: The tickets of this fault that are living, waived, or ended not long ago.
        seen_at: When the photo was taken or the answer given.
        now: The present.
    """
    for ticket in known:
        if TicketState(ticket.state) not in ENDED or _is_waived(ticket, now):
            return Sighting(ticket, is_again=True)
    for ticket in known:
        if ticket.state == TicketState.VOIDED or ticket.ended_at is None:
            continue
        if seen_at <= (ticket.submitted_at or ticket.ended_at):
            return Sighting(ticket, is_again=True)
        if now - (ticket.waived_until or ticket.ended_at) <= RECURS_WITHIN:
            return Sighting(ticket, is_again=False)
    return Sighting(None, is_again=False)


def is_withdrawn(state: TicketState, sightings: Sequence[Finding]) -> bool:
    """Tell whether a living ticket stands on nothing: people called each sighting no fault."""
    verdicts = {finding.human_result for finding in sightings}
    return state not in ENDED and verdicts == {Result.NO_FAULT}


def fault_key(store_id: uuid.UUID, place: str, item: str, kind: str) -> str:
    """Return what makes two sightings one fault: same store, place, item and kind.

    Args:
        store_id: The store.
        place: The place as `to_place` gives it.
        item: The item as `to_item` gives it.
        kind: The finding code.
    """
    return f"{store_id}/{kind}/{place}{_ITEM}{item}"


def to_spot(item: str) -> Spot | None:
    """Return where on a photo an item such as `row-2@0.41` is; None for one with a name."""
    match = _SPOT.fullmatch(item)
    return Spot(int(match[1]), float(match[2])) if match else None


def choose_owner(role: Role, candidates: Sequence[Candidate]) -> Routing:
    """Give a fault to the person in that role with the fewest open tickets, by login on a tie.

    Nobody in the role is said openly: a fault given to somebody by default is nobody's fault.
    """
    ranked = sorted(candidates, key=lambda one: (one.open_tickets, one.login))
    owner = ranked[0] if ranked else None
    explanation = {
        "rule": "fewest_open_tickets" if owner else "nobody_in_role",
        "role": role.value,
        "owner": owner.login if owner else None,
        "candidates": [
            {"staff_id": str(one.staff_id), "login": one.login, "open_tickets": one.open_tickets}
            for one in ranked
        ],
    }
    return Routing(owner.staff_id if owner else None, explanation)


def _missing(rule: MoveRule, move: Move, now: datetime) -> tuple[Fault, ...]:
    until = move.until
    wants = (
        (rule.needs_photo and move.photo_id is None, "/photo_id", "a photo of the fix"),
        (rule.needs_note and not move.note.strip(), "/note", "a reason in words"),
        (rule.needs_until and (until is None or until <= now), "/until", "a time in the future"),
    )
    return tuple(
        Fault(pointer, f"needs {what}") for is_missing, pointer, what in wants if is_missing
    )


def _is_waived(ticket: Ticket, now: datetime) -> bool:
    is_held = ticket.waived_until is not None and ticket.waived_until > now
    return ticket.state == TicketState.WAIVED and is_held
