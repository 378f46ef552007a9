"""What was seen, written down; apart from analyze.py, which looks, and service.py, for people."""

import uuid
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from checklists import queries as checklist_queries
from checklists.models import Severity
from core.clock import now
from core.events import EventName, happened
from core.ids import new_id
from core.outbox import record as record_event
from findings import copies, rules
from findings.classes import Rulings, rulings
from findings.jobs import Job
from findings.models import Analysis, AnalysisState, Finding, Result
from findings.queries import analyses_of
from findings.service import update_answer
from vision import values
from vision.reports import KitchenReport, Report


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of looking."""

    model_version: str
    state: AnalysisState
    look_ms: int
    report: Report | None = None
    overlay_key: str | None = None
    failure: str | None = None


def record(session: Session, job: Job, seen: Seen) -> bool:
    """Write the verdict, the findings and the event; False when this was done before.

    Every frame of a burst gets the verdict, what was seen belongs to the first. The photo of a fix
    gets its verdict here; what that says of the fault is for the ticket. Originals of which there
    is a copy are let go of now, unless the chain keeps them for a while.
    """
    analysis_id = _write(session, job, seen, job.photo_id)
    if analysis_id is None:
        return False
    for shot in job.others:
        _write(session, job, seen, shot.photo_id)
    for shot in job.shots:
        copies.release(session, shot.photo_id)
    if job.inspection_id is not None:
        session.add_all(_to_findings(session, job, seen, analysis_id))
        _tell(session, job)
    return True


def follow(session: Session, job: Job) -> None:
    """Give a frame that came late the verdict its burst got without it; twice is harmless."""
    photo = checklist_queries.photo_by_id(session, job.photo_id)
    frames = checklist_queries.frames_with(session, photo) if photo else []
    judged = analyses_of(session, [frame.id for frame in frames])
    if not judged or job.photo_id in judged:
        return
    first = min(judged.values(), key=lambda analysis: analysis.judged_at)
    kept = ("planogram_id", "model_version", "state", "failure", "judged_at")
    own = {name: getattr(first, name) for name in kept}
    report = _of_frame(first.report, first.photo_id)
    session.add(Analysis(photo_id=job.photo_id, report=report, **own))
    session.flush()
    _tell(session, job)


def _tell(session: Session, job: Job) -> None:
    """Bring the answer up to what was written, and let others know."""
    if job.inspection_id is None:
        return
    session.flush()
    update_answer(session, job.inspection_id, job.question_id, occurrence=job.occurrence)
    ids = {"photo_id": job.photo_id, "inspection_id": job.inspection_id}
    record_event(session, happened(EventName.PHOTO_ANALYZED, **ids))


def _write(session: Session, job: Job, seen: Seen, photo_id: uuid.UUID) -> uuid.UUID | None:
    """Write the verdict on one photo; None when these eyes have judged it before."""
    report, is_first = to_json(seen.report), photo_id == job.photo_id
    written: uuid.UUID | None = session.execute(
        insert(Analysis)
        .values(
            tenant_id=job.tenant_id,
            id=new_id(),
            created_at=now(),
            photo_id=photo_id,
            planogram_id=uuid.UUID(job.planogram.id) if job.planogram else None,
            model_version=seen.model_version,
            state=seen.state.value,
            report=report if is_first else _of_frame(report, job.photo_id),
            overlay_key=seen.overlay_key if is_first else None,
            failure=seen.failure,
            judged_at=now(),
            look_ms=seen.look_ms,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "photo_id", "model_version"])
        .returning(Analysis.__table__.c.id)  # type: ignore[attr-defined] # SQLModel adds it
    ).scalar_one_or_none()
    return written


def _of_frame(report: dict[str, Any], first_id: uuid.UUID) -> dict[str, Any]:
    """Return what is kept with the other frames of a burst: what was seen is counted once."""
    if not report:
        return {}
    kept = ("quality", "width", "height", "frames", "models", "model_version")
    own = {name: report[name] for name in kept if name in report}
    return {**own, "first_photo_id": report.get("first_photo_id", str(first_id))}


def _to_findings(session: Session, job: Job, seen: Seen, analysis_id: uuid.UUID) -> list[Finding]:
    """Return what is kept of what was seen: nothing of a class that is off in that zone."""
    found = seen.report.findings if seen.report else ()
    codes = {str(fault.kind) for fault in found}
    held = rulings(session, store_id=job.store_id, codes=codes, now=now())
    made = (_to_finding(job, seen, analysis_id, fault, held) for fault in found)
    return [finding for finding in made if finding is not None]


def _to_finding(
    job: Job, seen: Seen, analysis_id: uuid.UUID, fault: values.Finding, held: Rulings
) -> Finding | None:
    frames = seen.report.frames if isinstance(seen.report, KitchenReport) else 1
    code = str(fault.kind)
    ruling = held.for_(
        code, job.zone, frames=frames, is_shadow=fault.is_shadow, is_mounted=job.is_mounted
    )
    if not rules.is_raised(ruling):
        return None
    decided = rules.heed(rules.decide(fault.confidence, ruling), code, job.said)
    settled = rules.settle(decided.decision)
    return Finding(
        store_id=job.store_id,
        inspection_id=job.inspection_id,
        question_id=job.question_id,
        photo_id=job.photo_id,
        analysis_id=analysis_id,
        shelf_id=job.shelf_id,
        kind=code,
        item=fault.item,
        sku=fault.sku,
        seen_sku=fault.seen_sku,
        box=[fault.box.left, fault.box.top, fault.box.right, fault.box.bottom],
        confidence=fault.confidence,
        severity=rules.graver(Severity(job.severity), ruling.of).value,
        decision=decided.decision.value,
        decision_note=decided.note,
        is_shadow=fault.is_shadow,
        model_version=fault.model or seen.model_version,
        ai_result=Result.FAULT.value,
        final_result=settled.value if settled else None,
    )


def to_json(report: Report | None) -> dict[str, Any]:
    """Return a report as JSON; enums become their values and boxes their four edges by name."""
    return asdict(report) if report is not None else {}
