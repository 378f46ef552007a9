"""From pictures of products to eyes that know them; apart from analyze.py, which is about photos.

A vector is made once for each picture, and a gallery once for each state of a chain's pictures: a
worker keeps the last one and asks before each photo whether it is still the same.
"""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from core.storage import PhotoStore
from planograms.pictures import EmbedJob, Reference, Stamp
from vision.errors import PhotoRefused
from vision.images import Picture, decode
from vision.look import Recognizer
from vision.values import Box

MAX_SIDE = 1600
"""Pixels of the long side a picture is decoded with: a crop of a shelf photo needs its detail."""

MAX_BYTES = 20_000_000

Vectors = NDArray[np.float32]


class ProductEyes(Protocol):
    """Makes vectors of products, and of a chain's vectors somebody who knows its products."""

    @property
    def version(self) -> str:
        """Which weights; vectors of different weights cannot be compared."""

    def embed(self, rgb: Picture, boxes: Sequence[Box]) -> Vectors:
        """Return one vector of length 1 for each box of a picture, in the same order."""

    def recognizer(self, references: Sequence[Reference]) -> Recognizer | None:
        """Return who names the products of these pictures; None when there are none."""


@dataclass(frozen=True, slots=True)
class Known:
    """What came of looking at one picture of a product: a vector, or why there is none."""

    vector: bytes | None = None
    failure: str = ""


def embed(job: EmbedJob, store: PhotoStore, eyes: ProductEyes) -> Known:
    """Make a vector of one picture.

    Raises:
        StorageAway: If the photo store does not answer; the task is tried again.
    """
    content = store.get(job.key, limit=MAX_BYTES)
    if content is None:
        return Known(failure="the picture is not in the store")
    try:
        photo = decode(content, max_side=MAX_SIDE)
    except PhotoRefused as refused:
        return Known(failure=refused.message)
    height, width = photo.rgb.shape[:2]
    edges = [edge * photo.scale for edge in job.box] if job.box else [0.0, 0.0, width, height]
    left, top = max(0.0, edges[0]), max(0.0, edges[1])
    right, bottom = min(float(width), edges[2]), min(float(height), edges[3])
    if right - left < 1 or bottom - top < 1:
        return Known(failure="the box is not on the picture")
    vector = eyes.embed(photo.rgb, [Box(left, top, right, bottom)])[0]
    return Known(vector=np.ascontiguousarray(vector, dtype="<f4").tobytes())


class Galleries:
    """Who knows the products of each chain, as its gallery was when this process last looked."""

    def __init__(self) -> None:
        self._kept: dict[uuid.UUID, tuple[Stamp, Recognizer | None]] = {}

    def recognizer(
        self, tenant_id: uuid.UUID, stamp: Stamp, build: Callable[[], Recognizer | None]
    ) -> Recognizer | None:
        """Return who knows a chain's products; None where nothing is known yet.

        Args:
            tenant_id: The chain.
            stamp: The state of its gallery now.
            build: Reads the gallery; called only when that state is new.
        """
        kept = self._kept.get(tenant_id)
        if kept is None or kept[0] != stamp:
            kept = (stamp, build())
            self._kept[tenant_id] = kept
        return kept[1]
