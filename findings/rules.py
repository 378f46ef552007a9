"""How sure is sure enough, and what photos say about an answer; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, NamedTuple

from checklists.models import Outcome, Photo, Severity
from checklists.rules import to_occurrence
from findings.models import AnalysisState, Decision, Finding, Result
from findings.vocabulary import EvidenceRule, FindingClass, Kind, Mode
from vision.intervals import wilson
from vision.values import FindingKind, MaskState

ANSWER_FAILED = "answer_failed"
"""The kind of a fault that a person reported by an answer."""


MIN_REVIEWED = 20
"""From so many reviewed findings on a measured precision counts."""

MEASURED_FOR = timedelta(days=90)
"""How far back precision is measured: eyes, kitchens and cameras change."""

BURST_FRAMES = 2
"""Photos of a burst that it takes before two can agree."""


class Note(StrEnum):
    """Why a finding leads to less than the mode of its class says."""

    CLASS_OFF = "class_off"
    ON_PROBATION = "on_probation"  # its model is watched, not believed
    HAND_HELD = "hand_held"  # of the picture, and no camera hangs there: it is taken again
    ALWAYS_A_PERSON = "always_a_person"  # this class is never automatic
    ONE_PHOTO = "one_photo"  # what comes and goes was seen on one photo only
    NOT_MEASURED = "not_measured"  # too few findings of it were reviewed
    BELOW_FLOOR = "below_floor"  # people rejected too many of them
    PERSON_DIFFERS = "person_differs"  # who took the photo said that nothing is wrong


@dataclass(frozen=True, slots=True)
class Tally:
    """What people made of findings: how many they confirmed and rejected."""

    confirmed: int = 0
    rejected: int = 0

    @property
    def reviewed(self) -> int:
        """How many got a clear answer."""
        return self.confirmed + self.rejected

    @property
    def precision(self) -> float | None:
        """The share that was right; None of nothing."""
        return self.confirmed / self.reviewed if self.reviewed else None

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the precision; None of nothing."""
        return wilson(self.confirmed, self.reviewed)

    @property
    def is_measured(self) -> bool:
        """True when enough were reviewed for the precision to count."""
        return self.reviewed >= MIN_REVIEWED

    def is_below(self, floor: float) -> bool:
        """Tell whether enough were reviewed, and too few of them were right."""
        return self.is_measured and self.confirmed < floor * self.reviewed


NOBODY = Tally()
"""Where nobody said anything."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What holds for findings of one class on one photo.

    `measured` counts only findings that the mode would act on: what a person is asked about anyway
    may be wrong more often, and says nothing about the rest.
    """

    of: FindingClass
    mode: Mode
    is_on: bool = True
    is_shadow: bool = False  # seen by a model on probation
    frames: int = 1  # photos that were judged together
    is_mounted: bool = True  # a camera hangs there; False of a phone in a hand
    measured: Tally = NOBODY


class Decided(NamedTuple):
    """What a finding leads to, and why where that is less than its class's mode says."""

    decision: Decision
    note: str = ""


CAMERA_KINDS = frozenset(
    {
        FindingKind.BLACK_FRAME,
        FindingKind.LENS_COVERED,
        FindingKind.LENS_BLURRED,
        FindingKind.LENS_GREASY,
        FindingKind.LENS_GLARE,
        FindingKind.LENS_STEAMED,
        FindingKind.CAMERA_MOVED,
    }
)
"""Faults of the camera itself: a ticket for who keeps it, no verdict on what it should show."""


def to_ruling(found: FindingClass) -> Ruling:
    """Return what holds for a class where nobody said anything else and nothing was measured."""
    return Ruling(found, found.mode)


def is_raised(ruling: Ruling) -> bool:
    """Tell whether findings of a class are kept at all: not where the chain turned it off."""
    return ruling.is_on


def decide(confidence: float, ruling: Ruling) -> Decided:
    """Return what a finding of this confidence leads to.

    More confidence never leads to less. What is off leads to nothing, a model on probation never
    asks anybody anything, and nobody is sent to repair a phone that was held badly.

    Example:
        >>> from findings.vocabulary import Group, Kind
        >>> gap = FindingClass("gap", Group.SHELF, Kind.DEVIATION, {"en": "Gap"}, {})
        >>> decide(0.9, Ruling(gap, Mode.SMART_ROUTING)).decision.value
        'act'
        >>> decide(0.9, Ruling(gap, Mode.SMART_ROUTING, measured=Tally(10, 10)))
        Decided(decision=<Decision.REVIEW: 'review'>, note='below_floor: 10/20')
    """
    if note := why_nothing_follows(ruling):
        return Decided(Decision.RECORD, note)
    if ruling.mode is Mode.RECORD_ONLY or confidence < ruling.of.review_from:
        return Decided(Decision.RECORD)
    if not ruling.mode.is_automatic or confidence < ruling.of.acts_from(ruling.mode):
        return Decided(Decision.REVIEW)
    note = why_not_automatic(ruling)
    return Decided(Decision.REVIEW, note) if note else Decided(Decision.ACT)


def heed(decided: Decided, code: str, said: Outcome | None) -> Decided:
    """Return what a finding leads to, heeding what the person said who took the photo.

    Nobody is sent against the word of who stood there: a second person looks first. What is wrong
    with a camera they could not see.
    """
    if said is not Outcome.PASSED or code in CAMERA_KINDS or decided.decision is not Decision.ACT:
        return decided
    return Decided(Decision.REVIEW, Note.PERSON_DIFFERS)


