"""Frames of an RTSP stream, taken by a process of its own and never waited for too long."""

import json
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from deploy.camera import grabber
from deploy.camera.addresses import Address
from deploy.camera.errors import CameraFailedError, CameraFault
from deploy.camera.frames import Frame, Patience

_START_S = 15.0  # the library takes seconds to load on a busy machine
# What FFmpeg says in its log, and what it means; the first that fits.
_MEANINGS = (
    (("401 ", "403 ", "unauthorized", "forbidden"), CameraFault.WRONG_PASSWORD),
    (("404 ", "not found", "454 ", "400 "), CameraFault.NO_VIDEO),
    (
        ("refused", "no route", "unreachable", "resolve", "name or service", "reset by peer"),
        CameraFault.UNREACHABLE,
    ),
    (("timed out", "timeout"), CameraFault.TIMEOUT),
)
_WORDS = {
    CameraFault.WRONG_PASSWORD: "refuses name or password",
    CameraFault.NO_VIDEO: "answers, but not with video",
    CameraFault.UNREACHABLE: "cannot be reached",
    CameraFault.TIMEOUT: "did not answer in time",
    CameraFault.CORRUPT_FRAME: "sends frames that are damaged",
}


def take_from_stream(address: Address, patience: Patience) -> list[Frame]:
    """Take frames of a stream, spaced out, each whole.

    Raises:
        CameraFailedError: If it cannot be reached, refuses the password, shows no video, takes too
            long or sends damaged frames only.
    """
    with tempfile.TemporaryDirectory(prefix="rounds-camera-") as scratch:
        folder = Path(scratch)
        told, said, is_late = _grab(address, patience, folder)
        if not told.get("taken"):
            fault = CameraFault.TIMEOUT if is_late else _meaning(told, said)
            msg = f"{address.shown} {_WORDS[fault]}"
            raise CameraFailedError(fault, msg)
        return [
            Frame(path.read_bytes(), datetime.fromtimestamp(path.stat().st_mtime, UTC))
            for path in (folder / name for name in told["taken"])
        ]


def _grab(address: Address, patience: Patience, folder: Path) -> tuple[dict[str, Any], str, bool]:
    """Return what the grabber says, what FFmpeg says, and whether it had to be stopped."""
    log = folder / "said.txt"
    wish = {
        "url": address.with_login(),
        "frames": patience.frames,
        "spacing_s": patience.spacing_s,
        "timeout_s": patience.timeout_s,
        "folder": str(folder),
        "log": str(log),
    }
    with log.open("wb") as said:
        try:
            done = subprocess.run(  # noqa: S603 - our own file, and the address on stdin
                [sys.executable, "-I", grabber.__file__],
                input=json.dumps(wish).encode() + b"\n",
                stdout=subprocess.PIPE,
                stderr=said,
                timeout=_START_S + patience.longest_s,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {}, "", True
    try:
        told = json.loads(done.stdout)
    except ValueError:
        told = {}
    return told, log.read_text("utf-8", "replace").lower(), False


def _meaning(told: dict[str, Any], said: str) -> CameraFault:
    if told.get("bad"):
        return CameraFault.CORRUPT_FRAME
    if not told.get("opened"):
        for words, fault in _MEANINGS:
            if any(word in said for word in words):
                return fault
    return CameraFault.TIMEOUT if told.get("is_late") else CameraFault.NO_VIDEO
