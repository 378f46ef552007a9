"""What was saved of a draft over time; apart because drafting.py only knows how it is now.

Every save is kept, so that going back is one more save, and two people's saves can be merged.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from checklists.authoring_models import Draft, DraftRevision
from checklists.drafting import Document, draft_by_id, require_storable, save
from checklists.errors import DraftNotFound
from checklists.merging.forms import Merged, Side, merge_forms
from stores.rules import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody has and what is saved by now, made one; nothing of it is kept yet."""

    draft: Draft  # as it is now
    mine: Mapping[str, Any]
    merged: Merged


def revisions(session: Session, actor: Actor, draft_id: uuid.UUID) -> list[DraftRevision]:
    """Return every save of a draft, newest first.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there, or was discarded.
    """
    draft = draft_by_id(session, actor, draft_id)
    return list(
        session.exec(
            select(DraftRevision)
            .where(DraftRevision.draft_id == draft.id)
            .order_by(col(DraftRevision.revision).desc())
        )
    )


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
    draft = draft_by_id(session, actor, draft_id)
    form = _form_at(session, draft, number)
    if form is None:
        raise DraftNotFound
    return save(session, actor, draft_id, form, revision=revision)


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
    base = _form_at(session, draft, revision) or {}
    return Offer(draft, form, merge_forms(base, form, draft.form, picks))


def _form_at(session: Session, draft: Draft, revision: int) -> dict[str, Any] | None:
    found = session.exec(
        select(DraftRevision).where(
            DraftRevision.draft_id == draft.id, DraftRevision.revision == revision
        )
    ).first()
    return None if found is None else found.form
