"""The console's own files: a stylesheet, an icon and scripts, addressed by their content."""

import hashlib
import re
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from core.errors import NotFound
from core.logs import get_log

router = APIRouter()
_log = get_log("api.console")
_FOLDER = Path(__file__).parent / "static"
_SCRIPT = "text/javascript; charset=utf-8"
_TYPES = {
    "console.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "places.js": _SCRIPT,
}
_BUILT = re.compile(r"built/[a-z]+(-[a-z]+)*\.js")
"""Bundles that `make web` makes from api/web/src; git has only their sources."""


@cache
def read_asset(name: str) -> bytes:
    """Return one of our own files, read once."""
    return (_FOLDER / name).read_bytes()


@cache
def asset_url(name: str) -> str:
    """Return an address that changes with the content, so that it can be kept for ever.

    A page whose script is not built must still open, so such a script has an address too.
    """
    try:
        content = read_asset(name)
    except FileNotFoundError:
        warn_if_not_built()
        return f"/console/static/missing/{name}"
    return f"/console/static/{hashlib.sha256(content).hexdigest()[:12]}/{name}"


def warn_if_not_built() -> None:
    """Say in the log what to run when the pages' scripts were not built."""
    if not any(_FOLDER.glob("built/*.js")):
        _log.warning("the pages' scripts are not built; the checklist editor needs `make web`")


@router.get("/static/{version}/{name:path}")
def show_asset(version: str, name: str) -> Response:
    """Send one of our own files; an old page's version gets the newest content, unkept."""
    kind = _SCRIPT if _BUILT.fullmatch(name) else _TYPES.get(name)
    if kind is None or not (_FOLDER / name).is_file():
        raise NotFound
    is_current = asset_url(name) == f"/console/static/{version}/{name}"
    kept = "public, max-age=31536000, immutable" if is_current else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(read_asset(name), media_type=kind, headers=headers)
