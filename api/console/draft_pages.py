"""The editor of a draft, and what its script asks: keep this, look at this."""

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Form
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.console.checklist_labels import EFFECTS, QUESTION_KINDS
from api.console.checklist_pages import newest_version
from api.console.draft_merges import tell_changes, tell_offer
from api.console.editor_words import editor_words
from api.console.form_words import Told, tell_faults
from api.console.labels import ROLES, SEVERITIES, ZONES, Label, translator
from api.console.rendering import render
from api.console.simulation import MAX_TRIED, Tried, simulate, to_score
from api.console.visits import Visit, VisitDep
from checklists.authoring import drafting
from checklists.authoring.drafting import name_of
from checklists.authoring.models import Draft
from checklists.authoring.publishing import faults_to_publish
from checklists.authoring.revisions import offer
from checklists.errors import DraftMoved
from checklists.forms.form import Form as Asked
from checklists.forms.form import form_questions, sections_of
from checklists.forms.reading import look_at
from checklists.forms.rows import form_of
from checklists.forms.texts import missing_words
from checklists.logic.words import explain
from checklists.visits.kinds import kinds_of
from core.errors import Problem
from stores.queries import shelves, staff_by_ids, visible_stores

router = APIRouter(prefix="/drafts")
MAX_NOTE = 2000
_LOGIC = ("show_if", "require_if", "fail_if", "evidence_if", "action_if", "notify_if")


class Kept(BaseModel):
    """A draft as the editor has it, and the revision it began with."""

    revision: int
    form: dict[str, Any]


class Looked(BaseModel):
    """A draft that is not kept yet, with answers to try."""

    form: dict[str, Any]
    answers: Annotated[tuple[Tried, ...], Field(max_length=MAX_TRIED)] = ()
    visit_kind: Annotated[str, Field(max_length=64)] = ""


@router.get("/{draft_id}")
def show_draft(visit: VisitDep, draft_id: uuid.UUID) -> Response:
    """Show the editor."""
    draft = drafting.draft_by_id(visit.session, visit.actor, draft_id)
    stores = [store.id for store in visible_stores(visit.session, visit.actor)]
    context = {
        "draft": draft,
        "name": name_of(draft),
        "given": _given(visit, draft),
        "shelf_codes": sorted({shelf.code for shelf in shelves(visit.session, stores)}),
    }
    return render(visit, "draft.html", context, script="built/editor.js")


@router.post("/{draft_id}")
def keep_draft(visit: VisitDep, draft_id: uuid.UUID, kept: Kept) -> Response:
    """Keep what the editor has, unless somebody else kept something since: then offer both."""
    session, actor = visit.session, visit.actor
    try:
        draft = drafting.save(session, actor, draft_id, kept.form, revision=kept.revision)
    except DraftMoved as moved:
        offered = offer(session, actor, draft_id, kept.form, revision=kept.revision)
        return JSONResponse(tell_offer(visit, offered), moved.status)
    except Problem as problem:
        return _refused(problem)
    return JSONResponse({"revision": draft.revision})


@router.post("/{draft_id}/look")
def look_at_draft(visit: VisitDep, draft_id: uuid.UUID, looked: Looked) -> Response:
    """Tell what is wrong with what the editor has, what its logic says, and what answers score."""
    drafting.draft_by_id(visit.session, visit.actor, draft_id)
    reading = look_at(looked.form)
    said: dict[str, Any] = {
        "faults": _to_json(tell_faults(visit.language, looked.form, reading.faults)),
        "missing": [],
        "plain": {},
        "score": None,
    }
    form = reading.form
    if form is not None:
        missing = tell_faults(visit.language, looked.form, missing_words(form))
        said["missing"] = _to_json(missing)
        said["plain"] = dict(_plain(form, visit.language.code))
    if form is not None and not reading.faults:
        scored = simulate(form, looked.answers, looked.visit_kind)
        said["score"] = to_score(visit.language, form, scored)
    return JSONResponse(said)


@router.get("/{draft_id}/publish")
def show_publication(visit: VisitDep, draft_id: uuid.UUID) -> Response:
    """Show what publishing would change, and what keeps it from being published."""
    return _show_publication(visit, drafting.draft_by_id(visit.session, visit.actor, draft_id))


