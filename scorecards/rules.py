"""How an inspection and a store are scored; pure, and every score explains itself.

A score that cannot be said is None, never zero and never NaN. Every explanation is JSON with the
numerator, the denominator, each term, and what was left out and why; it holds codes and numbers,
and the names people gave to sections and questions, so that pages say it in any language.
"""

import math
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from checklists.models import Answer, Outcome, Question, Severity
from tickets.rules import Living

INSPECTION_RULE = "inspection/1"
STORE_RULE = "store/1"
"""Which rule made a score; a changed rule gets a new name, so that old scores stay explained."""

DEDUCTIONS: Mapping[Severity, float] = MappingProxyType(
    {Severity.LOW: 0.5, Severity.MEDIUM: 1.0, Severity.HIGH: 2.0, Severity.CRITICAL: 5.0}
)
"""Points a living ticket takes from its store."""

OVERDUE_FACTOR = 2.0
DEDUCTION_CAP = 30.0
"""More than this is never taken, so that a store with many small faults still shows its visits."""


class Band(StrEnum):
    """A score in one word."""

    EXCELLENT = "excellent"
    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


_BANDS = ((90.0, Band.EXCELLENT), (75.0, Band.GOOD), (60.0, Band.FAIR), (-math.inf, Band.POOR))


@dataclass(frozen=True, slots=True)
class Scored:
    """A score and why."""

    score_pct: float | None
    points: float
    max_points: float
    explanation: dict[str, Any]
    is_failed: bool | None = None  # apart from the score; None: nothing says whether
    band: str | None = None  # a code of the form's bands


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection as a term of its store's score."""

    inspection_id: uuid.UUID
    kind: str
    finished_at: datetime
    score_pct: float | None
    weight: float = 1.0  # of its kind: what others saw counts more than what a store says of itself


@dataclass(frozen=True, slots=True)
class Week:
    """One week by a store's own calendar, and the moments it lasts from and to before."""

    starts_on: date
    timezone: str
    since: datetime
    until: datetime


def score_inspection(questions: Sequence[Question], answers: Sequence[Answer]) -> Scored:
    """Score an inspection: the weight of what passed, as a share of what could be judged.

    What does not apply, was not answered, cannot be judged or still waits leaves both sides.

    Example:
        >>> clean, warm = Question(code="a", weight=3), Question(code="b", weight=1)
        >>> given = [Answer(question_id=clean.id, final_outcome="passed"),
        ...          Answer(question_id=warm.id, final_outcome="failed")]
        >>> score_inspection([clean, warm], given).score_pct
        75.0
    """
    outcomes = {answer.question_id: Outcome(answer.final_outcome) for answer in answers}
    nodes = [_node(question, outcomes.get(question.id)) for question in questions]
    score_pct, points, max_points = _sum(nodes)
    sections = _by_section(questions, nodes)
    explanation = {
        "rule": INSPECTION_RULE,
        "score_pct": score_pct,
        "points": points,
        "max_points": max_points,
        "is_complete": all(node["left_out"] != Outcome.PENDING.value for node in nodes),
        "sections": sections,
        "left_out": {
            node["code"]: node["left_out"] for node in nodes if node["left_out"] is not None
        },
    }
    return Scored(score_pct, points, max_points, explanation)


def score_store(week: Week, visits: Sequence[Visit], living: Living) -> Scored:
    """Score a store: the weighted mean of its visits, less what its living tickets take.

    Args:
        week: The week to score.
        visits: The inspections of that week, or, where there is none, the latest one before it.
        living: The tickets that wait for a fix.
    """
    terms = [_visit_term(visit) for visit in visits]
    judged = [term for term in terms if term["left_out"] is None]
    numerator = math.fsum(term["weight"] * term["score_pct"] for term in judged)
    denominator = math.fsum(term["weight"] for term in judged)
    inspection_pct = _round(numerator / denominator) if denominator > 0 else None
    deduction, tickets = _deduct(living)
    is_carried_over = bool(judged) and all(visit.finished_at < week.since for visit in visits)
    score_pct = None if inspection_pct is None else _round(max(0.0, inspection_pct - deduction))
    explanation = {
        "rule": STORE_RULE,
        "score_pct": score_pct,
        "band": band(score_pct),
        "week": {"starts_on": week.starts_on.isoformat(), "timezone": week.timezone},
        "inspections": {
            "score_pct": inspection_pct,
            "numerator": _round(numerator),
            "denominator": _round(denominator),
            "is_carried_over": is_carried_over,
            "terms": terms,
        },
        "tickets": tickets,
    }
    return Scored(score_pct, score_pct or 0.0, 100.0 if score_pct is not None else 0.0, explanation)


