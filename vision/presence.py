"""Shelf measures of presence and place: availability, the planogram levels, the six measures."""

from collections.abc import Callable, Mapping, Sequence

from vision.counting import (
    UNDECIDED,
    Shelf,
    doubts,
    planned_rows,
    proportion,
)
from vision.facings import Measure, TagReading
from vision.values import PositionVerdict, Verdict

_REPLACED = frozenset({Verdict.WRONG_PRODUCT, Verdict.SUBSTITUTE, Verdict.MISPLACED})


def availability(shelf: Shelf) -> tuple[Measure, ...]:
    """Count expected products that are on the shelf, that are not, and that look as if they were.

    * `on_shelf_availability`: recognised anywhere, of the expected.
    * `out_of_stock_rate`: the rest of the same denominator.
    * `on_shelf_availability_strict`: at every planned position, with the planned facings.
    * `hidden_out_of_stock`: at none of its positions, but the shelf does not look empty: another
      product fills a position, or the product stands in a wrong place only.
    """
    wanted, seen = shelf.wanted, shelf.seen
    why = doubts(shelf, wanted)
    counted = wanted - why.keys()
    present = counted & seen
    strict = {sku for sku in counted & shelf.planned if _is_fully_stocked(shelf, sku)}
    hidden = {sku for sku in counted & shelf.planned if _is_hidden(shelf, sku)}
    unplanned = ["no_position"] * len(counted - shelf.planned)
    placed = len(counted & shelf.planned)
    reasons = list(why.values())
    return (
        proportion("on_shelf_availability", len(present), len(counted), reasons),
        proportion("out_of_stock_rate", len(counted - present), len(counted), reasons),
        proportion("on_shelf_availability_strict", len(strict), placed, reasons + unplanned),
        proportion("hidden_out_of_stock", len(hidden), placed, reasons + unplanned),
    )


def levels(shelf: Shelf) -> tuple[Measure, ...]:
    """Count planned products that keep to the planogram, ever more strictly.

    L1: anywhere on the shelf. L2: on each row they are planned on. L3: `match` at every one of
    their positions. All three leave out the same products, so L1 >= L2 >= L3.
    """
    why = doubts(shelf, shelf.planned)
    counted = sorted(shelf.planned - why.keys())
    rows = _rows_of(shelf)
    on_row = [sku for sku in counted if _planned_on(shelf, sku) <= rows.get(sku, set())]
    in_place = [sku for sku in counted if all(_is_match(one) for one in _places(shelf, sku))]
    hits = (len(shelf.seen & set(counted)), len(on_row), len(in_place))
    return tuple(
        proportion(f"planogram_l{level}", count, len(counted), why.values())
        for level, count in enumerate(hits, 1)
    )


def positions(shelf: Shelf) -> tuple[Measure, ...]:
    """Count planned positions: filled at all, filled right, and right in every respect.

    `positions_filled` needs no recognition: anything that stands there counts.
    """
    visible = [one for one in shelf.positions if one.verdict not in UNDECIDED - {Verdict.PRESENT}]
    filled = [one for one in visible if one.verdict is not Verdict.GAP]
    unseen = [str(one.verdict) for one in shelf.positions if one not in visible]
    decided = [one for one in shelf.positions if one.verdict not in UNDECIDED]
    undecided = _undecided(shelf)
    right = [one for one in decided if _is_match(one)]
    full = [one for one in right if one.seen_facings == one.slot.facings]
    return (
        proportion("positions_filled", len(filled), len(visible), unseen),
        proportion("position_compliance", len(right), len(decided), undecided),
        proportion("full_compliance", len(full), len(decided), undecided),
    )


