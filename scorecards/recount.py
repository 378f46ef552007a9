"""A score redone from its explanation; apart from scoring.py so that it proves the explanation.

It knows no form and no answers and shares no sums with the engine: only what the explanation says,
the way a person would go through it with pencil and paper.
"""

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from scorecards.grading import exact, half_up

Term = Mapping[str, Any]
_NOTHING = (Fraction(0), Fraction(0))


def recompute(explanation: Mapping[str, Any]) -> float | None:
    """Return the score that an explanation's terms come to; None where they come to none.

    Works for explanations of both rules: a flat list of questions, and the tree of a form.
    """
    if explanation.get("rule") == "inspection/1":
        return _recompute_flat(explanation)
    points, most = _add([_section(node) for node in explanation["sections"]])
    if most <= 0:
        return None
    pct = 100 * points / most
    caps = [Fraction(100)]
    for term in explanation["critical"]:
        if term["effect"] == "deduct":
            pct -= len(term["failed"]) // term["at_least"] * exact(term["pct"])
        elif term["effect"] == "cap" and len(term["failed"]) >= term["at_least"]:
            caps.append(exact(term["pct"]))
    pct = max(Fraction(0), min(pct, *caps))
    scale = exact(explanation["scale"])
    score = half_up(pct * scale / 100, explanation["decimals"])
    return float(half_up(min(score, min(caps) * scale / 100) * 100 / scale, 6))


def _recompute_flat(explanation: Mapping[str, Any]) -> float | None:
    terms = [term for section in explanation["sections"] for term in section["questions"]]
    points = math.fsum(term["points"] for term in terms)
    most = math.fsum(term["max_points"] for term in terms)
    return round(100 * (points / most), 2) if most > 0 else None


def _section(node: Term) -> tuple[Fraction, Fraction]:
    fillings = [_filling(one) for one in node["occurrences"]]
    judged = [one for one in fillings if one[1] > 0]
    points, most = _add(judged) if fillings else _filling(node)
    if judged:
        points, most = points / len(judged), most / len(judged)
    if node["weight"] is None or most <= 0:
        return points, most
    return exact(node["weight"]) * points / most, exact(node["weight"])


def _filling(node: Term) -> tuple[Fraction, Fraction]:
    return _add(
        [_question(term) for term in node["questions"]]
        + [_section(below) for below in node["sections"]]
    )


def _question(term: Term) -> tuple[Fraction, Fraction]:
    if term["left_out"] is not None:
        return _NOTHING
    options = term["options"]
    share = exact(term["share"])
    if options:
        share = sum((exact(score) for score in options.values()), Fraction(0)) / len(options)
    return exact(term["weight"]) * share, exact(term["weight"])


def _add(parts: Sequence[tuple[Fraction, Fraction]]) -> tuple[Fraction, Fraction]:
    return (
        sum((points for points, _ in parts), Fraction(0)),
        sum((most for _, most in parts), Fraction(0)),
    )
