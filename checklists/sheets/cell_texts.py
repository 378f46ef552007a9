"""What people type into a cell, as numbers and entries; apart because it knows no sheets."""

import math
import re
import unicodedata

from checklists.sheets.workbooks import Value, to_text

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_UNITS = ("分", "小时", "张", "次", "%", "h", "points", "pts", "hours", "°C")
_HOURS = {"天": 24, "日": 24, "工作日": 24, "days": 24, "day": 24, "d": 24, "周": 168, "weeks": 168}
_SEPARATORS = re.compile(r"[\n;；、]")


def to_number(value: Value) -> float | None:
    """Read a number as people write it: with a unit we know, or Excel's own.

    Example:
        >>> to_number("５分"), to_number(2.5), to_number("many")
        (5.0, 2.5, None)
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, float):
        return value
    text = unicodedata.normalize("NFKC", to_text(value)).replace(",", "")
    for unit in _UNITS:
        text = text.removesuffix(unit)
    try:
        found = float(text)
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def to_hours(value: Value) -> float | None:
    """Read a time to mend something, in hours, as people write it.

    Example:
        >>> to_hours("3天"), to_hours("24小时"), to_hours("at once")
        (72.0, 24.0, None)
    """
    text = unicodedata.normalize("NFKC", to_text(value)).lower().removesuffix("内")
    for unit, hours in _HOURS.items():
        count = to_number(text.removesuffix(unit)) if text.endswith(unit) else None
        if count is not None:
            return count * hours
    return to_number(value if isinstance(value, float) else text)


def lines_of(text: str) -> list[str]:
    """Return the entries of a cell that holds several: one a line, or parted by ; or 、."""
    return [entry.strip() for entry in _SEPARATORS.split(text) if entry.strip()]


def is_chinese(text: str) -> bool:
    """Tell whether a text has a Chinese character."""
    return _CHINESE.search(text) is not None
