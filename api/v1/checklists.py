"""Checklists to fill, and the visits that are due."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.deps import ActorDep, Cursor, Limit, SessionDep
from api.problems import problems
from api.wire.checklists import to_checklist
from api.wire.visits_due import to_visits_due, to_wanted_visits
from checklists.authoring.assigning import current_versions_for
from checklists.errors import ChecklistNotFound
from checklists.queries import version_with_questions
from checklists.visits.due_queries import WantedVisits, visits_due_page
from core.errors import Unauthenticated
from core.pages import CursorInvalid
from core.security import TokenInvalid
from mobile_contract.v1.checklists import ChecklistList, ChecklistReply
from mobile_contract.v1.visits_due import DueStateName, VisitDuePage

router = APIRouter(
    prefix="/v1", tags=["checklists"], responses=problems(Unauthenticated, TokenInvalid)
)


@router.get("/checklists")
def list_checklists(actor: ActorDep, session: SessionDep) -> ChecklistList:
    """Return the newest version of every checklist the person has to fill somewhere today."""
    found = current_versions_for(session, actor)
    return ChecklistList(items=[to_checklist(one) for one in found])


@router.get(
    "/checklist-versions/{version_id}",
    responses=problems(Unauthenticated, TokenInvalid, ChecklistNotFound),
)
def read_checklist_version(
    version_id: uuid.UUID, _actor: ActorDep, session: SessionDep
) -> ChecklistReply:
    """Return one version, also an old one: a phone may hold answers to it."""
    return to_checklist(version_with_questions(session, version_id))


def get_wanted_visits(
    store_id: uuid.UUID | None = None,
    checklist_id: uuid.UUID | None = None,
    state: Annotated[list[DueStateName] | None, Query(description="All of them else.")] = None,
    *,
    everybody: Annotated[
        bool, Query(description="Also what is asked of other roles, at stores you may see.")
    ] = False,
) -> WantedVisits:
    """Return which visits somebody asked for."""
    return to_wanted_visits(store_id, checklist_id, state, everybody=everybody)


@router.get("/visits-due", responses=problems(Unauthenticated, TokenInvalid, CursorInvalid))
def list_visits_due(
    actor: ActorDep,
    session: SessionDep,
    wanted: Annotated[WantedVisits, Depends(get_wanted_visits)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> VisitDuePage:
    """Return what is asked of you in the periods of today, and whether it was done, by id."""
    return to_visits_due(visits_due_page(session, actor, wanted, cursor=cursor, limit=limit))
