"""Frames of a camera: what one is, and how long to wait for it."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from deploy.camera.errors import CameraFailedError, CameraFault
from vision.errors import PhotoRefusal, PhotoRefused
from vision.images import decode

MOST_BYTES = 20_000_000  # the system takes no larger photo
_SIDE = 1280  # pixels to which a frame is opened to see whether it is whole


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a camera."""

    content: bytes
    taken_at: datetime

    @property
    def sha256(self) -> str:
        """The checksum, as the system asks for it."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def content_type(self) -> str:
        """What the bytes are, whatever the camera called them."""
        if self.content.startswith(b"\x89PNG"):
            return "image/png"
        return "image/webp" if self.content.startswith(b"RIFF") else "image/jpeg"

    @property
    def suffix(self) -> str:
        """How a file with these bytes ends."""
        return "." + self.content_type.removeprefix("image/").replace("jpeg", "jpg")


@dataclass(frozen=True, slots=True)
class Patience:
    """How many frames, how far apart, and how long to wait for each step."""

    frames: int = 3
    spacing_s: float = 1.0
    timeout_s: float = 10.0

    @property
    def longest_s(self) -> float:
        """How long all of it may take."""
        return 2 * self.timeout_s + self.frames * self.spacing_s


def check_frame(frame: Frame, shown: str) -> None:
    """Refuse what the system would refuse, or could not open.

    Raises:
        CameraFailedError: If it is no picture, too large, or damaged.
    """
    if len(frame.content) > MOST_BYTES:
        msg = f"{shown} sends a picture larger than {MOST_BYTES // 1_000_000} MB"
        raise CameraFailedError(CameraFault.TOO_LARGE, msg)
    try:
        decode(frame.content, max_side=_SIDE)
    except PhotoRefused as error:
        no_picture = {PhotoRefusal.NOT_AN_IMAGE, PhotoRefusal.UNSUPPORTED_FORMAT}
        fault = (
            CameraFault.NOT_AN_IMAGE if error.reason in no_picture else CameraFault.CORRUPT_FRAME
        )
        msg = f"{shown}: {error.message}"
        raise CameraFailedError(fault, msg) from error
