"""What one walk of `rounds smoke` knows: two phones, the photos, and what came of each step."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

from core.ids import new_id
from deploy.smoke_forms import Form
from deploy.smoke_phone import Json, Phone
from deploy.smoke_photos import Files, Scene

Act = Callable[[], str]
Steps = Iterator[tuple[str, Act]]


@dataclass
class Trip:
    """One walk: filled in step by step."""

    client: httpx.Client
    supervisor: Phone
    fixer: Phone
    files: Files
    seed: int
    is_swap: bool = False  # the planted fault is a wrong product, not an empty position
    inspection_id: str = field(default_factory=lambda: str(new_id()))
    checklists: list[Json] = field(default_factory=list)
    store: Json = field(default_factory=dict)
    scene: Scene = field(default_factory=lambda: Scene(b"", b""))
    form: Form = field(default_factory=lambda: Form({}, {}))
    receipt: Json = field(default_factory=dict)
    photo: Json = field(default_factory=dict)  # the one with the fault
    finding: Json = field(default_factory=dict)  # the fault that is followed; empty where none is
    ticket_id: str = ""
    last_byte_at: float = 0.0
    score_pct: float | None = None
    moves_seen: frozenset[str] = field(default_factory=frozenset)

    def judged(self, photo_id: str) -> dict[str, Any] | None:
        """Return a photo once it is judged."""
        photo: dict[str, Any] = self.supervisor.call("GET", f"/v1/photos/{photo_id}")
        return photo if photo["analysis"] else None

    def copy_of(self, photo: Json) -> bytes:
        """Wait for the copy of a photo that people may see, and return it."""

        def shown() -> dict[str, Any] | None:
            found = self.supervisor.call("GET", f"/v1/photos/{photo['id']}")
            picture: dict[str, Any] | None = found["picture"]
            return picture

        return self.supervisor.download(self.supervisor.wait_for("the copy to look at", shown))

    def judged_photo(self) -> dict[str, Any] | None:
        """Return the photo with the fault once it is judged."""
        return self.judged(self.photo["id"])

    def ticket(self) -> dict[str, Any]:
        """Return the ticket that is followed, as the supervisor sees it."""
        ticket: dict[str, Any] = self.supervisor.call("GET", f"/v1/tickets/{self.ticket_id}")
        return ticket

    def card(self) -> dict[str, Any]:
        """Return the scorecard of the store."""
        card: dict[str, Any] = self.supervisor.call("GET", f"/v1/scorecards/{self.store['id']}")
        return card

    def note_score(self, card: Json) -> str:
        """Remember the score and its moves so far, and say it."""
        self.score_pct = card["summary"]["score_pct"]
        self.moves_seen = frozenset(_key(move) for move in card["moves"])
        return say_score(self.score_pct)

    def moved(self, cause: str | None = None, **cause_ids: str) -> dict[str, Any] | None:
        """Return the scorecard once one of these has moved the score."""
        card = self.card()
        for move in card["moves"]:
            is_new = _key(move) not in self.moves_seen
            is_ours = bool(cause_ids.items() & move["cause_ids"].items())
            if is_new and is_ours and cause in {None, move["cause"]}:
                return card
        return None


def say_score(score_pct: float | None) -> str:
    """Return a score in words."""
    return "no score" if score_pct is None else f"{score_pct:.1f} %"


def _key(move: Json) -> str:
    return f"{move['at']} {move['cause']} {move['to_pct']}"
