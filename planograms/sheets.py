"""Planograms as Excel sheets; apart from azure.py, as people write them and read faults by cell.

One row for each position, in any order, under headings in Chinese or English. Rows and positions
count from 1, as people count.
"""

import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import Any

from core.cells import letters
from core.errors import Fault
from core.words import Words, say
from planograms.readings import Reading, to_number
from planograms.rules import PlanogramDraft, SlotDraft

MAX_ROWS = 5000
ROW_MM = 350.0
"""Height of a row of a shelf whose height nobody says, millimetres."""

MAX_UNPACKED = 50_000_000
"""The most bytes a workbook may unpack to: a small file can hold a very large one."""

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "row": ("层", "row", "层号", "shelf row"),
    "position": ("位置", "position", "序号"),
    "sku": ("商品编码", "sku", "编码", "product"),
    "facings": ("排面数", "facings", "排面"),
    "left_mm": ("左边距(毫米)", "left (mm)", "left", "left_mm", "左边距"),
    "width_mm": ("宽度(毫米)", "width (mm)", "width", "width_mm", "宽度"),
    "name": ("商品名称", "name", "名称"),
}
_NEEDED = ("row", "position", "sku")
_TITLES = {"zh-CN": "排面", "en": "Positions"}
_LOCALE_INDEX = {"zh-CN": 0, "en": 1}


@dataclass(frozen=True, slots=True)
class Heading:
    """What the sheet of positions does not say.

    Without a width the shelf ends where its last position does; without a height each row has
    `ROW_MM`, as only the order of rows is compared with a photo.
    """

    shelf_code: str
    name: Words
    valid_from_on: date
    width_mm: float | None = None
    height_mm: float | None = None


@dataclass(slots=True)
class _Line:
    """One row of the sheet, read as far as it goes."""

    number: int  # as the sheet counts
    row: int
    position: int
    sku: str
    facings: int
    left_mm: float | None
    width_mm: float | None


@dataclass(slots=True)
class _Book:
    """The sheet being read: which column holds what, and everything that is wrong."""

    columns: dict[str, int]
    faults: list[Fault] = field(default_factory=list)

    def cell(self, name: str, number: int) -> str:
        """Return the name of a cell, such as `/C7`; of the row where there is no such column."""
        column = self.columns.get(name)
        return f"/{letters(column)}{number}" if column is not None else f"/A{number}"

    def say(self, name: str, number: int, detail: str) -> None:
        """Note a fault of a cell."""
        self.faults.append(Fault(self.cell(name, number), detail))


def read(content: bytes, heading: Heading, *, widths: Mapping[str, float]) -> Reading:
    """Read a workbook's first sheet as far as it goes; every fault is told by its cell.

    Args:
        content: An `.xlsx` file.
        heading: What the planogram is.
        widths: Width of one facing of each product, millimetres: where the sheet gives none, a
            position is as wide as its facings, and begins where the one before it ends.
    """
    rows, fault = _open(content)
    if fault is not None:
        return Reading(_draft(heading, ()), (fault,))
    columns = _columns(rows[0] if rows else ())
    book = _Book(columns)
    book.faults += [
        Fault("/A1", f"there is no column {' / '.join(HEADINGS[name][:2])}")
        for name in _NEEDED
        if name not in columns
    ]
    if book.faults:
        return Reading(_draft(heading, ()), tuple(book.faults))
    lines = list(_lines(book, rows))
    if not lines and not book.faults:
        book.faults.append(Fault("/A2", "there is no position"))
    slots, places = _slots(book, lines, widths)
    return Reading(_draft(heading, slots), tuple(book.faults), places)


def skus_of(content: bytes) -> set[str]:
    """Return every product code a workbook names, so that their widths can be looked up."""
    rows, _ = _open(content)
    column = _columns(rows[0] if rows else ()).get("sku")
    if column is None:
        return set()
    return {_to_text(row[column]) for row in rows[1:] if column < len(row)}


def _draft(heading: Heading, slots: tuple[SlotDraft, ...]) -> PlanogramDraft:
    return PlanogramDraft(
        shelf_code=heading.shelf_code,
        name=heading.name,
        width_mm=heading.width_mm or max((s.left_mm + s.width_mm for s in slots), default=0.0),
        height_mm=heading.height_mm or ROW_MM * (1 + max((s.row for s in slots), default=0)),
        valid_from_on=heading.valid_from_on,
        slots=slots,
    )


