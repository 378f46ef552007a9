"""How stores are doing."""

import uuid

from fastapi import APIRouter

from api.deps import ActorDep, SessionDep
from api.problems import problems
from api.wire.scorecards import to_scorecard, to_summary
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.scorecards import ScorecardList, ScorecardReply
from scorecards import queries
from stores.errors import StoreNotFound

router = APIRouter(prefix="/v1/scorecards", tags=["scorecards"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)


@router.get("", responses=problems(*_SIGNED_IN))
def list_scorecards(
    actor: ActorDep, session: SessionDep, region_id: uuid.UUID | None = None
) -> ScorecardList:
    """Return your stores worst first, if asked only those in or below a region."""
    rows = queries.scorecards(session, actor, region_id=region_id)
    return ScorecardList(items=[to_summary(row) for row in rows])


@router.get("/{store_id}", responses=problems(*_SIGNED_IN, StoreNotFound))
def read_scorecard(store_id: uuid.UUID, actor: ActorDep, session: SessionDep) -> ScorecardReply:
    """Return how one store is doing, why, and the evidence behind it."""
    return to_scorecard(session, queries.scorecard(session, actor, store_id))
