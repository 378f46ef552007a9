"""Shelf measures in words: their names, what they count, and why something was left out."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from api.console.language import Language
from api.wire.shelves import share_of


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure as a line of a table."""

    name: str
    what: str
    value: str
    sums: str
    detail: str  # the interval, and what was left out


def measure_lines(language: Language, measures: Iterable[Mapping[str, Any]]) -> list[MeasureLine]:
    """Return the measures of a shelf, those that could be taken first."""
    lines = [_to_line(language, measure) for measure in measures]
    return sorted(lines, key=lambda line: line.value == "–")


def _to_line(language: Language, measure: Mapping[str, Any]) -> MeasureLine:
    words = _sheet()["measures"].get(measure["name"], {})
    share = share_of(measure)
    name = language.say(words["name"]) if words else str(measure["name"])
    of = " · ".join(str(part) for part in measure.get("of", ()))
    value = language.share(share) if share is not None else _count(language, measure)
    return MeasureLine(
        name=f"{name}: {of}" if of else name,
        what=language.say(words["what"]) if words else "",
        value=value,
        sums=_sums(language, measure) if share is not None else "",
        detail=language.texts.gettext("; ").join(_details(language, measure)),
    )


def _count(language: Language, measure: Mapping[str, Any]) -> str:
    """Return a plain count; a dash where there was nothing to count."""
    return language.number(measure["numerator"], 1) if measure["numerator"] else "–"


def _sums(language: Language, measure: Mapping[str, Any]) -> str:
    parts = (language.number(measure[side], 1) for side in ("numerator", "denominator"))
    return " ÷ ".join(parts)


def _details(language: Language, measure: Mapping[str, Any]) -> Iterable[str]:
    if measure["interval"]:
        low, high = (language.share(edge) for edge in measure["interval"])
        yield language.texts.gettext("likely %(low)s to %(high)s") % {"low": low, "high": high}
    for one in measure["left_out"]:
        words = _sheet()["left_out"].get(one["reason"])
        reason = language.say(words) if words else str(one["reason"])
        yield language.texts.gettext("%(count)s left out: %(reason)s") % {
            "count": language.number(one["count"]),
            "reason": reason,
        }


@cache
def _sheet() -> dict[str, dict[str, Any]]:
    # Read as a file: the module that measures loads an image library, which the API does without.
    text = resources.files("vision").joinpath("measures.json").read_text("utf-8")
    sheet: dict[str, dict[str, Any]] = json.loads(text)
    return sheet
