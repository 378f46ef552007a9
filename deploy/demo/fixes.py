"""How the people of the demo chain deal with tickets: most are fixed, some late, some never."""

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from checklists.photos import uploads
from core.clock import now
from core.ids import new_id
from deploy.demo import chain
from deploy.demo.diary import Act, Diary
from deploy.demo.pictures import KITCHEN, Picture
from deploy.demo.visits import promise_of
from findings.rules import ANSWER_FAILED
from tickets import service
from tickets.models import Ticket, TicketState
from tickets.moves import MOVES
from tickets.queries import sightings_of
from tickets.rules import Move
from vision.values import FindingKind

_OPENS, _SHUTS = 8, 21  # when people work, by the store's clock
_FATES = ("fixed", "late", "pushed_back", "on_hold", "waived", "voided", "forgotten")
_ODDS = (60, 12, 10, 5, 3, 3, 7)
_ADOPTED_SHARE = 0.3
"""How many tickets without an owner a supervisor gives to somebody."""


def follow_new(diary: Diary, *, fate: str | None = None) -> None:
    """Plan what becomes of every ticket that was opened since; chance decides without a fate."""
    for ticket in diary.new_tickets():
        if fate is not None and ticket.owner_id is not None:
            _follow_today(diary, ticket.id, diary.logins[ticket.owner_id], fate)
        elif ticket.owner_id is None:
            _maybe_adopt(diary, ticket)
        else:
            follow(diary, ticket, diary.logins[ticket.owner_id])


def follow(diary: Diary, ticket: Ticket, login: str) -> None:
    """Plan what the owner of a ticket does with it."""
    store = diary.stores[ticket.store_id]
    fate = "fixed" if store.code == chain.CALM else diary.dice.choices(_FATES, _ODDS)[0]
    # A drawn fault is really there: called none, the eyes would lose a trust that they deserve.
    if fate == "voided" and ticket.kind != ANSWER_FAILED:
        fate = "fixed"
    if fate == "forgotten":
        return
    ticket_id = ticket.id
    seen_at = _later(diary, ticket, now(), 0.2, 2.5)
    _plan(diary, seen_at, lambda: _move(diary, login, ticket_id, TicketState.ACKNOWLEDGED))
    if fate in _BY_MANAGER:
        at = _later(diary, ticket, seen_at, 2, 20)
        _plan(diary, at, lambda: _BY_MANAGER[fate](diary, ticket_id))
        return
    begun_at = _later(diary, ticket, seen_at, 0.2, 2)
    _plan(diary, begun_at, lambda: _move(diary, login, ticket_id, TicketState.IN_PROGRESS))
    if fate == "on_hold":
        at = _later(diary, ticket, begun_at, 0.5, 3)
        _plan(diary, at, lambda: _pause(diary, login, ticket_id))
        return
    hours = (ticket.due_at - ticket.opened_at) / timedelta(hours=1)
    share = diary.dice.uniform(1.1, 2.0) if fate == "late" else diary.dice.uniform(0.25, 0.85)
    at = max(begun_at, ticket.opened_at + timedelta(hours=hours * share))
    _plan(
        diary,
        _at_work(diary, ticket, at),
        lambda: _claim(diary, login, ticket_id, is_honest=fate != "pushed_back"),
    )


def _follow_today(diary: Diary, ticket_id: uuid.UUID, login: str, fate: str) -> None:
    """Bring a ticket of the last day as far as it got, so that every state can be seen."""
    acts: list[Act] = [lambda: _move(diary, login, ticket_id, TicketState.ACKNOWLEDGED)]
    if fate in _BY_MANAGER:
        acts.append(lambda: _BY_MANAGER[fate](diary, ticket_id))
    elif fate != "acknowledged":
        acts.append(lambda: _move(diary, login, ticket_id, TicketState.IN_PROGRESS))
    if fate == "on_hold":
        acts.append(lambda: _pause(diary, login, ticket_id))
    if fate in {"claimed", "pushed_back"}:
        is_honest = fate == "claimed"
        acts.append(lambda: _claim(diary, login, ticket_id, is_honest=is_honest, is_followed=False))
    for number, act in enumerate(acts, start=1):
        diary.agenda.add(now() + timedelta(minutes=20 * number), act)


def _maybe_adopt(diary: Diary, ticket: Ticket) -> None:
    store = diary.stores[ticket.store_id]
    clerk = f"clerk.{store.code}"
    if clerk not in diary.planted.staff or diary.dice.random() > _ADOPTED_SHARE:
        return
    ticket_id = ticket.id

    def adopt() -> None:
        owner_id = diary.planted.staff[clerk]
        actor = diary.actor(_supervisor_of(diary, ticket))
        service.assign(diary.session, actor, ticket_id, owner_id=owner_id)
        diary.settler.settle()
        follow(diary, diary.ticket(ticket_id), clerk)

    _plan(diary, _later(diary, ticket, now(), 5, 20), adopt)


