"""The gallery: which pictures show which product, as vectors of one embedder; frozen values."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from vision.errors import GalleryRejected

Vectors = npt.NDArray[np.float32]  # (n, d), each of length 1

_FORMAT = "rounds-gallery-1"
_LENGTH_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """One picture of a product, or several views of it, as vectors.

    Raises:
        GalleryRejected: If the vectors are not an (n, d) array of finite vectors of length 1, or
            the height is not positive.
    """

    sku: str
    vectors: Vectors
    view: str = "front"  # front, side, shelf, correction ... whatever tells people where it is from
    height_mm: float | None = None  # of the product; tells size variants apart

    def __post_init__(self) -> None:
        if not self.sku:
            msg = "a reference must name its product"
            raise GalleryRejected(msg)
        if self.vectors.ndim != 2 or not self.vectors.size:  # noqa: PLR2004 - rows and columns
            msg = f"{self.sku}: vectors must be (n, d) with n and d of at least 1"
            raise GalleryRejected(msg)
        lengths = np.linalg.norm(self.vectors, axis=1)
        if not np.all(np.abs(lengths - 1) < _LENGTH_TOLERANCE):  # NaN fails this as well
            msg = f"{self.sku}: vectors must be finite and of length 1"
            raise GalleryRejected(msg)
        if self.height_mm is not None and not 0 < self.height_mm < np.inf:
            msg = f"{self.sku}: height must be positive, got {self.height_mm}"
            raise GalleryRejected(msg)


@dataclass(frozen=True, slots=True)
class Gallery:
    """The references of one chain, made by one embedder.

    Raises:
        GalleryRejected: If the vectors of two references differ in length.
    """

    embedder: str  # version of who made the vectors; others cannot be compared with them
    references: tuple[Reference, ...] = field(default=())

    def __post_init__(self) -> None:
        widths = {reference.vectors.shape[1] for reference in self.references}
        if len(widths) > 1:
            msg = f"references of one gallery need vectors of one length, got {sorted(widths)}"
            raise GalleryRejected(msg)

    @property
    def skus(self) -> tuple[str, ...]:
        """The products it knows, sorted."""
        return tuple(sorted({reference.sku for reference in self.references}))

    @property
    def heights_mm(self) -> dict[str, float]:
        """Height by product where a reference tells it; the last one told holds."""
        return {one.sku: one.height_mm for one in self.references if one.height_mm is not None}

    def with_reference(self, *references: Reference) -> "Gallery":
        """Return a gallery that knows more: a new product, another view, a person's correction."""
        return replace(self, references=(*self.references, *references))

    def without(self, sku: str, keep: Callable[[Reference], bool] | None = None) -> "Gallery":
        """Return a gallery without a product, or without those references of it not to keep."""
        left = (
            one for one in self.references if one.sku != sku or (keep is not None and keep(one))
        )
        return replace(self, references=tuple(left))

    def stacked(self) -> tuple[Vectors, tuple[str, ...]]:
        """Return all vectors as one array, and the product of each row."""
        rows = [one.vectors for one in self.references]
        owners = tuple(one.sku for one in self.references for _ in range(len(one.vectors)))
        return (np.concatenate(rows) if rows else np.zeros((0, 0), np.float32)), owners

    def to_bytes(self) -> bytes:
        """Write the gallery down: arrays in a zip, no code in it."""
        vectors, _ = self.stacked()
        file = io.BytesIO()
        np.savez_compressed(
            file,
            format=np.array(_FORMAT),
            embedder=np.array(self.embedder),
            skus=_texts([one.sku for one in self.references]),
            views=_texts([one.view for one in self.references]),
            heights=np.array([one.height_mm or 0.0 for one in self.references], np.float64),
            counts=np.array([len(one.vectors) for one in self.references], np.int64),
            vectors=vectors,
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Gallery":
        """Read what `to_bytes` wrote.

        Raises:
            GalleryRejected: If it is anything else.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                return _gallery(stored)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            msg = f"these bytes are no gallery: {error}"
            raise GalleryRejected(msg) from error


def _texts(words: Sequence[str]) -> npt.NDArray[np.str_]:
    return np.array(words, dtype=np.str_)


def _gallery(stored: np.lib.npyio.NpzFile) -> Gallery:
    """Build a gallery from its arrays."""
    if str(stored["format"]) != _FORMAT:
        msg = f"of format {stored['format']}, expected {_FORMAT}"
        raise ValueError(msg)
    counts = stored["counts"]
    vectors = np.asarray(stored["vectors"], np.float32)
    if (counts < 1).any() or int(counts.sum()) != (len(vectors) if counts.size else 0):
        msg = "its counts do not add up"
        raise ValueError(msg)
    parts = np.split(vectors, np.cumsum(counts)[:-1]) if counts.size else []
    columns = (stored["skus"], parts, stored["views"], stored["heights"])
    references = tuple(
        Reference(str(sku), part, str(view), float(height) or None)
        for sku, part, view, height in zip(*columns, strict=True)
    )
    return Gallery(str(stored["embedder"]), references)
