"""What pyxform, by which servers read XLSForms, says of one; apart because it loads slowly."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from checklists.sheets.workbooks import Sheet, SheetFault, to_text

_ROW = re.compile(r"\[row : (?P<row>\d+)\]\s*")
_SHEET = re.compile(r"On the '(?P<sheet>\w+)' sheet")
_SHEETS = frozenset({"survey", "choices", "settings", "external_choices", "osm", "entities"})


def pyxform_faults(sheets: Sequence[Sheet], known: Iterable[SheetFault] = ()) -> list[SheetFault]:
    """Return what pyxform refuses; nothing where the same row is known to be wrong.

    It stops at the first fault. What it says is English; the Chinese text says so before it.
    """
    # Imported here: it takes a second to load, and only an import of an XLSForm needs it.
    from pyxform.errors import PyXFormError  # noqa: PLC0415 - see above
    from pyxform.xls2xform import convert  # noqa: PLC0415 - see above

    try:
        convert(_book(sheets), validate=False)
    except PyXFormError as error:
        said = str(error)
    # What it never meant to fail on: it still cannot read the form.
    except Exception as error:  # noqa: BLE001 - as above
        said = f"{type(error).__name__}: {error}"
    else:
        return []
    row, sheet = _ROW.search(said), _SHEET.search(said)
    name = sheet["sheet"] if sheet else "survey"
    cell = f"A{row['row']}" if row else ""
    taken = {(fault.sheet.lower(), re.sub(r"\D", "", fault.cell)) for fault in known}
    if (name, cell[1:]) in taken:
        return []
    plain = _ROW.sub("", said)
    detail = {"zh-CN": f"不是有效的 XLSForm（pyxform）：{plain}", "en": f"pyxform: {plain}"}
    return [SheetFault(name, cell, detail)]


def _book(sheets: Sequence[Sheet]) -> dict[str, list[dict[str, Any]]]:
    """Return the sheets as pyxform's own readers give them, each with its headings.

    Without the headings it takes those for them that the first row has a cell under.
    """
    book: dict[str, list[dict[str, Any]]] = {}
    for sheet in sheets:
        name = sheet.name.strip().lower()
        if name in _SHEETS and sheet.rows:
            book[name] = list(_rows(sheet))
            headings = (to_text(value) for value in sheet.rows[0])
            book[f"{name}_header"] = [dict.fromkeys(each for each in headings if each)]
    return book


def _rows(sheet: Sheet) -> Iterator[dict[str, Any]]:
    """Yield rows as pyxform has them; an empty row keeps the count."""
    headings = [to_text(value) for value in sheet.rows[0]] if sheet.rows else []
    for row in sheet.rows[1:]:
        texts = (to_text(value) for value in row)
        yield {
            heading: text
            for heading, text in zip(headings, texts, strict=False)
            if heading and text
        }
