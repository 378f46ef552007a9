"""Small picture files and shelf layouts for the tests of the eyes, made on the spot."""

import io
import struct
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from vision.values import Box, Detection, Planogram, Slot, Thing

REAL_PHOTOS = Path(__file__).parents[4] / "shared" / "data" / "shelf-dev"

real_photos = pytest.mark.skipif(not REAL_PHOTOS.is_dir(), reason="the real photos are not here")


def gradient(width: int, height: int) -> Image.Image:
    """A picture whose pixels differ everywhere, so turns and mirrors show."""
    x, y = np.meshgrid(np.linspace(0, 255, width), np.linspace(0, 255, height))
    return Image.fromarray(np.stack([x, y, (x + y) / 2], 2).astype(np.uint8))


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of a picture file."""
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def huge_png(width: int, height: int) -> bytes:
    """A small file that claims a huge picture and holds it: all pixels black."""
    line = zlib.compressobj(9)
    body = b"".join(line.compress(b"\0" * (width * 3 + 1)) for _ in range(height)) + line.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", body), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


def shelf(
    rows: Sequence[Sequence[float]],
    *,
    width: float = 40.0,
    height: float = 60.0,
    pitch: float = 80.0,
) -> list[list[Box]]:
    """Boxes of packs standing on shelves: per row the left edges of its packs."""
    return [
        [Box(left, pitch * (row + 1) - height, left + width, pitch * (row + 1)) for left in lefts]
        for row, lefts in enumerate(rows)
    ]


def flat(rows: Iterable[Iterable[Box]]) -> list[Box]:
    """All boxes of all rows."""
    return [box for row in rows for box in row]


def seen(
    boxes: Iterable[Box], thing: Thing = Thing.PRODUCT, confidence: float = 0.9
) -> list[Detection]:
    """The boxes as detections of one kind."""
    return [Detection(box, thing, confidence) for box in boxes]


def plan(facings: Sequence[Sequence[int]], *, facing_mm: float = 100.0) -> Planogram:
    """A planogram from the facings of each slot of each row; slots are named `row.place`."""
    slots = []
    for row, counts in enumerate(facings):
        left = 0.0
        for place, count in enumerate(counts):
            wide = count * facing_mm
            slots.append(Slot(f"{row}.{place}", f"sku-{row}-{place}", row, left, wide, count))
            left += wide
    longest = max((slot.left_mm + slot.width_mm for slot in slots), default=1.0)
    return Planogram("plan", longest, 300.0 * max(1, len(facings)), tuple(slots))


class CannedDetector:
    """Says what it was told: the truth of a drawn scene, through the real steps around it."""

    version = "canned-1+eyes1"

    def __init__(self, answer: Callable[[tuple[int, ...]], list[Detection]]) -> None:
        self._answer = answer

    def detect(self, rgb: np.ndarray) -> list[Detection]:
        return self._answer(rgb.shape)
