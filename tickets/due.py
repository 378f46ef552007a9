"""By when a fault must be fixed; apart from rules.py, which is about tickets as they move."""

import math
from datetime import datetime, timedelta
from types import MappingProxyType

from checklists.models import Question, Severity
from findings.vocabulary import vocabulary

DUE_HOURS = MappingProxyType(
    {Severity.LOW: 168.0, Severity.MEDIUM: 72.0, Severity.HIGH: 24.0, Severity.CRITICAL: 4.0}
)
"""How long a fault may wait when its question does not say."""


def due_at(opened_at: datetime, severity: Severity, due_hours: float | None) -> datetime:
    """Return when a fault must be fixed: the question's hours, else those of its severity.

    Raises:
        ValueError: If the hours are not finite and above 0.
    """
    hours = DUE_HOURS[severity] if due_hours is None else due_hours
    if not (math.isfinite(hours) and hours > 0):
        msg = f"due hours must be finite and above 0, got {hours}"
        raise ValueError(msg)
    return opened_at + timedelta(hours=hours)


def hours_to_fix(kind: str, severity: Severity, question: Question | None) -> float | None:
    """Return how long a fault may wait: as its question says, but what is graver cannot wait so.

    None where neither says: then its severity does.

    Example:
        >>> hours_to_fix("fire", Severity.CRITICAL, Question(due_hours=24.0, severity="low"))
        0.5
    """
    asked = question.due_hours if question else None
    most = vocabulary().of(kind).due_hours
    if most is None and question is not None and severity != question.severity:
        most = DUE_HOURS[severity]
    if most is None or asked is None:
        return most if asked is None else asked
    return min(asked, most)
