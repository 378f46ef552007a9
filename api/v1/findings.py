"""Findings that wait for a person's word, and that word."""

import uuid
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from api.deps import ActorDep, Limit, SessionDep
from api.problems import problems
from api.wire.photos import to_findings
from core.errors import Unauthenticated
from core.security import TokenInvalid
from findings import queries, service
from findings.errors import FindingNotFound, FindingReviewed
from findings.models import Result
from mobile_contract.v1.findings import FindingList, FindingReply, ReviewRequest
from stores.errors import RoleMissing

router = APIRouter(prefix="/v1/findings", tags=["findings"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)


@router.get("", responses=problems(*_SIGNED_IN))
def list_findings(
    actor: ActorDep,
    session: SessionDep,
    awaiting_review: Annotated[  # noqa: ARG001 - the one list there is; said so that others may come
        Literal["true"], Query(description="Those that wait for a person's word.")
    ] = "true",
    limit: Limit = 50,
) -> FindingList:
    """Return what waits for a person to say whether the eyes are right: the gravest first."""
    found = queries.awaiting_review(session, actor, limit=limit)
    return FindingList(items=to_findings(session, found))


@router.post(
    "/{finding_id}/review",
    responses=problems(*_SIGNED_IN, RoleMissing, FindingNotFound, FindingReviewed),
)
def review_finding(
    finding_id: uuid.UUID, body: ReviewRequest, actor: ActorDep, session: SessionDep
) -> FindingReply:
    """Say whether the eyes are right; the same word again is harmless."""
    result = Result(body.result)
    finding = service.review(session, actor, finding_id, result=result, note=body.note)
    return to_findings(session, [finding])[0]
