"""The one meeting of photo, planogram and vision; apart from service.py so the API stays light.

Three steps, so that no database connection is held while a model runs: `prepare` and `record` are
a transaction each, `look` between them is none.
"""

import time
import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from checklists import queries as checklist_queries
from checklists.models import Photo, PhotoState, Severity
from core.clock import now
from core.db import tenant_of
from core.events import EventName, happened
from core.ids import new_id
from core.outbox import record as record_event
from core.storage import PhotoStore
from findings import copies, rules
from findings.copies import Shot
from findings.galleries import ProductEyes
from findings.models import Analysis, AnalysisState, Finding, Result
from findings.service import update_answer
from findings.vocabulary import vocabulary
from planograms import queries as planogram_queries
from planograms.queries import Listing
from stores import queries as store_queries
from vision import look as doors
from vision import overlay, values
from vision.counting import Family
from vision.detectors import Detector
from vision.errors import PhotoRefused
from vision.faces import FaceFinder
from vision.hygiene import MaskJudge
from vision.kitchen import KitchenEyes, Scenes
from vision.look import Recognizer, TagReader
from vision.reports import Report, ShelfReport
from vision.values import Box, Planogram, Subject

_FACES_HIDDEN = "the original was let go of, and faces are hidden on the copy"


@dataclass(frozen=True, slots=True)
class Eyes:
    """The models a worker has loaded."""

    shelf: Detector
    faces: FaceFinder
    mask: MaskJudge
    products: ProductEyes | None = None  # without them no product is named
    tag_reader: TagReader | None = None  # without it no price is read
    currency: str = ""  # of the labels, ISO 4217
    scenes: tuple[Scenes, ...] = ()  # without one that knows people, nobody is said to lack a mask

    def version_for(self, subject: Subject) -> str:
        """Return the version that is stored with every verdict on such photos."""
        if subject is Subject.SHELF:
            parts = (self.shelf.version, self.products.version if self.products else "")
            return "+".join(filter(None, parts))
        return self.kitchen.version

    @property
    def kitchen(self) -> KitchenEyes:
        """Those that look at kitchens."""
        return KitchenEyes(self.faces, self.mask, self.scenes)


