"""Planograms in Azure's JSON; apart from rules.py, because there one position is one facing.

The shape is that of product recognition 2023-04-01-preview, in camelCase or PascalCase: a sheet
with its origin at the top left, products with their size, fixtures (the shelves), and positions.
Facings of one product that stand side by side become one slot, and are taken apart again on the
way out. Its measures have no unit, so whoever sends it says how many millimetres one is.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from core.errors import Fault
from core.words import Words
from planograms.readings import Reading, to_number
from planograms.rules import PlanogramDraft, SlotDraft

MAX_POSITIONS = 5000
_SAME_ROW = 0.01  # share of the sheet's height within which two fixtures are one shelf
_TOUCHES = 0.5  # share of a product's width that may lie between two facings of one slot


@dataclass(frozen=True, slots=True)
class Heading:
    """What Azure's document does not say: whose planogram it is, from when, and its unit."""

    shelf_code: str
    name: Words
    valid_from_on: date
    mm_per_unit: float = 10.0  # centimetres


@dataclass(slots=True)
class _Facing:
    place: str  # pointer of its position
    product_id: str
    fixture_id: str
    left: float
    width: float


@dataclass(slots=True)
class _Sheet:
    """The document being read, and everything that is wrong with it."""

    faults: list[Fault] = field(default_factory=list)

    def say(self, pointer: str, detail: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(pointer, detail))

    def member(self, thing: Mapping[str, Any], name: str, place: str) -> tuple[Any, str]:
        """Return a member by its name in either case, and where it is; None when missing."""
        for key in (name, name[0].upper() + name[1:]):
            if key in thing:
                return thing[key], f"{place}/{key}"
        return None, f"{place}/{name}"

    def number(
        self, thing: Mapping[str, Any], name: str, place: str, *, above_zero: bool = False
    ) -> float | None:
        """Return a finite number, or note what is wrong with it."""
        value, where = self.member(thing, name, place)
        number = to_number(value) if not isinstance(value, str) else None
        if number is None or (above_zero and number <= 0):
            self.say(where, "must be a finite number" + (" above 0" if above_zero else ""))
            return None
        return number

    def text(self, thing: Mapping[str, Any], name: str, place: str) -> str:
        """Return a text that is not empty, or note that it is missing."""
        value, where = self.member(thing, name, place)
        if not isinstance(value, str) or not value.strip():
            self.say(where, "must be a text")
            return ""
        return value.strip()

    def things(
        self, document: Mapping[str, Any], name: str
    ) -> Iterable[tuple[str, Mapping[str, Any]]]:
        """Yield the objects of a list, each with its pointer."""
        value, where = self.member(document, name, "")
        if not isinstance(value, list):
            self.say(where, "must be a list")
            return
        if not value:
            self.say(where, "is empty")
        if len(value) > MAX_POSITIONS:
            self.say(where, f"has more than {MAX_POSITIONS} entries")
            return
        for index, thing in enumerate(value):
            if isinstance(thing, Mapping):
                yield f"{where}/{index}", thing
            else:
                self.say(f"{where}/{index}", "must be an object")


def read(document: object, heading: Heading) -> Reading:
    """Read Azure's JSON as far as it goes; what cannot be read is told with its pointer."""
    sheet = _Sheet()
    if not isinstance(document, Mapping):
        empty = PlanogramDraft(heading.shelf_code, heading.name, 0, 0, heading.valid_from_on)
        return Reading(empty, (Fault("", "must be an object"),))
    width = sheet.number(document, "width", "", above_zero=True)
    height = sheet.number(document, "height", "", above_zero=True)
    widths = _widths(sheet, document)
    rows = _rows(sheet, document, height or 1.0)
    facings = _facings(sheet, document, widths, rows)
    slots, places = _slots(facings, rows, heading.mm_per_unit)
    places |= {"/width_mm": "/width", "/height_mm": "/height"}
    draft = PlanogramDraft(
        shelf_code=heading.shelf_code,
        name=heading.name,
        width_mm=(width or 0.0) * heading.mm_per_unit,
        height_mm=(height or 0.0) * heading.mm_per_unit,
        valid_from_on=heading.valid_from_on,
        slots=slots,
    )
    return Reading(draft, tuple(sheet.faults), places)


def _widths(sheet: _Sheet, document: Mapping[str, Any]) -> dict[str, float]:
    """Return the width of each product, in the document's unit."""
    widths: dict[str, float] = {}
    for place, product in sheet.things(document, "products"):
        product_id = sheet.text(product, "id", place)
        width = sheet.number(product, "w", place, above_zero=True)
        sheet.number(product, "h", place, above_zero=True)
        if product_id in widths:
            sheet.say(f"{place}/id", f"{product_id} is there twice")
        elif product_id and width is not None:
            widths[product_id] = width
    return widths


def _rows(sheet: _Sheet, document: Mapping[str, Any], height: float) -> dict[str, int]:
    """Return the row of each fixture, 0 at the top; fixtures side by side are one row."""
    tops: dict[str, float] = {}
    for place, fixture in sheet.things(document, "fixtures"):
        fixture_id = sheet.text(fixture, "id", place)
        top = sheet.number(fixture, "y", place)
        for name in ("x", "w", "h"):
            sheet.number(fixture, name, place)
        if fixture_id in tops:
            sheet.say(f"{place}/id", f"{fixture_id} is there twice")
        elif fixture_id and top is not None:
            tops[fixture_id] = top
    rows: dict[str, int] = {}
    row, last = -1, float("-inf")
    for fixture_id, top in sorted(tops.items(), key=lambda pair: pair[1]):
        row += top > last + _SAME_ROW * height
        rows[fixture_id], last = row, top
    return rows


