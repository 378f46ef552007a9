"""What handlers ask for: a session that is committed before the answer leaves, who asks, and parts.

One request is one transaction. `scope="function"` ends it before the response is sent: a commit
that fails is a failed request, never a lie to a phone.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import anyio
from fastapi import Depends, Query, Request
from fastapi.concurrency import contextmanager_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlmodel import Session

from api.errors import Busy
from api.problems import LOCALE
from api.throttle import Throttle
from api.wire.pictures import Pictures
from core.clock import now
from core.db import enter_tenant, snapshot, unit_of_work
from core.errors import Unauthenticated
from core.security import Identity, TokenInvalid, read_token
from core.settings import Settings
from core.storage import PhotoStore
from core.words import pick_locale
from stores.queries import actor_of
from stores.rules import Actor
from stores.service import is_signed_in

SEAT_WAIT_S = 10
READS = frozenset({"GET", "HEAD"})
_bearer = HTTPBearer(auto_error=False, description="The access token of `POST /v1/session`.")


@asynccontextmanager
async def _take_seat(seats: anyio.CapacityLimiter) -> AsyncIterator[None]:
    """Wait here, not in a thread, for one of the database's connections.

    Threads that wait for a connection would keep those that hold one from going on.
    """
    try:
        with anyio.fail_after(SEAT_WAIT_S):
            await seats.acquire()
    except TimeoutError as error:
        raise Busy from error
    try:
        yield
    finally:
        seats.release()


async def get_session(request: Request) -> AsyncIterator[Session]:
    """Open the one transaction of a request, for no tenant yet; what only reads sees one moment."""
    state = request.app.state
    opens = snapshot if request.method in READS else unit_of_work
    work = opens(state.engine, None)
    async with _take_seat(state.seats), contextmanager_in_threadpool(work) as session:
        yield session


def get_identity(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Identity:
    """Read the access token; nothing is looked up yet."""
    if credentials is None:
        raise Unauthenticated
    secret = request.app.state.settings.auth.secret.get_secret_value()
    return read_token(credentials.credentials, secret, now=now())


def get_settings(request: Request) -> Settings:
    """Return the settings this app was made with."""
    settings: Settings = request.app.state.settings
    return settings


def get_store(request: Request) -> PhotoStore:
    """Return the photo store."""
    store: PhotoStore = request.app.state.photos
    return store


def get_throttle(request: Request) -> Throttle:
    """Return what bounds attempts to sign in."""
    throttle: Throttle = request.app.state.throttle
    return throttle


def get_pictures(request: Request) -> Pictures:
    """Return what makes links to stored pictures."""
    return Pictures(request.app.state.photos, request.app.state.settings)


SessionDep = Annotated[Session, Depends(get_session, scope="function")]
IdentityDep = Annotated[Identity, Depends(get_identity)]
SettingsDep = Annotated[Settings, Depends(get_settings)]
StoreDep = Annotated[PhotoStore, Depends(get_store)]
ThrottleDep = Annotated[Throttle, Depends(get_throttle)]
PicturesDep = Annotated[Pictures, Depends(get_pictures)]


def get_actor(request: Request, identity: IdentityDep, session: SessionDep) -> Actor:
    """Return the person behind the token; from here on the session sees their chain.

    Raises:
        TokenInvalid: If the device was signed out, or the person has left.
    """
    enter_tenant(session, identity.tenant_id)
    actor = actor_of(session, identity.staff_id)
    if actor is None or not is_signed_in(session, identity.sign_in_id):
        raise TokenInvalid
    request.scope[LOCALE] = pick_locale(request.headers.get("accept-language"), actor.locale)
    return actor


ActorDep = Annotated[Actor, Depends(get_actor, scope="function")]


def get_locale(request: Request, _actor: ActorDep) -> str:
    """Return the language the request asks for, else that of the person who asks."""
    return str(request.scope[LOCALE])


LocaleDep = Annotated[str, Depends(get_locale)]


async def read_body(request: Request) -> bytes:
    """Return the bytes of the body; how many may come is bounded before they are read."""
    return await request.body()


Content = Annotated[bytes, Depends(read_body)]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Cursor = Annotated[
    str | None, Query(max_length=100, description="`next_cursor` of the page before this one.")
]