@dataclass(frozen=True, slots=True)
class Job:
    """Everything needed to judge one photo, as plain values."""

    tenant_id: uuid.UUID
    photo_id: uuid.UUID
    store_id: uuid.UUID
    inspection_id: uuid.UUID | None
    question_id: uuid.UUID | None
    shelf_id: uuid.UUID | None
    subject: Subject
    sha256: str
    severity: str
    planogram: Planogram | None
    locale: str
    listings: tuple[Listing, ...] = ()  # what the chain sells
    is_readable: bool = False  # there is a copy without faces

    @property
    def shot(self) -> Shot:
        """Which photo to fetch."""
        return Shot(self.tenant_id, self.photo_id, self.sha256, is_readable=self.is_readable)


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of looking."""

    model_version: str
    state: AnalysisState
    look_ms: int
    report: Report | None = None
    overlay_key: str | None = None
    failure: str | None = None
    hidden_faces: int | None = None  # on the copy that was made; None: there was one already


def prepare(session: Session, photo_id: uuid.UUID) -> Job | None:
    """Return what is needed to judge a photo; None when there is nothing for eyes to judge."""
    photo = checklist_queries.photo_by_id(session, photo_id)
    if photo is None or photo.state != PhotoState.STORED.value:
        return None
    subject = Subject(photo.subject)
    if subject is Subject.EVIDENCE:
        return None
    question = checklist_queries.question_by_id(session, photo.question_id)
    staff = store_queries.staff_by_ids(session, [photo.staff_id])[photo.staff_id]
    planogram = _planogram_for(session, photo) if subject is Subject.SHELF else None
    return Job(
        tenant_id=tenant_of(session),
        photo_id=photo.id,
        store_id=photo.store_id,
        inspection_id=photo.inspection_id,
        question_id=photo.question_id,
        shelf_id=photo.shelf_id,
        subject=subject,
        sha256=photo.sha256,
        severity=question.severity if question else Severity.MEDIUM.value,
        planogram=planogram,
        locale=staff.locale,
        listings=tuple(planogram_queries.listings(session)) if subject is Subject.SHELF else (),
        is_readable=photo.readable_at is not None,
    )


def _planogram_for(session: Session, photo: Photo) -> Planogram | None:
    store = store_queries.store_by_id(session, photo.store_id)
    shelf = store_queries.shelf_by_id(session, photo.shelf_id)
    if store is None or shelf is None:
        return None
    day = photo.taken_at.astimezone(ZoneInfo(store.timezone)).date()
    row = planogram_queries.active_for(session, store_id=store.id, shelf_code=shelf.code, day=day)
    return planogram_queries.to_values(session, row) if row else None


def look(job: Job, store: PhotoStore, eyes: Eyes, *, recognizer: Recognizer | None = None) -> Seen:
    """Judge the photo as it was sent; store its copy without faces and the overlay drawn on that.

    Args:
        job: What to judge.
        store: Where the photo is, and copy and overlay go.
        eyes: The models.
        recognizer: Who knows the chain's products; without it none is named.

    Raises:
        SealBroken: If the original cannot be opened with this key, or was changed.
        StorageAway: If the photo store does not answer; the task is tried again.
    """
    version = eyes.version_for(job.subject)
    source = copies.fetch(store, job.shot)
    if source is None:
        return Seen(version, AnalysisState.FAILED, 0, failure="the photo is not in the store")
    if job.subject is Subject.KITCHEN and not source.is_original:
        return Seen(version, AnalysisState.FAILED, 0, failure=_FACES_HIDDEN)
    started = time.perf_counter()
    try:
        report = _judge(source.content, job, eyes, recognizer)
        copy = copies.keep(store, job.shot, source, eyes.faces, known=_faces_on(report))
    except PhotoRefused as refused:
        return Seen(version, AnalysisState.FAILED, _ms_since(started), failure=refused.message)
    picture = _draw(copy.content if copy else source.content, job, report)
    look_ms = _ms_since(started)
    overlay_key = f"{job.tenant_id}/overlays/{job.photo_id}-{version}.jpg"
    store.put(overlay_key, picture, content_type="image/jpeg")
    state = AnalysisState.DONE if report.quality.is_judgeable else AnalysisState.UNJUDGEABLE
    hidden = copy.faces if copy else None
    return Seen(version, state, look_ms, report, overlay_key, hidden_faces=hidden)


def _faces_on(report: Report) -> list[Box]:
    """Return the faces that judging found, so that they are hidden whatever a search says."""
    return [] if isinstance(report, ShelfReport) else [face.box for face in report.faces]


def _judge(content: bytes, job: Job, eyes: Eyes, recognizer: Recognizer | None) -> Report:
    if job.subject is Subject.SHELF:
        aids = doors.ShelfAids(
            recognizer=recognizer,
            tag_reader=eyes.tag_reader,
            prices={
                one.sku: one.price_minor for one in job.listings if one.price_minor is not None
            },
            currency=eyes.currency,
            families={one.sku: Family(one.brand, one.category) for one in job.listings},
        )
        return doors.look_at_shelf(content, job.planogram, detector=eyes.shelf, aids=aids)
    return doors.look_at_kitchen(content, eyes=eyes.kitchen)


def _prices(listings: Iterable[Listing]) -> dict[str, int]:
    return {one.sku: one.price_minor for one in listings if one.price_minor is not None}


def _draw(content: bytes, job: Job, report: Report) -> bytes:
    if isinstance(report, ShelfReport):
        return overlay.draw_shelf(content, report, locale=job.locale)
    return overlay.draw_kitchen(content, report, locale=job.locale)


def _ms_since(started: float) -> int:
    return round(1000 * (time.perf_counter() - started))


def record(session: Session, job: Job, seen: Seen) -> bool:
    """Write the verdict, the findings and the event; False when this was done before.

    The photo of a fix gets its verdict here; what that says of the fault is for the ticket. The
    original is let go of as soon as it is judged, unless the chain keeps it for a while.
    """
    copies.note(session, job.photo_id, hidden_faces=seen.hidden_faces)
    if seen.report is not None:
        copies.release(session, job.photo_id)
    analysis_id = new_id()
    written = session.execute(
        insert(Analysis)
        .values(
            tenant_id=job.tenant_id,
            id=analysis_id,
            created_at=now(),
            photo_id=job.photo_id,
            planogram_id=uuid.UUID(job.planogram.id) if job.planogram else None,
            model_version=seen.model_version,
            state=seen.state.value,
            report=to_json(seen.report),
            overlay_key=seen.overlay_key,
            failure=seen.failure,
            judged_at=now(),
            look_ms=seen.look_ms,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "photo_id", "model_version"])
        .returning(Analysis.__table__.c.id)  # type: ignore[attr-defined] # SQLModel adds it
    ).first()
    if written is None:
        return False
    if job.inspection_id is not None:
        session.add_all(_to_findings(job, seen, analysis_id))
        session.flush()
        update_answer(session, job.inspection_id, job.question_id)
        ids = {"photo_id": job.photo_id, "inspection_id": job.inspection_id}
        record_event(session, happened(EventName.PHOTO_ANALYZED, **ids))
    return True


def _to_findings(job: Job, seen: Seen, analysis_id: uuid.UUID) -> list[Finding]:
    found = seen.report.findings if seen.report else ()
    return [_to_finding(job, seen, analysis_id, fault) for fault in found]


def _to_finding(job: Job, seen: Seen, analysis_id: uuid.UUID, fault: values.Finding) -> Finding:
    known = vocabulary().of(fault.kind)
    ruling = replace(rules.to_ruling(known), is_shadow=fault.is_shadow)
    decided = rules.decide(fault.confidence, ruling)
    settled = rules.settle(decided.decision)
    return Finding(
        store_id=job.store_id,
        inspection_id=job.inspection_id,
        question_id=job.question_id,
        photo_id=job.photo_id,
        analysis_id=analysis_id,
        shelf_id=job.shelf_id,
        kind=str(fault.kind),
        item=fault.item,
        sku=fault.sku,
        seen_sku=fault.seen_sku,
        box=[fault.box.left, fault.box.top, fault.box.right, fault.box.bottom],
        confidence=fault.confidence,
        severity=rules.graver(Severity(job.severity), known).value,
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
