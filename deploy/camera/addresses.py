"""Addresses of cameras: which are allowed, and how to name one without its password."""

from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, unquote, urlsplit, urlunsplit

from deploy.camera.errors import CameraFailedError, CameraFault

STREAMS = frozenset({"rtsp", "rtsps"})
STILLS = frozenset({"http", "https"})


@dataclass(frozen=True, slots=True)
class Address:
    """Where a camera is; printing it never shows the password."""

    shown: str  # without name and password
    is_stream: bool
    user: str = ""
    password: str = field(default="", repr=False)

    def with_login(self) -> str:
        """Return the whole address, to be handed on and never shown."""
        if not self.user:
            return self.shown
        scheme, rest = self.shown.split("://", 1)
        return f"{scheme}://{quote(self.user, safe='')}:{quote(self.password, safe='')}@{rest}"


def read_address(text: str) -> Address:
    """Read a camera's address.

    Raises:
        CameraFailedError: If it is none, or of a scheme that could read files of this machine.
    """
    try:
        parts = urlsplit(text.strip())
        port = parts.port
    except ValueError as error:
        msg = "this is no address of a camera"
        raise CameraFailedError(CameraFault.BAD_ADDRESS, msg) from error
    scheme = parts.scheme.lower()
    if scheme not in STREAMS | STILLS:
        msg = f"addresses of cameras begin with rtsp, rtsps, http or https, not {scheme!r}"
        raise CameraFailedError(CameraFault.SCHEME_NOT_ALLOWED, msg)
    if not parts.hostname:
        msg = f"the {scheme} address names no machine"
        raise CameraFailedError(CameraFault.BAD_ADDRESS, msg)
    return Address(
        shown=_without_login(parts, port),
        is_stream=scheme in STREAMS,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _without_login(parts: SplitResult, port: int | None) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    place = host if port is None else f"{host}:{port}"
    return urlunsplit((parts.scheme.lower(), place, parts.path, parts.query, ""))
