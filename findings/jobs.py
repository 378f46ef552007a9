"""What is gathered from the database before eyes look; apart from analyze.py, which looks."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from checklists import queries as checklist_queries
from checklists.models import InspectionKind, Outcome, Photo, PhotoState, Question, Severity
from core.clock import now
from core.db import tenant_of
from findings.copies import Shot, to_shot
from findings.queries import analyses_of
from planograms import queries as planogram_queries
from planograms import views
from planograms.queries import Listing
from stores import queries as store_queries
from stores.models import Shelf, Zone
from vision.values import Area, Planogram, Subject

BURST_WAITS = timedelta(minutes=10)
"""How long the frames of a burst that are here wait for those that are not."""


BURST_LOST = timedelta(days=2)
"""After which nobody asks any more for the frames of a burst."""


class Turn(StrEnum):
    """What is to do about a photo now."""

    JUDGE = "judge"
    WAIT = "wait"  # other frames of its burst are still on their way
    FOLLOW = "follow"  # its burst was judged without it
    DONE = "done"  # it was judged with its burst


@dataclass(frozen=True, slots=True)
class Sketch:
    """The reference view of the place that a photo is of."""

    key: str  # where its photo is kept
    areas: tuple[Area, ...]
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class Job:
    """Everything needed to judge one photo, or a burst by its first frame, as plain values."""

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
    zone: str = Zone.SHOP_FLOOR.value
    place: Sketch | None = None
    burst_id: uuid.UUID | None = None
    others: tuple[Shot, ...] = ()  # the frames of the burst after the first
    turn: Turn = Turn.JUDGE
    is_remote: bool = False  # a camera took it, nobody's hand
    occurrence: int = 0  # of the repeated section that it was taken in
    said: Outcome | None = None  # what the person makes of it who took it

    @property
    def is_mounted(self) -> bool:
        """True where a camera hangs, so that a picture that shows nothing is a fault of it."""
        return self.is_remote or (self.place is not None and self.place.is_fixed)

    @property
    def shot(self) -> Shot:
        """Which photo to fetch."""
        return Shot(self.tenant_id, self.photo_id, self.sha256, self.is_readable, self.burst_id)

    @property
    def shots(self) -> tuple[Shot, ...]:
        """Which photos to fetch; several of a burst."""
        return (self.shot, *self.others)

    @property
    def lock(self) -> str:
        """The thing worked on: two tasks on the same thing wait for each other."""
        return self.shot.lock


def prepare(session: Session, photo_id: uuid.UUID) -> Job | None:
    """Return what is needed to judge a photo; None when there is nothing for eyes to judge.

    The frames of a burst are judged together, by whichever task first finds them all here.
    """
    photo = checklist_queries.photo_by_id(session, photo_id)
    if photo is None or photo.state != PhotoState.STORED.value:
        return None
    if Subject(photo.subject) is Subject.EVIDENCE:
        return None
    frames = checklist_queries.frames_with(session, photo)
    turn = _turn_of(session, photo, frames)
    stored = [frame for frame in frames if frame.state == PhotoState.STORED.value]
    return _to_job(session, stored if turn is Turn.JUDGE else [photo], turn)


def late_bursts(session: Session) -> list[uuid.UUID]:
    """Return one photo of every burst that has waited long enough for frames that never came."""
    lost = sa_select(col(Photo.burst_id)).where(
        col(Photo.state) == PhotoState.EXPECTED.value,
        col(Photo.burst_id).is_not(None),
        col(Photo.created_at) > now() - BURST_LOST,
    )
    here = session.exec(
        select(Photo)
        .where(col(Photo.burst_id).in_(lost), Photo.state == PhotoState.STORED.value)
        .order_by(col(Photo.stored_at).desc())
    ).all()
    newest = {photo.burst_id: photo for photo in reversed(here)}.values()
    return [
        photo.id
        for photo in newest
        if _turn_of(session, photo, checklist_queries.frames_with(session, photo)) is Turn.JUDGE
    ]


def _turn_of(session: Session, photo: Photo, frames: Sequence[Photo]) -> Turn:
    if photo.burst_id is None:
        return Turn.JUDGE
    judged = analyses_of(session, [frame.id for frame in frames])
    if judged:
        return Turn.DONE if photo.id in judged else Turn.FOLLOW
    newest = max(frame.stored_at for frame in frames if frame.stored_at is not None)
    is_whole = all(frame.state == PhotoState.STORED.value for frame in frames)
    return Turn.JUDGE if is_whole or newest <= now() - BURST_WAITS else Turn.WAIT


def _to_job(session: Session, frames: Sequence[Photo], turn: Turn) -> Job:
    photo, subject = frames[0], Subject(frames[0].subject)
    question = checklist_queries.question_by_id(session, photo.question_id)
    staff = store_queries.staff_by_ids(session, [photo.staff_id])[photo.staff_id]
    shelf = store_queries.shelf_by_id(session, photo.shelf_id)
    is_shelf = subject is Subject.SHELF
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
        planogram=_planogram_for(session, photo, shelf) if is_shelf else None,
        locale=staff.locale,
        listings=tuple(planogram_queries.listings(session)) if is_shelf else (),
        is_readable=photo.readable_at is not None,
        zone=_zone_of(question, shelf),
        place=_sketch_of(session, photo) if subject is Subject.KITCHEN else None,
        burst_id=photo.burst_id,
        others=tuple(to_shot(frame, tenant_of(session)) for frame in frames[1:]),
        turn=turn,
        is_remote=_is_remote(session, photo),
        occurrence=photo.occurrence,
        said=_said_of(session, photo),
    )


def _said_of(session: Session, photo: Photo) -> Outcome | None:
    if photo.inspection_id is None:
        return None
    answer = checklist_queries.answer_to(
        session, photo.inspection_id, photo.question_id, photo.occurrence
    )
    return Outcome(answer.verdict) if answer and answer.verdict else None


def _is_remote(session: Session, photo: Photo) -> bool:
    if photo.inspection_id is None:
        return False
    inspection = checklist_queries.inspection_by_id(session, photo.inspection_id)
    return inspection is not None and inspection.kind == InspectionKind.REMOTE.value


def _zone_of(question: Question | None, shelf: Shelf | None) -> str:
    """Return the zone a photo is of: that of its place, which says it nearer than the question."""
    if shelf is not None and shelf.zone != Zone.SHOP_FLOOR.value:
        return shelf.zone
    return question.zone if question else Zone.SHOP_FLOOR.value


def _sketch_of(session: Session, photo: Photo) -> Sketch | None:
    view = views.view_of(session, photo.shelf_id)
    return Sketch(view.key, views.to_areas(view), view.is_fixed) if view else None


def _planogram_for(session: Session, photo: Photo, shelf: Shelf | None) -> Planogram | None:
    store = store_queries.store_by_id(session, photo.store_id)
    if store is None or shelf is None:
        return None
    day = photo.taken_at.astimezone(ZoneInfo(store.timezone)).date()
    row = planogram_queries.active_for(session, store_id=store.id, shelf_code=shelf.code, day=day)
    return planogram_queries.to_values(session, row) if row else None
