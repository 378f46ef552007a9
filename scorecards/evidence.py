"""What one score stands on; apart from queries.py because it walks down through all the rooms."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlmodel import Session

from checklists.models import Answer, Inspection, Photo, Question
from checklists.queries import answers_of, photos_of, questions_of, visible_inspection
from findings.models import Analysis, Finding
from findings.queries import analyses_of, findings_of_inspection
from scorecards.models import InspectionScore
from scorecards.queries import score_of
from stores.rules import Actor
from tickets.models import Ticket
from tickets.queries import tickets_of_findings

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One question of an inspection, what it brought, and everything that says so."""

    question: Question
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
    answers = {answer.question_id: answer for answer in answers_of(session, inspection_id)}
    photos = _group(photos_of(session, inspection_id), lambda photo: photo.question_id)
    analyses = analyses_of(session, (photo.id for found in photos.values() for photo in found))
    all_findings = findings_of_inspection(session, inspection_id)
    findings = _group(all_findings, lambda finding: finding.question_id)
    tickets = tickets_of_findings(session, (finding.id for finding in all_findings))
    terms = _terms(score)
    lines = [
        EvidenceLine(
            question=question,
            answer=answers.get(question.id),
            term=terms.get(str(question.id)),
            photos=tuple(photos[question.id]),
            analyses=tuple(analyses[p.id] for p in photos[question.id] if p.id in analyses),
            findings=tuple(findings[question.id]),
            tickets=_tickets(findings[question.id], tickets),
        )
        for question in questions_of(session, [inspection.version_id]).get(
            inspection.version_id, []
        )
    ]
    return Evidence(inspection, score, tuple(lines))


def _tickets(findings: Iterable[Finding], tickets: dict[uuid.UUID, Ticket]) -> tuple[Ticket, ...]:
    found = {tickets[one.id].id: tickets[one.id] for one in findings if one.id in tickets}
    return tuple(found.values())


def _terms(score: InspectionScore | None) -> dict[str, dict[str, Any]]:
    sections = score.explanation.get("sections", []) if score else []
    return {term["question_id"]: term for section in sections for term in section["questions"]}


def _group(
    rows: Iterable[RowT], key: Callable[[RowT], uuid.UUID | None]
) -> defaultdict[uuid.UUID | None, list[RowT]]:
    groups: defaultdict[uuid.UUID | None, list[RowT]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
