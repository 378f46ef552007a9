"""Classes of findings: what the eyes look for, what follows, and what people made of it."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import ActorDep, SessionDep
from api.problems import problems
from api.wire.finding_classes import to_class
from core.clock import now
from core.errors import Unauthenticated
from core.security import TokenInvalid
from findings.classes import may_rule, set_rule, standings
from findings.errors import ClassNotFound, ModeNotAllowed
from findings.rules import MEASURED_FOR, MIN_REVIEWED
from findings.vocabulary import Mode
from mobile_contract.v1.finding_classes import (
    ClassRuleRequest,
    FindingClassList,
    FindingClassReply,
    GroupName,
)
from stores.errors import RoleMissing, StoreNotFound
from stores.models import Zone
from stores.queries import visible_store

router = APIRouter(prefix="/v1/finding-classes", tags=["finding-classes"])
_SIGNED_IN = (Unauthenticated, TokenInvalid)


@router.get("", responses=problems(*_SIGNED_IN, StoreNotFound))
def list_finding_classes(
    actor: ActorDep,
    session: SessionDep,
    store_id: Annotated[uuid.UUID | None, Query(description="Numbers of this store only.")] = None,
    group: Annotated[GroupName | None, Query(description="Classes of this group only.")] = None,
) -> FindingClassList:
    """Return every class, what holds in each zone, and what people made of its findings."""
    if store_id is not None:
        visible_store(session, actor, store_id)
    found = standings(session, actor, now=now(), store_id=store_id)
    return FindingClassList(
        items=[to_class(one) for one in found if group in {None, one.found.group}],
        measured_days=MEASURED_FOR.days,
        least_reviewed=MIN_REVIEWED,
        may_change=may_rule(session, actor),
    )


@router.put("/{code}", responses=problems(*_SIGNED_IN, RoleMissing, ClassNotFound, ModeNotAllowed))
def set_class_rule(
    code: str, body: ClassRuleRequest, actor: ActorDep, session: SessionDep
) -> FindingClassReply:
    """Say what the chain wants of a class, everywhere or in one zone; again changes nothing."""
    set_rule(
        session,
        actor,
        code,
        zone=Zone(body.zone) if body.zone else None,
        is_on=body.is_on,
        mode=Mode(body.mode) if body.mode else None,
    )
    [standing] = [one for one in standings(session, actor, now=now()) if one.found.code == code]
    return to_class(standing)
