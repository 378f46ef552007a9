"""Rows of a list for paper that ask nothing; apart because they are seen from the whole row.

Sums, lines for who signed, and the headings of its parts stand among the questions.
"""

import re
import unicodedata
from collections.abc import Sequence

from checklists.sheets.columns import NUMBER
from checklists.sheets.paper_words import NUMERAL, PART, REMARK, SIGN_OFF, SUBPART, TOTAL
from checklists.sheets.records import Desk, Record
from checklists.sheets.workbooks import Sheet, to_text
from core.cells import letters

_COUNT = re.compile(r"[\d.]+")
_BLANK = re.compile(r"[\s_＿/年月日—-]*")
_ASKS = frozenset({"prompt", "topic", "sop"})

Cells = Sequence[tuple[int, str]]


def is_question(sheet: Sheet, record: Record, desk: Desk) -> bool:
    """Tell whether a row may ask something or head a part; what is left out is noted."""
    cells = _cells(sheet, record)
    (index, text), *_ = cells
    is_asking = index in _asking(record)
    if TOTAL.fullmatch(text):
        chinese, english = "合计行已忽略", "a row that adds up was left out"
    elif _is_sign_off(text, is_asking=is_asking):
        chinese, english = "签字、日期一类的行已忽略", "a line for who looked and when was left out"
    elif not is_asking and REMARK.fullmatch(text):
        chinese, english = "表下的说明已忽略", "a remark about the list was left out"
    else:
        return len(cells) > 1 or not _is_count(record, cells)
    desk.note(sheet.name, f"{letters(index)}{record.number}", chinese, english)
    return False


def heads_of(sheet: Sheet, records: Sequence[Record], desk: Desk) -> dict[int, tuple[int, str]]:
    """Return the rows that head a part (0) or a part of a part (1) of the list, by row."""
    numbered = any(_COUNT.fullmatch(_plain(record.text("number"))) for record in records)
    heads: dict[int, tuple[int, str]] = {}
    for record in records:
        cells = _cells(sheet, record)
        text = _head(record, cells, is_numbered=numbered)
        if not text:
            continue
        heads[record.number] = (1 if SUBPART.match(cells[0][1]) else 0, text)
        place = f"{letters(cells[0][0])}{record.number}"
        desk.note(sheet.name, place, f"“{text}”作为分节", f"“{text}” is taken as a section")
    return heads


def _head(record: Record, cells: Cells, *, is_numbered: bool) -> str:
    """Return what a row heads; "": it heads nothing."""
    index, text = cells[0]
    if len(cells) == 1:
        if index in _asking(record):
            is_part = PART.fullmatch(text) or SUBPART.fullmatch(text)
            return text if is_part and len(record.places) > 1 else ""
        return text if index == record.places.get(NUMBER) else ""
    is_pair = len(cells) == 2 and index == record.places.get(NUMBER)  # noqa: PLR2004 - a pair
    if is_pair and is_numbered and NUMERAL.fullmatch(text) and cells[1][0] in _asking(record):
        return cells[1][1]
    return ""


def _is_sign_off(text: str, *, is_asking: bool) -> bool:
    found = SIGN_OFF.fullmatch(text)
    if found is None:
        return False
    rest = re.split(r"[:：]|[_＿]{2,}", text, maxsplit=1)[1]
    return not is_asking or _BLANK.fullmatch(rest) is not None or ":" in _plain(rest)


def _is_count(record: Record, cells: Cells) -> bool:
    """Tell whether a row was only numbered."""
    index, text = cells[0]
    is_number = index == record.places.get(NUMBER)
    return is_number and bool(_COUNT.fullmatch(_plain(text)) or NUMERAL.fullmatch(text))


def _asking(record: Record) -> set[int]:
    return {index for path, index in record.places.items() if path[0] in _ASKS}


def _cells(sheet: Sheet, record: Record) -> Cells:
    row = sheet.rows[record.number - 1]
    return [(index, to_text(value)) for index, value in enumerate(row) if to_text(value)]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text)
