"""Product crops to vectors, and vectors to products of a gallery, or to `unknown`."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import cv2
import numpy as np
import numpy.typing as npt

from vision.detectors import calibrated
from vision.errors import GalleryRejected
from vision.facings import Candidate, Recognition
from vision.gallery import Gallery, Vectors
from vision.images import Picture
from vision.nearness import Bending, Space
from vision.networks import Network, Tensor
from vision.sizes import Families, Standing, families, tell_sizes
from vision.values import Box

CROP_MARGIN = 0.05  # of the box's sides, on every side: packs are rarely boxed to the pixel
_BATCH = 8
_CANDIDATES = 5
_THUMB = 16  # pixels of the side of the pictures by which neighbours are compared
_ALIKE = 7.0  # mean difference of grey levels below which two neighbours are taken for one
_SAME_SIZE = 0.06  # and relative difference of their sides


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on a nearest product is believed, and how doubt becomes a number."""

    similarity: float
    margin: float  # to the runner-up among the other products


@dataclass(frozen=True, slots=True)
class Feeding:
    """How a network wants its crops, and from where on its answers are believed."""

    input_px: int
    mean: tuple[float, float, float]
    std: tuple[float, float, float]
    thresholds: Thresholds


class Embedder:
    """Makes one vector of length 1 of every crop; crops of one product lie close together."""

    def __init__(self, path: Path, *, version: str, feeding: Feeding, threads: int = 1) -> None:
        """Read the network."""
        self._network = Network(path, threads=threads)
        self._input_px = feeding.input_px
        self._mean = np.array(feeding.mean, np.float32)
        self._std = np.array(feeding.std, np.float32)
        self.version = version
        self.thresholds = feeding.thresholds

    def in_full_precision(self) -> Self:
        """Return the same embedder in 32 bits, whose vectors do not hang on what is faster here."""
        other = copy(self)
        other._network = self._network.in_full_precision()  # noqa: SLF001 - of the same class
        return other

    def embed(self, rgb: Picture, boxes: Sequence[Box]) -> Vectors:
        """Make vectors of parts of a picture.

        A box that looks like the one before it, as the next facing of a product does, is given
        that one's vector: rows of equal packs are most of what stands on shelves.

        Args:
            rgb: The upright picture.
            boxes: Parts of it, pixels; what lies outside the picture is cut off.

        Returns:
            (n, d) vectors in the order of the boxes.
        """
        crops = [_cut(rgb, box) for box in boxes]
        source, different = _representatives(crops)
        return self.embed_crops([crops[index] for index in different])[source]

    def embed_crops(self, crops: Sequence[Picture]) -> Vectors:
        """Make a vector of each crop, (n, d)."""
        parts = []
        for start in range(0, len(crops), _BATCH):
            batch = [self._prepared(crop) for crop in crops[start : start + _BATCH]]
            full = batch + [batch[-1]] * (_BATCH - len(batch))  # one shape, compiled once
            parts.append(self._network.run(np.stack(full))[0][: len(batch)])
        if not parts:
            return np.zeros((0, 0), np.float32)
        vectors = np.concatenate(parts)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-6), np.float32)

    def _prepared(self, crop: Picture) -> Tensor:
        fitted = fit(crop, self._input_px).astype(np.float32) / 255
        scaled = (fitted - self._mean) / self._std
        return np.ascontiguousarray(scaled.transpose(2, 0, 1))


def fit(crop: Picture, side: int) -> Picture:
    """Scale a crop to a square. Its ratio is lost: what matters is that prints lie alike."""
    way = cv2.INTER_AREA if max(crop.shape[:2]) > side else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(crop, (side, side), interpolation=way), np.uint8)


def _cut(rgb: Picture, box: Box) -> Picture:
    """Cut a box with its margin out of a picture; a box beside the picture gives one pixel."""
    height, width = rgb.shape[:2]
    spare_x, spare_y = CROP_MARGIN * box.width, CROP_MARGIN * box.height
    left = int(np.clip(np.floor(box.left - spare_x), 0, width - 1))
    top = int(np.clip(np.floor(box.top - spare_y), 0, height - 1))
    right = int(np.clip(np.ceil(box.right + spare_x), left + 1, width))
    bottom = int(np.clip(np.ceil(box.bottom + spare_y), top + 1, height))
    return rgb[top:bottom, left:right]


