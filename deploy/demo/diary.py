"""The diary of the demo chain: what happens when, in order, and what it happens to."""

import heapq
import random
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import count

from sqlmodel import Session, col, select

from core import clock
from core.storage import PhotoStore
from deploy.demo import chain
from deploy.demo.pictures import Album, Picture
from deploy.demo.planting import Planted
from deploy.demo.settling import Settler
from stores.models import Store
from stores.queries import actor_of, shelves
from stores.rules import Actor
from tickets.models import Ticket, TicketState

Act = Callable[[], object]
_FRESH = (TicketState.OPEN.value, TicketState.REOPENED.value)


@dataclass
class Agenda:
    """What is still to happen, the earliest first."""

    _waiting: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _numbers: "count[int]" = field(default_factory=count)

    def add(self, at: datetime, act: Act) -> None:
        """Let this happen then; what is planned for the same moment happens in the order given."""
        heapq.heappush(self._waiting, (at, next(self._numbers), act))

    def run(self, *, until: datetime) -> None:
        """Let everything happen up to a moment; what lies beyond it never does."""
        while self._waiting and self._waiting[0][0] <= until:
            at, _, act = heapq.heappop(self._waiting)
            with clock.at(at):
                act()


@dataclass
class Diary:
    """Everything that writing the history needs."""

    session: Session
    photos: PhotoStore
    planted: Planted
    album: Album
    settler: Settler
    dice: random.Random
    agenda: Agenda = field(default_factory=Agenda)
    shown: dict[uuid.UUID, Picture] = field(default_factory=dict)  # by photo id
    _followed: set[uuid.UUID] = field(default_factory=set)
    _actors: dict[str, Actor] = field(default_factory=dict)

    @cached_property
    def logins(self) -> dict[uuid.UUID, str]:
        """Who has which id."""
        return {staff_id: login for login, staff_id in self.planted.staff.items()}

    @cached_property
    def stores(self) -> dict[uuid.UUID, Store]:
        """The stores by id."""
        return {store.id: store for store in self.planted.stores.values()}

    @cached_property
    def shelf_codes(self) -> dict[uuid.UUID, str]:
        """The codes of all shelves by id."""
        return {shelf.id: shelf.code for shelf in shelves(self.session, self.stores)}

    def actor(self, login: str) -> Actor:
        """Return a person as one who acts.

        Raises:
            LookupError: If nobody has this login.
        """
        if login not in self._actors:
            actor = actor_of(self.session, self.planted.staff[login])
            if actor is None:
                raise LookupError(login)
            self._actors[login] = actor
        return self._actors[login]

    def region_of(self, store_id: uuid.UUID) -> str:
        """Return the code of a store's region."""
        code = self.stores[store_id].code
        return next(store.region for store in chain.STORES if store.code == code)

    def ticket(self, ticket_id: uuid.UUID) -> Ticket:
        """Return a ticket as it is now."""
        return self.session.exec(select(Ticket).where(Ticket.id == ticket_id)).one()

    def new_tickets(self) -> list[Ticket]:
        """Return the tickets that were opened since the last call."""
        rows = self.session.exec(
            select(Ticket)
            .where(col(Ticket.state).in_(_FRESH), col(Ticket.id).not_in(self._followed))
            # Not by id: ids minted within one millisecond have no order, and chance is dealt by it.
            .order_by(col(Ticket.opened_at), col(Ticket.kind), col(Ticket.item), col(Ticket.id))
        ).all()
        self._followed |= {ticket.id for ticket in rows}
        return list(rows)
