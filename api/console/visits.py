"""Who visits the console: the sign-in cookie, the session of their tenant, and their language."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response

from api.console.language import Language, choose
from api.deps import SessionDep
from core.clock import now
from core.db import enter_tenant
from core.errors import Forbidden, Unauthenticated
from core.security import Identity, TokenInvalid, mint_token, read_token
from core.settings import Settings
from stores import queries
from stores.rules import Actor
from stores.service import is_signed_in

COOKIE = "rounds_console"
STAYS = timedelta(hours=12)
"""A working day; the sign-in behind it can be ended earlier at any time."""


class SignedOut(Unauthenticated):
    """Nobody is signed in to the console in this browser, or not any more."""

    code = "signed-out"
    title = "Sign in to the console first"


class OriginForeign(Forbidden):
    """The form was sent from a page that is not ours."""

    code = "origin-foreign"
    title = "This form was not sent from this console"


@dataclass(frozen=True, slots=True)
class Visit:
    """One signed-in request: who asks, in which language, and the session of their tenant."""

    request: Request
    session: Session
    actor: Actor
    sign_in_id: uuid.UUID
    language: Language
    now: datetime

    @property
    def settings(self) -> Settings:
        """The settings of this process."""
        return settings_of(self.request)


def settings_of(request: Request) -> Settings:
    """Return the settings the application was made with."""
    settings: Settings = request.app.state.settings
    return settings


def open_visit(request: Request, session: SessionDep) -> Visit:
    """Return who visits: the person whom the cookie names, if still signed in.

    Raises:
        SignedOut: If there is no such person any more, or no valid cookie.
    """
    identity = _read_cookie(request)
    enter_tenant(session, identity.tenant_id)
    actor = queries.actor_of(session, identity.staff_id)
    if actor is None or not is_signed_in(session, identity.sign_in_id):
        raise SignedOut
    language = choose(request, actor.locale)
    return Visit(request, session, actor, identity.sign_in_id, language, now())


VisitDep = Annotated[Visit, Depends(open_visit, scope="function")]


def refuse_foreign_origin(request: Request) -> None:
    """Refuse a form that another site sent in this person's name.

    Browsers always say where a form comes from, and a page cannot forge it.

    Raises:
        OriginForeign: If the form comes from elsewhere, or does not say.
    """
    if request.method != "POST":
        return
    public_url = settings_of(request).web.public_url
    ours = {request.headers.get("host", ""), urlsplit(public_url or "").netloc} - {""}
    if urlsplit(request.headers.get("origin", "")).netloc not in ours:
        raise OriginForeign


def write_cookie(response: Response, request: Request, identity: Identity) -> None:
    """Remember in this browser who signed in; no script can read it."""
    long_lived = Identity(identity.tenant_id, identity.staff_id, identity.sign_in_id, now() + STAYS)
    response.set_cookie(
        COOKIE,
        mint_token(long_lived, settings_of(request).auth.secret.get_secret_value()),
        max_age=int(STAYS.total_seconds()),
        path="/console",
        secure=is_https(request),
        httponly=True,
        samesite="lax",
    )


def is_https(request: Request) -> bool:
    """Tell whether browsers reach us by https, here or at the proxy in front."""
    public_url = settings_of(request).web.public_url or ""
    return request.url.scheme == "https" or public_url.startswith("https:")


def _read_cookie(request: Request) -> Identity:
    secret = settings_of(request).auth.secret.get_secret_value()
    try:
        return read_token(request.cookies.get(COOKIE, ""), secret, now=now())
    except TokenInvalid as error:
        raise SignedOut from error
