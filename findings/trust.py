"""How often people agree with the eyes, by class; apart because it is counted, not kept.

A finding is confirmed or rejected by a person's word on it; where nobody gave one, by what those
found who went to fix it: an accepted fix confirms it, a ticket that was called none rejects it.
"""

import uuid
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Executable, Integer, and_, case, func, or_, true
from sqlalchemy import cast as sa_cast
from sqlalchemy import select as sa_select
from sqlalchemy.orm import Mapped
from sqlmodel import Session, col, select

from checklists.models import Photo
from core.db import Document
from findings.models import Analysis, Decision, Finding, Result
from findings.rules import MEASURED_FOR, NOBODY, Tally
from findings.vocabulary import Mode, vocabulary
from stores.queries import visible_store_ids
from stores.rules import Actor


@dataclass(frozen=True, slots=True)
class Measured:
    """What people made of the findings that each automatic mode would act on."""

    smart: Tally = NOBODY
    auto: Tally = NOBODY

    def of(self, mode: Mode) -> Tally:
        """Return the counts that matter for a mode."""
        return self.smart if mode is Mode.SMART_ROUTING else self.auto

    def or_else(self, chain: "Measured") -> "Measured":
        """Return these counts where enough was reviewed, else those of the chain."""
        return Measured(
            self.smart if self.smart.is_measured else chain.smart,
            self.auto if self.auto.is_measured else chain.auto,
        )


@dataclass(frozen=True, slots=True)
class TrustLine:
    """How one class did in the stores asked about, in the time that counts."""

    code: str
    is_shadow: bool = False
    store_id: uuid.UUID | None = None  # None: all that the person may see
    model_version: str | None = None  # None: of any
    raised: int = 0
    tally: Tally = NOBODY
    unsure: int = 0  # a person could not tell
    waiting: int = 0  # for a person
    unclear: int = 0  # the eyes could not tell; no finding was raised


@dataclass(frozen=True, slots=True)
class Asked:
    """Which findings are counted or shown."""

    now: datetime
    store_id: uuid.UUID | None = None
    code: str | None = None


class Word(StrEnum):
    """What became of a finding, as far as trust goes."""

    RAISED = "raised"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNSURE = "unsure"
    WAITING = "waiting"


_Key = ColumnElement[Any] | Mapped[Any]
_word = func.coalesce(col(Finding.human_result), col(Finding.fix_result))
_IS: Mapping[Word, ColumnElement[bool]] = {
    Word.RAISED: true(),
    Word.CONFIRMED: _word == Result.FAULT.value,
    Word.REJECTED: _word == Result.NO_FAULT.value,
    Word.UNSURE: _word == Result.CANNOT_TELL.value,
    Word.WAITING: and_(
        col(Finding.decision) == Decision.REVIEW.value, col(Finding.human_result).is_(None)
    ),
}


def measured_at(
    session: Session, store_id: uuid.UUID, codes: Collection[str], *, now: datetime
) -> dict[str, Measured]:
    """Return for each class the counts of a store, or of the chain where those are too few."""
    is_here = case((col(Finding.store_id) == store_id, 1), else_=0)
    rows = session.execute(_measuring(codes, now, is_here)).all()
    here = {row[0]: _to_measured(row) for row in rows if row[1] == 1}
    return {code: here.get(code, Measured()).or_else(_sum(rows, code)) for code in codes}


def measured_by_store(
    session: Session, actor: Actor, codes: Collection[str], *, now: datetime
) -> dict[tuple[str, uuid.UUID], Measured]:
    """Return what holds at each store the person may see, by class; of the chain where too few."""
    rows = session.execute(_measuring(codes, now, col(Finding.store_id))).all()
    stores = session.execute(visible_store_ids(actor)).scalars().all()
    own = {(row[0], row[1]): _to_measured(row) for row in rows}
    chain = {code: _sum(rows, code) for code in codes}
    return {
        (code, store_id): own.get((code, store_id), Measured()).or_else(chain[code])
        for code in codes
        for store_id in stores
    }


def trust_of(
    session: Session, actor: Actor, asked: Asked, *, by_store: bool = False, by_model: bool = False
) -> list[TrustLine]:
    """Return how classes did in the stores a person may see; what a probation saw stands apart.

    Args:
        session: The database.
        actor: Who asks.
        asked: Which stores and classes, and until when.
        by_store: Whether each store gets lines of its own.
        by_model: Whether each version of the eyes gets lines of its own.
    """
    cuts: list[_Key] = []
    if by_store:
        cuts.append(col(Finding.store_id))
    if by_model:
        cuts.append(col(Finding.model_version))
    keys = (col(Finding.kind), col(Finding.is_shadow), *cuts)
    counts = [func.count().filter(held).label(word) for word, held in _IS.items()]
    query = sa_select(*counts, *keys).where(*_of(actor, asked)).group_by(*keys)
    rows = session.execute(query.order_by(*keys)).mappings()
    lines = [_to_line(row) for row in rows]
    if by_model:
        return lines  # which version could not tell is not asked
    return _with_unclear(lines, unclear_of(session, actor, asked, by_store=by_store))