def _representatives(crops: Sequence[Picture]) -> tuple[npt.NDArray[np.int64], list[int]]:
    """Group runs of neighbours that look alike.

    Returns:
        For each crop the place of its representative, and the crops that represent a run.
    """
    source = np.zeros(len(crops), np.int64)
    different: list[int] = []
    last: tuple[npt.NDArray[np.float32], tuple[int, ...]] | None = None
    for index, crop in enumerate(crops):
        thumb = cv2.resize(crop, (_THUMB, _THUMB), interpolation=cv2.INTER_AREA).astype(np.float32)
        if last is None or not _is_alike(last, (thumb, crop.shape)):
            different.append(index)
            last = thumb, crop.shape
        source[index] = len(different) - 1
    return source, different


def _is_alike(
    one: tuple[npt.NDArray[np.float32], tuple[int, ...]],
    other: tuple[npt.NDArray[np.float32], tuple[int, ...]],
) -> bool:
    sizes = zip(one[1][:2], other[1][:2], strict=True)
    if any(abs(a - b) > _SAME_SIZE * max(a, b) for a, b in sizes):
        return False
    return float(np.abs(one[0] - other[0]).mean()) < _ALIKE


class Recognizer:
    """Names products by the references of a gallery, never primed by what was planned."""

    def __init__(
        self,
        embedder: Embedder,
        gallery: Gallery,
        thresholds: Thresholds | None = None,
        bending: Bending | None = None,
    ) -> None:
        """Prepare a gallery; an empty one makes every answer `unknown`.

        Without `thresholds` the embedder's own are used, which its card explains.

        Raises:
            GalleryRejected: If another embedder made the vectors.
        """
        if gallery.embedder != embedder.version:
            msg = f"vectors of {gallery.embedder} cannot be compared with {embedder.version}"
            raise GalleryRejected(msg)
        self._embedder = embedder
        self._thresholds = thresholds or embedder.thresholds
        self._space = Space(gallery, bending) if gallery.references else None
        self._heights = gallery.heights_mm
        self._sizes: dict[str, frozenset[str]] = {}
        if self._space:
            alike = self._space.alike(1 - self._thresholds.margin)
            self._sizes = families(self._space.skus, alike, self._heights)

    @property
    def skus(self) -> frozenset[str]:
        """The products it can name."""
        return frozenset(self._space.skus) if self._space else frozenset()

    def recognize(self, rgb: Picture, boxes: Sequence[Box]) -> list[Recognition]:
        """Answer for each box of a picture, in the same order.

        Size variants of one design are told apart by the heights of the boxes.
        """
        if self._space is None:
            return [Recognition(None, 1.0) for _ in boxes]
        if not boxes:
            return []
        similarities = self._space.similarities(self._embedder.embed(rgb, boxes))
        named = [decide(self._space.skus, row, self._thresholds, self._sizes)
                 for row in similarities]  # fmt: skip
        seen = [Standing(box, answer) for box, answer in zip(boxes, named, strict=True)]
        return tell_sizes(seen, self._heights, self._sizes)


def decide(
    skus: Sequence[str],
    similarities: npt.NDArray[np.float32],
    thresholds: Thresholds,
    sizes: Families | None = None,
) -> Recognition:
    """Name the nearest product if it is near enough and clearly nearer than any other.

    Args:
        skus: The products.
        similarities: How near each one is, -1 to 1.
        thresholds: From where on to believe it.
        sizes: Other sizes of a product's design; they need not be farther away.

    Example:
        >>> decide(["cola", "tea"], np.float32([0.9, 0.2]), Thresholds(0.5, 0.1)).sku
        'cola'
    """
    order = np.lexsort((np.arange(len(skus)), -similarities))
    candidates = tuple(Candidate(skus[n], float(similarities[n])) for n in order[:_CANDIDATES])
    best = candidates[0]
    same = (sizes or {}).get(best.sku, frozenset())
    rival = next((n for n in order[1:] if skus[n] not in same), None)
    margin = best.similarity - float(similarities[rival]) if rival is not None else 1.0
    near = calibrated(max(0.0, best.similarity), thresholds.similarity)
    clear = calibrated(max(0.0, margin), thresholds.margin)
    confidence = float(np.clip(min(near, clear), 0.0, 1.0))
    if confidence < 0.5:  # noqa: PLR2004 - the working point
        return Recognition(None, 1.0 - confidence, candidates)
    return Recognition(best.sku, confidence, candidates)
