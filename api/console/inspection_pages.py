"""One inspection: every answer, what eyes and people made of it, its photos and its points."""

import uuid
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import Response

from api.console.looks import View, to_view
from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.models import PhotoState
from checklists.queries import version_with_questions
from scorecards.evidence import EvidenceLine, chain_of_evidence
from stores.queries import staff_by_ids, visible_store
from tickets.models import Ticket

router = APIRouter(prefix="/inspections")


@dataclass(frozen=True, slots=True)
class Line:
    """One question with everything that hangs on it, as it is shown."""

    found: EvidenceLine
    views: list[View]
    missing: int  # photos that were announced and are not here yet
    tickets: list[Ticket]


@router.get("/{inspection_id}")
def show_inspection(visit: VisitDep, inspection_id: uuid.UUID) -> Response:
    """Show an inspection, question by question."""
    session = visit.session
    evidence = chain_of_evidence(session, visit.actor, inspection_id)
    inspection = evidence.inspection
    asked = version_with_questions(session, inspection.version_id)
    return render(
        visit,
        "inspection.html",
        {
            "inspection": inspection,
            "store": visible_store(session, visit.actor, inspection.store_id),
            "inspector": staff_by_ids(session, [inspection.staff_id])[inspection.staff_id],
            "checklist": asked.checklist,
            "version": asked.version,
            "sections": _by_section(visit, evidence.lines),
            "score": evidence.score,
        },
    )


def _by_section(visit: Visit, found: tuple[EvidenceLine, ...]) -> list[tuple[str, list[Line]]]:
    sections: list[tuple[str, list[Line]]] = []
    for line in found:
        name = visit.language.say(line.question.section)
        if not sections or sections[-1][0] != name:
            sections.append((name, []))
        sections[-1][1].append(_to_line(visit, line))
    return sections


def _to_line(visit: Visit, found: EvidenceLine) -> Line:
    analyses = {analysis.photo_id: analysis for analysis in found.analyses}
    text = visit.language.say(found.question.prompt)
    views = (to_view(photo, analyses.get(photo.id), text) for photo in found.photos)
    return Line(
        found=found,
        views=[view for view in views if view is not None],
        missing=sum(photo.state == PhotoState.EXPECTED.value for photo in found.photos),
        # One fault may be found twice, on two photos of the same place.
        tickets=list({ticket.id: ticket for ticket in found.tickets}.values()),
    )