def _open(content: bytes) -> tuple[list[Sequence[Any]], Fault | None]:
    """Return the rows of the first sheet, or why there are none."""
    # Imported here: it loads NumPy where that is installed, and only sheets need it.
    from openpyxl import load_workbook  # noqa: PLC0415 - see above

    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            unpacked = sum(each.file_size for each in packed.infolist())
        if unpacked > MAX_UNPACKED:
            return [], Fault("", "the workbook is too large")
        book = load_workbook(BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows: list[Sequence[Any]] = list(
            sheet.iter_rows(max_row=MAX_ROWS + 2, max_col=50, values_only=True)
        )
    # A broken workbook fails in the packing, in the XML, or in what openpyxl makes of it.
    except Exception as error:  # noqa: BLE001 - whatever it was, it is no workbook we can read
        return [], Fault("", f"this is no Excel workbook: {type(error).__name__}")
    if len(rows) > MAX_ROWS + 1:
        return [], Fault(f"/A{MAX_ROWS + 2}", f"more than {MAX_ROWS} positions")
    return rows, None


def _columns(row: Sequence[Any]) -> dict[str, int]:
    """Return which column holds what, by the headings of the first row."""
    known = {_folded(word): name for name, words in HEADINGS.items() for word in words}
    columns: dict[str, int] = {}
    for index, value in enumerate(row):
        name = known.get(_folded(_to_text(value)))
        if name is not None:
            columns.setdefault(name, index)
    return columns


def _folded(text: str) -> str:
    folded = text.lower().replace("（", "(").replace("）", ")")
    return "".join(folded.split())


def _lines(book: _Book, rows: Sequence[Sequence[Any]]) -> Iterator[_Line]:
    for number, row in enumerate(rows[1:], start=2):
        values = {
            name: row[column] if column < len(row) else None
            for name, column in book.columns.items()
        }
        if all(_to_text(value) == "" for value in values.values()):
            continue  # an empty row parts what people group
        line = _line(book, number, values)
        if line is not None:
            yield line


def _line(book: _Book, number: int, values: Mapping[str, Any]) -> _Line | None:
    before = len(book.faults)
    row = _count(book, number, "row", values)
    position = _count(book, number, "position", values)
    facings = _count(book, number, "facings", values, default=1)
    left = _length(book, number, "left_mm", values)
    width = _length(book, number, "width_mm", values)
    sku = _to_text(values["sku"])
    if not sku:
        book.say("sku", number, "a product code is missing")
    if len(book.faults) > before:
        return None
    return _Line(number, row - 1, position, sku, facings, left, width)


def _count(
    book: _Book, number: int, name: str, values: Mapping[str, Any], *, default: int | None = None
) -> int:
    value = values.get(name)
    if default is not None and _to_text(value) == "":
        return default
    found = to_number(value)
    if found is None or found != int(found) or not 1 <= found <= MAX_ROWS:
        book.say(name, number, f"must be a whole number from 1, not {_to_text(value)!r}")
        return 1
    return int(found)


def _length(book: _Book, number: int, name: str, values: Mapping[str, Any]) -> float | None:
    value = values.get(name)
    if _to_text(value) == "":
        return None
    found = to_number(value)
    if found is None:
        book.say(name, number, f"must be a number of millimetres, not {_to_text(value)!r}")
    return found


def _to_text(value: object) -> str:
    """Return what a cell says; a code that Excel took for a number stays a code."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def _slots(
    book: _Book, lines: Iterable[_Line], widths: Mapping[str, float]
) -> tuple[tuple[SlotDraft, ...], dict[str, str]]:
    slots: list[SlotDraft] = []
    places: dict[str, str] = {}
    ends: dict[int, float] = {}
    for line in sorted(lines, key=lambda one: (one.row, one.position)):
        known = widths.get(line.sku)
        width = line.width_mm
        if width is None:
            width = (known or 1.0) * line.facings  # an unknown product is told as such
        left = line.left_mm if line.left_mm is not None else ends.get(line.row, 0.0)
        ends[line.row] = left + width
        ours = f"/slots/{len(slots)}"
        for member in ("sku", "left_mm", "width_mm", "row", "facings"):
            places[f"{ours}/{member}"] = book.cell(member, line.number)
        places[f"{ours}/code"] = book.cell("position", line.number)
        code = f"{line.row}-{line.position - 1:02}"
        slots.append(SlotDraft(code, line.sku, line.row, left, width, line.facings))
    return tuple(slots), places


def write(draft: PlanogramDraft, names: Mapping[str, Words], *, locale: str) -> bytes:
    """Return a planogram as a workbook with headings in a language."""
    from openpyxl import Workbook  # noqa: PLC0415 - as above

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = _TITLES[locale]
    sheet.append([HEADINGS[name][_LOCALE_INDEX[locale]] for name in HEADINGS])
    for row in sorted({slot.row for slot in draft.slots}):
        here = sorted((one for one in draft.slots if one.row == row), key=lambda one: one.left_mm)
        for position, slot in enumerate(here, start=1):
            sheet.append(
                [
                    row + 1,
                    position,
                    slot.sku,
                    slot.facings,
                    slot.left_mm,
                    slot.width_mm,
                    say(names.get(slot.sku, {}), locale),
                ]
            )
    for cells in sheet.iter_rows():
        for cell in cells:
            if cell.data_type == "f":
                cell.data_type = "s"  # a name that looks like a formula is not run as one
    sheet.freeze_panes = "A2"
    content = BytesIO()
    book.save(content)
    return content.getvalue()
