"""Checklists to fill."""

import uuid

from fastapi import APIRouter

from api.deps import ActorDep, SessionDep
from api.problems import problems
from api.wire.checklists import to_checklist
from checklists.assigning import current_versions_for
from checklists.errors import ChecklistNotFound
from checklists.queries import version_with_questions
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.checklists import ChecklistList, ChecklistReply

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
