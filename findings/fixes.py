"""Whether a fault still shows on the photo of its fix; pure, and apart from deciding on faults."""

from collections.abc import Callable, Collection

from findings.models import Result
from findings.rules import CAMERA_KINDS
from vision.items import is_same_place
from vision.reports import KitchenReport, Report, ShelfReport
from vision.values import FindingKind, MaskState, Verdict

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
_FIRES = frozenset({FindingKind.FIRE, FindingKind.SMOKE})


def is_fixed(
    kind: str, item: str, report: Report, *, seeable: Collection[str] = frozenset()
) -> Result:
    """Return whether a fault still shows on the photo of its fix.

    Args:
        kind: The kind of the fault.
        item: Where it was: a slot of the planogram, or a place the eyes named themselves.
        report: What the same eyes see now.
        seeable: The kinds that scene models which count can see at all.
    """
    if kind in CAMERA_KINDS:
        return _is_clear(kind, report)
    if not report.quality.is_judgeable:
        return Result.CANNOT_TELL
    if isinstance(report, KitchenReport):
        return _is_fixed_in_kitchen(kind, item, report, seeable)
    judge = _ON_SHELVES.get(kind)
    # What only a person can see, a person decides.
    return judge(item, report) if judge else Result.CANNOT_TELL


def _is_clear(kind: str, report: Report) -> Result:
    """Return whether a camera sees clearly again, from where it should."""
    kinds = {found.kind for found in report.findings}
    if kind in kinds:
        return Result.FAULT
    if not isinstance(report, KitchenReport) or kinds & CAMERA_KINDS:
        return Result.CANNOT_TELL
    is_shown = report.is_placed or kind != FindingKind.CAMERA_MOVED.value
    is_clear = report.quality.is_judgeable and is_shown
    return Result.NO_FAULT if is_clear else Result.CANNOT_TELL


def _is_fixed_in_kitchen(
    kind: str, item: str, report: KitchenReport, seeable: Collection[str]
) -> Result:
    if any(found.kind in CAMERA_KINDS for found in report.findings):
        return Result.CANNOT_TELL
    if kind == FindingKind.NO_MASK.value:
        return _is_masked(report)
    found = [one for one in report.findings if one.kind == kind and not one.is_shadow]
    if kind == FindingKind.ZONE_CHANGED.value:
        return _is_as_before(item, {one.item for one in found}, report)
    if found:
        return Result.FAULT
    # A photo of another place shows no fire either; what else models see is not tied to a place.
    is_proof = report.is_placed or kind not in _FIRES
    is_seen = kind in seeable and not report.unclear.get(kind)
    return Result.NO_FAULT if is_proof and is_seen else Result.CANNOT_TELL


def _is_as_before(item: str, changed: Collection[str], report: KitchenReport) -> Result:
    """Return whether an area of a place looks as on the reference photo again."""
    if item in changed:
        return Result.FAULT
    return Result.NO_FAULT if item in report.same_areas else Result.CANNOT_TELL


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
    """Return whether everybody wears a mask; who is turned away may wear none."""
    people = [one.face for one in report.people if not one.is_picture]
    faces = people if report.people else report.faces
    states = {face.state if face else MaskState.CANNOT_TELL for face in faces}
    if MaskState.NO_MASK in states:
        return Result.FAULT
    return Result.NO_FAULT if states == {MaskState.MASK} else Result.CANNOT_TELL


_ON_SHELVES: dict[str, Callable[[str, ShelfReport], Result]] = {
    FindingKind.GAP: _is_filled,
    FindingKind.WRONG_PRODUCT: _is_put_right,
    FindingKind.MISPLACED: _is_put_right,
    FindingKind.WRONG_PRICE: _is_priced,
}
