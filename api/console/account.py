"""Signing in and out of the console, and choosing its language."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Form, Query
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api.console.language import COOKIE as LANGUAGE_COOKIE
from api.console.language import choose
from api.console.problem_texts import text_of
from api.console.problems import LOGIN, safe_path
from api.console.rendering import render_for
from api.console.visits import COOKIE, VisitDep, is_https, settings_of, write_cookie
from api.deps import SessionDep, ThrottleDep
from api.errors import TooManyAttempts
from core.clock import now
from core.db import enter_tenant
from core.errors import Problem
from core.security import Identity, read_token
from core.words import LOCALES
from stores.errors import WrongLogin
from stores.queries import tenant_by_code
from stores.service import sign_in, sign_out

router = APIRouter()
# A NUL is no text to the database.
Text = Annotated[str, Form(max_length=200, pattern=r"^[^\x00]*$")]


@router.get("/login")
def show_login(request: Request, wanted: Annotated[str, Query(alias="next")] = "") -> Response:
    """Show the form to sign in with."""
    return _login_page(request, {"wanted": safe_path(wanted)})


@router.post("/login")
def send_login(  # noqa: PLR0913 - one argument per field of the form
    request: Request,
    session: SessionDep,
    throttle: ThrottleDep,
    *,
    chain: Text = "",
    login: Text = "",
    password: Text = "",
    wanted: Annotated[str, Form(alias="next")] = "",
) -> Response:
    """Sign in, and go on to the page that was asked for."""
    chain, login = chain.strip(), login.strip()
    address = request.client.host if request.client else ""
    try:
        with throttle.attempt(chain, login, address):
            identity = _sign_in(request, session, (chain, login, password))
    except (WrongLogin, TooManyAttempts) as problem:
        typed = {"chain": chain, "login": login, "wanted": safe_path(wanted)}
        return _login_page(request, typed, problem=problem)
    answer = RedirectResponse(safe_path(wanted), status_code=303)
    write_cookie(answer, request, identity)
    return answer


@router.post("/logout")
def send_logout(visit: VisitDep) -> Response:
    """Sign out: this browser forgets, and the sign-in itself ends."""
    sign_out(visit.session, visit.sign_in_id)
    answer = RedirectResponse(LOGIN, status_code=303)
    answer.delete_cookie(COOKIE, path="/console")
    return answer


@router.post("/language")
def send_language(request: Request, *, code: Text = "", back: Text = "") -> Response:
    """Remember a language in this browser and go back to where the person was."""
    is_login = back.startswith(LOGIN)
    answer = RedirectResponse(LOGIN if is_login else safe_path(back), status_code=303)
    if code in LOCALES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            code,
            max_age=365 * 24 * 3600,
            path="/console",
            secure=is_https(request),
            httponly=True,
            samesite="lax",
        )
    return answer


def _sign_in(request: Request, session: Session, typed: tuple[str, str, str]) -> Identity:
    chain, login, password = typed
    tenant = tenant_by_code(session, chain)
    if tenant is not None:
        enter_tenant(session, tenant.id)
    # For an unknown chain the session sees no staff: the answer takes as long, and is the same.
    device = request.headers.get("user-agent", "")[:200]
    auth = settings_of(request).auth
    done = sign_in(session, login=login, password=password, device=device, auth=auth)
    return read_token(done.access_token, auth.secret.get_secret_value(), now=now())


def _login_page(
    request: Request, typed: Mapping[str, str], *, problem: Problem | None = None
) -> Response:
    language = choose(request)
    context = {"chain": "", "login": "", "message": "", **typed}
    if problem is not None:
        context["message"] = language.texts.pgettext(*text_of(problem.code, problem.status))
    status = problem.status if problem else 200
    return render_for(request, language, "login.html", context, status=status)
