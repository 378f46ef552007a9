"""A gallery is a plain value: it grows, shrinks, is written down and refuses nonsense."""

import io

import numpy as np
import pytest

from vision.errors import GalleryRejected
from vision.gallery import Gallery, Reference


def unit(*numbers: float) -> np.ndarray:
    vector = np.array([numbers], np.float32)
    return vector / np.linalg.norm(vector)


COLA = Reference("cola", unit(1, 0, 0), "front", 210.0)
TEA = Reference("茶", np.concatenate([unit(0, 1, 0), unit(0, 1, 1)]), "shelf")
GALLERY = Gallery("embed-1", (COLA, TEA))


def test_it_knows_its_products_and_their_heights() -> None:
    assert GALLERY.skus == ("cola", "茶")
    assert GALLERY.heights_mm == {"cola": 210.0}
    vectors, owners = GALLERY.stacked()
    assert vectors.shape == (3, 3)
    assert owners == ("cola", "茶", "茶")


def test_a_correction_makes_a_new_gallery() -> None:
    grown = GALLERY.with_reference(Reference("cola", unit(1, 1, 0), "correction", 205.0))
    assert len(GALLERY.references) == 2
    assert [one.view for one in grown.references if one.sku == "cola"] == ["front", "correction"]
    assert grown.heights_mm == {"cola": 205.0}


def test_products_and_single_views_can_be_taken_out() -> None:
    assert GALLERY.without("cola").skus == ("茶",)
    grown = GALLERY.with_reference(Reference("cola", unit(1, 1, 0), "correction"))
    left = grown.without("cola", keep=lambda one: one.view != "correction")
    assert [one.view for one in left.references] == ["front", "shelf"]
    assert GALLERY.without("milk") == GALLERY


@pytest.mark.parametrize("gallery", [GALLERY, Gallery("embed-1"), Gallery("embed-1", (TEA,))])
def test_what_is_written_down_is_read_again(gallery: Gallery) -> None:
    read = Gallery.from_bytes(gallery.to_bytes())
    assert read.embedder == gallery.embedder
    assert len(read.references) == len(gallery.references)
    for one, other in zip(read.references, gallery.references, strict=True):
        assert (one.sku, one.view, one.height_mm) == (other.sku, other.view, other.height_mm)
        np.testing.assert_array_equal(one.vectors, other.vectors)


def stored(**changes: object) -> bytes:
    """A gallery's file with some of its arrays changed or left out."""
    with np.load(io.BytesIO(GALLERY.to_bytes())) as arrays:
        parts = {name: arrays[name] for name in arrays.files}
    parts |= {name: np.array(value) for name, value in changes.items() if value is not None}
    file = io.BytesIO()
    np.savez(
        file, **{name: part for name, part in parts.items() if changes.get(name, 1) is not None}
    )
    return file.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a zip",
        GALLERY.to_bytes()[:100],
        GALLERY.to_bytes()[:-30],
        stored(format="rounds-gallery-9"),
        stored(skus=None),
        stored(skus=["cola"]),
        stored(counts=[2, 2]),
        stored(counts=[-1, 4]),
        stored(vectors=np.zeros((3, 3))),
        stored(vectors=np.full((3, 3), np.nan)),
        stored(heights=[np.nan, 0.0]),
        stored(heights=[-2.0, 0.0]),
    ],
)
def test_other_bytes_are_refused(content: bytes) -> None:
    with pytest.raises(GalleryRejected):
        Gallery.from_bytes(content)


def test_pickled_arrays_are_never_loaded() -> None:
    file = io.BytesIO()
    np.savez(file, format=np.array([{"a": 1}], dtype=object))
    with pytest.raises(GalleryRejected):
        Gallery.from_bytes(file.getvalue())


@pytest.mark.parametrize(
    ("sku", "vectors", "height"),
    [
        ("", unit(1, 0), None),
        ("a", np.zeros((0, 2), np.float32), None),
        ("a", np.zeros(2, np.float32), None),
        ("a", np.array([[0.5, 0.5]], np.float32), None),
        ("a", np.array([[np.nan, 1]], np.float32), None),
        ("a", unit(1, 0), 0.0),
        ("a", unit(1, 0), float("nan")),
        ("a", unit(1, 0), float("inf")),
    ],
)
def test_references_that_cannot_be_compared_are_refused(
    sku: str, vectors: np.ndarray, height: float | None
) -> None:
    with pytest.raises(GalleryRejected):
        Reference(sku, vectors, height_mm=height)


def test_vectors_of_two_lengths_do_not_go_together() -> None:
    with pytest.raises(GalleryRejected, match="one length"):
        Gallery("embed-1", (COLA, Reference("tea", unit(1, 0))))
