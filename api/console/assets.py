"""The console's own files: a stylesheet, an icon and scripts, addressed by their content."""

import hashlib
from functools import cache
from pathlib import Path

from fastapi import APIRouter
from starlette.responses import Response

from core.errors import NotFound

router = APIRouter()
_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    "console.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "places.js": "text/javascript; charset=utf-8",
}


@cache
def read_asset(name: str) -> bytes:
    """Return one of our own files, read once."""
    return (_FOLDER / name).read_bytes()


@cache
def asset_url(name: str) -> str:
    """Return an address that changes with the content, so that it can be kept for ever."""
    return f"/console/static/{hashlib.sha256(read_asset(name)).hexdigest()[:12]}/{name}"


@router.get("/static/{version}/{name}")
def show_asset(version: str, name: str) -> Response:
    """Send one of our own files; an old page's version gets the newest content, unkept."""
    if name not in _TYPES:
        raise NotFound
    is_current = asset_url(name) == f"/console/static/{version}/{name}"
    kept = "public, max-age=31536000, immutable" if is_current else "no-cache"
    headers = {"Cache-Control": kept, "X-Content-Type-Options": "nosniff"}
    return Response(read_asset(name), media_type=_TYPES[name], headers=headers)
