"""From the bytes of a photo to an upright RGB picture of the size the eyes need."""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from vision.errors import PhotoRefusal, PhotoRefused
from vision.headers import PhotoFormat, PhotoHeader, read_header
from vision.values import Box

Picture = npt.NDArray[np.uint8]

# A JPEG can be unpacked at a half, a quarter or an eighth of its size for a fraction of the cost.
_REDUCED = {
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


@dataclass(frozen=True, slots=True)
class Decoded:
    """An upright picture, RGB, uint8, height x width x 3.

    `scale` is decoded pixels per pixel of the full photo (at most 1); `full_width` and
    `full_height` are those of the upright photo. Divide a box by `scale` to place it there.
    """

    rgb: Picture
    scale: float
    full_width: int
    full_height: int

    def on_full(self, box: Box) -> Box:
        """Place a box of the decoded picture on the full photo."""
        return _times(box, 1 / self.scale)

    def on_picture(self, box: Box) -> Box:
        """Place a box of the full photo on the decoded picture."""
        return _times(box, self.scale)


def _times(box: Box, scale: float) -> Box:
    return Box(box.left * scale, box.top * scale, box.right * scale, box.bottom * scale)


def decode(content: bytes, *, max_side: int) -> Decoded:
    """Decode a photo, turned upright by its EXIF, its long side at most `max_side` pixels.

    Sixteen-bit, grey, palette and CMYK pictures become 8-bit RGB; transparency is dropped; of an
    animation the first picture is taken.

    Raises:
        PhotoRefused: If the bytes are no whole photo, or their picture cannot be unpacked.
        ValueError: If `max_side` is not positive.
    """
    if max_side <= 0:
        msg = f"max_side must be positive, got {max_side}"
        raise ValueError(msg)
    header = read_header(content)
    bgr = _unpack(content, header, max_side)
    height, width = bgr.shape[:2]
    full_width, full_height = _upright_size(header, width, height)
    scale = min(1.0, max_side / max(full_width, full_height))
    size = max(1, round(full_width * scale)), max(1, round(full_height * scale))
    if size != (width, height):
        bgr = cv2.resize(bgr, size, interpolation=cv2.INTER_AREA)
    rgb = cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB)
    return Decoded(rgb, scale, full_width, full_height)


def shrunk(rgb: Picture, side: int) -> tuple[Picture, float]:
    """Scale a picture down, never up, to a long side; returns it and by how much it was scaled."""
    height, width = rgb.shape[:2]
    scale = side / max(height, width, 1)
    if scale >= 1:
        return rgb, 1.0
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8), scale


def _unpack(content: bytes, header: PhotoHeader, max_side: int) -> Picture:
    """Unpack the body, at a reduced size where that still leaves enough pixels."""
    flags = cv2.IMREAD_COLOR
    if header.format is PhotoFormat.JPEG:
        long_side = max(header.width, header.height)
        for factor, reduced in _REDUCED.items():
            if long_side >= max_side * factor:
                flags = reduced
    try:
        bgr: Any = cv2.imdecode(np.frombuffer(content, np.uint8), flags)
    except cv2.error as error:
        raise _broken(header) from error
    if bgr is None:
        raise _broken(header)
    return np.asarray(bgr, np.uint8)


def _broken(header: PhotoHeader) -> PhotoRefused:
    msg = f"the {header.format.value} picture is broken and cannot be unpacked"
    return PhotoRefused(PhotoRefusal.UNREADABLE, msg)


def _upright_size(header: PhotoHeader, width: int, height: int) -> tuple[int, int]:
    """Turn the header's size the way the decoder turned the picture.

    The decoder applies EXIF itself; comparing shapes tells whether it swapped the sides. A square
    photo needs no telling.
    """
    is_turned = (width > height) != (header.width > header.height) and width != height
    if is_turned and header.width != header.height:
        return header.height, header.width
    return header.width, header.height
