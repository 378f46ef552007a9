"""Expressions over answers, compiled and evaluated; apart because rules and words share them.

Server and phone must give the same answer, so an expression never fails when it is evaluated: what
cannot be told is null, and only `true` counts.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import cel

from checklists.logic.cel_profile import PREFIX, LogicInvalid, refusal, to_plain

Value = bool | float | str | None | Sequence["Value"] | Mapping[str, "Value"]
"""What expressions read and give; a mapping is read as null, for the profile has none."""

MAX_COMPILED = 4096
"""Expressions kept compiled in each process: four full checklists of the largest size."""

__all__ = [
    "LogicInvalid",
    "Program",
    "Value",
    "compile_expression",
    "evaluate",
    "is_true",
    "to_name",
]


@dataclass(frozen=True, slots=True)
class Program:
    """An expression that compiled."""

    source: str
    names: frozenset[str]  # the names that it reads: of questions, or reserved
    compiled: cel.Program = field(repr=False, compare=False)


def to_name(code: str) -> str:
    """Return the name by which expressions call a question.

    Example:
        >>> to_name("drinks-chiller-temp")
        'drinks_chiller_temp'
    """
    return code.replace("-", "_")


@lru_cache(maxsize=MAX_COMPILED)
def compile_expression(text: str) -> Program:
    """Compile an expression of the profile in docs/logic.md; the same one again costs nothing.

    Raises:
        LogicInvalid: It is not in the profile; the text says where and why.
    """
    plain = to_plain(text)
    try:
        return Program(text, plain.names, cel.compile(plain.text))
    except ValueError:
        raise refusal(None, "is not a complete expression") from None


def evaluate(program: Program, values: Mapping[str, Value]) -> Value:
    """Return what an expression comes to; null where it cannot be told, never an error.

    Args:
        program: The expression.
        values: What each name stands for; a name that is not there is null.
    """
    given = {PREFIX + name: _to_cel(values.get(name)) for name in program.names}
    try:
        return _from_cel(program.compiled.execute(given))
    except (TypeError, RuntimeError, ValueError, IndexError, KeyError):
        return None


def is_true(program: Program, values: Mapping[str, Value]) -> bool:
    """Tell whether an expression is true: neither false, nor null, nor anything else."""
    return evaluate(program, values) is True


def _to_cel(value: Value) -> Value:
    """Return a value as CEL is given it: every number a double, as phones have no other."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return _to_double(value)
    if isinstance(value, Sequence):
        return [_to_cel(one) for one in value]
    return None


def _to_double(value: float) -> float | None:
    try:
        return float(value)
    except OverflowError:
        return None


def _from_cel(value: object) -> Value:
    if isinstance(value, list):
        return [_from_cel(one) for one in value]
    if isinstance(value, float):
        return value + 0.0 if math.isfinite(value) else None  # -0.0 becomes 0.0
    return value if isinstance(value, bool | str) else None
