"""What scores would be under another version; apart because it is a report and keeps nothing."""

import math
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from checklists.forms.rows import form_of
from checklists.models import Answer, ChecklistVersion, Inspection, Photo
from checklists.queries import questions_of, version_with_questions
from scorecards.grading import Key
from scorecards.matching import Filled, Lost, match
from scorecards.models import InspectionScore
from scorecards.rules import Scored
from scorecards.scoring import score_form
from stores.queries import stores_by_ids, visible_store_ids
from stores.rules import Actor

MAX_INSPECTIONS = 1000
"""The newest are looked at; more of them would say the same, and take longer than people wait."""


@dataclass(frozen=True, slots=True)
class WhatIfLine:
    """One inspection, as it was scored and as it would be."""

    inspection: Inspection
    number: int  # of the version it was filled under
    before: InspectionScore | None  # None: not scored yet
    after: Scored
    lost: tuple[Lost, ...]

    @property
    def is_changed(self) -> bool:
        """Tell whether score, flag or band would be another."""
        if self.before is None:
            return True
        old, new = self.before, self.after
        flags = (bool(old.is_failed), old.band) != (bool(new.is_failed), new.band)
        return flags or old.score_pct != new.score_pct


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A report over the inspections of one checklist."""

    version: ChecklistVersion
    lines: tuple[WhatIfLine, ...]  # newest first
    is_cut: bool  # there are more than were looked at

    @property
    def mean_before(self) -> float | None:
        """The mean of the scores as they are."""
        return _mean(line.before.score_pct for line in self.lines if line.before)

    @property
    def mean_after(self) -> float | None:
        """The mean of the scores as they would be."""
        return _mean(line.after.score_pct for line in self.lines)

    @property
    def lost(self) -> Counter[Lost]:
        """How many answers have no place, by question and reason."""
        return Counter(one for line in self.lines for one in line.lost)


def what_if(
    session: Session, actor: Actor, version_id: uuid.UUID, *, since: datetime, until: datetime
) -> WhatIf:
    """Score the inspections of a checklist as if they had been filled under this version.

    Only those a person may see, finished from `since` to before `until`.

    Raises:
        ChecklistNotFound: If there is no such version.
    """
    target = version_with_questions(session, version_id)
    form = form_of(target)
    rows = session.exec(
        select(Inspection, ChecklistVersion.number, InspectionScore)
        .join(
            ChecklistVersion,
            (col(ChecklistVersion.tenant_id) == Inspection.tenant_id)
            & (col(ChecklistVersion.id) == Inspection.version_id),
        )
        .join(
            InspectionScore,
            (col(InspectionScore.tenant_id) == Inspection.tenant_id)
            & (col(InspectionScore.inspection_id) == Inspection.id),
            isouter=True,
        )
        .where(
            ChecklistVersion.checklist_id == target.checklist.id,
            col(Inspection.store_id).in_(visible_store_ids(actor)),
            col(Inspection.finished_at) >= since,
            col(Inspection.finished_at) < until,
        )
        .order_by(col(Inspection.finished_at).desc(), col(Inspection.id).desc())
        .limit(MAX_INSPECTIONS + 1)
    ).all()
    shown = rows[:MAX_INSPECTIONS]
    filled = _filled(session, [inspection for inspection, _, _ in shown])
    lines = []
    for inspection, number, score in shown:
        said, lost = match(form, filled[inspection.id])
        lines.append(WhatIfLine(inspection, number, score, score_form(form, said), lost))
    return WhatIf(target.version, tuple(lines), is_cut=len(rows) > MAX_INSPECTIONS)


def _filled(session: Session, inspections: Sequence[Inspection]) -> dict[uuid.UUID, Filled]:
    """Return what was filled in, in a handful of queries however many inspections there are."""
    ids = [inspection.id for inspection in inspections]
    questions = questions_of(session, (inspection.version_id for inspection in inspections))
    stores = stores_by_ids(session, (inspection.store_id for inspection in inspections))
    codes = {one.id: one.code for asked in questions.values() for one in asked}
    answers: defaultdict[uuid.UUID, list[Answer]] = defaultdict(list)
    for answer in session.exec(select(Answer).where(col(Answer.inspection_id).in_(ids))):
        answers[answer.inspection_id].append(answer)
    photos: defaultdict[uuid.UUID | None, Counter[Key]] = defaultdict(Counter)
    for photo in session.exec(select(Photo).where(col(Photo.inspection_id).in_(ids))):
        if photo.question_id in codes:
            photos[photo.inspection_id][codes[photo.question_id], photo.occurrence] += 1
    return {
        one.id: Filled(
            asked=questions.get(one.version_id, []),
            answers=answers[one.id],
            photo_counts=photos[one.id],
            visit_kind=one.kind,
            store_code=stores[one.store_id].code,
        )
        for one in inspections
    }


def _mean(scores: Iterable[float | None]) -> float | None:
    known = [score for score in scores if score is not None]
    return round(math.fsum(known) / len(known), 2) if known else None
