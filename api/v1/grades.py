"""A store's year in one letter, its licence and its accidents."""

import uuid

from fastapi import APIRouter

from api.deps import ActorDep, SessionDep
from api.problems import problems
from api.wire.grades import to_accident, to_grades, to_licence
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.grades import (
    AccidentReply,
    AccidentRequest,
    GradesReply,
    LicenceReply,
    LicenceRequest,
    WithdrawalRequest,
)
from scorecards import yearly
from stores import licences
from stores.errors import (
    AccidentDiffers,
    AccidentNotFound,
    RecordInvalid,
    RoleMissing,
    StoreNotFound,
)

router = APIRouter(prefix="/v1/stores/{store_id}", tags=["grades"])
_READS = (Unauthenticated, TokenInvalid, StoreNotFound)
_WRITES = (*_READS, RoleMissing, RecordInvalid)


@router.get("/grades", responses=problems(*_READS))
def read_grades(store_id: uuid.UUID, actor: ActorDep, session: SessionDep) -> GradesReply:
    """Return a store's year by each checklist that grades, or why there is no letter."""
    return to_grades(yearly.grades(session, actor, store_id))


@router.put("/licence", responses=problems(*_WRITES))
def set_licence(
    store_id: uuid.UUID, body: LicenceRequest, actor: ActorDep, session: SessionDep
) -> LicenceReply:
    """Say since when a store holds its food licence; the same again changes nothing."""
    store = licences.set_licence(session, actor, store_id, licensed_on=body.licensed_on)
    return to_licence(store)


@router.put("/accidents/{accident_id}", responses=problems(*_WRITES, AccidentDiffers))
def report_accident(
    store_id: uuid.UUID,
    accident_id: uuid.UUID,
    body: AccidentRequest,
    actor: ActorDep,
    session: SessionDep,
) -> AccidentReply:
    """Write down a food-safety accident; the same again changes nothing."""
    line = licences.report_accident(
        session, actor, store_id, accident_id, happened_on=body.happened_on, note=body.note
    )
    return to_accident(line)


@router.put(
    "/accidents/{accident_id}/withdrawal",
    responses=problems(*_WRITES, AccidentNotFound, AccidentDiffers),
)
def withdraw_accident(
    store_id: uuid.UUID,
    accident_id: uuid.UUID,
    body: WithdrawalRequest,
    actor: ActorDep,
    session: SessionDep,
) -> AccidentReply:
    """Say that an accident was none, and why; it stays on record and counts no longer."""
    return to_accident(
        licences.withdraw_accident(session, actor, store_id, accident_id, reason=body.reason)
    )
