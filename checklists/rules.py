"""What a submission and its photos are, and what makes two submissions the same; pure."""

import hashlib
import json
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from checklists.models import (
    Outcome,
    QuestionKind,
)
from core.errors import Fault, pointer_to
from vision.values import Subject

Key = tuple[str, int]
"""What is answered once: a question's code, and which filling of a repeated section."""

Value = bool | float | str | None | Sequence["Value"] | Mapping[str, "Value"]
"""What is answered: a list where several are chosen, rows of a table, or a place."""

MAX_BURST = 5
"""Frames of a burst: three are enough to vote, more only take time."""

MAX_PHOTO_BYTES = 20_000_000
"""The largest photo taken: a 50-megapixel JPEG of a phone at its best quality is smaller."""

MAX_KEEP_DAYS = 30
"""Days for which a chain may keep originals: a month to settle a dispute, no archive of people."""

MAX_REASON = 500
"""Characters of the reason for which somebody looks at an original."""

_SHA256 = re.compile(r"[0-9a-f]{64}")
CONTENT_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
SUBJECTS = {
    QuestionKind.SHELF_PHOTO: Subject.SHELF,
    QuestionKind.KITCHEN_PHOTO: Subject.KITCHEN,
}
"""Which eyes judge the photos of a question; those of every other kind only prove something."""