def band(score_pct: float | None) -> str | None:
    """Return a score in one word; None for a score that cannot be said.

    Example:
        >>> band(90), band(59.9), band(None)
        ('excellent', 'poor', None)
    """
    if score_pct is None:
        return None
    return next(name.value for least, name in _BANDS if score_pct >= least)


def week_start(day: date) -> date:
    """Return the Monday of that day's week."""
    return day - timedelta(days=day.weekday())


def store_day(at: datetime, timezone: str) -> date:
    """Return which day it is at a store: a store's day is its own."""
    return at.astimezone(ZoneInfo(timezone)).date()


def week_of(starts_on: date, timezone: str) -> Week:
    """Return a week of a store with its first moment and the first of the next, in UTC.

    A week in which clocks change lasts 167 or 169 hours.
    """
    zone = ZoneInfo(timezone)
    first = datetime.combine(starts_on, time(), zone)
    after = datetime.combine(starts_on + timedelta(days=7), time(), zone)
    return Week(starts_on, timezone, first.astimezone(UTC), after.astimezone(UTC))


def _node(question: Question, outcome: Outcome | None) -> dict[str, Any]:
    left_out = _why_left_out(question, outcome)
    counts = left_out is None
    return {
        "question_id": str(question.id),
        "code": question.code,
        "prompt": question.prompt,
        "weight": question.weight,
        "outcome": outcome.value if outcome else None,
        "points": question.weight if counts and outcome is Outcome.PASSED else 0.0,
        "max_points": question.weight if counts else 0.0,
        "left_out": left_out,
    }


def _why_left_out(question: Question, outcome: Outcome | None) -> str | None:
    if outcome is None:
        return "not_answered"
    if outcome not in {Outcome.PASSED, Outcome.FAILED}:
        return outcome.value
    has_weight = math.isfinite(question.weight) and question.weight > 0
    return None if has_weight else "no_weight"


def _sum(nodes: Sequence[Mapping[str, Any]]) -> tuple[float | None, float, float]:
    points = math.fsum(node["points"] for node in nodes)
    max_points = math.fsum(node["max_points"] for node in nodes)
    share = points / max_points if max_points > 0 else None
    return (None if share is None else _round(100 * share)), points, max_points


def _by_section(
    questions: Sequence[Question], nodes: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    sections: dict[str, dict[str, Any]] = {}
    for question, node in zip(questions, nodes, strict=True):
        key = repr(sorted((question.section or {}).items()))
        found = sections.setdefault(key, {"section": question.section or {}, "questions": []})
        found["questions"].append(node)
    for found in sections.values():
        score_pct, points, max_points = _sum(found["questions"])
        found |= {"score_pct": score_pct, "points": points, "max_points": max_points}
    return list(sections.values())


def _visit_term(visit: Visit) -> dict[str, Any]:
    return {
        "inspection_id": str(visit.inspection_id),
        "kind": visit.kind,
        "finished_at": visit.finished_at.isoformat(),
        "score_pct": visit.score_pct,
        "weight": visit.weight,
        "left_out": "nothing_judged" if visit.score_pct is None else None,
    }


def _deduct(living: Living) -> tuple[float, dict[str, Any]]:
    terms = [
        {
            "severity": severity.value,
            "open": living.open[severity],
            "overdue": living.overdue[severity],
            "points_each": each,
            "overdue_factor": OVERDUE_FACTOR,
            "deduction": _round(
                each * (living.open[severity] + (OVERDUE_FACTOR - 1) * living.overdue[severity])
            ),
        }
        for severity, each in DEDUCTIONS.items()
        if living.open[severity]
    ]
    total = math.fsum(float(term["deduction"]) for term in terms)
    deduction = _round(min(DEDUCTION_CAP, total))
    return deduction, {
        "terms": terms,
        "sum": _round(total),
        "cap": DEDUCTION_CAP,
        "deduction": deduction,
    }


def _round(value: float) -> float:
    """Return two decimals: finer differences between stores mean nothing."""
    return round(value, 2)
