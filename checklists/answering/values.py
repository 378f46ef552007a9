"""What is a value of each kind of question; apart from rules.py because there are twenty kinds."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import TypeGuard

from checklists.forms.form import Column, FormQuestion, Option
from checklists.models import NUMBER_KINDS, PHOTO_KINDS, QuestionKind
from checklists.rules import Value
from core.errors import Fault, pointer_to

MAX_ROWS = 200
"""Rows of a table: more is a workbook, not an answer."""

ABSOLUTE_ZERO = -273.15
"""°C; below it nothing was measured."""

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})")
_PLACE = frozenset({"latitude", "longitude", "accuracy_m"})
_WITHOUT_VALUE = PHOTO_KINDS | {QuestionKind.SIGNATURE, QuestionKind.INSTRUCTION}


def is_by_photos(kind: QuestionKind) -> bool:
    """Tell whether a question is answered by photos and nothing else."""
    return kind in PHOTO_KINDS or kind is QuestionKind.SIGNATURE


def faults_of_value(
    question: FormQuestion, options: Sequence[Option], value: Value, place: str
) -> Iterator[Fault]:
    """Yield what makes a value no answer to its question, each with a JSON Pointer.

    Whether it is a good answer is another matter: a fridge at 30 °C is answered well. Nothing
    said (None) is an answer of the right shape.

    Args:
        question: What was asked.
        options: Its choices.
        value: What was answered.
        place: The pointer to the value.
    """
    if value is None:
        return
    if question.kind in _WITHOUT_VALUE:
        yield Fault(place, "this question is answered by photos, not by a value")
    elif question.kind is QuestionKind.TABLE:
        yield from _faults_of_table(question.columns, value, place)
    elif not _is_of_kind(question.kind, [one.code for one in options], value):
        yield Fault(place, f"this is no answer to a {question.kind.value} question")


def is_empty(value: Value) -> bool:
    """Tell whether a value says nothing.

    Example:
        >>> is_empty("  "), is_empty([]), is_empty(False), is_empty(0.0)
        (True, True, False, False)
    """
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, Sequence | Mapping) and not value)


def _is_of_kind(kind: QuestionKind, codes: Sequence[str], value: Value) -> bool:
    if kind in NUMBER_KINDS:
        return is_number(value) and _is_possible(kind, value)
    if kind is QuestionKind.CHOICE:
        return value in codes
    if kind in {QuestionKind.CHOICES, QuestionKind.RANK}:
        return _is_chosen(kind, codes, value)
    return _TESTS[kind](value)


def is_number(value: Value) -> TypeGuard[float]:
    """Tell whether a value is a number; true is none, nor is infinity."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value)


def _is_possible(kind: QuestionKind, number: float) -> bool:
    if kind is QuestionKind.TEMPERATURE:
        return number >= ABSOLUTE_ZERO
    return number >= 0 or kind is not QuestionKind.STOPWATCH


def _is_chosen(kind: QuestionKind, codes: Sequence[str], value: Value) -> bool:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return False
    chosen = [one for one in value if isinstance(one, str) and one in codes]
    is_right = len(chosen) == len(value) == len(set(chosen))
    return is_right and (kind is QuestionKind.CHOICES or len(chosen) == len(codes))


def _is_day(value: Value) -> bool:
    return isinstance(value, str) and bool(_DAY.fullmatch(value)) and _reads(date, value)


def _is_time(value: Value) -> bool:
    return isinstance(value, str) and bool(_TIME.fullmatch(value))


def _is_moment(value: Value) -> bool:
    return isinstance(value, str) and bool(_MOMENT.fullmatch(value)) and _reads(datetime, value)


def _reads(kind: type[date], text: str) -> bool:
    try:
        kind.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_place(value: Value) -> bool:
    if not isinstance(value, Mapping) or not value.keys() <= _PLACE:
        return False
    accuracy = value.get("accuracy_m")
    return (
        _is_between(value.get("latitude"), 90)
        and _is_between(value.get("longitude"), 180)
        and (accuracy is None or (is_number(accuracy) and accuracy >= 0))
    )


def _is_between(value: Value, limit: float) -> bool:
    return is_number(value) and abs(value) <= limit


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


_TESTS: Mapping[QuestionKind, Callable[[Value], bool]] = MappingProxyType(
    {
        QuestionKind.YES_NO: lambda value: isinstance(value, bool),
        QuestionKind.TEXT: _is_text,
        QuestionKind.BARCODE: _is_text,
        QuestionKind.DATE: _is_day,
        QuestionKind.TIME: _is_time,
        QuestionKind.DATE_TIME: _is_moment,
        QuestionKind.LOCATION: _is_place,
    }
)


def rows_of(value: Value) -> list[Mapping[str, Value]]:
    """Return the rows of a table's value; none of anything else."""
    if isinstance(value, str) or not isinstance(value, Sequence):
        return []
    return [row for row in value if isinstance(row, Mapping)]


def _faults_of_table(columns: Sequence[Column], value: Value, place: str) -> Iterator[Fault]:
    rows = rows_of(value)
    if isinstance(value, str) or not isinstance(value, Sequence) or len(rows) != len(value):
        yield Fault(place, "this is no answer to a table question")
    elif len(rows) > MAX_ROWS:
        yield Fault(place, f"a table has {MAX_ROWS} rows at most")
    else:
        by_code = {column.code: column for column in columns}
        for number, row in enumerate(rows):
            yield from _faults_of_row(by_code, row, f"{place}/{number}")


def _faults_of_row(
    columns: Mapping[str, Column], row: Mapping[str, Value], place: str
) -> Iterator[Fault]:
    for code, cell in row.items():
        column = columns.get(code)
        where = place + pointer_to(code)
        if column is None:
            yield Fault(where, "there is no such column")
        elif cell is not None and not _is_cell(column, cell):
            yield Fault(where, f"this is no {column.kind}")


def _is_cell(column: Column, cell: Value) -> bool:
    kind = QuestionKind(column.kind)
    return _is_of_kind(kind, [option.code for option in column.options], cell)