def why_nothing_follows(ruling: Ruling) -> str:
    """Return why a class is only recorded here and now, whatever its mode; nothing when it counts.

    A picture that cannot be judged has two causes: a camera on the wall is to be kept by somebody,
    a photo from a hand is to be taken again by who took it.
    """
    if not ruling.is_on:
        return Note.CLASS_OFF
    if ruling.is_shadow:
        return Note.ON_PROBATION
    if ruling.of.kind is Kind.QUALITY and not ruling.is_mounted:
        return Note.HAND_HELD
    return ""


def why_not_automatic(ruling: Ruling) -> str:
    """Return why a class may not open tickets by itself here and now; nothing when it may."""
    evidence, measured = ruling.of.evidence, ruling.measured
    if evidence is EvidenceRule.HUMAN:
        return Note.ALWAYS_A_PERSON
    if evidence is EvidenceRule.BURST and ruling.frames < BURST_FRAMES:
        return Note.ONE_PHOTO
    # An accusation of a person is never automatic before its precision has been measured.
    if evidence is EvidenceRule.PERSON and not measured.is_measured:
        return Note.NOT_MEASURED
    if measured.is_below(ruling.of.floor):
        return f"{Note.BELOW_FLOOR}: {measured.confirmed}/{measured.reviewed}"
    return ""


def graver(asked: Severity, found: FindingClass) -> Severity:
    """Return how bad a finding is: as its question says, unless its class is worse.

    Example:
        >>> from findings.vocabulary import Group, Kind
        >>> fire = FindingClass("fire", Group.FIRE, Kind.STATE, {}, {}, severity=Severity.CRITICAL)
        >>> graver(Severity.LOW, fire).value
        'critical'
    """
    order = list(Severity)
    return max(asked, found.severity or asked, key=order.index)


def settle(decision: Decision) -> Result | None:
    """Return the final result of a fault the eyes saw: it stands, or it waits for a person."""
    return Result.FAULT if decision is Decision.ACT else None


def outcome_of_photos(
    states: Sequence[AnalysisState | None], findings: Sequence[Finding]
) -> Outcome:
    """Return what the eyes make of the photos of one question.

    A fault on any photo fails the question. A pass needs every photo judged and nothing waiting
    for a person. What the quality gate refused is no pass. What a model on probation saw counts
    for nothing, and a fault of the camera says nothing about what it should show.

    Args:
        states: How judging each photo ended; None where it has not been judged.
        findings: Everything found on these photos.
    """
    counting = [finding for finding in findings if not finding.is_shadow]
    things = [finding for finding in counting if finding.kind not in CAMERA_KINDS]
    if any(finding.final_result == Result.FAULT.value for finding in things):
        return Outcome.FAILED
    if any(_is_waiting(finding) for finding in things) or any(state is None for state in states):
        return Outcome.PENDING
    is_blind = any(
        finding.kind in CAMERA_KINDS and finding.final_result != Result.NO_FAULT.value
        for finding in counting
    )
    if is_blind or any(state is not AnalysisState.DONE for state in states):
        return Outcome.NOT_JUDGED
    return Outcome.PASSED


class Settled(NamedTuple):
    """What an answer to a photo question comes to; None: nothing new was said."""

    ai: Outcome | None
    human: Outcome | None
    final: Outcome


def settle_answer(
    states: Sequence[AnalysisState | None], findings: Sequence[Finding], said: Outcome | None
) -> Settled:
    """Return what the eyes, people and finally the system make of a photo question.

    What somebody said with the photos counts until a reviewer finds otherwise; a fault they
    reported has a finding of its own and stays one. The eyes' word is kept beside it.

    Args:
        states: As `outcome_of_photos` takes them.
        findings: What the eyes found on the photos of this answer.
        said: What the person said of the photos who sent them.
    """
    counting = [finding for finding in findings if not finding.is_shadow]
    outcome = outcome_of_photos(states, counting)
    if any(finding.human_result is not None for finding in counting):
        is_open = outcome not in {Outcome.PASSED, Outcome.FAILED}
        human = said if said is Outcome.FAILED or (said and is_open) else outcome
        return Settled(None, human, human)
    differs = any(finding.decision_note == Note.PERSON_DIFFERS for finding in counting)
    ai = Outcome.FAILED if differs else outcome
    return Settled(ai, said, said or ai)


def occurrence_of(finding: Finding, photos: Iterable[Photo]) -> int:
    """Return which filling of a repeated section a finding is of, from 0."""
    if finding.kind == ANSWER_FAILED:
        return to_occurrence(finding.item)
    return next((photo.occurrence for photo in photos if photo.id == finding.photo_id), 0)


def _is_waiting(finding: Finding) -> bool:
    return finding.decision == Decision.REVIEW.value and finding.final_result is None


def says_nothing(report: Mapping[str, Any]) -> bool:
    """Tell whether people are on a photo and nothing at all could be said of it.

    A photo on which everybody is turned away is no proof that everybody wears a mask.

    Args:
        report: The eyes' report as it is kept.
    """
    people = [one for one in report.get("people", ()) if not one["is_picture"]]
    told = {MaskState.MASK.value, MaskState.NO_MASK.value}
    is_told = any(one["face"] and one["face"]["state"] in told for one in people)
    return bool(people) and not is_told and not report.get("same_areas")