def six_measures(shelf: Shelf) -> tuple[Measure, ...]:
    """Give the six planogram measures, each of the positions where it can be checked.

    Only of a product that is on the shelf can one ask whether it stands on the right shelf, at
    its position, with its facings. One photo shows one bay, so the bay number is not judged.
    """
    undecided = _undecided(shelf)
    decided = [one for one in shelf.positions if one.verdict not in UNDECIDED]
    present = [one for one in decided if one.slot.sku in shelf.seen]
    absent = undecided + ["not_on_shelf"] * (len(decided) - len(present))
    right = [one for one in present if _is_match(one)]
    elsewhere = absent + ["not_in_position"] * (len(present) - len(right))
    rows = _rows_of(shelf)
    on_row = [one for one in present if one.slot.row in rows.get(one.slot.sku, set())]
    even = [one for one in right if one.seen_facings == one.slot.facings]
    return (
        proportion("measure_on_shelf", len(present), len(decided), undecided),
        proportion("measure_bay", 0, 0, ["one_bay_per_photo"] * len(shelf.positions)),
        proportion("measure_shelf", len(on_row), len(present), absent),
        proportion("measure_position", len(right), len(present), absent),
        proportion("measure_facings", len(even), len(right), elsewhere),
        _priced(shelf, "measure_price"),
    )


def price_compliance(shelf: Shelf) -> Measure:
    """Count positions whose label shows the valid price, of those with a readable label.

    Positions without a label, with an unreadable one, or whose product has no listed price are
    left out, each under its own name. Of several labels one right one is enough: a promotion
    card beside the regular label is no fault.
    """
    return _priced(shelf, "price_compliance")


def _priced(shelf: Shelf, name: str) -> Measure:
    labels: dict[str, list[TagReading]] = {}
    for tag in shelf.tags:
        if tag.slot_id is not None:
            labels.setdefault(tag.slot_id, []).append(tag)
    answers = [_price_at(one, labels, shelf.prices) for one in shelf.positions]
    told = [answer for answer in answers if isinstance(answer, bool)]
    reasons = [answer for answer in answers if isinstance(answer, str)]
    return proportion(name, sum(told), len(told), reasons)


def _price_at(
    position: PositionVerdict, labels: Mapping[str, Sequence[TagReading]], prices: Mapping[str, int]
) -> bool | str:
    """Say whether one position shows its price, or why nobody can tell."""
    if position.verdict is Verdict.NOT_VISIBLE:
        return str(position.verdict)
    if position.slot.sku not in prices:
        return "no_listed_price"
    tags = labels.get(position.slot.id, ())
    if not tags:
        return "no_tag"
    read = [tag.price_minor for tag in tags if tag.price_minor is not None]
    return prices[position.slot.sku] in read if read else "unreadable"


def _undecided(shelf: Shelf) -> list[str]:
    return [str(one.verdict) for one in shelf.positions if one.verdict in UNDECIDED]


def _places(shelf: Shelf, sku: str) -> list[PositionVerdict]:
    return [one for one in shelf.positions if one.slot.sku == sku]


def _planned_on(shelf: Shelf, sku: str) -> set[int]:
    return {one.slot.row for one in _places(shelf, sku)}


def _is_match(position: PositionVerdict) -> bool:
    return position.verdict is Verdict.MATCH


def _every(shelf: Shelf, sku: str, holds: Callable[[PositionVerdict], bool]) -> bool:
    return all(holds(one) for one in _places(shelf, sku))


def _is_fully_stocked(shelf: Shelf, sku: str) -> bool:
    return _every(shelf, sku, lambda one: _is_match(one) and one.seen_facings >= one.slot.facings)


def _is_hidden(shelf: Shelf, sku: str) -> bool:
    """Say whether a product is out of stock behind something that fills the shelf."""
    if not _every(shelf, sku, lambda one: not _is_match(one)):
        return False
    return sku in shelf.seen or any(one.verdict in _REPLACED for one in _places(shelf, sku))


def _rows_of(shelf: Shelf) -> dict[str, set[int]]:
    """Planned rows on which each product was recognised."""
    names = planned_rows(shelf)
    rows: dict[str, set[int]] = {}
    for facing in shelf.units:
        if facing.sku and facing.row in names:
            rows.setdefault(facing.sku, set()).add(names[facing.row])
    for position in shelf.positions:
        if _is_match(position):
            rows.setdefault(position.slot.sku, set()).add(position.slot.row)
    return rows
