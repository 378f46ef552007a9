"""Published checklists over time, who fills them, why somebody visits, and pictures of forms."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from api.deps import ActorDep, Content, SessionDep, StoreDep
from api.problems import problems
from api.wire import authoring as to
from checklists.authoring import assigning
from checklists.authoring.versions import version_before, versions_of
from checklists.errors import (
    AssignmentInvalid,
    AssignmentNotFound,
    ChecklistNotFound,
    FormPictureNotFound,
    NotAPhoto,
    PhotoHashWrong,
    PhotoTooLarge,
    PhotoUnusable,
    VisitKindInvalid,
)
from checklists.forms import pictures as form_pictures
from checklists.forms.rows import form_of
from checklists.queries import version_with_questions
from checklists.rules import CONTENT_TYPES
from checklists.visits import kinds as visit_kinds
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.authoring import (
    AssignmentList,
    AssignmentReply,
    AssignmentRequest,
    DiffReply,
    FormPictureReply,
    VersionList,
    VisitKindList,
    VisitKindReply,
    VisitKindRequest,
)
from mobile_contract.v1.wire import Sha256
from stores.errors import RoleMissing

router = APIRouter(prefix="/v1", tags=["authoring"])
picture_router = APIRouter(prefix="/v1", tags=["authoring"])  # apart: large bodies
_SIGNED_IN = (Unauthenticated, TokenInvalid)
_AUTHOR = (*_SIGNED_IN, RoleMissing)
_REFUSALS = (PhotoHashWrong, NotAPhoto, PhotoTooLarge, PhotoUnusable)
_BYTES = {"schema": {"type": "string", "format": "binary"}}
_PICTURES = dict.fromkeys(sorted(CONTENT_TYPES), _BYTES)
Code = Annotated[str, Path(max_length=64, pattern=r"^[^\x00]+$")]


@router.get(
    "/checklists/{checklist_code}/versions", responses=problems(*_SIGNED_IN, ChecklistNotFound)
)
def list_checklist_versions(
    checklist_code: Code, _actor: ActorDep, session: SessionDep
) -> VersionList:
    """Return every version of a checklist, the newest first."""
    return VersionList(items=[to.to_version(one) for one in versions_of(session, checklist_code)])


@router.get(
    "/checklist-versions/{version_id}/form", responses=problems(*_SIGNED_IN, ChecklistNotFound)
)
def read_form(version_id: uuid.UUID, _actor: ActorDep, session: SessionDep) -> dict[str, Any]:
    """Return a version as the canonical form; its shape is at `/v1/form-schema`."""
    return form_of(version_with_questions(session, version_id)).model_dump(mode="json")


@router.get(
    "/checklist-versions/{version_id}/diff", responses=problems(*_SIGNED_IN, ChecklistNotFound)
)
def read_diff(
    version_id: uuid.UUID,
    _actor: ActorDep,
    session: SessionDep,
    against: Annotated[
        uuid.UUID | None, Query(description="A version; without it the one before.")
    ] = None,
) -> DiffReply:
    """Return what changed from another version to this one, by the codes of what they ask."""
    after = version_with_questions(session, version_id)
    before_id = against or version_before(session, after.version)
    before = version_with_questions(session, before_id) if before_id else None
    return to.to_diff(before, after)


@router.get("/visit-kinds", responses=problems(*_SIGNED_IN))
def list_visit_kinds(_actor: ActorDep, session: SessionDep) -> VisitKindList:
    """Return why people of this chain look, and how much each kind counts in the store score."""
    kinds = visit_kinds.kinds_of(session).values()
    return VisitKindList(items=[to.to_visit_kind(kind) for kind in kinds])


@router.put("/visit-kinds/{code}", responses=problems(*_AUTHOR, VisitKindInvalid))
def set_visit_kind(
    code: Code, body: VisitKindRequest, actor: ActorDep, session: SessionDep
) -> VisitKindReply:
    """Say what a kind of visit is called and counts; the same again changes nothing."""
    return to.to_visit_kind(visit_kinds.set_kind(session, actor, to.to_kind(code, body)))


@router.get("/assignments", responses=problems(*_AUTHOR))
def list_assignments(
    actor: ActorDep, session: SessionDep, checklist_id: uuid.UUID | None = None
) -> AssignmentList:
    """Return who fills what; a checklist without an assignment is everybody's."""
    rows = assigning.assignments(session, actor, checklist_id=checklist_id)
    return AssignmentList(items=[to.to_assignment(row) for row in rows])


@router.put("/assignments/{assignment_id}", responses=problems(*_AUTHOR, AssignmentInvalid))
def set_assignment(
    assignment_id: uuid.UUID, body: AssignmentRequest, actor: ActorDep, session: SessionDep
) -> AssignmentReply:
    """Say who fills a checklist; the same again, or other words under this id, replace it."""
    return to.to_assignment(assigning.assign(session, actor, assignment_id, to.to_assigning(body)))


@router.delete(
    "/assignments/{assignment_id}",
    status_code=204,
    responses=problems(*_AUTHOR, AssignmentNotFound),
)
def remove_assignment(assignment_id: uuid.UUID, actor: ActorDep, session: SessionDep) -> None:
    """Take an assignment away; without any left, everybody may fill the checklist."""
    assigning.remove_assignment(session, actor, assignment_id)


@picture_router.put(
    "/form-pictures/{sha256}/content",
    responses=problems(*_AUTHOR, *_REFUSALS),
    openapi_extra={"requestBody": {"required": True, "content": _PICTURES}},
)
def put_form_picture(
    sha256: Sha256, content: Content, *, actor: ActorDep, session: SessionDep, store: StoreDep
) -> FormPictureReply:
    """Keep a picture to show beside questions; the same again is harmless."""
    kept = form_pictures.keep_picture(session, store, actor, content, sha256=sha256)
    return to.to_form_picture(kept)


@router.get(
    "/form-pictures/{sha256}/content",
    response_class=Response,
    responses={
        **problems(*_SIGNED_IN, FormPictureNotFound),
        200: {"content": _PICTURES, "description": "The picture."},
    },
)
def read_form_picture(
    sha256: Sha256, _actor: ActorDep, session: SessionDep, store: StoreDep
) -> Response:
    """Return a picture that is shown beside questions; it never changes."""
    shown = form_pictures.show_picture(session, store, sha256)
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(shown.content, media_type=shown.content_type, headers=headers)
