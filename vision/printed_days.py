"""Days printed in numbers and month names, each with every reading it allows."""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from vision.calendar_days import full_year, real_day


class DateOrder(StrEnum):
    """In which order day, month and year are printed as numbers."""

    YEAR_FIRST = "ymd"
    DAY_FIRST = "dmy"
    MONTH_FIRST = "mdy"


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """One printed date: all days it can mean. None of them means there is no such day."""

    text: str
    days: frozenset[date]
    start: int  # where it stands in the text
    end: int


_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
# Readers of print take round letters for digits.
_MONTHS |= {"0ct": 10, "n0v": 11, "5ep": 9, "8ep": 9}
_MON = rf"(?P<mon>{'|'.join(_MONTHS)})[a-z]*\.?"
_YEAR, _DAY = r"(?P<y>20\d\d)", r"(?P<d>\d{1,2})"
# The most telling shapes first: what one has read, the others do not see.
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?<!\d){_YEAR}\s?[./\-年]\s?(?P<m>\d{{1,2}})\s?[./\-月]\s?{_DAY}(?!\d)\s?日?",
        rf"(?<!\d){_DAY}\s?[./\-]\s?(?P<m>\d{{1,2}})\s?[./\-]\s?{_YEAR}(?!\d)",
        rf"(?<!\d){_DAY}[\s./\-]?{_MON},?[\s./\-]?(?P<y>20\d\d|\d\d)(?!\d)",
        rf"\b{_MON}[\s./\-]?{_DAY}(?:,\s?|[\s./\-]){_YEAR}(?!\d)",
        rf"\b{_MON}[\s./\-]?{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}(?P<m>\d\d)(?P<d>\d\d)(?!\d)",
        r"(?<!\d)(?P<y>\d\d)\s?年\s?(?P<m>\d{1,2})\s?月\s?(?P<d>\d{1,2})\s?日?",
        r"(?<![\d./\-])(?P<a>\d{1,2})\s?(?P<sep>[./\-])\s?(?P<b>\d{1,2})\s?(?P=sep)\s?(?P<c>\d\d)(?![\d./\-])",
        rf"(?<!\d){_YEAR}\s?[./\-年]\s?(?P<m>\d{{1,2}})(?!\d)\s?月?",
        rf"(?<![\d./\-])(?P<m>\d{{1,2}})\s?[./\-]\s?{_YEAR}(?!\d)",
        r"(?<![\d./\-])(?P<a>\d\d)(?P<b>\d\d)(?P<c>\d\d)(?![\d./\-])",
    )
)


def find_days(text: str, *, today: date, order: DateOrder | None) -> list[PrintedDay]:
    """Find every printed date, in the order of the text.

    Three numbers of two digits are read in every order unless `order` tells which is used;
    so is `03/04/2026`, whose year is clear. A date without a day is the last of its month.
    """
    found: list[PrintedDay] = []
    for shape in _SHAPES:
        for match in shape.finditer(text):
            if all(match.end() <= one.start or match.start() >= one.end for one in found):
                days = frozenset(_days(match, today, order))
                found.append(PrintedDay(match[0].strip(), days, match.start(), match.end()))
    return sorted(found, key=lambda one: one.start)


def _days(match: re.Match[str], today: date, order: DateOrder | None) -> Iterator[date]:
    """Give every day that one match can mean."""
    part = match.groupdict()
    readings: list[tuple[int, int, int]] = []
    if "a" in part:
        readings = _three_numbers((int(part["a"]), int(part["b"]), int(part["c"])), today, order)
    else:
        year, month = int(part["y"]), _month(part)
        year = full_year(year, today) if year < 100 else year  # noqa: PLR2004 - two digits
        day = int(part.get("d") or 0)
        readings = [(year, month, day)] if day or "d" not in part else []
        is_swappable = "d" in part and "mon" not in part and match.start("d") < match.start("y")
        if is_swappable and order is not DateOrder.DAY_FIRST:
            swapped = (year, day, month)
            readings = [swapped] if order is DateOrder.MONTH_FIRST else [*readings, swapped]
    for reading in readings:
        if (one := real_day(*reading)) is not None:
            yield one


def _month(part: dict[str, str]) -> int:
    return _MONTHS[part["mon"].lower()] if "mon" in part else int(part["m"])


def _three_numbers(
    numbers: tuple[int, int, int], today: date, order: DateOrder | None
) -> list[tuple[int, int, int]]:
    """Read three numbers of two digits as year, month, day, in every order that is used."""
    first, second, third = numbers
    readings = {
        DateOrder.YEAR_FIRST: (full_year(first, today), second, third),
        DateOrder.DAY_FIRST: (full_year(third, today), second, first),
        DateOrder.MONTH_FIRST: (full_year(third, today), first, second),
    }
    wanted = list(readings.values()) if order is None else [readings[order]]
    return [reading for reading in wanted if reading[2]]  # day 0 is for GS1 only
