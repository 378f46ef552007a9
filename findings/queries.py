"""Reads of judged photos and of what is wrong."""

import uuid
from collections.abc import Iterable

from sqlalchemy import ColumnElement, case
from sqlmodel import Session, col, func, select

from checklists.models import Severity
from core.words import Words
from findings.errors import FindingNotFound
from findings.models import Analysis, Correction, Decision, Finding, Result
from planograms.views import names_of_areas
from stores.queries import visible_store_ids
from stores.rules import Actor

_GRAVITY = case(
    {severity.value: rank for rank, severity in enumerate(Severity)}, value=Finding.severity
)


def visible_finding(session: Session, actor: Actor, finding_id: uuid.UUID) -> Finding:
    """Return a finding of a store the person may see.

    Raises:
        FindingNotFound: If it is not there or not theirs.
    """
    finding = session.exec(
        select(Finding).where(
            Finding.id == finding_id, col(Finding.store_id).in_(visible_store_ids(actor))
        )
    ).first()
    if finding is None:
        raise FindingNotFound
    return finding


def findings_of_inspection(session: Session, inspection_id: uuid.UUID) -> list[Finding]:
    """Return everything found at an inspection, in its answers and its photos."""
    return list(
        session.exec(
            select(Finding).where(Finding.inspection_id == inspection_id).order_by(col(Finding.id))
        )
    )


def findings_of_photo(session: Session, photo_id: uuid.UUID) -> list[Finding]:
    """Return everything found on a photo."""
    return list(
        session.exec(select(Finding).where(Finding.photo_id == photo_id).order_by(col(Finding.id)))
    )


def place_names(session: Session, findings: Iterable[Finding]) -> dict[uuid.UUID, Words]:
    """Return what people called the area each finding is in, by finding; one query for all.

    A finding that is in no area somebody drew has no name: its `item` says where it is.
    """
    placed = [(one.id, one.shelf_id, one.item) for one in findings if one.shelf_id is not None]
    names = names_of_areas(session, {shelf_id for _, shelf_id, _ in placed}) if placed else {}
    return {id_: names[shelf, item] for id_, shelf, item in placed if (shelf, item) in names}


def corrections_of(session: Session, photo_id: uuid.UUID) -> list[Correction]:
    """Return what people said about products on a photo, in the order they said it."""
    return list(
        session.exec(
            select(Correction).where(Correction.photo_id == photo_id).order_by(col(Correction.id))
        )
    )


def faults_of(
    session: Session,
    *,
    inspection_id: uuid.UUID | None = None,
    photo_id: uuid.UUID | None = None,
) -> list[Finding]:
    """Return the findings that stand as faults, of an inspection or of one photo.

    What a model on probation saw leads to nothing, whatever people say of it.
    """
    query = select(Finding).where(
        Finding.final_result == Result.FAULT.value, col(Finding.is_shadow).is_(False)
    )
    if inspection_id is not None:
        query = query.where(Finding.inspection_id == inspection_id)
    if photo_id is not None:
        query = query.where(Finding.photo_id == photo_id)
    return list(session.exec(query.order_by(col(Finding.id))))


def analysis_of(session: Session, photo_id: uuid.UUID) -> Analysis | None:
    """Return the newest verdict on a photo."""
    return session.exec(
        select(Analysis)
        .where(Analysis.photo_id == photo_id)
        .order_by(col(Analysis.judged_at).desc())
        .limit(1)
    ).first()


def analyses_of(session: Session, photo_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Analysis]:
    """Return the newest verdict on each of these photos."""
    rows = session.exec(
        select(Analysis)
        .where(col(Analysis.photo_id).in_(set(photo_ids)))
        .order_by(col(Analysis.judged_at))
    ).all()
    return {analysis.photo_id: analysis for analysis in rows}


def awaiting_review(session: Session, actor: Actor, *, limit: int = 50) -> list[Finding]:
    """Return what waits for a person's word on the eyes: the gravest first, then the oldest."""
    order = (_GRAVITY.desc(), col(Finding.id))
    return list(
        session.exec(select(Finding).where(*_awaiting(actor)).order_by(*order).limit(limit))
    )


def count_awaiting_review(
    session: Session, actor: Actor, *, severity: Severity | None = None
) -> int:
    """Return how many findings wait for a person, all or those of one severity."""
    query = select(func.count()).select_from(Finding).where(*_awaiting(actor))
    if severity is not None:
        query = query.where(Finding.severity == severity.value)
    return session.exec(query).one()


def _awaiting(actor: Actor) -> tuple[ColumnElement[bool], ...]:
    return (
        col(Finding.decision) == Decision.REVIEW.value,
        col(Finding.human_result).is_(None),
        col(Finding.store_id).in_(visible_store_ids(actor)),
    )
