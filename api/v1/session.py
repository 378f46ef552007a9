"""Signing in, staying signed in, signing out, and who is signed in."""

import uuid

from fastapi import APIRouter, Request, Response, status

from api.deps import ActorDep, IdentityDep, SessionDep, SettingsDep, ThrottleDep
from api.errors import TooManyAttempts
from api.problems import problems
from api.wire.checklists import to_checklist
from api.wire.stores import to_regions, to_staff, to_stores
from api.wire.tickets import to_summaries
from checklists.queries import current_versions
from core.clock import now
from core.db import enter_tenant
from core.errors import Unauthenticated
from core.security import TokenInvalid
from mobile_contract.v1.session import MeReply, RefreshRequest, SessionReply, SignInRequest
from stores import queries, service
from stores.errors import RefreshRefused, WrongLogin
from tickets.queries import Inbox, inbox

router = APIRouter(prefix="/v1", tags=["session"])
_TICKETS = 200


@router.post("/session", responses=problems(WrongLogin, TooManyAttempts))
def sign_in(
    body: SignInRequest,
    request: Request,
    throttle: ThrottleDep,
    session: SessionDep,
    settings: SettingsDep,
) -> SessionReply:
    """Sign a device in."""
    address = request.client.host if request.client else ""
    with throttle.attempt(body.tenant, body.login, address):
        tenant = queries.tenant_by_code(session, body.tenant)
        # An unknown chain takes as long to refuse as a wrong password: it has no staff.
        enter_tenant(session, tenant.id if tenant else uuid.UUID(int=0))
        signed_in = service.sign_in(
            session,
            login=body.login,
            password=body.password,
            device=body.device,
            auth=settings.auth,
        )
    return _to_reply(signed_in)


@router.post("/session/refresh", responses=problems(RefreshRefused))
def refresh(body: RefreshRequest, session: SessionDep, settings: SettingsDep) -> SessionReply:
    """Exchange a refresh token for a new pair of tokens."""
    tenant, _, secret = body.refresh_token.partition(".")
    enter_tenant(session, _to_tenant_id(tenant))
    return _to_reply(service.refresh(session, refresh_token=secret, auth=settings.auth))


@router.delete(
    "/session",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=problems(Unauthenticated, TokenInvalid),
)
def sign_out(identity: IdentityDep, session: SessionDep) -> Response:
    """Sign this device out; doing it again is harmless."""
    enter_tenant(session, identity.tenant_id)
    service.sign_out(session, identity.sign_in_id)
    return Response(status_code=status.HTTP_204_NO_CONTENT)


@router.get("/me", responses=problems(Unauthenticated, TokenInvalid))
def me(actor: ActorDep, session: SessionDep) -> MeReply:
    """Return everything a phone needs before it goes offline."""
    stores = queries.visible_stores(session, actor)
    shelves = queries.shelves(session, (store.id for store in stores))
    mine = inbox(session, actor, Inbox(mine=True), limit=_TICKETS)
    return MeReply(
        staff=to_staff(actor),
        regions=to_regions(queries.visible_regions(session, actor)),
        stores=to_stores(stores, shelves, queries.roles_by_store(session, actor, stores)),
        checklists=[to_checklist(found) for found in current_versions(session)],
        open_tickets=to_summaries(session, mine.rows),
        server_time=now(),
    )


def _to_reply(signed_in: service.SignedIn) -> SessionReply:
    """Return the tokens; the chain goes before the refresh token, as it says where to look."""
    return SessionReply(
        access_token=signed_in.access_token,
        access_expires_at=signed_in.access_expires_at,
        refresh_token=f"{signed_in.actor.tenant_id.hex}.{signed_in.refresh_token}",
        refresh_expires_at=signed_in.refresh_expires_at,
        staff_id=signed_in.actor.staff_id,
    )


def _to_tenant_id(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise RefreshRefused from error
