"""What printed dates mean: from the words on a pack to its last day, or the reason to refuse."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby

from vision.calendar_days import last_day_of
from vision.gs1 import gs1_date, read_gs1
from vision.printed_days import DateOrder, PrintedDay, find_days


class DateKind(StrEnum):
    """What a date on a pack says."""

    USE_BY = "use_by"  # unsafe afterwards
    BEST_BEFORE = "best_before"
    PRODUCED = "produced"
    UNSAID = "unsaid"


class Refusal(StrEnum):
    """Why no expiry date is told."""

    NO_DATE = "no_date"
    AMBIGUOUS = "ambiguous"  # its numbers make more than one day
    IMPOSSIBLE = "impossible"  # there is no such day, or it lies before the production day
    PRODUCTION_ONLY = "production_only"
    CONFLICT = "conflict"  # several dates, and nothing tells which one counts
    UNSURE = "unsure"  # a letter was not read for sure


@dataclass(frozen=True, slots=True)
class ExpiryDate:
    """The last day of a pack, and what was printed about it."""

    day: date
    kind: DateKind
    text: str  # as printed


_WORDS = re.compile(
    r"(?P<produced>生[产產]日期|[制製]造(?:年月日|日期?)?|包[装裝]日期?|加工日|"
    r"\b(?:mfg|mfd|manufactured|prod(?:uced|uction)?|pkd|packed|packaged)\b)"
    r"|(?P<best_before>[賞赏]味期限|保[质質]期|best\s?before|best\s?by|sell\s?by|\bbbe?\b)"
    r"|(?P<use_by>消[费費]期限|有效期|失效|到期|[过過]期|use\s?by|\bexp(?:iry|ires|iration)?(?![a-z]))",
    re.IGNORECASE,
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_KEEPS = re.compile(r"保[质質]期\s?[:为為]?\s?(\d{1,4})\s?(天|日|个?月|個月|年)(?!\d)")
_UNITS = {"天": "day", "日": "day", "年": "year"}
_GS1_EXPIRY = (("17", DateKind.USE_BY), ("15", DateKind.BEST_BEFORE), ("16", DateKind.BEST_BEFORE))
_GS1_OTHER = ("11", "12", "13")
_EXPIRY = (DateKind.USE_BY, DateKind.BEST_BEFORE)

_Dated = tuple[DateKind, PrintedDay]


def read_date(text: str, *, today: date, order: DateOrder | None = None) -> ExpiryDate | Refusal:
    """Tell the last day of a pack from what is printed on it.

    * A production date is never an expiry date; with a printed shelf life (`保质期6个月`) it gives
      one, the production day counted as the first.
    * A date marked as expiry wins. Without one, the only date that is not marked as production
      counts, if it does not lie before the production day.
    * Several such dates, numbers that make more than one day (`03/04/26`), days that do not exist:
      refused. Beside Chinese or Japanese words the year comes first.
    * GS1 strings: (17), then (15) or (16); (11) and (13) are production and packaging.

    Args:
        text: What is printed, in reading order.
        today: For two-digit years only; a day long past is an answer like any other.
        order: How the dates of this chain's suppliers are ordered, if that is known.
    """
    plain = unicodedata.normalize("NFKC", text)
    scanned = next((found for line in plain.splitlines() if (found := _dated_gs1(line))), None)
    if scanned is not None:
        return _from_gs1(scanned, today)
    if order is None and _HAN.search(plain):
        order = DateOrder.YEAR_FIRST
    dated = _mark(plain, find_days(plain, today=today, order=order))
    return Refusal.CONFLICT if dated is None else _settle(dated, plain)


def _dated_gs1(line: str) -> dict[str, str] | None:
    """Read a line as a GS1 string that holds a date; None when it is none."""
    found = read_gs1(line.removeprefix("GS1").strip(" :"))
    wanted = {ai for ai, _ in _GS1_EXPIRY} | set(_GS1_OTHER)
    return found if found and wanted & found.keys() else None


def _from_gs1(elements: dict[str, str], today: date) -> ExpiryDate | Refusal:
    """Take the expiry date out of the elements of a code."""
    for ai, kind in _GS1_EXPIRY:
        if ai in elements:
            day = gs1_date(elements[ai], today)
            return ExpiryDate(day, kind, f"({ai}){elements[ai]}") if day else Refusal.IMPOSSIBLE
    return Refusal.PRODUCTION_ONLY


def _mark(text: str, days: Sequence[PrintedDay]) -> list[_Dated] | None:
    """Say of each date which word speaks of it; None when words and dates do not pair.

    A word speaks of the next date. Of several words in a row the dates that follow are taken in
    the same order, as in a column of words beside a column of dates.
    """
    text = _KEEPS.sub(lambda life: " " * len(life[0]), text)
    marks: list[tuple[int, DateKind | PrintedDay]] = [
        (match.start(), DateKind(str(match.lastgroup))) for match in _WORDS.finditer(text)
    ]
    marks = [*marks, *((one.start, one) for one in days)]
    marks.sort(key=lambda mark: mark[0])
    words: list[DateKind] = []
    dated: list[_Dated] = []
    for is_word, run in groupby(marks, key=lambda mark: isinstance(mark[1], DateKind)):
        things = [thing for _, thing in run]
        if is_word:
            words = _merged([thing for thing in things if isinstance(thing, DateKind)])
            continue
        here = [thing for thing in things if isinstance(thing, PrintedDay)]
        if len(words) > 1 and len(words) != len(here):
            return None
        kinds = [*words, *[DateKind.UNSAID] * (len(here) - len(words))]
        dated += zip(kinds, here, strict=True)
        words = []
    return dated


def _merged(words: Sequence[DateKind]) -> list[DateKind]:
    """Count neighbouring words for the same thing once: `保质期至 EXP`."""
    merged: list[DateKind] = []
    for word in words:
        is_again = merged and (word in _EXPIRY) == (merged[-1] in _EXPIRY)
        if not is_again:
            merged.append(word)
    return merged


def _settle(dated: Sequence[_Dated], text: str) -> ExpiryDate | Refusal:
    """Choose the date that counts, or say why there is none."""
    produced = [one for kind, one in dated if kind is DateKind.PRODUCED]
    marked = [(kind, one) for kind, one in dated if kind in _EXPIRY]
    rest = marked or [(kind, one) for kind, one in dated if kind is DateKind.UNSAID]
    if not rest:
        return _from_shelf_life(produced, text) if produced else Refusal.NO_DATE
    if any(not one.days for _, one in rest):
        return Refusal.IMPOSSIBLE
    if any(len(one.days) > 1 for _, one in rest):
        return Refusal.AMBIGUOUS
    if len({one.days for _, one in rest}) > 1:
        return Refusal.CONFLICT
    kind, printed = rest[0]
    [day] = printed.days
    if any(day < min(one.days) for one in produced if one.days):
        return Refusal.IMPOSSIBLE
    return ExpiryDate(day, kind, printed.text)


def _from_shelf_life(produced: Sequence[PrintedDay], text: str) -> ExpiryDate | Refusal:
    """Count the printed shelf life from the production day."""
    life = _KEEPS.search(text)
    days = {day for one in produced for day in one.days}
    if life is None or not int(life[1]):
        return Refusal.PRODUCTION_ONLY
    if len(days) != 1:
        return Refusal.AMBIGUOUS if days else Refusal.IMPOSSIBLE
    day = last_day_of(days.pop(), int(life[1]), _UNITS.get(life[2], "month"))
    if day is None:
        return Refusal.IMPOSSIBLE
    return ExpiryDate(day, DateKind.BEST_BEFORE, f"{produced[0].text} + {life[1]}{life[2]}")
