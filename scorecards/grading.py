"""What a share of points becomes; apart from scoring.py because no tree is needed to say it.

Deductions, caps, pass marks, rounding and bands of a form, exact and in this order: what was
earned, less deductions, never above a cap, never below zero, rounded half up on its own scale.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from checklists.forms.form import Band, CriticalRule, Effect, Scoring

Key = tuple[str, int]
"""A question's code and which filling of its section, from 0."""

Exact = int | Fraction
_PCT_DECIMALS = 6
"""Of a score in per cent where the form's own scale is no power of ten: nobody shows more."""

_SECTION_DECIMALS = 2
_FAILING = frozenset({Effect.FAIL, Effect.NO_GRADE})


@dataclass(frozen=True, slots=True)
class Graded:
    """A score in per cent, whether the form failed, and why."""

    score_pct: float | None
    is_failed: bool | None
    band: str | None
    explanation: dict[str, Any]


def exact(value: float) -> Fraction:
    """Return a number as the decimal somebody wrote: 0.1 is a tenth.

    Example:
        >>> exact(0.1) + exact(0.2) == exact(0.3)
        True
    """
    return Fraction(repr(float(value)))


def half_up(value: Exact, decimals: int) -> Fraction:
    """Return a number rounded as people do it: half goes up, for good and bad alike.

    Example:
        >>> float(half_up(Fraction("8.95"), 1)), float(half_up(Fraction("-0.25"), 1))
        (9.0, -0.2)
    """
    step = 10**decimals
    above, below = value.numerator, value.denominator
    return Fraction((2 * above * step + below) // (2 * below), step)


def to_float(value: Exact, unit: int = 1) -> float:
    """Return so many units as the nearest float."""
    return value / unit if isinstance(value, int) else float(value / unit)


def pct_of(points: Exact, max_points: Exact) -> Fraction | None:
    """Return a share in per cent; None where there is nothing to have a share of."""
    return Fraction(100 * points) / max_points if max_points > 0 else None


def section_pct(points: Exact, max_points: Exact) -> float | None:
    """Return the score of a part of a form, two decimals; below zero where points were taken."""
    pct = pct_of(points, max_points)
    return None if pct is None else float(half_up(pct, _SECTION_DECIMALS))


def grade(
    scoring: Scoring,
    pct: Fraction | None,
    failed: Sequence[Key],
    critical: Sequence[frozenset[str]],
    low_sections: Sequence[str],
) -> Graded:
    """Return what a share of points comes to.

    The fail flag is apart from the score: a form fails by a critical rule, by a section below its
    mark, or by its own mark, and keeps the score it has.

    Args:
        scoring: How the form is scored.
        pct: Points earned in per cent of those that could be; None: nothing could be judged.
        failed: The answers that failed, each filling of a repeated section by itself.
        critical: The questions of each critical rule, in the order of the rules.
        low_sections: The sections below their pass mark.
    """
    terms = [
        _critical_term(rule, failed, codes)
        for rule, codes in zip(scoring.critical, critical, strict=True)
    ]
    met = [
        (rule, term) for rule, term in zip(scoring.critical, terms, strict=True) if term["times"]
    ]
    score, steps = _score(scoring, pct, met)
    score_pct = None if score is None else 100 * score / exact(scoring.scale)
    fails = _fails(scoring, score_pct, [rule for rule, _ in met], low_sections)
    is_graded = not any(rule.effect is Effect.NO_GRADE for rule, _ in met)
    band = _band(scoring.bands, score_pct) if is_graded else None
    shown_pct = None if score_pct is None else float(half_up(score_pct, _PCT_DECIMALS))
    is_failed = None if score_pct is None and not fails else bool(fails)
    return Graded(
        shown_pct,
        is_failed,
        band,
        {
            "score_pct": shown_pct,
            "score": None if score is None else float(score),
            "scale": scoring.scale,
            "decimals": scoring.decimals,
            "is_failed": is_failed,
            "fails": fails,
            "band": band,
            "is_graded": is_graded,
            "pass_mark_pct": scoring.pass_mark_pct,
            "steps": steps,
            "critical": terms,
            "bands": [one.model_dump(mode="json") for one in scoring.bands],
        },
    )


def _critical_term(
    rule: CriticalRule, failed: Sequence[Key], codes: frozenset[str]
) -> dict[str, Any]:
    found = [f"{code}/{number + 1}" if number else code for code, number in failed if code in codes]
    times = len(found) // rule.at_least
    return {
        "code": rule.code,
        "effect": rule.effect.value,
        "at_least": rule.at_least,
        "of": len(codes),
        "failed": found,
        "times": times if rule.effect is Effect.DEDUCT else min(times, 1),
        "pct": rule.pct,
    }


def _score(
    scoring: Scoring, pct: Fraction | None, met: Sequence[tuple[CriticalRule, dict[str, Any]]]
) -> tuple[Fraction | None, list[dict[str, Any]]]:
    """Return the score on the form's own scale, and how it came from what was earned."""
    if pct is None:
        return None, []
    steps = [_step("earned", pct)]
    highest = Fraction(100)
    for rule, term in met:
        if rule.effect is Effect.DEDUCT:
            pct -= exact(rule.pct) * term["times"]
            steps.append(_step("deduct", pct, rule.code))
    for rule, _ in met:
        if rule.effect is Effect.CAP:
            highest = min(highest, exact(rule.pct))
            pct = min(pct, highest)
            steps.append(_step("cap", pct, rule.code))
    if pct < 0:
        pct = Fraction(0)
        steps.append(_step("floor", pct))
    scale = exact(scoring.scale)
    score = min(half_up(pct * scale / 100, scoring.decimals), highest * scale / 100)
    return score, [*steps, _step("round", 100 * score / scale)]


def _step(step: str, pct: Fraction, rule: str | None = None) -> dict[str, Any]:
    return {"step": step, "rule": rule, "pct": float(half_up(pct, _PCT_DECIMALS))}


def _fails(
    scoring: Scoring,
    score_pct: Fraction | None,
    met: Sequence[CriticalRule],
    low_sections: Sequence[str],
) -> list[dict[str, str]]:
    fails = [{"why": "critical", "code": rule.code} for rule in met if rule.effect in _FAILING]
    fails += [{"why": "section", "code": code} for code in low_sections]
    mark = scoring.pass_mark_pct
    if score_pct is not None and mark is not None and score_pct < exact(mark):
        fails.append({"why": "pass_mark", "code": ""})
    return fails


def _band(bands: Sequence[Band], score_pct: Fraction | None) -> str | None:
    if score_pct is None:
        return None
    reached = [band for band in bands if score_pct >= exact(band.at_least_pct)]
    return max(reached, key=lambda band: band.at_least_pct).code if reached else None
