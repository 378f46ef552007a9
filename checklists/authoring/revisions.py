"""What was saved of a draft over time; apart because drafting.py only knows how it is now.

Every save is kept, so that going back is one more save, and two people's saves can be merged.
"""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from checklists.authoring.drafting import Document, draft_by_id, require_storable, save
from checklists.authoring.merging.forms import Merged, Side, merge_forms
from checklists.authoring.models import Draft, DraftRevision
from checklists.errors import DraftNotFound
from stores.rules import Actor

MAX_PAUSE = timedelta(minutes=10)
"""Saves of one person with shorter pauses are told as one piece of work."""


@dataclass(frozen=True, slots=True)
class Save:
    """One revision without its form."""

    revision: int
    staff_id: uuid.UUID
    at: datetime


Sitting = tuple[Save, ...]
"""What one person saved in one go, the newest first; never empty."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody has and what is saved by now, made one; nothing of it is kept yet."""

    draft: Draft  # as it is now
    base: Mapping[str, Any]  # what both began with
    mine: Mapping[str, Any]
    merged: Merged


def saves(session: Session, actor: Actor, draft_id: uuid.UUID) -> list[Save]:
    """Return who saved a draft when, the newest save first; without the forms, which are large.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there, or was discarded.
    """
    draft = draft_by_id(session, actor, draft_id)
    found = session.exec(
        select(DraftRevision.revision, DraftRevision.edited_by_id, DraftRevision.created_at)
        .where(DraftRevision.draft_id == draft.id)
        .order_by(col(DraftRevision.revision).desc())
    )
    return [Save(*row) for row in found]


def sittings(found: Sequence[Save]) -> list[Sitting]:
    """Return saves in the pieces of work they were: an editor saves every few words.

    Example:
        >>> nine, me, you = datetime(2026, 11, 22, 9), uuid.UUID(int=1), uuid.UUID(int=2)
        >>> at = [Save(3, you, nine), Save(2, me, nine), Save(1, me, nine)]
        >>> [[save.revision for save in sitting] for sitting in sittings(at)]
        [[3], [2, 1]]
    """
    told: list[list[Save]] = []
    for save_ in found:
        if told and _is_one_sitting(save_, told[-1][-1]):
            told[-1].append(save_)
        else:
            told.append([save_])
    return [tuple(one) for one in told]


def forms_at(
    session: Session, actor: Actor, draft_id: uuid.UUID, numbers: Iterable[int]
) -> dict[int, dict[str, Any]]:
    """Return a draft as it was saved, by the number of the revision.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there, or was discarded.
    """
    draft = draft_by_id(session, actor, draft_id)
    found = session.exec(
        select(DraftRevision).where(
            DraftRevision.draft_id == draft.id, col(DraftRevision.revision).in_(set(numbers))
        )
    )
    return {one.revision: one.form for one in found}


def restore(
    session: Session, actor: Actor, draft_id: uuid.UUID, number: int, *, revision: int
) -> Draft:
    """Save a draft as it once was, as its next revision: what came between stays in the history.

    Args:
        session: The caller's transaction.
        actor: Who goes back.
        draft_id: Of the draft.
        number: The revision to go back to.
        revision: The newest one they saw.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If the draft or the revision is not there.
        DraftMoved: If somebody saved since they looked.
        FormInvalid: If it had another code then, and that was published since.
        DraftExists: If it had another code then, and that is taken now.
    """
    found = forms_at(session, actor, draft_id, [number])
    if number not in found:
        raise DraftNotFound
    return save(session, actor, draft_id, found[number], revision=revision)


def offer(
    session: Session,
    actor: Actor,
    draft_id: uuid.UUID,
    form: Document,
    *,
    revision: int,
    picks: Mapping[str, Side] | None = None,
) -> Offer:
    """Return somebody's form merged with what others saved since; nothing is kept.

    Who takes it saves the merged form against the revision of the draft in the offer.

    Args:
        session: The caller's transaction.
        actor: Whose form it is.
        draft_id: Of the draft.
        form: What they have, finished or not.
        revision: The one they began from. One that never was counts as an empty form.
        picks: Which side they take where both changed one thing, by the key of the clash.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there, or was discarded.
        FormInvalid: If the form has no usable code, or cannot be kept.
    """
    draft = draft_by_id(session, actor, draft_id)
    require_storable(form)
    base = forms_at(session, actor, draft_id, [revision]).get(revision, {})
    return Offer(draft, base, form, merge_forms(base, form, draft.form, picks))


def _is_one_sitting(earlier: Save, later: Save) -> bool:
    return earlier.staff_id == later.staff_id and later.at - earlier.at <= MAX_PAUSE
