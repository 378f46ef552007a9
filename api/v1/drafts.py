"""Checklists while they are written: drafts, saved against a revision, and their publication."""

import uuid
from typing import Any

from fastapi import APIRouter
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.deps import ActorDep, LocaleDep, SessionDep
from api.problems import answer, problems, to_reply
from api.wire.authoring import to_draft, to_draft_summary, to_version
from api.wire.merging import to_merge, to_moved, to_picks
from checklists.authoring import drafting
from checklists.authoring.models import Draft
from checklists.authoring.revisions import offer
from checklists.errors import (
    ChecklistNotFound,
    DraftExists,
    DraftMoved,
    DraftNotFound,
    FormInvalid,
)
from checklists.forms.form import Form, plain_words
from checklists.forms.reading import look_at
from checklists.forms.rows import form_of
from checklists.queries import version_with_questions
from core.errors import Fault, Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.authoring import (
    DraftList,
    DraftReply,
    DraftRequest,
    PublishRequest,
    SaveRequest,
    VersionReply,
)
from mobile_contract.v1.merging import MergeReply, MergeRequest, MovedReply
from mobile_contract.v1.problems import ProblemReply
from stores.errors import RoleMissing
from stores.queries import staff_by_ids
from stores.rules import Actor

router = APIRouter(prefix="/v1", tags=["authoring"])
_AUTHOR = (Unauthenticated, TokenInvalid, RoleMissing)
_WRITES = (FormInvalid, DraftExists)
_SAVES = problems(*_AUTHOR, DraftNotFound, DraftMoved, *_WRITES)
_SAVES[DraftMoved.status]["model"] = MovedReply | ProblemReply


@router.get("/form-schema", responses=problems(Unauthenticated, TokenInvalid))
def read_form_schema(_actor: ActorDep) -> dict[str, Any]:
    """Return the JSON Schema of the canonical form, in which checklists come and go."""
    return Form.model_json_schema()


@router.get("/drafts", responses=problems(*_AUTHOR))
def list_drafts(actor: ActorDep, session: SessionDep) -> DraftList:
    """Return every draft of the chain, the last edited first."""
    found = drafting.drafts(session, actor)
    staff = staff_by_ids(session, [draft.edited_by_id for draft in found])
    return DraftList(items=[to_draft_summary(one, staff.get(one.edited_by_id)) for one in found])


@router.post("/drafts", responses=problems(*_AUTHOR, ChecklistNotFound, *_WRITES))
def begin_draft(
    body: DraftRequest, actor: ActorDep, session: SessionDep, locale: LocaleDep
) -> DraftReply:
    """Begin a draft of a form, of a version, or of a copy of either; once more is harmless."""
    return _reply(session, _begin(session, actor, body), locale)


@router.get("/drafts/{draft_id}", responses=problems(*_AUTHOR, DraftNotFound))
def read_draft(
    draft_id: uuid.UUID, actor: ActorDep, session: SessionDep, locale: LocaleDep
) -> DraftReply:
    """Return a draft with everything that keeps it from being published."""
    return _reply(session, drafting.draft_by_id(session, actor, draft_id), locale)


@router.put("/drafts/{draft_id}", response_model=DraftReply, responses=_SAVES)
def save_draft(
    request: Request,
    draft_id: uuid.UUID,
    body: SaveRequest,
    *,
    actor: ActorDep,
    session: SessionDep,
    locale: LocaleDep,
) -> DraftReply | Response:
    """Save a draft, finished or not; sent again, the same save changes nothing."""
    form, revision = body.form, body.revision
    try:
        saved = drafting.save(session, actor, draft_id, form, revision=revision)
    except DraftMoved as moved:
        offered = offer(session, actor, draft_id, form, revision=revision)
        return answer(request, moved, to_moved(to_reply(request, moved), offered))
    return _reply(session, saved, locale)


@router.post("/drafts/{draft_id}/merge", responses=problems(*_AUTHOR, DraftNotFound, FormInvalid))
def merge_draft(
    draft_id: uuid.UUID,
    body: MergeRequest,
    *,
    actor: ActorDep,
    session: SessionDep,
    locale: LocaleDep,
) -> MergeReply:
    """Return what could not be saved as one with what others saved; it changes nothing."""
    picks = to_picks(body.picks)
    offered = offer(session, actor, draft_id, body.form, revision=body.revision, picks=picks)
    return to_merge(offered, locale)


@router.delete("/drafts/{draft_id}", status_code=204, responses=problems(*_AUTHOR, DraftNotFound))
def discard_draft(draft_id: uuid.UUID, actor: ActorDep, session: SessionDep) -> None:
    """Put a draft away; its revisions are kept."""
    drafting.discard(session, actor, draft_id)


@router.post(
    "/drafts/{draft_id}/publish",
    responses=problems(*_AUTHOR, DraftNotFound, DraftMoved, FormInvalid),
)
def publish_draft(
    draft_id: uuid.UUID, body: PublishRequest, actor: ActorDep, session: SessionDep
) -> VersionReply:
    """Publish a draft as the next version, or name every fault; once more gives the same one."""
    return to_version(
        drafting.publish(session, actor, draft_id, revision=body.revision, note=body.note)
    )


def _begin(session: Session, actor: Actor, body: DraftRequest) -> Draft:
    if (body.form is None) == (body.version_id is None):
        raise FormInvalid(faults=(Fault("/form", "send a form or a version_id, and not both"),))
    if body.copy_as is None and body.version_id is not None:
        return drafting.edit(session, actor, body.version_id)
    form = body.form if body.form is not None else _form_of(session, body.version_id)
    if body.copy_as is None:
        return drafting.create(session, actor, form)
    name = plain_words(body.copy_as.name)
    return drafting.copy(session, actor, form, code=body.copy_as.code, name=name)


def _form_of(session: Session, version_id: uuid.UUID | None) -> dict[str, Any]:
    if version_id is None:
        raise ChecklistNotFound
    return form_of(version_with_questions(session, version_id)).model_dump(mode="json")


def _reply(session: Session, draft: Draft, locale: str) -> DraftReply:
    editor = staff_by_ids(session, [draft.edited_by_id]).get(draft.edited_by_id)
    return to_draft(draft, editor, look_at(draft.form), locale)
