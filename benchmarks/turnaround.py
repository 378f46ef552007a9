"""How long from the last byte of a photo until its verdict is stored, on a whole running system.

Run it from the repository root: `python -m benchmarks.turnaround --photos 40 --new-sku`.
"""

import argparse
import contextlib
import hashlib
import os
import re
import statistics
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import psutil
from sqlmodel import Session, col, select

from benchmarks.kill9 import WITHIN_S, is_idle
from checklists.models import Photo
from core.ids import new_id
from deploy.demo import chain
from deploy.demo.pictures import DRINKS, SNACKS
from deploy.demo.shelves import sheet_of, shelf_of
from deploy.smoke_forms import checklist_with, fill
from deploy.smoke_phone import Login, Phone, Shot
from findings.models import Analysis
from tests.fixtures.parts import Parts, run_parts
from vision.images import decode
from vision.training.demo import render_shelf
from vision.values import Thing

WORKER = "worker-vision"
TWELVE_MEGAPIXELS = (4000, 3000)
SHELVES = (DRINKS, SNACKS)
GAPS = {DRINKS: ("2-01", "2-02", "0-03", "1-01"), SNACKS: ("3-01", "3-02", "2-01", "0-02")}
NEW_SKU, ITS_PLACE, VIEWS = "coffee-new-270", "1-04", 5


@dataclass(frozen=True)
class Sent:
    """A photo on its way."""

    id: uuid.UUID
    began_at: float  # seconds since the epoch: when the phone began to send it
    took_s: float


@dataclass(frozen=True)
class Judged:
    """How long one photo took, seconds."""

    turnaround: float  # last byte stored -> verdict stored, both by the servers' clock
    from_first_byte: float  # from when the phone began to send it
    look: float  # of it, in the eyes: decode to overlay


