"""The grade of a store's year; apart from rules.py because it looks at months, not at a visit.

As the grading of restaurants' food safety in China has it: A, B or C from the mean of twelve
months of dynamic scores; none in the first three months of a new licence, none for six months
after an accident. The scores themselves come from a form's own scoring.
"""

import calendar
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from checklists.forms.form import Scoring
from scorecards.grading import exact, half_up

NEW_LICENCE_MONTHS = 3
ACCIDENT_MONTHS = 6
YEAR_MONTHS = 12


class Grade(StrEnum):
    """A year in one letter."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class Dynamic:
    """One inspection's score, as the year counts it."""

    inspection_id: uuid.UUID
    on: date
    score_pct: float | None
    is_graded: bool = True  # False: two key questions failed, or the like


@dataclass(frozen=True, slots=True)
class YearlyGrade:
    """A grade, or why there is none, and what it stands on."""

    grade: Grade | None
    score: float | None  # on the form's scale
    why_none: str | None  # new_licence, accident, no_scores or too_low
    since: date
    until: date
    terms: tuple[Dynamic, ...]  # oldest first


def yearly_grade(
    scoring: Scoring,
    visits: Sequence[Dynamic],
    *,
    on: date,
    licensed_on: date | None = None,
    accident_on: date | None = None,
) -> YearlyGrade:
    """Return a store's grade on a day, from the mean of its scores of the twelve months before.

    A visit that got no grade counts with its score: the year is graded by what was seen, and the
    visit's own mark hangs at the door. The bands are those of the form, the best three as A, B
    and C.

    Args:
        scoring: How the form is scored: its bands, scale and decimals.
        visits: The scores of the store, in any order.
        on: The day the grade is of; that day's own visits are not in it yet.
        licensed_on: When the licence is new: since when it is held.
        accident_on: The last food-safety accident.

    Example:
        >>> visits = [Dynamic(uuid.UUID(int=0), date(2026, 5, 4), 92.0)]
        >>> bands = [{"code": "good", "label": {}, "at_least_pct": 90}]
        >>> yearly_grade(Scoring(bands=bands, scale=10), visits, on=date(2026, 11, 22)).grade
        <Grade.A: 'A'>
    """
    since = months_before(on, YEAR_MONTHS)
    terms = tuple(
        sorted(
            (one for one in visits if since <= one.on < on and one.score_pct is not None),
            key=lambda one: (one.on, one.inspection_id),
        )
    )
    score = _mean(scoring, terms)
    grade, why_none = _grade(scoring, score)
    if licensed_on is not None and months_before(on, NEW_LICENCE_MONTHS) < licensed_on:
        grade, why_none = None, "new_licence"
    if accident_on is not None and months_before(on, ACCIDENT_MONTHS) < accident_on <= on:
        grade, why_none = None, "accident"
    return YearlyGrade(grade, None if score is None else float(score), why_none, since, on, terms)


def months_before(day: date, months: int) -> date:
    """Return the same day so many months earlier, or the last one of that month.

    Example:
        >>> months_before(date(2026, 5, 31), 3), months_before(date(2026, 1, 15), 1)
        (datetime.date(2026, 2, 28), datetime.date(2025, 12, 15))
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def _mean(scoring: Scoring, terms: Sequence[Dynamic]) -> Fraction | None:
    """Return the mean on the form's scale, rounded as the form rounds."""
    scores = [exact(one.score_pct) for one in terms if one.score_pct is not None]
    if not scores:
        return None
    mean = sum(scores, Fraction(0)) / len(scores)
    return half_up(mean * exact(scoring.scale) / 100, scoring.decimals)


def _grade(scoring: Scoring, score: Fraction | None) -> tuple[Grade | None, str | None]:
    if score is None:
        return None, "no_scores"
    pct = 100 * score / exact(scoring.scale)
    marks = sorted((exact(band.at_least_pct) for band in scoring.bands), reverse=True)
    for grade, mark in zip(Grade, marks, strict=False):
        if pct >= mark:
            return grade, None
    return None, "too_low"
