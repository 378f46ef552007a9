"""GS1 element strings: the dates in the barcodes and DataMatrix codes of packs."""

import re
from datetime import date

from vision.calendar_days import full_year, real_day

# What follows these application identifiers has a fixed length; all others end at a separator.
_FIXED = {
    "00": 18,
    "01": 14,
    "02": 14,
    "11": 6,
    "12": 6,
    "13": 6,
    "15": 6,
    "16": 6,
    "17": 6,
    "20": 2,
}
_MEASURES = re.compile(r"3[1-6]\d\d")  # weights and sizes: four digits of identifier, six of value
_LONG = {"41": (3, 13)}  # places: identifier of three digits
_SYMBOLOGY = re.compile(r"^\](?:C1|d2|Q3|e0|J1)")
_SEPARATOR = "\x1d"
_HUMAN = re.compile(r"\((\d{2,4})\)([^(]*)")
_DATES = {"11", "12", "13", "15", "16", "17"}
_LEAST = 16  # letters of an element string without brackets; shorter ones are other numbers


def read_gs1(text: str) -> dict[str, str] | None:
    """Take an element string apart: application identifier to value; None when it is none.

    Both ways of writing are understood: with brackets, as printed for people, and as scanned,
    with or without symbology identifier, group separators after values of variable length.

    Example:
        >>> read_gs1("(01)04901234567894(17)261122(10)A7")
        {'01': '04901234567894', '17': '261122', '10': 'A7'}
    """
    squeezed = text.strip()
    found = {ai: value.strip() for ai, value in _HUMAN.findall(squeezed)}
    if found:
        return found if all(_is_whole(ai, value) for ai, value in found.items()) else None
    return _scanned(_SYMBOLOGY.sub("", squeezed).lstrip(_SEPARATOR))


def gs1_date(value: str, today: date) -> date | None:
    """Read six digits YYMMDD; day 00 is the last of the month; None when there is no such day."""
    if not re.fullmatch(r"[0-9]{6}", value):
        return None
    return real_day(full_year(int(value[:2]), today), int(value[2:4]), int(value[4:]))


def _is_whole(ai: str, value: str) -> bool:
    """Say whether a value has the length and letters its identifier demands."""
    if ai in _FIXED or _MEASURES.fullmatch(ai):
        return len(value) == _FIXED.get(ai, 6) and value.isdigit()
    return bool(value)


def _scanned(text: str) -> dict[str, str] | None:
    """Take apart an element string without brackets; None when a part does not fit."""
    if len(text) < _LEAST or not re.match(r"(?:0[0-2]|1[1-7])\d", text):
        return None
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        ai = _identifier(text[at:])
        start = at + len(ai)
        end = start + _length(ai, text[start:])
        if ai in found or not ai.isdigit() or not _is_whole(ai, text[start:end]):
            return None
        found[ai] = text[start:end]
        at = end + (text[end : end + 1] == _SEPARATOR)
    return found


def _identifier(text: str) -> str:
    if _MEASURES.match(text):
        return text[:4]
    return text[: _LONG.get(text[:2], (2, 0))[0]]


def _length(ai: str, rest: str) -> int:
    if ai in _FIXED:
        return _FIXED[ai]
    if _MEASURES.fullmatch(ai):
        return 6
    if ai[:2] in _LONG:
        return _LONG[ai[:2]][1]
    return rest.find(_SEPARATOR) if _SEPARATOR in rest else len(rest)
