"""Bays of named packs for the tests of verdicts: stocked as planned, changed, photographed flat."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from vision.facings import Facing, Recognition
from vision.matching import columns_of
from vision.placing import Scene
from vision.rows import stack_rows
from vision.standing import facings_of, recognised
from vision.values import Box, Detection, Planogram, Thing
from vision.verdicts import Judged, judge_shelf

SURE = 0.65  # what the shipped recogniser mostly says when it is right
PITCH, TALL, PACK = 300.0, 220.0, 0.92


@dataclass(frozen=True)
class Pack:
    """One pack on the photo."""

    box: Box
    sku: str | None
    slot: str
    sureness: float = SURE


def stocked(planogram: Planogram, *, left: float = 40.0) -> list[Pack]:
    """Stock a bay as planned, a pixel a millimetre."""
    packs = []
    for slot in planogram.slots:
        each = slot.width_mm / slot.facings
        base = 280.0 + PITCH * slot.row
        for index in range(slot.facings):
            x = left + slot.left_mm + each * (index + 0.5)
            half = each * PACK / 2
            packs.append(Pack(Box(x - half, base - TALL, x + half, base), slot.sku, slot.id))
    return packs


def without(packs: Sequence[Pack], *slots: str) -> list[Pack]:
    """Leave slots empty."""
    return [pack for pack in packs if pack.slot not in slots]


def renamed(
    packs: Sequence[Pack], slot: str, sku: str | None, sureness: float = SURE
) -> list[Pack]:
    """Put another product into a slot."""
    return [
        replace(pack, sku=sku, sureness=sureness) if pack.slot == slot else pack for pack in packs
    ]


def hole(packs: Sequence[Pack], slot: str, confidence: float = 0.9) -> Detection:
    """See a gap where a slot's packs stand when the bay is full."""
    boxes = [pack.box for pack in packs if pack.slot == slot]
    box = Box(boxes[0].left, boxes[0].top, boxes[-1].right, boxes[0].bottom)
    return Detection(box, Thing.GAP, confidence)


def moved(packs: Sequence[Pack], way: Callable[[float, float], tuple[float, float]]) -> list[Pack]:
    """Move every corner of every pack and box them again."""
    result = []
    for pack in packs:
        box = pack.box
        corners = [way(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        result.append(replace(pack, box=Box(min(xs), min(ys), max(xs), max(ys))))
    return result


def judged(
    planogram: Planogram,
    packs: Sequence[Pack],
    *,
    gaps: Sequence[Detection] = (),
    size: tuple[int, int] = (1100, 1000),
    known: frozenset[str] | None = None,
) -> Judged:
    """Judge a bay whose packs are detected and named without error."""
    products = [Detection(pack.box, Thing.PRODUCT, 0.95) for pack in packs]
    stacked = stack_rows([one.box for one in products])
    by_box = {pack.box: Recognition(pack.sku, pack.sureness) for pack in packs}
    facings: Sequence[Facing] = facings_of(stacked, products)
    facings = recognised(facings, [by_box[facing.box] for facing in facings])
    if known is None:
        known = frozenset(slot.sku for slot in planogram.slots) | {"other", "third"}
    rows = [one.row for one in stacked]
    boxes = [gap.box for gap in gaps if gap.thing is Thing.GAP]
    scene = Scene(rows, boxes, [], *size, columns=columns_of(facings), known=known)
    return judge_shelf(planogram, scene, [*products, *gaps])
