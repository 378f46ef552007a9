"""What is at each planned position when no product was recognised: full, empty or in doubt.

Which product stands there is not judged, so a filled position is `present`, never `match`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from vision.placing import Place
from vision.values import Box, Detection, PositionVerdict, Slot, Thing, Verdict

SURE = 0.5  # detections below this are hints: enough to doubt a gap, not enough to call it filled
_MIN_OVERLAP = 0.5  # share of a slot's width (or of a product's) that makes the product stand there
_MIN_HEIGHT = 0.25  # share of a slot's height a product must reach into, or it is on another row
_GAP_BY_SIGHT = 0.3  # share of the slot's width a detected gap must cover to bear it out
GEOMETRY_ALONE = 0.55  # confidence of a gap that only the planogram and the empty place speak for


@dataclass(frozen=True, slots=True)
class _Stock:
    """What stands in one slot."""

    facings: int
    confidence: float


def judge_positions(
    places: Sequence[Place], detections: Sequence[Detection]
) -> tuple[PositionVerdict, ...]:
    """Judge every placed slot, in the order given.

    A slot outside the photo is `not_visible`; one whose place is a guess is `low_confidence`, as
    is one where only doubtful detections speak for a product. Facings are counted across: a stack
    is one facing.

    Args:
        places: Where the slots lie on the photo.
        detections: Everything the detector saw, in pixels of the same photo.
    """
    sure = [seen for seen in detections if seen.confidence >= SURE]
    products = [seen for seen in sure if seen.thing is Thing.PRODUCT]
    gaps = [seen for seen in sure if seen.thing is Thing.GAP]
    doubtful = [
        seen for seen in detections if seen.confidence < SURE and seen.thing is Thing.PRODUCT
    ]
    return tuple(_judge(place, products, gaps, doubtful) for place in places)


def _judge(
    place: Place,
    products: Sequence[Detection],
    gaps: Sequence[Detection],
    doubtful: Sequence[Detection],
) -> PositionVerdict:
    """Judge one slot."""
    if place.box is None:
        return PositionVerdict(place.slot, Verdict.NOT_VISIBLE, None, 1.0)
    if place.certainty == 0:
        return PositionVerdict(place.slot, Verdict.LOW_CONFIDENCE, place.box, 0.0)
    stock = _stock_in(place.slot, place.box, products)
    if stock.facings:
        confidence = stock.confidence * place.certainty
        return PositionVerdict(place.slot, Verdict.PRESENT, place.box, confidence, stock.facings)
    return judge_empty(place, gaps, doubtful)


def judge_empty(
    place: Place,
    gaps: Sequence[Detection],
    doubtful: Sequence[Detection],
    *,
    alone: float = GEOMETRY_ALONE,
) -> PositionVerdict:
    """Judge a slot in which nothing stands for sure: a gap, unless doubtful products speak.

    Args:
        place: Where the slot is.
        gaps: Empty places the detector is sure of.
        doubtful: Products it is not sure of.
        alone: How sure the empty place is when no detected gap bears it out.
    """
    if place.box is None:
        return PositionVerdict(place.slot, Verdict.NOT_VISIBLE, None, 1.0)
    doubt = _stock_in(place.slot, place.box, doubtful)
    if doubt.facings:
        verdict = Verdict.LOW_CONFIDENCE
        return PositionVerdict(place.slot, verdict, place.box, doubt.confidence, doubt.facings)
    confidence = place.certainty * either(alone, _seen_gap(place.box, gaps))
    return PositionVerdict(place.slot, Verdict.GAP, place.box, confidence)


def either(first: float, second: float) -> float:
    """Join two independent witnesses: the chance that they are not both wrong.

    Example:
        >>> round(either(0.5, 0.8), 3)
        0.9
    """
    return 1 - (1 - first) * (1 - second)


def _stock_in(slot: Slot, box: Box, products: Sequence[Detection]) -> _Stock:
    """Count the facings in a slot and how sure the surest of them is.

    Products one above another are one facing. There are never more facings than the slot holds
    twice over: narrow packs may stand closer than planned, but not without end.
    """
    inside = [seen for seen in products if _stands_in(box, seen.box)]
    spans: list[tuple[float, float]] = []
    for seen in sorted(inside, key=lambda seen: (seen.box.left, seen.box.right)):
        middle = seen.box.center[0]
        if not spans or middle > spans[-1][1]:
            spans.append((seen.box.left, seen.box.right))
    confidence = max((seen.confidence for seen in inside), default=0.0)
    return _Stock(min(len(spans), 2 * slot.facings), confidence)


def _stands_in(slot: Box, product: Box) -> bool:
    """Say whether a product stands in a slot: half of either's width, and on the same row."""
    shared = min(slot.right, product.right) - max(slot.left, product.left)
    reach = min(slot.bottom, product.bottom) - max(slot.top, product.top)
    narrower = min(slot.width, product.width)
    shorter = min(slot.height, product.height)
    return (
        shared > 0
        and reach > 0
        and shared >= _MIN_OVERLAP * narrower
        and reach >= _MIN_HEIGHT * shorter
    )


def _seen_gap(slot: Box, gaps: Sequence[Detection]) -> float:
    """Confidence of the surest detected gap in a slot, 0 when there is none."""
    return max(
        (
            gap.confidence
            for gap in gaps
            if _stands_in(slot, gap.box)
            and min(slot.right, gap.box.right) - max(slot.left, gap.box.left)
            >= _GAP_BY_SIGHT * slot.width
        ),
        default=0.0,
    )
