"""What one score stands on; apart from queries.py because it walks down through all the rooms."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlmodel import Session

from checklists.models import Answer, Inspection, Photo, Question
from checklists.queries import answers_of, photos_of, questions_of, visible_inspection
from findings.models import Analysis, Finding
from findings.queries import analyses_of, findings_of_inspection
from findings.rules import occurrence_of
from scorecards.models import InspectionScore
from scorecards.queries import score_of
from scorecards.scoring import questions_in
from stores.rules import Actor
from tickets.models import Ticket
from tickets.queries import tickets_of_findings

RowT = TypeVar("RowT")
Place = tuple[uuid.UUID | None, int]
"""A question, and which filling of its section."""


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One question in one filling of its section, what it brought, and all that says so."""

    question: Question
    occurrence: int  # which filling of its section, from 0
    answer: Answer | None
    term: dict[str, Any] | None  # of the score's explanation: points, or why it was left out
    photos: tuple[Photo, ...]
    analyses: tuple[Analysis, ...]  # of those photos that were judged
    findings: tuple[Finding, ...]
    tickets: tuple[Ticket, ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """An inspection's score and all it stands on, down to the photos and the tickets."""

    inspection: Inspection
    score: InspectionScore | None  # None: not scored yet
    lines: tuple[EvidenceLine, ...]


def chain_of_evidence(session: Session, actor: Actor, inspection_id: uuid.UUID) -> Evidence:
    """Return what an inspection's score stands on, question by question.

    Raises:
        InspectionNotFound: If it is not there or not theirs.
    """
    inspection = visible_inspection(session, actor, inspection_id)
    score = score_of(session, inspection_id)
    answers = {(one.question_id, one.occurrence): one for one in answers_of(session, inspection_id)}
    all_photos = photos_of(session, inspection_id)
    photos = _group(all_photos, lambda photo: (photo.question_id, photo.occurrence))
    analyses = analyses_of(session, (photo.id for photo in all_photos))
    all_findings = findings_of_inspection(session, inspection_id)
    findings = _group(all_findings, lambda one: (one.question_id, occurrence_of(one, all_photos)))
    tickets = tickets_of_findings(session, (finding.id for finding in all_findings))
    terms = _terms(score)
    lines = [
        EvidenceLine(
            question=question,
            occurrence=number,
            answer=answers.get((question.id, number)),
            term=terms.get((question.code, number)),
            photos=tuple(photos[question.id, number]),
            analyses=tuple(analyses[p.id] for p in photos[question.id, number] if p.id in analyses),
            findings=tuple(findings[question.id, number]),
            tickets=_tickets(findings[question.id, number], tickets),
        )
        for question, number in _asked(session, inspection, answers)
    ]
    return Evidence(inspection, score, tuple(lines))


def _asked(
    session: Session, inspection: Inspection, answers: Iterable[Place]
) -> Iterator[tuple[Question, int]]:
    """Yield every question once for each filling that was answered, and once where none was."""
    numbers = _group(answers, lambda place: (place[0], 0))
    found = questions_of(session, [inspection.version_id]).get(inspection.version_id, [])
    for question in found:
        for number in sorted({place[1] for place in numbers[question.id, 0]} or {0}):
            yield question, number


def _tickets(findings: Iterable[Finding], tickets: dict[uuid.UUID, Ticket]) -> tuple[Ticket, ...]:
    found = {tickets[one.id].id: tickets[one.id] for one in findings if one.id in tickets}
    return tuple(found.values())


def _terms(score: InspectionScore | None) -> dict[tuple[str, int], dict[str, Any]]:
    sections = score.explanation.get("sections", []) if score else []
    return {
        (term["code"], term.get("occurrence", 0)): term
        for section in sections
        for term in questions_in(section)
    }


def _group(rows: Iterable[RowT], key: Callable[[RowT], Place]) -> defaultdict[Place, list[RowT]]:
    groups: defaultdict[Place, list[RowT]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
