"""Workbooks opened safely and written plainly; apart because what people send is not to be trusted.

A workbook is judged by what its packing declares before a byte is unpacked. Nothing in it is ever
computed: a cell with a formula is the text of the formula.
"""

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from core.cells import letters
from core.words import Words

MAX_BYTES = 10_000_000
MAX_UNPACKED = 60_000_000
"""The most bytes a workbook may declare to unpack to."""

MAX_RATIO = 200
"""A sheet of text packs to a tenth; what packs to less than a two-hundredth is made to harm."""

MAX_PARTS = 500
MAX_SHEETS = 50
MAX_ROWS = 10_000
MAX_COLUMNS = 200
_SMALL = 1_000_000  # what packs well and is no larger than this harms nobody
_OLD = b"\xd0\xcf\x11\xe0"  # how Excel before 2007 begins, and a workbook with a password

Value = str | float | bool | None

_BROKEN = {
    "zh-CN": "这个 Excel 文件已损坏，无法读取",
    "en": "this workbook is broken and cannot be read",
}
_TOO_LARGE = {"zh-CN": "文件超过 10 MB", "en": "the file is larger than 10 MB"}
_OLD_FORMAT = {
    "zh-CN": "这是旧版 .xls 文件或带密码的文件；请另存为不带密码的 .xlsx",
    "en": "this is an old .xls file or has a password; save it as .xlsx without one",
}
_NO_WORKBOOK = {
    "zh-CN": "这不是 Excel 工作簿（.xlsx）",
    "en": "this is no Excel workbook (.xlsx)",
}
_BOMB = {
    "zh-CN": "这个文件解压后过大，已拒绝读取",
    "en": "the file would unpack to too much and was not read",
}
_MANY_SHEETS = {
    "zh-CN": f"工作表超过 {MAX_SHEETS} 个",
    "en": f"there are more than {MAX_SHEETS} sheets",
}
_MANY_ROWS = {"zh-CN": f"超过 {MAX_ROWS} 行", "en": f"there are more than {MAX_ROWS} rows"}


@dataclass(frozen=True, slots=True)
class SheetFault:
    """Something wrong, or left out, at one place of a workbook."""

    sheet: str  # "": the whole workbook
    cell: str  # such as `C7`; "": the whole sheet
    detail: Words


class WorkbookRefused(ValueError):
    """The bytes are not read at all."""

    def __init__(self, detail: Words, *, sheet: str = "") -> None:
        super().__init__(detail["en"])
        self.fault = SheetFault(sheet, "", detail)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, row by row, without formats."""

    name: str
    rows: Sequence[Sequence[Value]]


def to_text(value: Value) -> str:
    """Return what a cell says; a code that Excel took for a number stays a code.

    Example:
        >>> to_text(7.0), to_text(None), to_text(" a "), to_text(True)
        ('7', '', 'a', 'TRUE')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def open_workbook(content: bytes) -> tuple[Sheet, ...]:
    """Return the sheets of an `.xlsx` file.

    Raises:
        WorkbookRefused: It is too large, packed to harm, or no workbook.
    """
    _check_packing(content)
    # Imported here: it loads NumPy where that is installed, and only sheets need it.
    from openpyxl import load_workbook  # noqa: PLC0415 - see above

    try:
        book = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
        return tuple(_sheets(book))
    except WorkbookRefused:
        raise
    # A broken workbook fails in the packing, in the XML, or in what openpyxl makes of it.
    except Exception as error:
        raise WorkbookRefused(_BROKEN) from error


def write_workbook(sheets: Iterable[Sheet]) -> bytes:
    """Return an `.xlsx` file whose first rows are headings; no text of it is ever a formula."""
    from openpyxl import Workbook  # noqa: PLC0415 - as above
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - as above

    book = Workbook()
    book.remove(book.worksheets[0])
    bold, wrapped = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append([_writable(value) for value in row])
        for number, cells in enumerate(page.iter_rows()):
            for cell in cells:
                _guard(cell)
                cell.alignment = wrapped
                if number == 0:
                    cell.font = bold
        page.freeze_panes = "A2"
        for column in range(page.max_column):
            page.column_dimensions[letters(column)].width = 18
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _check_packing(content: bytes) -> None:
    if len(content) > MAX_BYTES:
        raise WorkbookRefused(_TOO_LARGE)
    if content.startswith(_OLD):
        raise WorkbookRefused(_OLD_FORMAT)
    try:
        with zipfile.ZipFile(BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise WorkbookRefused(_NO_WORKBOOK) from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise WorkbookRefused(_NO_WORKBOOK)
    if _is_bomb(parts):
        raise WorkbookRefused(_BOMB)


def _is_bomb(parts: Sequence[zipfile.ZipInfo]) -> bool:
    """Tell from what is declared; a part that lies about its size fails as it is read."""
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        return True
    return any(
        part.file_size > _SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1)
        for part in parts
    )


def _sheets(book: Any) -> Iterator[Sheet]:  # noqa: ANN401 - openpyxl's own class has no such types
    pages = book.worksheets
    if len(pages) > MAX_SHEETS:
        raise WorkbookRefused(_MANY_SHEETS)
    for page in pages:
        yield Sheet(page.title, tuple(_rows(page)))


def _rows(page: Any) -> Iterator[tuple[Value, ...]]:  # noqa: ANN401 - as above
    """Yield the rows up to the last that says something."""
    empty = 0
    for number, cells in enumerate(page.iter_rows(values_only=True), start=1):
        row = tuple(_readable(value) for value in cells[:MAX_COLUMNS])
        if all(value is None for value in row):
            empty += 1  # a formatted sheet may have a million of them
            continue
        if number > MAX_ROWS:
            raise WorkbookRefused(_MANY_ROWS, sheet=page.title)
        yield from ((),) * empty
        empty = 0
        yield row


def _readable(value: object) -> Value:
    """Return a cell's value as one of ours; a date is its text as ISO writes it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, datetime):
        is_day = (value.hour, value.minute, value.second) == (0, 0, 0)
        return value.date().isoformat() if is_day else value.isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    text = "" if value is None else str(value)
    return text if text.strip() else None


def _writable(value: Value) -> Value:
    """Leave out of a text what no XML can hold."""
    if not isinstance(value, str):
        return value
    kept = "".join(char for char in value if char >= " " or char in "\n\t")
    return kept or None


def _guard(cell: Any) -> None:  # noqa: ANN401 - as above
    """Keep a text that looks like a formula a text, also when somebody edits it in Excel."""
    if cell.data_type == "f":
        cell.data_type = "s"
    if isinstance(cell.value, str) and cell.value[:1] in "=+-@":
        cell.quotePrefix = True
