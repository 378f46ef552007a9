"""Checklists as workbooks: a plain Excel list or an XLSForm, in with a dry run and out."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Response

from api.deps import ActorDep, Content, SessionDep
from api.problems import problems
from api.wire.sheets import to_import
from checklists.authoring.sheet_drafts import SheetKind, import_sheet, read_sheet, write_sheet
from checklists.errors import ChecklistNotFound, SheetInvalid
from checklists.forms.rows import form_of
from checklists.queries import version_with_questions
from checklists.visits.kinds import require_author
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.sheets import SheetImportReply
from mobile_contract.v1.wire import Label
from stores.errors import RoleMissing
from stores.queries import staff_by_ids

import_router = APIRouter(prefix="/v1", tags=["authoring"])  # apart: large bodies
router = APIRouter(prefix="/v1", tags=["authoring"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_BYTES = {_SHEET: {"schema": {"type": "string", "format": "binary"}}}


@import_router.post(
    "/drafts/import",
    responses=problems(*_SIGNED_IN, RoleMissing, SheetInvalid),
    openapi_extra={"requestBody": {"required": True, "content": _BYTES}},
)
def import_checklist(
    content: Content,
    actor: ActorDep,
    session: SessionDep,
    *,
    name: Annotated[Label, Query(description="Where the workbook has none.")] = "",
    dry_run: Annotated[bool, Query(description="Tell what it comes to, and keep nothing.")] = False,
) -> SheetImportReply:
    """Make a draft of an Excel list or an XLSForm, or name every fault by its sheet and cell."""
    require_author(session, actor)
    reading = read_sheet(content, name=name)
    if dry_run:
        return to_import(reading)
    draft = import_sheet(session, actor, reading)
    return to_import(reading, draft, staff_by_ids(session, [actor.staff_id])[actor.staff_id])


@router.get(
    "/checklist-versions/{version_id}/export.xlsx",
    response_class=Response,
    responses={
        **problems(*_SIGNED_IN, ChecklistNotFound),
        200: {"content": _BYTES, "description": "The workbook."},
    },
)
def export_checklist(
    version_id: uuid.UUID,
    actor: ActorDep,
    session: SessionDep,
    kind: Annotated[
        SheetKind, Query(alias="as", description="A plain Excel list, or an XLSForm.")
    ] = SheetKind.LIST,
) -> Response:
    """Return one published version as a workbook, in the language of who asks."""
    form = form_of(version_with_questions(session, version_id))
    headers = {"Content-Disposition": f'attachment; filename="{form.code}-{kind.value}.xlsx"'}
    return Response(
        write_sheet(form, kind, locale=actor.locale), media_type=_SHEET, headers=headers
    )
