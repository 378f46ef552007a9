"""Scores told sum by sum, and what they would be under another version."""

import uuid
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ActorDep, SessionDep
from api.problems import problems
from api.wire.scores import to_explanation, to_what_if
from checklists.errors import ChecklistNotFound, InspectionNotFound
from checklists.queries import visible_inspection
from core.clock import now
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.scores import ExplainReply, WhatIfReply
from mobile_contract.v1.wire import Moment
from scorecards.queries import score_of
from scorecards.what_if import what_if

router = APIRouter(prefix="/v1", tags=["scores"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)
WHAT_IF_DAYS = timedelta(days=28)


@router.get(
    "/inspections/{inspection_id}/explain", responses=problems(*_SIGNED_IN, InspectionNotFound)
)
def explain_inspection(
    inspection_id: uuid.UUID, actor: ActorDep, session: SessionDep
) -> ExplainReply:
    """Return how an inspection's score came about, node by node, so that anybody can redo it."""
    inspection = visible_inspection(session, actor, inspection_id)
    return to_explanation(inspection.id, score_of(session, inspection.id))


@router.get(
    "/checklist-versions/{version_id}/what-if", responses=problems(*_SIGNED_IN, ChecklistNotFound)
)
def what_if_version(
    version_id: uuid.UUID,
    actor: ActorDep,
    session: SessionDep,
    since: Annotated[Moment | None, Query(description="Four weeks before `until` else.")] = None,
    until: Annotated[Moment | None, Query(description="Now else.")] = None,
) -> WhatIfReply:
    """Return what your inspections' scores would be under this version; nothing is changed."""
    to = until or now()
    begin = since or to - WHAT_IF_DAYS
    return to_what_if(what_if(session, actor, version_id, since=begin, until=to), begin, to)
