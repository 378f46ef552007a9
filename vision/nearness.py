"""How near a vector lies to the products of a gallery, in a space that the gallery has shaped."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from vision.gallery import Gallery, Vectors

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Bending:
    """How far the references of a gallery may bend the space they are compared in.

    Pictures of one product differ by light and angle; the directions in which they do tell nothing
    about products and are shrunk. With few references nothing is known about those directions and
    the space stays as the embedder made it: `steadiness` is how many pairs of pictures weigh as
    much as the embedder, `anchor` how many products weigh as much as its origin.
    """

    steadiness: float = 3000.0
    anchor: float = 1000.0
    mean_share: float = 0.7  # of the similarity to a product's mean; the rest to its nearest view


class Space:
    """Everything about a gallery that is worth computing once.

    Raises:
        ValueError: If the gallery is empty.
    """

    def __init__(self, gallery: Gallery, bending: Bending | None = None) -> None:
        vectors, owners = gallery.stacked()
        if not owners:
            msg = "nothing is near to anything in an empty gallery"
            raise ValueError(msg)
        self.skus = gallery.skus
        self._bending = bending or Bending()
        place = {sku: number for number, sku in enumerate(self.skus)}
        self._owners = np.array([place[owner] for owner in owners])
        order = np.lexsort((*vectors.T[::-1], self._owners))  # the order of arrival tells nothing
        self._owners = self._owners[order]
        views = vectors[order].astype(np.float64)
        counts = np.bincount(self._owners).astype(np.float64)
        means = _sums(views, self._owners, len(self.skus)) / counts[:, None]
        self._origin = means.sum(axis=0) / (len(means) + self._bending.anchor)
        self._directions, self._shrink = self._noise(views - means[self._owners])
        self.counts = counts.astype(np.int64)
        self._views = self.bent(views)
        self._means = self.bent(means)

    def _noise(self, apart: npt.NDArray[np.float64]) -> tuple[Floats, Floats]:
        """Find the directions in which pictures of one product differ, and how to shrink them.

        The covariance is mixed with an even one of the same size, the less the more is known; its
        inverse root is the identity but for the few directions returned.
        """
        freedom = len(apart) - len(self.skus)
        if freedom <= 0 or not np.any(apart):
            nothing = np.zeros((0, apart.shape[1]), np.float32)
            return nothing, np.zeros(0, np.float32)
        strengths, directions = _principal(apart)
        variance = strengths / freedom
        even = variance.sum() / apart.shape[1]
        trust = freedom / (freedom + self._bending.steadiness)
        mixed = trust * variance + (1 - trust) * even
        floor = (1 - trust) * even
        shrink = np.sqrt(floor / mixed) - 1
        return directions.astype(np.float32), shrink.astype(np.float32)

    def bent(self, vectors: npt.NDArray[np.floating]) -> Floats:
        """Move vectors of the embedder into this space; each keeps length 1."""
        return _unit(self._moved(vectors))

    def _moved(self, vectors: npt.NDArray[np.floating]) -> npt.NDArray[np.float64]:
        moved = vectors - self._origin
        return np.asarray(moved + (moved @ self._directions.T * self._shrink) @ self._directions)

    def similarities(self, vectors: Vectors) -> Floats:
        """Compare vectors with every product.

        Args:
            vectors: (n, d) as the embedder made them.

        Returns:
            (n, products) similarities, -1 to 1, columns in the order of `skus`.
        """
        bent = self.bent(vectors)
        starts = np.flatnonzero(np.r_[True, np.diff(self._owners) > 0])
        nearest = np.maximum.reduceat(bent @ self._views.T, starts, axis=1)
        share = self._bending.mean_share
        return np.asarray(share * (bent @ self._means.T) + (1 - share) * nearest, np.float32)

    def alike(self, least: float) -> list[tuple[int, int]]:
        """Find pairs of products whose means are at least this similar."""
        near = np.triu(self._means @ self._means.T, k=1) >= least
        return [(int(one), int(other)) for one, other in np.argwhere(near)]


def _sums(
    vectors: npt.NDArray[np.float64], owners: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.float64]:
    sums = np.zeros((count, vectors.shape[1]))
    np.add.at(sums, owners, vectors)
    return sums


def _principal(
    apart: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return squared singular values and right singular vectors, by way of the smaller square."""
    rows, columns = apart.shape
    square = apart @ apart.T if rows < columns else apart.T @ apart
    values, vectors = np.linalg.eigh(square)
    keep = values > 1e-9 * values[-1]
    values, vectors = values[keep], vectors[:, keep]
    found = (apart.T @ vectors / np.sqrt(values)).T if rows < columns else vectors.T
    return values, found


def _unit(vectors: npt.NDArray[np.floating]) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)
