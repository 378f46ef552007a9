"""One checklist: its versions and what changed between them, what it asks, and who fills it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from api.console.checklist_pages import (
    Name,
    is_ahead,
    is_author,
    newest_version,
    own_drafts,
)
from api.console.due_lists import coverages_of
from api.console.rendering import render
from api.console.visits import Visit, VisitDep
from checklists.authoring.assigning import Assigning, assign, assignments, remove_assignment
from checklists.authoring.drafting import name_of
from checklists.authoring.models import Assignment, Every
from checklists.authoring.versions import versions_with_questions
from checklists.errors import ChecklistNotFound
from checklists.forms.diff_words import names_of, tell
from checklists.forms.diffs import diff
from checklists.forms.form import form_questions, sections_of
from checklists.forms.rows import form_of
from checklists.queries import VersionWithQuestions
from checklists.visits.kinds import kinds_of
from core.ids import new_id
from stores.models import Role
from stores.queries import staff_by_ids, stores_by_ids, visible_regions, visible_stores

router = APIRouter(prefix="/checklists")


@dataclass(frozen=True, slots=True)
class Assigned:
    """One assignment as the page shows it."""

    id: uuid.UUID
    scope: str  # empty: the whole chain
    role: str | None
    visit_kind: str
    every: str
    starts_on: date
    ends_on: date | None


@router.get("/{code}")
def show_checklist(visit: VisitDep, code: str) -> Response:
    """Show one checklist; one that is only written yet for who may write."""
    session = visit.session
    draft = own_drafts(visit).get(code)
    versions = versions_with_questions(session, code)
    if not versions and draft is None:
        raise ChecklistNotFound
    newest = versions[0] if versions else None
    if draft and newest and not is_ahead(draft, newest.version):
        draft = None
    form = form_of(newest) if newest else None
    shown = newest.checklist.name if newest else name_of(draft) if draft else {}
    people = {one.version.published_by_id for one in versions} | {
        draft.edited_by_id if draft else None
    }
    staff = staff_by_ids(session, {one for one in people if one})
    context = {
        "code": code,
        "name": shown,
        "draft": draft,
        "editor": staff[draft.edited_by_id].name if draft else None,
        "form": form,
        "sections": [section for _, section in sections_of(form)] if form else [],
        "question_count": len(list(form_questions(form))) if form else 0,
        "versions": [one.version for one in versions],
        "changes": _changes(visit, versions),
        "staff": staff,
        "may_author": is_author(visit),
        "timezone": _timezone(visit),
        "copy_code": f"{code}-copy"[:64],
        "coverages": coverages_of(visit, newest.checklist.id) if newest else [],
        **_assigning(visit, newest),
    }
    return render(visit, "checklist.html", context)


@router.post("/{code}/assignments")
def send_assignment(  # noqa: PLR0913 - one argument per field of the form
    visit: VisitDep,
    code: str,
    *,
    starts_on: Annotated[date, Form()],
    scope: Annotated[str, Form(pattern=r"^$|^(region|store):[0-9a-f-]{36}$")] = "",
    role: Name = "",
    visit_kind: Name = "routine",
    every: Annotated[Every, Form()] = Every.ON_DEMAND,
    ends_on: Annotated[str, Form(pattern=r"^(\d{4}-\d\d-\d\d)?$")] = "",
) -> Response:
    """Say who fills a checklist, where and how often."""
    kind, _, place = scope.partition(":")
    wanted = Assigning(
        checklist_id=newest_version(visit, code).checklist.id,
        region_id=uuid.UUID(place) if kind == "region" else None,
        store_id=uuid.UUID(place) if kind == "store" else None,
        role=role or None,
        visit_kind=visit_kind,
        every=every.value,
        starts_on=starts_on,
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
    )
    assign(visit.session, visit.actor, new_id(), wanted)
    return RedirectResponse(f"/console/checklists/{code}#assigned", status_code=303)


@router.post("/{code}/assignments/{assignment_id}/remove")
def send_removal(visit: VisitDep, code: str, assignment_id: uuid.UUID) -> Response:
    """Take back who fills a checklist."""
    remove_assignment(visit.session, visit.actor, assignment_id)
    return RedirectResponse(f"/console/checklists/{code}#assigned", status_code=303)


def _changes(visit: Visit, versions: Sequence[VersionWithQuestions]) -> dict[uuid.UUID, list[str]]:
    """Return what each version changed of the one before it, in sentences."""
    told: dict[uuid.UUID, list[str]] = {one.version.id: [] for one in versions}
    for newer, older in pairwise(versions):
        before, after = form_of(older), form_of(newer)
        names = names_of(before, after)
        lines = [tell(change, names, visit.language.code) for change in diff(before, after)]
        told[newer.version.id] = lines
    return told


def _assigning(visit: Visit, newest: VersionWithQuestions | None) -> dict[str, object]:
    """Return who fills a checklist, and what may be chosen for another assignment."""
    session, language = visit.session, visit.language
    regions = visible_regions(session, visit.actor)
    found: list[Assignment] = []
    if newest is not None and is_author(visit):
        found = assignments(session, visit.actor, checklist_id=newest.checklist.id)
    names = {region.id: language.say(region.name) for region in regions}
    stores = stores_by_ids(session, {one.store_id for one in found if one.store_id})
    names |= {store.id: language.say(store.name) for store in stores.values()}
    return {
        "assignments": [_to_assigned(one, names) for one in found],
        "regions": regions,
        "stores": visible_stores(session, visit.actor),
        "roles": [role.value for role in Role],
        "kinds": kinds_of(session),
        "everies": [every.value for every in Every],
        "today": visit.now.astimezone(ZoneInfo(_timezone(visit))).date().isoformat(),
    }


def _timezone(visit: Visit) -> str:
    """Return whose clock times are told by: that of the person's first store."""
    stores = visible_stores(visit.session, visit.actor)
    return stores[0].timezone if stores else "UTC"


def _to_assigned(one: Assignment, names: dict[uuid.UUID, str]) -> Assigned:
    place = one.region_id or one.store_id
    scope = names.get(place, "…") if place else ""
    return Assigned(one.id, scope, one.role, one.visit_kind, one.every, one.starts_on, one.ends_on)