def unclear_of(
    session: Session, actor: Actor, asked: Asked, *, by_store: bool = False
) -> dict[tuple[str, uuid.UUID | None], int]:
    """Return how often the eyes could not tell, by class and (if asked) store."""
    said = func.jsonb_each_text(_UNCLEAR).table_valued("key", "value")
    query = (
        sa_select(said.c.key, col(Photo.store_id), func.sum(sa_cast(said.c.value, Integer)))
        .select_from(Analysis)
        .join(Photo, col(Analysis.photo_id) == col(Photo.id))
        .join(said, true())
        .where(*_unclear(actor, asked))
        .group_by(said.c.key, col(Photo.store_id))
    )
    if asked.code is not None:
        query = query.where(said.c.key == asked.code)
    counts: Counter[tuple[str, uuid.UUID | None]] = Counter()
    for code, store_id, count in session.execute(query):
        counts[code, store_id if by_store else None] += count
    return dict(counts)


def findings_behind(
    session: Session, actor: Actor, asked: Asked, word: Word, *, is_shadow: bool, limit: int = 60
) -> list[Finding]:
    """Return the findings that a number counts, the newest first."""
    query = select(Finding).where(*_of(actor, asked), _IS[word])
    query = query.where(col(Finding.is_shadow) == is_shadow)
    return list(session.exec(query.order_by(col(Finding.created_at).desc()).limit(limit)))


def photos_unclear(session: Session, actor: Actor, asked: Asked, *, limit: int = 60) -> list[Photo]:
    """Return the photos on which the eyes could not tell, the newest first."""
    query = select(Photo).where(*_unclear(actor, asked), _UNCLEAR.has_key(asked.code))
    return list(session.exec(query.order_by(col(Analysis.judged_at).desc()).limit(limit)))


_UNCLEAR = func.coalesce(col(Analysis.report)["unclear"], sa_cast({}, Document))


def _of(actor: Actor, asked: Asked) -> Iterable[ColumnElement[bool]]:
    yield col(Finding.ai_result).is_not(None)  # an answer of a person is nothing the eyes said
    yield col(Finding.created_at) > asked.now - MEASURED_FOR
    yield col(Finding.store_id).in_(visible_store_ids(actor))
    if asked.store_id is not None:
        yield col(Finding.store_id) == asked.store_id
    if asked.code is not None:
        yield col(Finding.kind) == asked.code


def _unclear(actor: Actor, asked: Asked) -> Iterable[ColumnElement[bool]]:
    yield col(Analysis.photo_id) == col(Photo.id)
    yield col(Analysis.judged_at) > asked.now - MEASURED_FOR
    yield col(Photo.store_id).in_(visible_store_ids(actor))
    if asked.store_id is not None:
        yield col(Photo.store_id) == asked.store_id


def _measuring(codes: Collection[str], now: datetime, place: _Key) -> Executable:
    """Count what people said of the findings that each automatic mode would act on."""
    known = [vocabulary().of(code) for code in codes]
    confidence = col(Finding.confidence)
    smart, auto = (
        confidence >= case({one.code: one.acts_from(mode) for one in known}, value=Finding.kind)
        for mode in (Mode.SMART_ROUTING, Mode.AUTO_ACTION)
    )
    counts = [
        func.count().filter(is_sure, _IS[word])
        for is_sure in (smart, auto)
        for word in (Word.CONFIRMED, Word.REJECTED)
    ]
    return (
        sa_select(col(Finding.kind), place, *counts)
        .where(
            col(Finding.kind).in_(codes),
            col(Finding.created_at) > now - MEASURED_FOR,
            col(Finding.is_shadow).is_(False),
            or_(col(Finding.human_result).is_not(None), col(Finding.fix_result).is_not(None)),
        )
        .group_by(col(Finding.kind), place)
    )


def _to_measured(row: Sequence[Any]) -> Measured:
    return Measured(Tally(row[2], row[3]), Tally(row[4], row[5]))


def _sum(rows: Iterable[Sequence[Any]], code: str) -> Measured:
    counts = [row[2:] for row in rows if row[0] == code]
    sums = [sum(column) for column in zip(*counts, strict=True)]
    return Measured(Tally(*sums[:2]), Tally(*sums[2:]))


def _to_line(row: Mapping[Any, Any]) -> TrustLine:
    return TrustLine(
        code=row["kind"],
        is_shadow=row["is_shadow"],
        store_id=row.get("store_id"),
        model_version=row.get("model_version"),
        raised=row[Word.RAISED],
        tally=Tally(row[Word.CONFIRMED], row[Word.REJECTED]),
        unsure=row[Word.UNSURE],
        waiting=row[Word.WAITING],
    )


def _with_unclear(
    lines: Iterable[TrustLine], unclear: Mapping[tuple[str, uuid.UUID | None], int]
) -> list[TrustLine]:
    told = {(line.code, line.store_id): line for line in lines if not line.is_shadow}
    watched = [line for line in lines if line.is_shadow]
    for (code, store_id), count in unclear.items():
        line = told.get((code, store_id)) or TrustLine(code, store_id=store_id)
        told[code, store_id] = replace(line, unclear=count)
    return [*told.values(), *watched]
