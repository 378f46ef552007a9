"""Which answers are missing, invalid or failing, and what makes two submissions the same; pure."""

import hashlib
import json
import math
import re
import uuid
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from checklists.models import (
    EYE_KINDS,
    PHOTO_KINDS,
    InspectionKind,
    Outcome,
    Question,
    QuestionKind,
)
from core.errors import Fault
from vision.values import Subject

Value = bool | float | str | None

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
    QuestionKind.PHOTO: Subject.EVIDENCE,
}


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


def find_faults(questions: Sequence[Question], submission: Submission) -> list[Fault]:
    """Return everything that is missing or wrong in the answers, each with a JSON Pointer."""
    by_code = {question.code: question for question in questions}
    faults: list[Fault] = []
    seen: set[str] = set()
    for index, given in enumerate(submission.answers):
        place = f"/answers/{index}"
        question = by_code.get(given.question)
        if question is None:
            faults.append(Fault(f"{place}/question", f"there is no question {given.question}"))
        elif given.question in seen:
            faults.append(Fault(f"{place}/question", f"{given.question} is answered twice"))
        else:
            faults += _faults_of_answer(question, given, place)
        seen.add(given.question)
    faults += _unanswered(questions, submission, seen)
    if submission.finished_at < submission.started_at:
        faults.append(Fault("/finished_at", "is before started_at"))
    return faults + _twice_promised(submission) + _scattered_bursts(submission)


def _unanswered(
    questions: Sequence[Question], submission: Submission, seen: Set[str]
) -> list[Fault]:
    """Return the required questions without an answer; a camera can answer only what it sees."""
    if submission.kind == InspectionKind.REMOTE.value:
        return []
    return [
        Fault("/answers", f"the required question {question.code} is not answered")
        for question in questions
        if question.is_required and question.code not in seen
    ]


def _faults_of_answer(question: Question, given: GivenAnswer, place: str) -> Iterator[Fault]:
    kind = QuestionKind(question.kind)
    if given.is_not_applicable:
        if given.value is not None or given.photos:
            yield Fault(f"{place}/not_applicable", "a question that does not apply has no answer")
        return
    if kind in PHOTO_KINDS and given.value is not None:
        yield Fault(f"{place}/value", "this question is answered by photos")
    elif kind not in PHOTO_KINDS and not _is_value(kind, given.value, question.is_required):
        yield Fault(f"{place}/value", f"this is no answer to a {kind.value} question")
    least = max(question.min_photos, 1 if kind in PHOTO_KINDS and question.is_required else 0)
    # A burst is one look at one place, and so counts as one photo.
    if not least <= len(_views_of(given)) <= question.max_photos:
        yield Fault(f"{place}/photos", f"takes {least} to {question.max_photos} photos")
    for number, promise in enumerate(given.photos):
        yield from faults_of_promise(promise, f"{place}/photos/{number}")
    yield from _faults_of_bursts(kind, given, f"{place}/photos")


def _views_of(given: GivenAnswer) -> set[uuid.UUID]:
    return {promise.burst_id or promise.id for promise in given.photos}


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


def _is_value(kind: QuestionKind, value: Value, is_required: bool) -> bool:  # noqa: FBT001 - a fact
    if value is None:
        return not is_required
    if kind is QuestionKind.YES_NO:
        return isinstance(value, bool)
    if kind is QuestionKind.NUMBER:
        return not isinstance(value, bool | str) and math.isfinite(value)
    return isinstance(value, str) and (bool(value.strip()) or not is_required)


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


def judge_answer(question: Question, given: GivenAnswer) -> Outcome:
    """Return what an answer comes to before the eyes have looked.

    Example:
        >>> chilled = Question(kind="number", minimum=0, maximum=5)
        >>> judge_answer(chilled, GivenAnswer("temp", value=7.5)).value
        'failed'
    """
    kind = QuestionKind(question.kind)
    if given.is_not_applicable:
        return Outcome.NOT_APPLICABLE
    if kind in EYE_KINDS:
        return Outcome.PENDING if given.photos else Outcome.NOT_JUDGED
    if kind is QuestionKind.PHOTO:
        return Outcome.PASSED if given.photos else Outcome.NOT_JUDGED
    if given.value is None or kind is QuestionKind.TEXT:
        return Outcome.NOT_JUDGED
    if kind is QuestionKind.YES_NO:
        return Outcome.PASSED if given.value is True else Outcome.FAILED
    return Outcome.PASSED if _is_within(question, float(given.value)) else Outcome.FAILED


def _is_within(question: Question, number: float) -> bool:
    return (question.minimum is None or number >= question.minimum) and (
        question.maximum is None or number <= question.maximum
    )


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
            for fault in differences(stored.get(key), sent.get(key), f"{place}/{_escape(key)}")
        ]
    if isinstance(stored, list) and isinstance(sent, list) and len(stored) == len(sent):
        return [
            fault
            for index, (before, after) in enumerate(zip(stored, sent, strict=True))
            for fault in differences(before, after, f"{place}/{index}")
        ]
    return [] if stored == sent else [Fault(place, "differs from what was submitted before")]


def _escape(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")  # RFC 6901


def photo_key(tenant_id: uuid.UUID, sha256: str) -> str:
    """Return where the copy of a photo without faces is kept, by the hash of what was sent."""
    return f"{tenant_id}/photos/{sha256}"


def original_key(tenant_id: uuid.UUID, photo_id: uuid.UUID) -> str:
    """Return where a photo is kept sealed, as it was sent."""
    return f"{tenant_id}/originals/{photo_id}"


def incoming_key(tenant_id: uuid.UUID, photo_id: uuid.UUID) -> str:
    """Return where a phone may put a photo before it is checked."""
    return f"{tenant_id}/incoming/{photo_id}"
