"""Around every request: its id, its line in the log, its size, headers, and the last resort."""

import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request

from api.metrics import Metrics
from api.problems import to_response
from checklists.rules import MAX_PHOTO_BYTES
from checklists.sheets.workbooks import MAX_BYTES
from core.errors import TooLarge
from core.ids import new_id
from core.logs import bind, get_log, unbind_all

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MAX_BODY = 2_000_000
"""The largest JSON body: 500 answers with long notes are smaller."""

FORM_FIELDS = 100_000
"""What a form with a photo may bring besides the photo."""

FORMS_WITH_PHOTOS = ("/moves", "/pictures", "/import")

REQUEST_ID = "X-Request-Id"
_GOOD_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
_SERVER_ERROR = 500
_QUIET = frozenset({"/healthz", "/readyz", "/metrics"})
_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
}
_log = get_log("api")


class RequestLog:
    """Gives each request an id, answers what nobody foresaw, and writes one line at its end."""

    def __init__(self, app: App, metrics: Metrics) -> None:
        self.app = app
        self.metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = _request_id_of(scope)
        scope["rounds.request_id"] = request_id
        bind(request_id=request_id)
        started, status = time.perf_counter(), 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _add_headers(message, request_id)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            _log.exception("request failed", path=scope["path"])
            if status:
                raise  # half an answer is out already: cutting the connection is all that is left
            response = to_response(Request(scope), error)
            await response(scope, receive, send_with_headers)
        finally:
            self._tell(scope, status, time.perf_counter() - started)
            unbind_all()

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unknown")
        self.metrics.count(scope["method"], route, status, seconds)
        write = _log.warning if status >= _SERVER_ERROR else _log.info
        if route in _QUIET and status < _SERVER_ERROR:
            write = _log.debug
        write(
            "request",
            method=scope["method"],
            route=route,
            status=status,
            problem=scope.get("rounds.problem"),
            ms=round(seconds * 1000, 1),
        )


class BodyLimit:
    """Refuses a body by its announced length, before any of it is read.

    A body without a length is cut while it is read: that is the routers' own `max_body_size`.
    """

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run one request unless it announces too much."""
        if scope["type"] == "http" and _announced(scope) > body_limit(scope["path"]):
            response = to_response(Request(scope), TooLarge())
            await response(scope, receive, send)
            return
        await self.app(scope, receive, send)


def body_limit(path: str) -> int:
    """Return how many bytes a request to this path may bring."""
    if path.startswith("/console") and path.endswith(FORMS_WITH_PHOTOS):
        return MAX_PHOTO_BYTES + FORM_FIELDS
    if path.endswith("/drafts/import"):
        return MAX_BYTES
    return MAX_PHOTO_BYTES if path.endswith(("/content", "/pictures")) else MAX_BODY


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _request_id_of(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if _GOOD_ID.fullmatch(given) else str(new_id())


def _add_headers(message: Message, request_id: str) -> None:
    headers = MutableHeaders(scope=message)
    headers[REQUEST_ID] = request_id
    for name, value in _SECURITY.items():
        headers.setdefault(name, value)
