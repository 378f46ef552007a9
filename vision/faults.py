"""The findings that verdicts make: what a person has to put right, named by slot."""

from collections.abc import Sequence

from vision.facings import Extra, ExtraKind
from vision.values import Box, Finding, FindingKind, PositionVerdict, Verdict

_KINDS = {
    Verdict.GAP: FindingKind.GAP,
    Verdict.WRONG_PRODUCT: FindingKind.WRONG_PRODUCT,
    Verdict.MISPLACED: FindingKind.MISPLACED,
}


def findings_from_positions(
    positions: Sequence[PositionVerdict], extras: Sequence[Extra] = ()
) -> tuple[Finding, ...]:
    """Make one finding per position that is empty, filled with something else, or moved.

    An empty or wrongly filled place is shown where it is. A misplaced product is shown where it
    stands now, named by the slot it belongs to.
    """
    return tuple(
        _finding(one, one.box, extras)
        for one in positions
        if one.box is not None and _is_fault(one)
    )


def _is_fault(position: PositionVerdict) -> bool:
    return position.verdict in _KINDS or position.is_frontal


def _finding(position: PositionVerdict, box: Box, extras: Sequence[Extra]) -> Finding:
    """Name one fault by its slot."""
    kind = _KINDS.get(position.verdict, FindingKind.GAP)
    if kind is FindingKind.MISPLACED:
        box = _where_it_is(position.slot.sku, box, extras)
    return Finding(
        kind=kind,
        box=box,
        confidence=position.confidence,
        item=position.slot.id,
        sku=position.slot.sku,
        facings=position.slot.facings,
        seen_sku=position.seen_sku,
        is_frontal=position.is_frontal,
    )


def _where_it_is(sku: str, place: Box, extras: Sequence[Extra]) -> Box:
    """The nearest facing of a product among those that stand elsewhere."""
    strayed = [
        extra.facing.box
        for extra in extras
        if extra.kind is ExtraKind.MISPLACED and extra.facing.sku == sku
    ]
    return min(strayed, key=lambda box: _apart(box, place), default=place)


def _apart(first: Box, second: Box) -> float:
    (x, y), (other_x, other_y) = first.center, second.center
    return abs(x - other_x) + abs(y - other_y)
