"""Frontal gaps: the front row of a slot is empty, and stock shows behind it."""

from collections.abc import Sequence
from dataclasses import replace

from vision.compliance import SURE
from vision.facings import Facing
from vision.geometry import is_centred_in, span_overlap
from vision.values import Box, Detection, PositionVerdict, Thing, Verdict

_STANDS_BACK = 0.1  # of a slot's height: how far above the edge the feet of stock behind are
_WIDE = 0.5  # share of a slot's width the detected gap must span
_FILLED = frozenset({Verdict.MATCH, Verdict.SUBSTITUTE, Verdict.PRESENT})


def mark_frontal(
    positions: Sequence[PositionVerdict],
    facings: Sequence[Facing],
    detections: Sequence[Detection],
) -> tuple[PositionVerdict, ...]:
    """Mark filled positions whose front row is empty; their verdict stays what stands behind.

    Two witnesses are asked: the detector must be sure of a gap across the slot, and every product
    in the slot must stand back from the edge. Neither alone is believed.
    """
    gaps = [one.box for one in detections if one.thing is Thing.GAP and one.confidence >= SURE]
    return tuple(
        replace(one, is_frontal=True)
        if one.box is not None and one.verdict in _FILLED and _is_frontal(one.box, facings, gaps)
        else one
        for one in positions
    )


def _is_frontal(slot: Box, facings: Sequence[Facing], gaps: Sequence[Box]) -> bool:
    """Ask both witnesses about one slot."""
    inside = [
        facing.box for facing in facings if not facing.level and is_centred_in(facing.box, slot)
    ]
    edge = slot.bottom - _STANDS_BACK * slot.height
    return (
        bool(inside)
        and all(box.bottom < edge for box in inside)
        and any(_spans(gap, slot) for gap in gaps)
    )


def _spans(gap: Box, slot: Box) -> bool:
    """Say whether a gap reaches across a slot and down to its floor."""
    across = min(gap.right, slot.right) - max(gap.left, slot.left)
    down = span_overlap((gap.top, gap.bottom), (slot.top, slot.bottom))
    return across >= _WIDE * slot.width and down >= _WIDE
