"""Filled checklists: take them, show them."""

import uuid

from fastapi import APIRouter, Response, status

from api.deps import ActorDep, SessionDep, StoreDep
from api.problems import problems
from api.wire.inspections import tell_inspection, to_inspection, to_receipt, to_submission
from checklists import queries, service
from checklists.errors import (
    AnswersInvalid,
    ChecklistNotFound,
    InspectionDiffers,
    InspectionNotFound,
    PhotoDiffers,
)
from core.errors import TooLarge, Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.inspections import (
    InspectionReceipt,
    InspectionReply,
    InspectionSubmission,
)
from stores.errors import RoleMissing, StoreNotFound

router = APIRouter(prefix="/v1/inspections", tags=["inspections"])


@router.put(
    "/{inspection_id}",
    status_code=status.HTTP_201_CREATED,
    responses={
        **problems(
            Unauthenticated,
            TokenInvalid,
            RoleMissing,
            StoreNotFound,
            ChecklistNotFound,
            AnswersInvalid,
            InspectionDiffers,
            PhotoDiffers,
            TooLarge,
        ),
        200: {"model": InspectionReceipt, "description": "The same again: nothing was changed."},
    },
)
def submit_inspection(
    inspection_id: uuid.UUID,
    body: InspectionSubmission,
    actor: ActorDep,
    session: SessionDep,
    store: StoreDep,
    response: Response,
) -> InspectionReceipt:
    """Take a filled checklist. The id is minted on the phone; sending it again is harmless."""
    receipt = service.submit(session, actor, to_submission(inspection_id, body))
    response.status_code = status.HTTP_201_CREATED if receipt.is_new else status.HTTP_200_OK
    return to_receipt(store, receipt.inspection, receipt.photos)


@router.get(
    "/{inspection_id}", responses=problems(Unauthenticated, TokenInvalid, InspectionNotFound)
)
def read_inspection(
    inspection_id: uuid.UUID, actor: ActorDep, session: SessionDep
) -> InspectionReply:
    """Return an inspection: its answers, their outcomes, and which photos are still missing."""
    inspection = queries.visible_inspection(session, actor, inspection_id)
    return to_inspection(tell_inspection(session, inspection))
