"""What shelf measures are counted from, and how one is put together so that it can be doubted."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from vision.facings import Extra, Facing, LeftOut, Measure, TagReading
from vision.geometry import is_centred_in
from vision.intervals import wilson
from vision.values import Box, Planogram, PositionVerdict, Row, Verdict

# Verdicts that say nothing about the product planned there: such positions are left out.
UNDECIDED = frozenset(
    {Verdict.NOT_VISIBLE, Verdict.LOW_CONFIDENCE, Verdict.OCCLUDED, Verdict.PRESENT}
)


@dataclass(frozen=True, slots=True)
class Family:
    """What a product belongs to, for shares of shelf."""

    brand: str
    category: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One judged shelf photo with the lists it is measured against.

    `expected` is the must-stock list of this shelf; without one the planogram's products are
    expected. `families` and `prices` hold the chain's own products: brand and category, and the
    valid price in the smallest unit of the currency. `gaps` are empty places seen on a shelf
    that has no planogram.
    """

    positions: Sequence[PositionVerdict] = ()
    facings: Sequence[Facing] = ()
    extras: Sequence[Extra] = ()
    tags: Sequence[TagReading] = ()
    rows: Sequence[Row] = ()
    gaps: Sequence[Box] = ()
    planogram: Planogram | None = None
    expected: frozenset[str] | None = None
    families: Mapping[str, Family] = field(default_factory=dict)
    prices: Mapping[str, int] = field(default_factory=dict)

    @property
    def planned(self) -> frozenset[str]:
        """The products that have a position, or a slot nobody judged, on this shelf."""
        slots = self.planogram.slots if self.planogram else ()
        judged = (position.slot for position in self.positions)
        return frozenset(slot.sku for slot in (*slots, *judged))

    @property
    def wanted(self) -> frozenset[str]:
        """The products expected on this shelf."""
        return self.planned if self.expected is None else self.expected

    @property
    def own(self) -> frozenset[str]:
        """The chain's own products, as far as any list names them."""
        return self.planned | self.wanted | self.families.keys() | self.prices.keys()

    @property
    def units(self) -> tuple[Facing, ...]:
        """Every facing once, the extras among them."""
        return tuple(dict.fromkeys((*self.facings, *(extra.facing for extra in self.extras))))

    @property
    def seen(self) -> frozenset[str]:
        """The products recognised anywhere on this shelf."""
        by_facing = (facing.sku for facing in self.units)
        by_place = (one.slot.sku for one in self.positions if one.verdict is Verdict.MATCH)
        return frozenset(sku for sku in (*by_facing, *by_place) if sku)


def proportion(
    name: str, hits: int, total: int, left_out: Iterable[str] = (), *, of: tuple[str, ...] = ()
) -> Measure:
    """Make a measure whose denominator counts instances; `left_out` names a reason for each."""
    return Measure(name, hits, total, reasons(left_out), wilson(hits, total), of)


def reasons(left_out: Iterable[str]) -> tuple[LeftOut, ...]:
    """Count reasons, in the order of the alphabet."""
    return tuple(LeftOut(reason, count) for reason, count in sorted(Counter(left_out).items()))


def doubts(shelf: Shelf, wanted: frozenset[str]) -> dict[str, str]:
    """Say of which products nobody can tell whether they are missing, and why.

    A planned product is in doubt by what could be seen of its places, never by whether it was
    found: counting found products at once but missing ones only when all is visible would
    flatter. A product without a position is in doubt when a part of the shelf was not seen.
    """
    order = [Verdict.NOT_VISIBLE, Verdict.OCCLUDED, Verdict.LOW_CONFIDENCE, Verdict.PRESENT]
    found: dict[str, str] = {}
    for verdict in reversed(order):
        found |= {one.slot.sku: verdict for one in shelf.positions if one.verdict is verdict}
    judged = {one.slot.sku for one in shelf.positions}
    unjudged = dict.fromkeys(shelf.planned - judged, Verdict.NOT_VISIBLE)
    anywhere = _doubt_anywhere(shelf)
    unplanned = dict.fromkeys(wanted - shelf.planned, anywhere) if anywhere else {}
    every = unplanned | unjudged | found
    return {sku: str(why) for sku, why in every.items() if sku in wanted}


def _doubt_anywhere(shelf: Shelf) -> str | None:
    """Say why a product that may stand anywhere cannot be called missing; None when it can."""
    for verdict in (Verdict.NOT_VISIBLE, Verdict.OCCLUDED):
        if any(one.verdict is verdict for one in shelf.positions):
            return str(verdict)
    is_looked_at = shelf.seen or any(facing.recognition for facing in shelf.units)
    return None if is_looked_at else "not_recognised"


def planned_rows(shelf: Shelf) -> dict[int, int]:
    """Tell which planned row each seen row is: most facings in boxes of positions decide.

    The top row of a photo is not always the top row of the planogram.
    """
    votes: dict[int, Counter[int]] = {}
    for position in shelf.positions:
        for facing in shelf.units:
            if position.box is not None and is_centred_in(facing.box, position.box):
                votes.setdefault(facing.row, Counter())[position.slot.row] += 1
    return {
        row: min(counts, key=lambda planned: (-counts[planned], planned))
        for row, counts in votes.items()
    }
