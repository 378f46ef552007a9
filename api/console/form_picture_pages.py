"""Pictures shown beside questions: sent by the editor, and shown to who sees the checklist."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import JSONResponse, Response

from api.console.visits import VisitDep
from api.deps import Content, StoreDep
from checklists.forms.pictures import keep_picture, show_picture
from checklists.rules import MAX_PHOTO_BYTES
from core.errors import Problem

router = APIRouter(prefix="/form/pictures")
Sha256 = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]


@router.post("", max_body_size=MAX_PHOTO_BYTES)
def send_picture(visit: VisitDep, store: StoreDep, content: Content) -> Response:
    """Keep a picture; the editor puts its hash into the form."""
    try:
        picture = keep_picture(visit.session, store, visit.actor, content)
    except Problem as problem:
        return JSONResponse({"title": problem.title}, problem.status)
    return JSONResponse({"sha256": picture.sha256})


@router.get("/{sha256}")
def show_form_picture(visit: VisitDep, store: StoreDep, sha256: Sha256) -> Response:
    """Show a picture of a checklist of the chain; its name is its content, so it never changes."""
    shown = show_picture(visit.session, store, sha256)
    headers = {"Cache-Control": "private, max-age=31536000, immutable"}
    return Response(shown.content, media_type=shown.content_type, headers=headers)