def _facings(
    sheet: _Sheet,
    document: Mapping[str, Any],
    widths: Mapping[str, float],
    rows: Mapping[str, int],
) -> list[_Facing]:
    found: list[_Facing] = []
    seen: set[str] = set()
    for place, position in sheet.things(document, "positions"):
        position_id = sheet.text(position, "id", place)
        if position_id and position_id in seen:
            sheet.say(f"{place}/id", f"{position_id} is there twice")
        seen.add(position_id)
        product_id = sheet.text(position, "productId", place)
        fixture_id = sheet.text(position, "fixtureId", place)
        left, top = sheet.number(position, "x", place), sheet.number(position, "y", place)
        if product_id and product_id not in widths:
            sheet.say(sheet.member(position, "productId", place)[1], "is not among the products")
        elif fixture_id and fixture_id not in rows:
            sheet.say(sheet.member(position, "fixtureId", place)[1], "is not among the fixtures")
        elif product_id and fixture_id and left is not None and top is not None:
            found.append(_Facing(place, product_id, fixture_id, left, widths[product_id]))
    return found


def _slots(
    facings: Sequence[_Facing], rows: Mapping[str, int], unit: float
) -> tuple[tuple[SlotDraft, ...], dict[str, str]]:
    """Join facings that touch into slots, left to right; packs on top of each other are one."""
    slots: list[SlotDraft] = []
    places: dict[str, str] = {}
    for row in sorted({rows[facing.fixture_id] for facing in facings}):
        here = sorted(
            (one for one in facings if rows[one.fixture_id] == row), key=lambda one: one.left
        )
        runs: list[list[_Facing]] = []
        for facing in here:
            if runs and _is_next(runs[-1], facing):
                runs[-1].append(facing)
            else:
                runs.append([facing])
        for number, run in enumerate(runs):
            _note_places(places, f"/slots/{len(slots)}", run[0].place)
            slots.append(_to_slot(f"{row}-{number:02}", row, run, unit))
    return tuple(slots), places


def _note_places(places: dict[str, str], ours: str, theirs: str) -> None:
    for member, name in (("sku", "/productId"), ("left_mm", "/x"), ("row", "/fixtureId")):
        # Told in the case in which the document is written.
        written = name if theirs[1].islower() else f"/{name[1].upper()}{name[2:]}"
        places[f"{ours}/{member}"] = theirs + written
    for member in ("code", "width_mm", "facings"):
        places[f"{ours}/{member}"] = theirs


def _is_next(run: Sequence[_Facing], facing: _Facing) -> bool:
    last = run[-1]
    return (
        last.product_id == facing.product_id
        and facing.left - (last.left + last.width) <= _TOUCHES * facing.width
    )


def _to_slot(code: str, row: int, run: Sequence[_Facing], unit: float) -> SlotDraft:
    columns = 1
    edge = run[0].left
    for facing in run[1:]:
        if facing.left - edge >= _TOUCHES * facing.width:  # else it stands on the one before
            columns, edge = columns + 1, facing.left
    left, right = run[0].left, edge + run[0].width
    return SlotDraft(code, run[0].product_id, row, left * unit, (right - left) * unit, columns)


@dataclass(frozen=True, slots=True)
class Size:
    """What Azure wants to know of a product."""

    name: str
    width_mm: float
    height_mm: float


def write(
    draft: PlanogramDraft, sizes: Mapping[str, Size], *, mm_per_unit: float = 10.0
) -> dict[str, Any]:
    """Return a planogram as Azure's JSON: one position for each facing, one fixture for each row.

    Facings share the width of their slot; each stands on the floor of its row.
    """
    count = 1 + max((slot.row for slot in draft.slots), default=0)
    pitch = draft.height_mm / count
    skus = dict.fromkeys(slot.sku for slot in draft.slots)

    def units(mm: float) -> float:
        return round(mm / mm_per_unit, 4)

    return {
        "width": units(draft.width_mm),
        "height": units(draft.height_mm),
        "products": [
            {
                "id": sku,
                "name": sizes[sku].name,
                "w": units(sizes[sku].width_mm),
                "h": units(sizes[sku].height_mm),
            }
            for sku in skus
        ],
        "fixtures": [_fixture(draft, row, pitch, units) for row in range(count)],
        "positions": [
            {
                "id": slot.code if slot.facings == 1 else f"{slot.code}.{number + 1}",
                "productId": slot.sku,
                "fixtureId": str(slot.row),
                "x": units(slot.left_mm + slot.width_mm / slot.facings * number),
                "y": units(max(0.0, pitch * (slot.row + 1) - sizes[slot.sku].height_mm)),
            }
            for slot in draft.slots
            for number in range(slot.facings)
        ],
    }


def _fixture(
    draft: PlanogramDraft, row: int, pitch: float, units: Callable[[float], float]
) -> dict[str, Any]:
    return {
        "id": str(row),
        "w": units(draft.width_mm),
        "h": units(pitch),
        "x": 0.0,
        "y": units(pitch * row),
    }
