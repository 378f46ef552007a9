"""Your stores."""

from fastapi import APIRouter

from api.deps import ActorDep, SessionDep
from api.problems import problems
from api.wire.stores import to_stores
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.stores import StoreList
from stores import queries

router = APIRouter(
    prefix="/v1/stores", tags=["stores"], responses=problems(Unauthenticated, TokenInvalid)
)


@router.get("")
def list_stores(actor: ActorDep, session: SessionDep) -> StoreList:
    """Return your stores with their shelves and what you are there."""
    stores = queries.visible_stores(session, actor)
    shelves = queries.shelves(session, (store.id for store in stores))
    roles = queries.roles_by_store(session, actor, stores)
    return StoreList(items=to_stores(stores, shelves, roles))