@router.post("/{draft_id}/publish")
def send_publication(
    visit: VisitDep,
    draft_id: uuid.UUID,
    *,
    revision: Annotated[int, Form()],
    note: Annotated[str, Form(max_length=MAX_NOTE, pattern=r"^[^\x00]*$")] = "",
) -> Response:
    """Publish what the page showed; if somebody saved since, show that first."""
    session, actor = visit.session, visit.actor
    draft = drafting.draft_by_id(session, actor, draft_id)
    if draft.revision != revision:
        return _show_publication(visit, draft, is_moved=True, status=DraftMoved.status)
    drafting.publish(session, actor, draft_id, revision=revision, note=note.strip())
    return RedirectResponse(f"/console/checklists/{draft.code}", status_code=303)


@router.post("/{draft_id}/discard")
def send_discard(visit: VisitDep, draft_id: uuid.UUID) -> Response:
    """Put a draft away."""
    drafting.discard(visit.session, visit.actor, draft_id)
    return RedirectResponse("/console/checklists", status_code=303)


def _show_publication(
    visit: Visit, draft: Draft, *, is_moved: bool = False, status: int = 200
) -> Response:
    reading = look_at(draft.form)
    form, faults = reading.form, reading.faults
    if form is not None:
        faults = faults_to_publish(visit.session, form)
    is_first = draft.base_version_id is None
    before = None if is_first else newest_version(visit, draft.code)
    old = form_of(before) if before else None
    context = {
        "draft": draft,
        "name": name_of(draft),
        "number": before.version.number if before else None,
        "faults": tell_faults(visit.language, draft.form, faults),
        "missing": tell_faults(visit.language, draft.form, missing_words(form)) if form else [],
        "changes": tell_changes(visit, old, form) if old and form else [],
        "question_count": len(list(form_questions(form))) if form else 0,
        "is_moved": is_moved,
    }
    return render(visit, "publish.html", context, status=status)


def _given(visit: Visit, draft: Draft) -> dict[str, Any]:
    """Return what the editor's script begins with."""
    language, session = visit.language, visit.session
    kinds = kinds_of(session).values()
    here = f"/console/drafts/{draft.id}"
    return {
        "words": editor_words(language),
        "form": draft.form,
        "revision": draft.revision,
        "owner": f"{visit.actor.tenant_id} {visit.actor.staff_id} {draft.id}",
        "editedBy": staff_by_ids(session, [draft.edited_by_id])[draft.edited_by_id].name,
        "kinds": dict(_choices(visit, QUESTION_KINDS)),
        "severities": _choices(visit, SEVERITIES),
        "roles": _choices(visit, ROLES),
        "zones": _choices(visit, ZONES),
        "effects": _choices(visit, EFFECTS),
        "visitKinds": [(kind.code, language.say(kind.name)) for kind in kinds if kind.is_on],
        "urls": {
            "save": here,
            "check": f"{here}/look",
            "merge": f"{here}/merge",
            "pictures": "/console/form/pictures",
        },
    }


def _choices(visit: Visit, words: dict[str, Label]) -> list[tuple[str, str]]:
    say = translator(visit.language, words)
    return [(code, say(code)) for code in words]


def _plain(form: Asked, locale: str) -> list[tuple[str, str]]:
    """Return every expression in plain words, by where it is."""
    found = [(f"{place}/show_if", section.show_if) for place, section in sections_of(form)]
    for place, question in form_questions(form):
        found += [(f"{place}/logic/{name}", getattr(question.logic, name)) for name in _LOGIC]
    return [(place, explain(text, form, locale)) for place, text in found if text.strip()]


def _to_json(told: list[Told]) -> list[dict[str, str]]:
    return [{"pointer": one.pointer, "place": one.place, "detail": one.detail} for one in told]


def _refused(problem: Problem) -> Response:
    faults = [{"pointer": one.pointer, "detail": one.detail} for one in problem.faults]
    return JSONResponse({"title": problem.title, "faults": faults}, problem.status)
