"""Problem → `application/problem+json`; the only place with status codes."""

from collections.abc import Mapping, Sequence
from typing import Any, get_args

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.errors import DatabaseAway, InternalError, MethodNotAllowed, RequestInvalid, RouteNotFound
from checklists.errors import DraftExists, FormInvalid
from checklists.forms.fault_words import fault_text
from core.errors import (
    Fault,
    Forbidden,
    Problem,
    TooLarge,
    Unauthenticated,
    Unavailable,
    WrongMedia,
    pointer_to,
)
from core.storage import StorageAway
from mobile_contract.v1.problems import ProblemFault, ProblemReply

MEDIA_TYPE = "application/problem+json"
EXPLAINED_AT = "/problems/"
LOCALE = "rounds.locale"
"""Where a request keeps the language of who asks, once that is known."""

_DATABASE_AWAY = OperationalError | InterfaceError | PoolTimeoutError
_BY_STATUS: Mapping[int, type[Problem]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: RouteNotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: WrongMedia,
}
_ABOUT_FORMS = (FormInvalid, DraftExists)
_ALWAYS: tuple[type[Problem], ...] = (RequestInvalid, InternalError, DatabaseAway, StorageAway)


def to_problem(error: Exception) -> Problem:
    """Return what to tell people about an error; nothing about one that nobody foresaw."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        return RequestInvalid(faults=tuple(_faults_of(error)))
    if isinstance(error, HTTPException):
        kind = _BY_STATUS.get(error.status_code, RequestInvalid)
        return kind()
    if isinstance(error, _DATABASE_AWAY):
        return DatabaseAway()
    return InternalError()


def to_response(request: Request, error: Exception) -> Response:
    """Answer a request that failed: phones get problem+json, browsers in the console a page."""
    problem = to_problem(error)
    request.scope["rounds.problem"] = problem.code
    if request.url.path.startswith("/console"):
        # Imported late: the console imports rooms that know how to draw pages, the rest does not.
        from api.console.problems import to_page  # noqa: PLC0415

        response = to_page(request, problem)
    else:
        response = answer(request, problem, to_reply(request, problem))
    response.headers.update(_headers_of(problem, error))
    return response


def answer(request: Request, problem: Problem, reply: ProblemReply) -> Response:
    """Answer with a problem whose body is made already, as one that tells more than others."""
    request.scope["rounds.problem"] = problem.code
    body = reply.model_dump_json(by_alias=True)
    return Response(body, status_code=problem.status, media_type=MEDIA_TYPE)


def to_reply(request: Request, problem: Problem) -> ProblemReply:
    """Return the body that tells a phone what went wrong; faults of forms in its language."""
    return ProblemReply(
        type=EXPLAINED_AT + problem.code,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        instance=request.url.path,
        code=problem.code,
        retryable=problem.retryable,
        request_id=request.scope.get("rounds.request_id", ""),
        errors=[_to_fault(request, problem, fault) for fault in problem.faults],
    )


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """Return the `responses` of a router or route that may answer with these problems.

    What any route may answer is added: a request of the wrong shape, and parts that are away.
    """
    by_status: dict[int | str, list[type[Problem]]] = {}
    for kind in dict.fromkeys((*kinds, *_ALWAYS)):
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "model": ProblemReply,
            "description": "\n".join(f"- `{kind.code}`: {kind.title}" for kind in same),
        }
        for status, same in by_status.items()
    }


def add_problem_answers(app: FastAPI) -> None:
    """Let every foreseen failure of this app be answered as a problem."""
    for kind in (Problem, RequestValidationError, HTTPException, *get_args(_DATABASE_AWAY)):
        app.add_exception_handler(kind, _answer)


def _to_fault(request: Request, problem: Problem, fault: Fault) -> ProblemFault:
    detail = fault.detail
    if isinstance(problem, _ABOUT_FORMS):
        detail = fault_text(fault, request.scope.get(LOCALE, "en"))
    return ProblemFault(pointer=fault.pointer, detail=detail)


async def _answer(request: Request, error: Exception) -> Response:
    return to_response(request, error)


def _headers_of(problem: Problem, error: Exception) -> dict[str, str]:
    headers = dict(getattr(error, "headers", None) or {})  # `Allow` of a 405
    if isinstance(problem, Unavailable):
        headers["Retry-After"] = str(problem.retry_after_s)
    if isinstance(problem, Unauthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    return headers


def _faults_of(error: RequestValidationError) -> list[Fault]:
    faults = {
        Fault(_to_pointer(found["loc"], error.body, found["type"]), _to_detail(found))
        for found in error.errors()
    }
    return sorted(faults, key=lambda fault: (fault.pointer, fault.detail))


def _to_detail(found: Mapping[str, Any]) -> str:
    message = str(found["msg"]).removeprefix("Value error, ")
    where = str(found["loc"][0])
    return message if where == "body" else f"{where}: {message}"


def _to_pointer(place: Sequence[str | int], body: object, kind: str) -> str:
    """Return the JSON Pointer of a validation error.

    pydantic also names the branch of a union and the validator it was in; only steps that the
    body has are kept, and the last one where it is the member that is missing.
    """
    source, *steps = place
    if kind == "json_invalid":
        return ""
    if source != "body":
        return pointer_to(*steps)
    pointer = ""
    for number, step in enumerate(steps):
        is_missing = kind == "missing" and number == len(steps) - 1
        if not is_missing and not _has(body, step):
            break
        pointer += pointer_to(step)
        body = None if is_missing else body[step]  # type: ignore[index]  # `_has` looked
    return pointer


def _has(body: object, step: str | int) -> bool:
    if isinstance(body, dict):
        return step in body
    return isinstance(body, list) and isinstance(step, int) and step < len(body)
