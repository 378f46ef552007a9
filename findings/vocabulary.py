"""The open vocabulary: every class of findings there is; apart because it is read from a file.

`vocabulary.json` beside this file is ours. A second file, named by a setting, changes classes or
adds some. Nothing here knows a chain: what one wants of a class is in `findings.classes`.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError

from checklists.models import Severity
from core.words import LOCALES, Words, say
from findings.errors import VocabularyInvalid
from stores.models import Zone

SHIPPED = Path(__file__).with_name("vocabulary.json")


class Group(StrEnum):
    """What classes are listed under."""

    SHELF = "shelf"
    PPE = "ppe"  # what people wear
    BEHAVIOUR = "behaviour"
    ENVIRONMENT = "environment"
    PESTS = "pests"
    FIRE = "fire"
    STORAGE = "storage"
    DEVICE = "device"  # the camera itself
    ANSWERS = "answers"  # what people report by an answer
    OTHER = "other"  # of a code that no vocabulary has


KITCHEN = frozenset(
    {
        Group.PPE,
        Group.BEHAVIOUR,
        Group.ENVIRONMENT,
        Group.PESTS,
        Group.FIRE,
        Group.STORAGE,
        Group.DEVICE,
    }
)
"""What the kitchen eyes look for, wherever the photo was taken."""


class Kind(StrEnum):
    """What sort of thing a class is."""

    VIOLATION = "violation"  # by a person
    PHENOMENON = "phenomenon"  # it comes and goes
    STATE = "state"  # it stays until somebody changes it
    QUALITY = "quality"  # of the picture, not of the store
    DEVIATION = "deviation"  # from a plan


class EvidenceRule(StrEnum):
    """What it takes before a finding of a class may be believed without a person."""

    NONE = "none"
    PERSON = "person"  # a visible person with pixels enough, and a precision that was measured
    BURST = "burst"  # two of three photos of a burst
    ZONE = "zone"  # an area that the chain drew on a reference photo
    OCR = "ocr"  # a text that was read without doubt
    HUMAN = "human"  # a person's word, always


class Mode(StrEnum):
    """What a finding of a class leads to."""

    RECORD_ONLY = "record_only"
    REVIEW_THEN_ACTION = "review_then_action"
    SMART_ROUTING = "smart_routing"  # by confidence
    AUTO_ACTION = "auto_action"

    @property
    def is_automatic(self) -> bool:
        """True where a ticket may be opened without a person."""
        return self in {Mode.SMART_ROUTING, Mode.AUTO_ACTION}


class SeenBy(StrEnum):
    """Who can see a class."""

    EYES = "eyes"  # our own models
    ZONE = "zone"  # as a change only, where the chain drew an area on a reference photo
    MODEL = "model"  # a model that the chain added
    PEOPLE = "people"  # it is an answer of a person
    NOBODY = "nobody"  # not yet seen by the eyes: a question for people


Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,62}$")]


@dataclass(frozen=True, slots=True)
class FindingClass:
    """One class of findings: what it is called, how bad it is, and what follows from it."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    code: Code
    group: Group
    kind: Kind
    name: Words
    next_step: Words
    mode: Mode = Mode.REVIEW_THEN_ACTION
    severity: Severity | None = None  # None: as the question says
    evidence: EvidenceRule = EvidenceRule.NONE
    act_from: Share = 0.85  # from here on smart routing opens a ticket
    review_from: Share = 0.5  # below it a finding is kept and nothing follows
    floor: Share = 0.95  # of the measured precision: below it nothing is automatic
    due_hours: Annotated[float, Field(gt=0, allow_inf_nan=False)] | None = None
    zones: tuple[Zone, ...] = ()  # where it is judged unless the chain says otherwise; none: all
    seen_by: SeenBy = SeenBy.NOBODY
    item: str = ""  # the tag of the checklist item it answers
    title: Words = field(default_factory=dict)  # of its ticket, where the name is not enough

    def acts_from(self, mode: Mode) -> float:
        """Return the confidence from which on a mode opens tickets by itself."""
        return self.act_from if mode is Mode.SMART_ROUTING else self.review_from


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All classes, by code, in the order of their files."""

    classes: Mapping[str, FindingClass]

    def __iter__(self) -> Iterator[FindingClass]:
        return iter(self.classes.values())

    def __contains__(self, code: object) -> bool:
        return code in self.classes

    def of(self, code: str) -> FindingClass:
        """Return a class; one that nobody described is left to people."""
        return self.classes.get(code) or FindingClass(
            code, Group.OTHER, Kind.STATE, dict.fromkeys(LOCALES, code), {}
        )

    def name(self, code: str, locale: str) -> str:
        """Return what a class is called."""
        return say(self.of(code).name, locale)


def load_vocabulary(extra: Path | None = None) -> Vocabulary:
    """Return the shipped vocabulary, with a second file laid over it.

    A class of the second file that we ship changes only the members it names.

    Raises:
        VocabularyInvalid: If a file cannot be read or breaks a rule; it says which and where.
    """
    vocabulary = _shipped()
    if extra is None:
        return vocabulary
    return _checked(_merged(_read(SHIPPED), _read(extra)), extra)


@cache
def _shipped() -> Vocabulary:
    return _checked(_read(SHIPPED), SHIPPED)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        msg = f"the vocabulary {path} cannot be read: {error}"
        raise VocabularyInvalid(msg) from error
    classes = content.get("classes") if isinstance(content, dict) else None
    if not isinstance(classes, dict) or set(content) != {"classes"}:
        msg = f"the vocabulary {path} must be one object with the member `classes`"
        raise VocabularyInvalid(msg)
    return classes


def _merged(ours: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Any]:
    both = dict(ours)
    for code, change in theirs.items():
        known = ours.get(code)
        both[code] = known | change if known and isinstance(change, dict) else change
    return both


def _checked(classes: dict[str, Any], path: Path) -> Vocabulary:
    known = {code: _to_class(code, raw, path) for code, raw in classes.items()}
    return Vocabulary(known)


def _to_class(code: str, raw: object, path: Path) -> FindingClass:
    if not isinstance(raw, dict):
        msg = f"the vocabulary {path}: /classes/{code}: must be an object"
        raise VocabularyInvalid(msg)
    try:
        one = _CLASS.validate_python(raw | {"code": code})
    except ValidationError as error:
        first = error.errors()[0]
        place = "/".join(str(step) for step in ("/classes", code, *first["loc"]))
        msg = f"the vocabulary {path}: {place}: {first['msg']}"
        raise VocabularyInvalid(msg) from error
    if one.review_from > one.act_from:
        msg = f"the vocabulary {path}: /classes/{code}/act_from: lies below review_from"
        raise VocabularyInvalid(msg)
    if not any(text.strip() for text in one.name.values()):
        msg = f"the vocabulary {path}: /classes/{code}/name: needs a text"
        raise VocabularyInvalid(msg)
    return one


_CLASS = TypeAdapter(FindingClass)
_in_use: list[Vocabulary] = []


def use_vocabulary(extra: Path | None) -> Vocabulary:
    """Let this process work with the shipped vocabulary and a second file laid over it.

    Called once by whoever starts a process; without it the shipped one is in use.
    """
    vocabulary = load_vocabulary(extra)
    _in_use[:] = [vocabulary]
    return vocabulary


def vocabulary() -> Vocabulary:
    """Return the vocabulary this process works with."""
    return _in_use[0] if _in_use else _shipped()
