"""Checklists: which there are, and how one begins: new, copied, from a pack or from a sheet."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.authoring import drafting
from checklists.authoring.assigning import assignments
from checklists.authoring.models import Draft
from checklists.errors import ChecklistNotFound
from checklists.forms.form import form_questions, to_document
from checklists.forms.rows import form_of
from checklists.models import ChecklistVersion
from checklists.packs import all_packs, pack
from checklists.queries import VersionWithQuestions, current_versions
from core.errors import NotFound
from core.words import Words
from stores.queries import roles_in_chain, staff_by_ids
from stores.rules import may_author

router = APIRouter(prefix="/checklists")
Name = Annotated[str, Form(max_length=200, pattern=r"^[^\x00]*$")]


@dataclass(frozen=True, slots=True)
class Row:
    """One checklist of the list: published, being written, or both."""

    code: str
    name: Words
    number: int | None = None  # of the newest version; None: not published
    question_count: int = 0
    assignment_count: int = 0
    draft: Draft | None = None
    editor: Words | None = None  # who saved the draft last


@router.get("")
def show_checklists(visit: VisitDep) -> Response:
    """Show every checklist, and for who may write them every way to begin one."""
    return show_list(visit)


@router.post("")
def send_checklist(
    visit: VisitDep, *, name_zh: Name = "", name_en: Name = "", code: Name = ""
) -> Response:
    """Begin a checklist with one empty section."""
    chinese, english = name_zh.strip(), name_en.strip()
    name = {locale: text for locale, text in (("zh-CN", chinese), ("en", english)) if text}
    form = {
        "format": "rounds-form/1",
        "code": code.strip() or new_code(visit, english),
        "name": name,
        "sections": [{"code": "section-1", "title": {}, "questions": []}],
    }
    return edit(drafting.create(visit.session, visit.actor, form))


@router.post("/packs/{code}")
def send_pack(visit: VisitDep, code: str) -> Response:
    """Begin a checklist that ships with the house; one that was begun goes on."""
    found = pack(code)
    if found is None:
        raise NotFound
    own = own_drafts(visit).get(code)
    return edit(own or drafting.create(visit.session, visit.actor, to_document(found)))


@router.post("/{code}/edit")
def send_edit(visit: VisitDep, code: str) -> Response:
    """Open the draft of a checklist, begun with its newest version unless there is one."""
    draft = own_drafts(visit).get(code)
    if draft is None:
        newest = newest_version(visit, code)
        draft = drafting.edit(visit.session, visit.actor, newest.version.id)
    return edit(draft)


@router.post("/{code}/copy")
def send_copy(visit: VisitDep, code: str, *, new_code: Name) -> Response:
    """Begin a checklist that asks what this one asks."""
    draft = own_drafts(visit).get(code)
    form: Mapping[str, Any] = (
        draft.form if draft else to_document(form_of(newest_version(visit, code)))
    )
    name = form.get("name")
    named = name if isinstance(name, dict) else {}
    copied = drafting.copy(visit.session, visit.actor, form, code=new_code.strip(), name=named)
    return edit(copied)


def show_list(visit: Visit, *, status: int = 200, **told: object) -> Response:
    """Show the list with what an import came to, if there was one."""
    packs = all_packs()
    context = {
        "rows": rows_of(visit),
        "may_author": is_author(visit),
        "packs": packs,
        "counts": {one.code: len(list(form_questions(one))) for one in packs},
        "faults": (),
        "notes": (),
        "imported": None,
        "checked": None,
        **told,
    }
    return render(visit, "checklists.html", context, status=status)


def edit(draft: Draft) -> Response:
    """Go on to the editor."""
    return RedirectResponse(f"/console/drafts/{draft.id}", status_code=303)


def is_author(visit: Visit) -> bool:
    """Tell whether who visits may write checklists."""
    return may_author(roles_in_chain(visit.session, visit.actor))


def own_drafts(visit: Visit) -> dict[str, Draft]:
    """Return the drafts by code; none for who may not write."""
    if not is_author(visit):
        return {}
    return {draft.code: draft for draft in drafting.drafts(visit.session, visit.actor)}


def new_code(visit: Visit, english: str) -> str:
    """Return a code that no checklist has yet, from an English name if there is one."""
    stem = re.sub(r"[^a-z0-9]+", "-", english.lower()).strip("-")[:40].strip("-")
    stem = stem if re.match(r"[a-z]", stem) else "checklist"
    taken = {row.code for row in rows_of(visit)}
    code, again = stem, 1
    while code in taken:
        again += 1
        code = f"{stem}-{again}"
    return code


def newest_version(visit: Visit, code: str) -> VersionWithQuestions:
    """Return the newest version of a checklist.

    Raises:
        ChecklistNotFound: If there is none with this code.
    """
    versions = current_versions(visit.session)
    found = next((one for one in versions if one.checklist.code == code), None)
    if found is None:
        raise ChecklistNotFound
    return found


def rows_of(visit: Visit) -> list[Row]:
    """Return every checklist by code; what is only written yet for who may write."""
    session = visit.session
    told = assignments(session, visit.actor) if is_author(visit) else ()
    counts = Counter(one.checklist_id for one in told)
    drafts = own_drafts(visit)
    editors = staff_by_ids(session, {draft.edited_by_id for draft in drafts.values()})
    rows: dict[str, Row] = {}
    for found in current_versions(session):
        checklist, version = found.checklist, found.version
        count, assigned = len(found.questions), counts[checklist.id]
        rows[checklist.code] = Row(checklist.code, checklist.name, version.number, count, assigned)
        if (draft := drafts.get(checklist.code)) and not is_ahead(draft, version):
            del drafts[checklist.code]
    for code, draft in drafts.items():
        begun = rows.get(code) or Row(code, drafting.name_of(draft))
        rows[code] = replace(begun, draft=draft, editor=editors[draft.edited_by_id].name)
    return [rows[code] for code in sorted(rows)]


def is_ahead(draft: Draft, newest: ChecklistVersion) -> bool:
    """Return whether a draft was saved since it was published; it is kept, to go on with."""
    return draft.base_version_id != newest.id or draft.edited_at > newest.published_at