def _claim(
    diary: Diary,
    login: str,
    ticket_id: uuid.UUID,
    *,
    is_honest: bool,
    is_followed: bool = True,
) -> None:
    """Take a photo of the fix and submit it; the eyes look at once, and somebody may close it."""
    ticket = diary.ticket(ticket_id)
    if TicketState.SUBMITTED not in MOVES[TicketState(ticket.state)]:
        return
    picture = _proof(diary, ticket, is_honest=is_honest)
    actor = diary.actor(login)
    promise = promise_of(picture, now() - timedelta(minutes=1))
    service.announce_fix(diary.session, actor, ticket_id, promise)
    uploads.take_content(diary.session, diary.photos, actor, promise.id, picture.content)
    move = Move(new_id(), TicketState.SUBMITTED, photo_id=promise.id)
    service.move(diary.session, actor, ticket_id, move)
    diary.settler.settle()
    if not is_followed:
        return
    diary.session.refresh(ticket)
    if ticket.state == TicketState.PUSHED_BACK.value:
        again = _later(diary, ticket, now(), 1, 8)
        _plan(diary, again, lambda: _claim(diary, login, ticket_id, is_honest=True))
        return
    _plan(diary, _later(diary, ticket, now(), 2, 26), lambda: _close(diary, ticket_id))


def _proof(diary: Diary, ticket: Ticket, *, is_honest: bool) -> Picture:
    if not is_honest:
        fault = _fault_picture(diary, ticket)
        place = diary.shelf_codes[ticket.shelf_id] if ticket.shelf_id else KITCHEN
        besides = fault.sha256 if fault else ""
        again = diary.album.still_wrong(place, ticket.item, besides=besides)
        if fault is not None and again is not None:
            return again
    if ticket.kind == FindingKind.NO_MASK.value:
        return diary.album.full(KITCHEN)
    if ticket.shelf_id is not None:
        return diary.album.full(diary.shelf_codes[ticket.shelf_id])
    # What nobody's eyes judge: any photo that a person may call a proof.
    return diary.album.of[KITCHEN][-1]


def _fault_picture(diary: Diary, ticket: Ticket) -> Picture | None:
    sightings = sightings_of(diary.session, ticket.id)
    photo_ids = [finding.photo_id for finding in sightings if finding.photo_id]
    return next((diary.shown[one] for one in photo_ids if one in diary.shown), None)


def _close(diary: Diary, ticket_id: uuid.UUID) -> None:
    """Let somebody else than the fixer look, and end it."""
    login = _supervisor_of(diary, diary.ticket(ticket_id))
    _move(diary, login, ticket_id, TicketState.VERIFIED)
    _move(diary, login, ticket_id, TicketState.CLOSED)


def _pause(diary: Diary, login: str, ticket_id: uuid.UUID) -> None:
    note = diary.dice.choice(
        ("配件已订，等待到货。", "供应商周四送货。", "Waiting for a spare part.")
    )
    _move(diary, login, ticket_id, TicketState.ON_HOLD, note=note)


def _waive(diary: Diary, ticket_id: uuid.UUID) -> None:
    login = _manager_of(diary, diary.ticket(ticket_id))
    until = now() + timedelta(days=30)
    note = "门店改造期间暂缓。"
    _move(diary, login, ticket_id, TicketState.WAIVED, note=note, until=until)


def _void(diary: Diary, ticket_id: uuid.UUID) -> None:
    login = _manager_of(diary, diary.ticket(ticket_id))
    _move(diary, login, ticket_id, TicketState.VOIDED, note="误报：该位置已改为新品陈列。")


_BY_MANAGER: dict[str, Callable[[Diary, uuid.UUID], None]] = {"waived": _waive, "voided": _void}


def _move(
    diary: Diary,
    login: str,
    ticket_id: uuid.UUID,
    to: TicketState,
    *,
    note: str = "",
    until: datetime | None = None,
) -> None:
    """Move a ticket, unless it went elsewhere meanwhile."""
    if to not in MOVES[TicketState(diary.ticket(ticket_id).state)]:
        return
    move = Move(new_id(), to, note=note, until=until)
    service.move(diary.session, diary.actor(login), ticket_id, move)
    diary.settler.settle()


def _plan(diary: Diary, at: datetime, act: Act) -> None:
    diary.agenda.add(at, act)


def _later(
    diary: Diary, ticket: Ticket, after: datetime, at_least_h: float, at_most_h: float
) -> datetime:
    hours = diary.dice.uniform(at_least_h, at_most_h)
    return _at_work(diary, ticket, after + timedelta(hours=hours))


def _at_work(diary: Diary, ticket: Ticket, at: datetime) -> datetime:
    """Return the moment, or the next morning of the store where nobody works then."""
    local = at.astimezone(ZoneInfo(diary.stores[ticket.store_id].timezone))
    if _OPENS <= local.hour < _SHUTS:
        return at
    days = 1 if local.hour >= _SHUTS else 0
    minute = diary.dice.randint(0, 59)
    return (local + timedelta(days=days)).replace(hour=_OPENS, minute=minute)


def _supervisor_of(diary: Diary, ticket: Ticket) -> str:
    return f"super.{diary.region_of(ticket.store_id)}"


def _manager_of(diary: Diary, ticket: Ticket) -> str:
    return diary.region_of(ticket.store_id)
