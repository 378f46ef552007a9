"""A document somebody sent as a form; apart because form.py says what is right, not what is wrong.

Depth is looked at before anything is built, so that no nesting can exhaust the parser, and every
fault is told at once with its JSON Pointer.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from checklists.errors import FormInvalid
from checklists.forms.faults import faults_of
from checklists.forms.form import Form
from core.errors import Fault, pointer_to

MAX_NEST = 24
"""Levels of a document: four of sections, with the columns of a table in the last, take 18."""

MAX_FAULTS = 500
"""More than a person reads; the last one then tells how many were left out."""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")  # what JSON can carry and the database cannot
_PLAIN = {
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "string_type": "must be a text",
    "string_too_long": "has more than {max_length} characters",
    "string_pattern_mismatch": "must be lower-case letters and digits, parts joined by -",
    "enum": "must be one of {expected}",
    "literal_error": "must be one of {expected}",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "finite_number": "must be a finite number",
    "greater_than_equal": "must be {ge:g} or more",
    "less_than_equal": "must be {le:g} or less",
    "greater_than": "must be more than {gt:g}",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "tuple_type": "must be a list",
    "too_short": "needs at least {min_length}",
    "too_long": "takes {max_length} at most",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """What a document came to: a form, unless its shape is wrong, and everything wrong with it."""

    form: Form | None
    faults: tuple[Fault, ...]


def read_form(document: object) -> Form:
    """Return the form a document holds, ready to be published.

    Raises:
        FormInvalid: With every fault at once.

    Example:
        >>> try:
        ...     read_form({"code": "Patrol", "name": {"en": "Patrol"}})
        ... except FormInvalid as problem:
        ...     [fault.pointer for fault in problem.faults]
        ['/code', '/sections']
    """
    reading = look_at(document)
    if reading.form is None or reading.faults:
        raise FormInvalid(faults=reading.faults)
    return reading.form


def look_at(document: object) -> Reading:
    """Return what a document comes to without refusing it, as for a draft that is not finished."""
    if faults := tuple(unstorable(document)):
        return Reading(None, _cut(faults))
    try:
        form = Form.model_validate(document)
    except ValidationError as error:
        told = tuple(_to_fault(one) for one in error.errors() if not _is_echo(one))
        return Reading(None, _cut(told))
    return Reading(form, _cut(tuple(faults_of(form))))


def unstorable(document: object) -> Iterator[Fault]:
    """Yield what no document may hold, finished or not: what cannot be kept, or nests too deep."""
    waiting: list[tuple[str, int, object]] = [("", 1, document)]
    while waiting:
        place, depth, value = waiting.pop()
        below = list(_members(place, value))
        if below and depth > MAX_NEST:
            yield Fault(place, f"is nested deeper than {MAX_NEST} levels")
            continue
        if isinstance(value, str) and _UNSTORABLE.search(value):
            yield Fault(place, "holds a character that cannot be kept")
        elif isinstance(value, float) and not math.isfinite(value):
            yield Fault(place, "must be a finite number")
        if any(_UNSTORABLE.search(name) for name, _ in below):
            yield Fault(place, "holds a name with a character that cannot be kept")
            continue
        waiting += [(name, depth + 1, one) for name, one in reversed(below)]


def _members(place: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        return ((place + pointer_to(name), one) for name, one in value.items())
    if isinstance(value, list | tuple):
        return ((f"{place}/{number}", one) for number, one in enumerate(value))
    return iter(())


def _is_echo(error: ErrorDetails) -> bool:
    """Tell whether a list counts as too short only because what is in it has faults."""
    given: Any = error["input"]
    least = (error.get("ctx") or {}).get("min_length", 0)
    return error["type"] == "too_short" and len(given) >= least


def _to_fault(error: ErrorDetails) -> Fault:
    # pydantic adds "[key]" behind the name of a member whose name is wrong.
    steps = [step for step in error["loc"] if step != "[key]"]
    context: Mapping[str, Any] = error.get("ctx") or {}
    plain = _PLAIN.get(error["type"])
    detail = plain.format_map(_Known(context)) if plain else error["msg"]
    return Fault(pointer_to(*steps), detail)


class _Known(dict[str, Any]):
    """Values for a sentence; one that pydantic does not tell is left out."""

    def __missing__(self, _name: str) -> str:
        return ""


def _cut(faults: tuple[Fault, ...]) -> tuple[Fault, ...]:
    if len(faults) <= MAX_FAULTS:
        return faults
    return (*faults[:MAX_FAULTS], Fault("", f"and {len(faults) - MAX_FAULTS} more"))
