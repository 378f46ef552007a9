"""Kinds of visits: what each is called, whether it is in use, and how much it counts."""

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.console.checklist_pages import is_author
from api.console.rendering import render
from api.console.visits import VisitDep
from checklists.visits.kinds import MAX_WEIGHT, Kind, kinds_of, set_kind

router = APIRouter(prefix="/visit-kinds")
Short = Annotated[str, Form(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("")
def show_visit_kinds(visit: VisitDep) -> Response:
    """Show every kind of visit, with a form each for who may change it."""
    context = {
        "kinds": list(kinds_of(visit.session).values()),
        "max_weight": MAX_WEIGHT,
        "may_author": is_author(visit),
    }
    return render(visit, "visit_kinds.html", context)


@router.post("")
def send_visit_kind(
    visit: VisitDep,
    *,
    code: Short,
    weight: Annotated[float, Form()],
    name_zh: Short = "",
    name_en: Short = "",
    is_on: Annotated[bool, Form()] = False,
) -> Response:
    """Keep what was said of one kind; what it is called in one language stands for both."""
    chinese, english = name_zh.strip(), name_en.strip()
    name = {"zh-CN": chinese or english, "en": english or chinese}
    set_kind(visit.session, visit.actor, Kind(code, name, weight, is_on))
    return RedirectResponse("/console/visit-kinds", status_code=303)