def draw(
    folder: Path, shelf: str, number: int, *, swapped: Mapping[str, str] = MappingProxyType({})
) -> bytes:
    """Draw a shelf photo of 12 megapixels, every other one with a gap; once for each folder."""
    path = folder / f"{shelf}-{number}{'-'.join(('', *swapped.values()))}.jpg"
    if not path.is_file():
        sheet = sheet_of(shelf_of(shelf))
        slots = tuple(replace(slot, sku=swapped.get(slot.id, slot.sku)) for slot in sheet.slots)
        missing = (GAPS[shelf][number // 2 % len(GAPS[shelf])],) if number % 2 else ()
        sheet = replace(sheet, slots=slots)
        content, _ = render_shelf(sheet, seed=400 + number, missing=missing, size=TWELVE_MEGAPIXELS)
        path.write_bytes(content)
    return path.read_bytes()


class Sender:
    """Phones that send inspections of two shelf photos each, photo by photo at a steady rate."""

    def __init__(self, parts: Parts, folder: Path) -> None:
        self._parts = parts
        self._folder = folder
        self.idle_at = 0.0  # processor time of the worker when the first photo was sent
        self._phone = Phone(parts.client, Login(chain.CODE, "super.east", chain.PASSWORD))
        self._phone.sign_in()
        me = self._phone.call("GET", "/v1/me")
        self._stores = me["stores"]
        self._checklist = checklist_with(me["checklists"], "shelf_photo")

    def send_all(self, count: int, every_s: float) -> list[Sent]:
        """Send so many photos, one every so many seconds, and wait for all verdicts."""
        for number in range(count // 2):
            for shelf in SHELVES:
                draw(self._folder, shelf, number)
        self.wait("the pictures of the products to be known", is_idle)
        self.idle_at = processor_time(self._parts)
        began, sent = time.monotonic(), []
        for slot, shot in self._slots(count):
            time.sleep(max(0.0, began + len(sent) * every_s - time.monotonic()))
            sent.append(self._send(slot, shot))
        self.wait("every verdict", is_idle)
        return sent

    def send_one(self, pictures: Mapping[str, bytes]) -> Sent:
        """Send an inspection and the first of its photos."""
        slot, shot = next(self._inspection(0, pictures))
        return self._send(slot, shot)

    def wait(self, what: str, is_so: Callable[[Session], bool]) -> None:
        """Ask the database until it is so."""
        deadline = time.monotonic() + WITHIN_S
        while time.monotonic() < deadline:
            with self._parts.session() as session:
                if is_so(session):
                    return
            time.sleep(0.05)
        msg = f"waited {WITHIN_S:.0f} s for {what}\n{self._parts.last_words()}"
        raise TimeoutError(msg)

    def _slots(self, count: int) -> Iterator[tuple[dict[str, Any], Shot]]:
        for number in range(count // 2):
            pictures = {shelf: draw(self._folder, shelf, number) for shelf in SHELVES}
            yield from self._inspection(number, pictures)

    def _inspection(
        self, number: int, pictures: Mapping[str, bytes]
    ) -> Iterator[tuple[dict[str, Any], Shot]]:
        """Hand in an inspection, and yield its photos with where they go."""
        store = self._stores[number % len(self._stores)]
        form = fill(
            self._checklist, store["id"], lambda question: pictures.get(question["shelf_code"])
        )
        receipt = self._phone.call("PUT", f"/v1/inspections/{new_id()}", json=form.body)
        slots = {slot["photo_id"]: slot for slot in receipt["photos"]}
        yield from ((slots[str(shot.id)], shot) for shot in form.shots.values())

    def _send(self, slot: dict[str, Any], shot: Shot) -> Sent:
        began_at, began = time.time(), time.perf_counter()
        self._phone.upload_through_api(slot, shot)
        return Sent(shot.id, began_at, time.perf_counter() - began)


def judged(session: Session, sent: Sequence[Sent]) -> list[Judged]:
    """Return how long each photo took, by the times the servers wrote down."""
    began = {one.id: one.began_at for one in sent}
    rows = session.exec(
        select(Photo.id, Photo.stored_at, Analysis.judged_at, Analysis.look_ms)
        .where(Analysis.photo_id == Photo.id, col(Photo.id).in_(list(began)))
        .order_by(col(Photo.stored_at))
    ).all()
    return [
        Judged(
            (judged_at - stored_at).total_seconds(),
            judged_at.timestamp() - began[photo_id],
            look_ms / 1000,
        )
        for photo_id, stored_at, judged_at, look_ms in rows
        if stored_at is not None
    ]


def learn(parts: Parts, sender: Sender, folder: Path) -> tuple[float, float, int]:
    """Teach the eyes a new product by five pictures, and send a photo of it at once.

    Returns:
        Seconds from before the last picture was sent until all are known, and until the verdict
        on the photo is stored; and how many facings that verdict names by the new product.
    """
    admin = Phone(parts.client, Login(chain.CODE, "admin", chain.PASSWORD))
    admin.sign_in()
    name = {"zh-CN": "新品咖啡", "en": "New coffee"}
    product = {"sku": NEW_SKU, "name": name, "width_mm": 64, "height_mm": 150}
    admin.call("POST", "/v1/products", json={"items": [product]})
    views = list(_views())
    shelf = draw(folder, DRINKS, VIEWS * 2, swapped={ITS_PLACE: NEW_SKU})
    last = 0.0
    for view in views:
        last = time.time()
        path = f"/v1/products/{NEW_SKU}/pictures?sha256={hashlib.sha256(view).hexdigest()}"
        admin.call("POST", path, content=view, headers={"Content-Type": "image/jpeg"})
    while not _is_known(admin):
        time.sleep(0.02)
    known = time.time() - last
    sent = sender.send_one({DRINKS: shelf, SNACKS: draw(folder, SNACKS, 0)})
    sender.wait("the verdict", lambda session: _report(session, sent) is not None)
    with parts.session() as session:
        found = _report(session, sent)
    if found is None:
        raise LookupError(sent.id)
    facings = found.report["facings"]
    named = sum((one["recognition"] or {}).get("sku") == NEW_SKU for one in facings)
    return known, found.judged_at.timestamp() - last, named


def _views() -> Iterator[bytes]:
    """Cut the new product out of photos of a shelf it stands on, as a person would take them."""
    import cv2  # noqa: PLC0415 - only for this part

    sheet = sheet_of(shelf_of(DRINKS))
    slots = tuple(
        replace(slot, sku=NEW_SKU if slot.id == ITS_PLACE else slot.sku) for slot in sheet.slots
    )
    for seed in range(VIEWS):
        content, truth = render_shelf(replace(sheet, slots=slots), seed=900 + seed)
        rgb = decode(content, max_side=1600).rgb
        box = next(one.box for one in truth.of(Thing.PRODUCT) if one.sku == NEW_SKU)
        part = rgb[round(box.top) : round(box.bottom), round(box.left) : round(box.right), ::-1]
        yield cv2.imencode(".jpg", part)[1].tobytes()


def _is_known(admin: Phone) -> bool:
    pictures = admin.call("GET", f"/v1/products/{NEW_SKU}")["pictures"]
    return len(pictures) == VIEWS and all(one["state"] == "ready" for one in pictures)


def _report(session: Session, sent: Sent) -> Analysis | None:
    return session.exec(select(Analysis).where(Analysis.photo_id == sent.id)).first()


def worker_processes(parts: Parts) -> list[psutil.Process]:
    """Return every process of the vision worker."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(ProcessLookupError):
            if os.getsid(process.pid) == parts.pid(WORKER):
                found.append(process)
    return found


def worker_memory(parts: Parts) -> list[int]:
    """Return the most resident memory each process of the worker has ever had, bytes."""
    states = [Path(f"/proc/{one.pid}/status").read_text() for one in worker_processes(parts)]
    found = [re.search(r"VmHWM:\s+(\d+)", state) for state in states]
    return sorted((int(one[1]) * 1024 for one in found if one), reverse=True)


def processor_time(parts: Parts) -> float:
    """Return the seconds that all processes of the worker have spent on a processor."""
    return sum(sum(one.cpu_times()[:2]) for one in worker_processes(parts))


def tell(name: str, seconds: Sequence[float]) -> None:
    """Print the median, the 95th percentile and the most."""
    ranked = sorted(seconds)
    p95 = ranked[min(len(ranked) - 1, round(0.95 * len(ranked)))]
    print(
        f"{name:28} p50 {statistics.median(ranked):5.2f} s  p95 {p95:5.2f} s  "
        f"max {ranked[-1]:5.2f} s"
    )


def main() -> None:
    """Start a system of its own, send photos, and say how long each took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=int, default=40, help="how many; an even number")
    parser.add_argument("--every", type=float, default=1.0, help="seconds between two photos")
    parser.add_argument("--workers", type=int, default=1, help="processes of the vision worker")
    parser.add_argument("--currency", default="", help="of price labels: then they are read too")
    parser.add_argument("--drawn", type=Path, help="folder that keeps the drawn photos")
    parser.add_argument("--new-sku", action="store_true", help="teach it a new product as well")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rounds-drawn-") as spare:
        folder = wanted.drawn or Path(spare)
        folder.mkdir(parents=True, exist_ok=True)
        eyes = {"currency": wanted.currency}
        words = {WORKER: ("worker", "--queues", "vision", "--processes", str(wanted.workers))}
        with run_parts(eyes=eyes, words=words) as parts:
            measure(parts, folder, wanted)


def measure(parts: Parts, folder: Path, wanted: argparse.Namespace) -> None:
    """Send what is wanted, and print what came of it."""
    load = os.getloadavg()[0]
    sender = Sender(parts, folder)
    sent = sender.send_all(wanted.photos, wanted.every)
    busy = (processor_time(parts) - sender.idle_at) / len(sent)
    with parts.session() as session:
        took = judged(session, sent)
        [version] = session.exec(select(Analysis.model_version).distinct()).all()
    if len(took) != len(sent):
        sys.exit(f"only {len(took)} of {len(sent)} photos have a verdict")
    print(f"{len(took)} photos, {version}, {wanted.workers} worker process(es)")
    print(f"load before {load:.1f}, after {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors")
    tell("last byte -> verdict stored", [one.turnaround for one in took])
    tell("first byte -> verdict stored", [one.from_first_byte for one in took])
    tell("of it looking", [one.look for one in took])
    print(f"processor time of the worker: {busy * 1000:.0f} ms for each photo")
    tell("sending", [one.took_s for one in sent])
    if wanted.new_sku:
        known, seen, named = learn(parts, sender, folder)
        print(f"new product: known after {known:.2f} s, on a photo's verdict after {seen:.2f} s")
        print(f"facings named by it: {named}")
    memory = ", ".join(f"{each / 1e6:.0f} MB" for each in worker_memory(parts))
    print(f"most memory of each process of the worker: {memory}")


if __name__ == "__main__":
    main()
