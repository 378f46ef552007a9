"""One inspection: every answer, what eyes and people made of it, its photos and its points."""

import uuid
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter
from starlette.responses import Response

from api.console.answer_texts import Reader, Said
from api.console.looks import View, to_view
from api.console.rendering import render
from api.console.score_cards import to_score_card
from api.console.visits import VisitDep
from checklists.forms.rows import form_of
from checklists.models import Outcome, PhotoState
from checklists.queries import version_with_questions
from checklists.visits.kinds import kinds_of
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
    said: Said
    number: int | None  # which filling of a section that was filled several times, from 1

    @property
    def is_only_read(self) -> bool:
        """Whether the answer says something that nobody judges, as a note does."""
        answer = self.found.answer
        return (
            answer is not None
            and answer.final_outcome == Outcome.NOT_JUDGED.value
            and answer.ai_outcome is None
        )


@router.get("/{inspection_id}")
def show_inspection(visit: VisitDep, inspection_id: uuid.UUID) -> Response:
    """Show an inspection, question by question."""
    session = visit.session
    evidence = chain_of_evidence(session, visit.actor, inspection_id)
    inspection = evidence.inspection
    asked = version_with_questions(session, inspection.version_id)
    store = visible_store(session, visit.actor, inspection.store_id)
    form = form_of(asked)
    reader = Reader(form, visit.language, store.timezone)
    kind = kinds_of(session).get(inspection.kind)
    return render(
        visit,
        "inspection.html",
        {
            "inspection": inspection,
            "kind": visit.language.say(kind.name) if kind else inspection.kind,
            "store": store,
            "inspector": staff_by_ids(session, [inspection.staff_id])[inspection.staff_id],
            "checklist": asked.checklist,
            "version": asked.version,
            "sections": _by_section(reader, evidence.lines),
            "score": evidence.score,
            "card": to_score_card(visit.language, form, evidence.score),
        },
    )


def _by_section(reader: Reader, found: tuple[EvidenceLine, ...]) -> list[tuple[str, list[Line]]]:
    """Return the lines under the titles of their sections, one filling after the other."""
    sections: list[tuple[str, list[Line]]] = []
    for name, same in groupby(found, key=lambda line: reader.language.say(line.question.section)):
        lines = sorted(same, key=lambda line: line.occurrence)
        is_repeated = lines[-1].occurrence > 0
        sections.append((name, [_to_line(reader, line, is_repeated) for line in lines]))
    return sections


def _to_line(reader: Reader, found: EvidenceLine, is_repeated: bool) -> Line:  # noqa: FBT001 - a fact
    analyses = {analysis.photo_id: analysis for analysis in found.analyses}
    text = reader.language.say(found.question.prompt)
    views = (to_view(photo, analyses.get(photo.id), text) for photo in found.photos)
    return Line(
        found=found,
        views=[view for view in views if view is not None],
        missing=sum(photo.state == PhotoState.EXPECTED.value for photo in found.photos),
        # One fault may be found twice, on two photos of the same place.
        tickets=list({ticket.id: ticket for ticket in found.tickets}.values()),
        said=reader.read(found.question.code, found.answer),
        number=found.occurrence + 1 if is_repeated else None,
    )
