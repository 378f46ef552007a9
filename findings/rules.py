"""How sure is sure enough, what photos say about an answer, and whether a fix shows; pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from checklists.models import Outcome
from findings.models import AnalysisState, Decision, Finding, Result
from vision.items import is_same_place
from vision.reports import KitchenReport, Report, ShelfReport
from vision.values import FindingKind, MaskState, Verdict

ANSWER_FAILED = "answer_failed"
"""The kind of a fault that a person reported by an answer."""


@dataclass(frozen=True, slots=True)
class Policy:
    """From which confidence on the eyes may open a ticket by themselves, or ask a person."""

    act_from: float
    review_from: float


POLICIES: dict[str, Policy] = {
    # 0.55 is an empty place that only the planogram and the geometry speak for: a person decides.
    FindingKind.GAP: Policy(act_from=0.6, review_from=0.3),
    # Which product stands somewhere is told by likeness, and products are made to look alike: only
    # what is beyond doubt sends somebody to the shelf, the rest asks a person first.
    FindingKind.WRONG_PRODUCT: Policy(act_from=0.85, review_from=0.3),
    FindingKind.MISPLACED: Policy(act_from=0.85, review_from=0.3),
    # A price is money: a digit that was read wrong must not become an order to change it.
    FindingKind.WRONG_PRICE: Policy(act_from=1.01, review_from=0.5),
    # An accusation of a person is never automatic while its precision on whole kitchen photos
    # has not been measured.
    FindingKind.NO_MASK: Policy(act_from=1.01, review_from=0.5),
}


_SLOT_RESULTS = {
    Verdict.MATCH: Result.NO_FAULT,
    Verdict.PRESENT: Result.NO_FAULT,
    Verdict.SUBSTITUTE: Result.NO_FAULT,
    Verdict.GAP: Result.FAULT,
}
# A place that was wrong is right again only when the planned product, or one that may stand in for
# it, is recognised there; that something stands there proves nothing.
_PRODUCT_RESULTS = {
    Verdict.MATCH: Result.NO_FAULT,
    Verdict.SUBSTITUTE: Result.NO_FAULT,
    Verdict.WRONG_PRODUCT: Result.FAULT,
    Verdict.MISPLACED: Result.FAULT,
    Verdict.GAP: Result.FAULT,
}
_PRODUCT_KINDS = frozenset({FindingKind.WRONG_PRODUCT, FindingKind.MISPLACED})


def decide(kind: str, confidence: float) -> Decision:
    """Return what a finding of this confidence leads to.

    Example:
        >>> decide(FindingKind.GAP, 0.9).value
        'act'
    """
    policy = POLICIES[kind]
    if confidence >= policy.act_from:
        return Decision.ACT
    return Decision.REVIEW if confidence >= policy.review_from else Decision.RECORD


def settle(decision: Decision) -> Result | None:
    """Return the final result of a fault the eyes saw: it stands, or it waits for a person."""
    return Result.FAULT if decision is Decision.ACT else None


def outcome_of_photos(
    states: Sequence[AnalysisState | None], findings: Sequence[Finding]
) -> Outcome:
    """Return what the eyes make of the photos of one question.

    A fault on any photo fails the question. A pass needs every photo judged and nothing waiting
    for a person. What the quality gate refused is no pass.

    Args:
        states: How judging each photo ended; None where it has not been judged.
        findings: Everything found on these photos.
    """
    if any(finding.final_result == Result.FAULT.value for finding in findings):
        return Outcome.FAILED
    is_waiting = any(
        finding.decision == Decision.REVIEW.value and finding.final_result is None
        for finding in findings
    )
    if is_waiting or any(state is None for state in states):
        return Outcome.PENDING
    if any(state is not AnalysisState.DONE for state in states):
        return Outcome.NOT_JUDGED
    return Outcome.PASSED


def is_fixed(kind: str, item: str, report: Report) -> Result:
    """Return whether a fault still shows on the photo of its fix.

    Args:
        kind: The kind of the fault.
        item: Where it was: a slot of the planogram, or a place the eyes named themselves.
        report: What the same eyes see now.
    """
    if not report.quality.is_judgeable:
        return Result.CANNOT_TELL
    if isinstance(report, KitchenReport):
        is_theirs = kind == FindingKind.NO_MASK.value
        return _is_masked(report) if is_theirs else Result.CANNOT_TELL
    if kind == FindingKind.GAP.value:
        return _is_filled(item, report)
    if kind in _PRODUCT_KINDS:
        return _is_put_right(item, report)
    if kind == FindingKind.WRONG_PRICE.value:
        return _is_priced(item, report)
    return Result.CANNOT_TELL  # what only a person can see, a person decides


def _is_filled(item: str, report: ShelfReport) -> Result:
    for position in report.positions:
        if position.slot.id == item:
            return _SLOT_RESULTS.get(position.verdict, Result.CANNOT_TELL)
    gaps = [found for found in report.findings if found.kind is FindingKind.GAP]
    if any(is_same_place(found.item, item) for found in gaps):
        return Result.FAULT
    # Without a planogram the place is named by the eyes; only a shelf without any gap is proof.
    return Result.CANNOT_TELL if gaps or not report.rows else Result.NO_FAULT


def _is_put_right(item: str, report: ShelfReport) -> Result:
    for position in report.positions:
        if position.slot.id == item:
            return _PRODUCT_RESULTS.get(position.verdict, Result.CANNOT_TELL)
    return Result.CANNOT_TELL


def _is_priced(item: str, report: ShelfReport) -> Result:
    """Return whether the label of a position still shows a wrong price.

    Only a label that was read proves anything; the eyes themselves compare it with the price list.
    """
    faults = [found for found in report.findings if found.kind is FindingKind.WRONG_PRICE]
    if any(is_same_place(found.item, item) for found in faults):
        return Result.FAULT
    is_read = any(
        tag.slot_id is not None and is_same_place(tag.slot_id, item) and tag.price_minor is not None
        for tag in report.tags
    )
    return Result.NO_FAULT if is_read else Result.CANNOT_TELL


def _is_masked(report: KitchenReport) -> Result:
    states = {face.state for face in report.faces}
    if MaskState.NO_MASK in states:
        return Result.FAULT
    return Result.NO_FAULT if states == {MaskState.MASK} else Result.CANNOT_TELL
