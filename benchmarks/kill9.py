"""Kills the vision worker with -9 in the middle of a photo: is anything lost or doubled?

Run it from the repository root: `python -m benchmarks.kill9 --rounds 20`.
"""

import argparse
import random
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain as one_after_the_other
from typing import Any

from sqlalchemy import ColumnElement, func, or_
from sqlmodel import Session, col, select

from core.ids import new_id
from core.outbox import Delivery, OutboxEvent
from deploy.demo import chain
from deploy.demo.pictures import DRINKS, SNACKS, draw_shelf
from deploy.smoke_forms import checklist_with, fill
from deploy.smoke_phone import Login, Phone
from findings.models import Analysis, Finding
from tests.fixtures.parts import IMPATIENT, Parts, run_parts
from tickets.models import TicketEvent, TicketEventKind

WORKER = "worker-vision"
MISSING = (("2-01",), ("2-02",))  # one picture after the other is sent from every store
LONGEST_PAUSE_S = 0.12  # a look takes twice as long on a free core
WITHIN_S = 150.0


@dataclass(frozen=True)
class Traces:
    """What the system holds of one photo."""

    analyses: int
    findings: int
    opened: int  # tickets that began with a finding of this photo
    seen_again: int
    unfinished: int  # deliveries about it that are neither done nor given up
    failed: int


@dataclass(frozen=True)
class Round:
    """One photo whose worker was killed."""

    was_midway: bool  # the task had begun, and its verdict was not there yet
    back_after_s: float
    traces: Traces


class Killer:
    """Sends photos to a running system and kills the worker that judges them."""

    def __init__(self, parts: Parts, *, seed: int = 0) -> None:
        self._parts = parts
        self._dice = random.Random(seed)  # noqa: S311 - a pause, not a secret
        self._full = draw_shelf(SNACKS, seed=0)
        self._fresh = one_after_the_other.from_iterable(
            self._stores(draw_shelf(DRINKS, seed=1, missing=missing)) for missing in MISSING
        )

    def control(self) -> Traces:
        """Send a photo without killing anybody."""
        return self._settled(self._send())

    def kill_once(self) -> Round:
        """Send a photo and kill the worker shortly after it began with it."""
        photo_id = self._send()
        self._wait("the worker to begin", lambda session: has_begun(session, photo_id))
        time.sleep(self._dice.uniform(0, LONGEST_PAUSE_S))
        self._parts.kill(WORKER)
        killed_at = time.monotonic()
        with self._parts.session() as session:
            was_midway = traces_of(session, photo_id).analyses == 0
        self._parts.start(WORKER)
        traces = self._settled(photo_id)
        return Round(was_midway, time.monotonic() - killed_at, traces)

    def _stores(self, picture: bytes) -> Iterator[tuple[Phone, dict[str, Any], bytes]]:
        """Yield every store once: the same fault at another store is another ticket."""
        for region in chain.REGIONS:
            login = Login(chain.CODE, f"super.{region.code}", chain.PASSWORD)
            phone = Phone(self._parts.client, login)
            phone.sign_in()
            for store in phone.call("GET", "/v1/me")["stores"]:
                phone.sign_in()  # an access token is short-lived, and a round may take a while
                yield phone, store, picture

    def _send(self) -> uuid.UUID:
        """Send an inspection, its harmless photo first, and the one with a gap last."""
        phone, store, picture = next(self._fresh)
        checklist = checklist_with(phone.call("GET", "/v1/me")["checklists"], "shelf_photo")
        pictures = {DRINKS: picture, SNACKS: self._full}
        form = fill(checklist, store["id"], lambda question: pictures.get(question["shelf_code"]))
        receipt = phone.call("PUT", f"/v1/inspections/{new_id()}", json=form.body)
        slots = {slot["photo_id"]: slot for slot in receipt["photos"]}
        shots = sorted(form.shots.values(), key=lambda shot: shot.content == picture)
        for shot in shots:
            if shot.content == picture:
                self._wait("the other photo", is_idle)
            phone.upload_through_api(slots[str(shot.id)], shot)
        return shots[-1].id

    def _settled(self, photo_id: uuid.UUID) -> Traces:
        self._wait(
            "everything to be done",
            lambda session: is_idle(session) and traces_of(session, photo_id).analyses > 0,
        )
        with self._parts.session() as session:
            return traces_of(session, photo_id)

    def _wait(self, what: str, is_so: Callable[[Session], bool]) -> None:
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            with self._parts.session() as session:
                if is_so(session):
                    return
            time.sleep(0.005)
        msg = f"waited {WITHIN_S:.0f} s for {what}\n{self._parts.last_words()}"
        raise TimeoutError(msg)


def has_begun(session: Session, photo_id: uuid.UUID) -> bool:
    """Tell whether a worker has taken up this photo."""
    return (
        session.exec(
            select(Delivery.id).where(
                Delivery.event_id == OutboxEvent.id,
                Delivery.task == "analyze_photo",
                Delivery.starts > 0,
                OutboxEvent.ids["photo_id"].as_string() == str(photo_id),
            )
        ).first()
        is not None
    )


def is_idle(session: Session) -> bool:
    """Tell whether nothing waits: no event without its deliveries, no delivery undone.

    One statement, and so one snapshot: what ends between two would hide what it begins.
    """
    event = select(OutboxEvent.id).where(col(OutboxEvent.relayed_at).is_(None))
    undone = select(Delivery.id).where(
        col(Delivery.done_at).is_(None), col(Delivery.failure).is_(None)
    )
    return not session.exec(select(or_(event.exists(), undone.exists()))).one()


def traces_of(session: Session, photo_id: uuid.UUID) -> Traces:
    """Return what the system holds of a photo."""
    finding_ids = select(Finding.id).where(Finding.photo_id == photo_id)

    def count(of: type, *conditions: ColumnElement[bool] | bool) -> int:
        return session.exec(select(func.count()).select_from(of).where(*conditions)).one()

    lines = col(TicketEvent.finding_id).in_(finding_ids)
    return Traces(
        analyses=count(Analysis, Analysis.photo_id == photo_id),
        findings=count(Finding, Finding.photo_id == photo_id),
        opened=count(TicketEvent, lines, TicketEvent.kind == TicketEventKind.OPENED.value),
        seen_again=count(TicketEvent, lines, TicketEvent.kind == TicketEventKind.SEEN_AGAIN.value),
        unfinished=count(
            Delivery, col(Delivery.done_at).is_(None), col(Delivery.failure).is_(None)
        ),
        failed=count(Delivery, col(Delivery.failure).is_not(None)),
    )


def main() -> None:
    """Kill so many times in the middle of a photo, and say what was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    wanted = parser.parse_args().rounds
    lost = doubled = midway = 0
    with run_parts(queue=IMPATIENT) as parts:
        killer = Killer(parts)
        control = killer.control()
        print(f"not killed: {control}")
        while midway < wanted:
            done = killer.kill_once()
            midway += done.was_midway
            lost += done.traces.analyses < control.analyses
            doubled += done.traces != control and done.traces.analyses >= control.analyses
            print(
                f"{midway:3} {'midway' if done.was_midway else 'too late':8} "
                f"back after {done.back_after_s:5.1f} s  {done.traces}",
                flush=True,
            )
    print(f"{midway} kills in the middle of a photo: {lost} lost, {doubled} doubled")
    raise SystemExit(int(lost + doubled > 0))


if __name__ == "__main__":
    main()