@dataclass(frozen=True, slots=True)
class PhotoPromise:
    """A photo a phone says it will send."""

    id: uuid.UUID
    sha256: str
    byte_count: int
    content_type: str
    taken_at: datetime
    burst_id: uuid.UUID | None = None  # frames taken in a row share one


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as submitted."""

    question: str  # the question's code
    value: Value = None
    is_not_applicable: bool = False
    note: str = ""
    photos: tuple[PhotoPromise, ...] = ()
    occurrence: int = 0  # which filling of a repeated section, from 0
    root_cause: str | None = None
    action: str = ""  # what was done on the spot
    verdict: Outcome | None = None  # what a person makes of the photos, before the eyes look

    @property
    def key(self) -> Key:
        """What is answered, once in a submission."""
        return self.question, self.occurrence

    @property
    def views(self) -> int:
        """How many photos there are; a burst is one look at one place, and so counts as one."""
        return len({promise.burst_id or promise.id for promise in self.photos})


@dataclass(frozen=True, slots=True)
class Submission:
    """A filled checklist as a phone sends it."""

    id: uuid.UUID
    store_id: uuid.UUID
    version_id: uuid.UUID
    kind: str
    started_at: datetime
    finished_at: datetime
    device: str
    answers: tuple[GivenAnswer, ...]
    body: Mapping[str, Any] = field(default_factory=dict)  # the same, as JSON


def to_item(code: str, occurrence: int) -> str:
    """Return what an answer is called: its question's code, from the second filling on numbered.

    Example:
        >>> to_item("fridge", 0), to_item("fridge", 1)
        ('fridge', 'fridge/2')
    """
    return f"{code}/{occurrence + 1}" if occurrence else code


def to_occurrence(item: str) -> int:
    """Return which filling an answer's name is of, from 0.

    Example:
        >>> to_occurrence("fridge"), to_occurrence("fridge/2")
        (0, 1)
    """
    _, mark, number = item.rpartition("/")
    return int(number) - 1 if mark and number.isdecimal() else 0


def faults_of_whole(submission: Submission) -> list[Fault]:
    """Return what is wrong with a submission whatever its checklist asks."""
    faults: list[Fault] = []
    if submission.finished_at < submission.started_at:
        faults.append(Fault("/finished_at", "is before started_at"))
    return faults + _twice_promised(submission) + _scattered_bursts(submission)


def faults_of_photos(
    kind: QuestionKind, given: GivenAnswer, place: str, count: tuple[int, int]
) -> Iterator[Fault]:
    """Yield what is wrong with the photos of an answer that takes between so many of them."""
    least, most = count
    if not least <= given.views <= most:
        yield Fault(place, f"takes {least} to {most} photos")
    for number, promise in enumerate(given.photos):
        yield from faults_of_promise(promise, f"{place}/{number}")
    yield from _faults_of_bursts(kind, given, place)


def _faults_of_bursts(kind: QuestionKind, given: GivenAnswer, place: str) -> Iterator[Fault]:
    sizes = Counter(promise.burst_id for promise in given.photos if promise.burst_id)
    for number, promise in enumerate(given.photos):
        if promise.burst_id is None:
            continue
        where = f"{place}/{number}/burst_id"
        if kind is not QuestionKind.KITCHEN_PHOTO:
            yield Fault(where, "only photos of a kitchen are judged as a burst")
        elif sizes[promise.burst_id] > MAX_BURST:
            yield Fault(where, f"a burst has {MAX_BURST} frames at most")


def faults_of_promise(promise: PhotoPromise, place: str) -> Iterator[Fault]:
    """Yield what is wrong with an announced photo."""
    if not _SHA256.fullmatch(promise.sha256):
        yield Fault(f"{place}/sha256", "must be 64 lower-case hexadecimal digits")
    if not 0 < promise.byte_count <= MAX_PHOTO_BYTES:
        yield Fault(f"{place}/byte_count", f"must be 1 to {MAX_PHOTO_BYTES}")
    if promise.content_type not in CONTENT_TYPES:
        yield Fault(f"{place}/content_type", f"must be one of {', '.join(sorted(CONTENT_TYPES))}")


def _twice_promised(submission: Submission) -> list[Fault]:
    faults: list[Fault] = []
    seen: set[uuid.UUID] = set()
    for index, given in enumerate(submission.answers):
        for number, promise in enumerate(given.photos):
            if promise.id in seen:
                faults.append(Fault(f"/answers/{index}/photos/{number}/id", "is used twice"))
            seen.add(promise.id)
    return faults


def _scattered_bursts(submission: Submission) -> list[Fault]:
    """Return the frames whose burst began in an earlier answer."""
    faults: list[Fault] = []
    answer_of: dict[uuid.UUID, int] = {}
    for index, given in enumerate(submission.answers):
        for number, promise in enumerate(given.photos):
            if promise.burst_id and answer_of.setdefault(promise.burst_id, index) != index:
                where = f"/answers/{index}/photos/{number}/burst_id"
                faults.append(Fault(where, "belongs to the photos of another answer"))
    return faults


def hash_body(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a JSON document, whatever the order of its keys."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def differences(stored: Any, sent: Any, place: str = "") -> list[Fault]:  # noqa: ANN401 - JSON
    """Return where a document that was sent differs from the stored one, as JSON Pointers.

    Example:
        >>> [fault.pointer for fault in differences({"a": [1, 2]}, {"a": [1, 3], "b": 0})]
        ['/a/1', '/b']
    """
    if isinstance(stored, dict) and isinstance(sent, dict):
        return [
            fault
            for key in sorted(stored.keys() | sent.keys())
            for fault in differences(stored.get(key), sent.get(key), place + pointer_to(key))
        ]
    if isinstance(stored, list) and isinstance(sent, list) and len(stored) == len(sent):
        return [
            fault
            for index, (before, after) in enumerate(zip(stored, sent, strict=True))
            for fault in differences(before, after, f"{place}/{index}")
        ]
    return [] if stored == sent else [Fault(place, "differs from what was submitted before")]


def photo_key(tenant_id: uuid.UUID, sha256: str) -> str:
    """Return where the copy of a photo without faces is kept, by the hash of what was sent."""
    return f"{tenant_id}/photos/{sha256}"


def original_key(tenant_id: uuid.UUID, photo_id: uuid.UUID) -> str:
    """Return where a photo is kept sealed, as it was sent."""
    return f"{tenant_id}/originals/{photo_id}"


def incoming_key(tenant_id: uuid.UUID, photo_id: uuid.UUID) -> str:
    """Return where a phone may put a photo before it is checked."""
    return f"{tenant_id}/incoming/{photo_id}"
