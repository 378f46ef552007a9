"""The space a gallery shapes: laws of similarity, with vectors that stand for pictures."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.gallery import Gallery, Reference
from vision.nearness import Bending, Space
from vision.recognize import Thresholds, decide

SIDES = 24


def unit(rows: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    return np.asarray(rows / lengths, np.float32)


def products(seed: int, count: int, shots: int = 3, spread: float = 0.1) -> list[Reference]:
    rng = np.random.default_rng(seed)
    centres = unit(rng.normal(size=(count, SIDES)))
    return [
        Reference(f"p{n}", unit(centre + spread * rng.normal(size=(shots, SIDES))))
        for n, centre in enumerate(centres)
    ]


@given(seed=st.integers(0, 999), order=st.randoms(use_true_random=False))
def test_the_order_of_references_does_not_matter(seed: int, order: object) -> None:
    references = products(seed, 6)
    shuffled = list(references)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    questions = unit(np.random.default_rng(seed + 1).normal(size=(4, SIDES)))
    one, other = (Space(Gallery("e", tuple(each))) for each in (references, shuffled))
    assert one.skus == other.skus
    np.testing.assert_allclose(
        one.similarities(questions), other.similarities(questions), atol=1e-5
    )


@given(seed=st.integers(0, 999))
def test_a_far_reference_never_changes_a_near_match(seed: int) -> None:
    references = products(seed, 5)
    question = references[2].vectors[:1]
    far = Reference("far", -question)
    limits = Thresholds(0.4, 0.05)
    before = Space(Gallery("e", tuple(references)))
    after = Space(Gallery("e", (*references, far)))
    assert decide(before.skus, before.similarities(question)[0], limits).sku == "p2"
    assert decide(after.skus, after.similarities(question)[0], limits).sku == "p2"


@given(seed=st.integers(0, 999), shots=st.integers(1, 5), count=st.integers(1, 8))
def test_similarities_are_similarities(seed: int, shots: int, count: int) -> None:
    references = products(seed, count, shots)
    space = Space(Gallery("e", tuple(references)), Bending(steadiness=5, anchor=2))
    near = space.similarities(np.concatenate([one.vectors for one in references]))
    assert near.shape == (count * shots, count)
    assert np.isfinite(near).all()
    assert (np.abs(near) <= 1 + 1e-5).all()


def test_what_varies_between_pictures_of_one_product_stops_to_count() -> None:
    """All products differ in their first half; light changes the first number of each picture."""
    rng = np.random.default_rng(3)
    centres = unit(rng.normal(size=(12, SIDES)))

    def lit(centre: np.ndarray) -> np.ndarray:
        changed = np.repeat(centre[None], 5, axis=0)
        changed[:, 0] += rng.normal(size=5)
        return unit(changed)

    references = tuple(Reference(f"p{n:02}", lit(centre)) for n, centre in enumerate(centres))
    questions = np.concatenate([lit(centre) for centre in centres])
    truth = np.repeat(np.arange(12), 5)

    def margin(bending: Bending) -> float:
        near = Space(Gallery("e", references), bending).similarities(questions)
        own = near[np.arange(len(truth)), truth].copy()
        near[np.arange(len(truth)), truth] = -1
        return float((own - near.max(axis=1)).mean())

    assert margin(Bending(steadiness=5, anchor=1000)) > margin(Bending(steadiness=1e9)) + 0.02


def test_a_single_product_with_a_single_picture_works() -> None:
    vector = unit(np.ones((1, SIDES)))
    space = Space(Gallery("e", (Reference("only", vector),)))
    assert space.similarities(vector)[0, 0] == pytest.approx(1)
    assert space.alike(0.9) == []


def test_products_with_equal_pictures_are_alike() -> None:
    first, second = products(1, 2)
    twin = Reference("twin", first.vectors)
    space = Space(Gallery("e", (first, second, twin)))
    assert [(space.skus[a], space.skus[b]) for a, b in space.alike(0.95)] == [("p0", "twin")]


def test_an_empty_gallery_has_no_space() -> None:
    with pytest.raises(ValueError, match="empty"):
        Space(Gallery("e"))
