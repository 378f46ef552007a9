"""Recognition with the weights that ship, on generated packs; and the rule that decides."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.vision.networks import manifest
from vision.errors import GalleryRejected, WeightsRejected
from vision.gallery import Gallery, Reference
from vision.recognize import Embedder, Recognizer, Thresholds, decide
from vision.training.embedder_crops import Assortment, by_product, photograph_products
from vision.values import Box
from vision.weights import load_embedder, read_sheet

WEIGHTS = Path(__file__).parents[3] / "deploy" / "weights"
LIMITS = Thresholds(0.5, 0.1)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return load_embedder(WEIGHTS, threads=1)


@pytest.fixture(scope="module")
def sightings() -> list[dict[str, list[np.ndarray]]]:
    """Four photo rounds of twelve products: crops by product, one entry a round."""
    products = Assortment.invent(77, 12)
    rng = np.random.default_rng(78)
    return [by_product(photograph_products(rng, products.looks)) for _ in range(5)]


def whole(picture: np.ndarray) -> Box:
    height, width = picture.shape[:2]
    return Box(0, 0, width, height)


def test_known_packs_are_named_and_others_are_unknown(
    embedder: Embedder, sightings: list[dict[str, list[np.ndarray]]]
) -> None:
    *earlier, last = sightings
    known = sorted(set(last) & set.union(*(set(each) for each in earlier)))
    taught, strange = known[:-3], known[-3:]
    gallery = Gallery(embedder.version)
    for sku in taught:
        crops = [each[sku][0] for each in earlier if sku in each]
        gallery = gallery.with_reference(Reference(sku, embedder.embed_crops(crops)))
    recognizer = Recognizer(embedder, gallery)
    assert recognizer.skus == frozenset(taught)
    answers = {sku: recognizer.recognize(last[sku][0], [whole(last[sku][0])])[0] for sku in known}
    named = [sku for sku in taught if answers[sku].sku == sku]
    assert len(named) >= len(taught) - 1, answers
    assert all(answers[sku].sku in {None, sku} for sku in taught)
    assert [answers[sku].sku for sku in strange] == [None] * 3
    assert all(0.5 <= answer.confidence <= 1 for answer in answers.values())
    assert all(answers[sku].candidates[0].sku == sku for sku in named)


def test_a_correction_teaches_at_once(
    embedder: Embedder, sightings: list[dict[str, list[np.ndarray]]]
) -> None:
    first, second = sightings[0], sightings[1]
    sku, other, *_ = sorted(set(first) & set(second))
    gallery = Gallery(embedder.version, (Reference(other, embedder.embed_crops(first[other][:1])),))
    crop = second[sku][0]
    assert Recognizer(embedder, gallery).recognize(crop, [whole(crop)])[0].sku is None
    taught = gallery.with_reference(
        Reference(sku, embedder.embed(crop, [whole(crop)]), "correction")
    )
    assert Recognizer(embedder, taught).recognize(crop, [whole(crop)])[0].sku == sku


def test_vectors_have_length_one_and_follow_their_boxes(embedder: Embedder) -> None:
    rng = np.random.default_rng(5)
    picture = rng.integers(0, 255, (120, 200, 3), dtype=np.uint8)
    boxes = [Box(0, 0, 90, 110), Box(100, 5, 195, 118), Box(20, 20, 60, 60)]
    vectors = embedder.embed(picture, boxes)
    assert vectors.shape[0] == 3
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)
    backwards = embedder.embed(picture, boxes[::-1])[::-1]
    np.testing.assert_allclose(vectors, backwards, atol=0.03)  # bfloat16 differs in a batch


def test_full_precision_vectors_do_not_depend_on_the_batch(embedder: Embedder) -> None:
    rng = np.random.default_rng(5)
    crops = [rng.integers(0, 255, (60, 40 + n, 3), dtype=np.uint8) for n in range(3)]
    exact = embedder.in_full_precision()
    vectors = exact.embed_crops(crops)
    np.testing.assert_allclose(vectors, exact.embed_crops(crops[::-1])[::-1], atol=1e-5)
    assert exact.version == embedder.version


def test_equal_neighbours_are_looked_at_once(
    embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(6)
    one = rng.integers(0, 255, (80, 50, 3), dtype=np.uint8)
    other = np.full_like(one, 60)
    row = np.hstack([one, one, one, other, one])
    looked: list[int] = []
    real = embedder.embed_crops

    def counted(crops: list[np.ndarray]) -> np.ndarray:
        looked.append(len(crops))
        return real(crops)

    monkeypatch.setattr(embedder, "embed_crops", counted)
    boxes = [Box(50 * n + 5, 5, 50 * n + 45, 75) for n in range(5)]
    vectors = embedder.embed(row, boxes)
    assert looked == [3]
    np.testing.assert_array_equal(vectors[0], vectors[2])
    assert float(vectors[2] @ vectors[3]) < 0.9


def test_boxes_beside_the_picture_are_survived(embedder: Embedder) -> None:
    picture = np.full((40, 40, 3), 90, np.uint8)
    odd = [Box(-50, -50, -10, -10), Box(39.9, 39.9, 400, 400), Box(7, 7, 7, 7)]
    assert np.isfinite(embedder.embed(picture, odd)).all()
    assert embedder.embed(picture, []).shape[0] == 0


def test_nothing_is_known_from_an_empty_gallery(embedder: Embedder) -> None:
    recognizer = Recognizer(embedder, Gallery(embedder.version))
    picture = np.zeros((20, 20, 3), np.uint8)
    assert recognizer.skus == frozenset()
    assert recognizer.recognize(picture, [whole(picture)])[0].sku is None
    assert recognizer.recognize(picture, []) == []


def test_vectors_of_other_weights_are_refused(embedder: Embedder) -> None:
    with pytest.raises(GalleryRejected, match="other"):
        Recognizer(embedder, Gallery("other-1"))


@pytest.mark.parametrize(
    ("similarities", "sku"),
    [
        ([0.9, 0.2], "a"),
        ([0.2, 0.9], "b"),
        ([0.9, 0.79], "a"),
        ([0.9, 0.81], None),
        ([0.51, 0.0], "a"),
        ([0.49, 0.0], None),
        ([-0.5, -0.9], None),
        ([0.9, 0.9], None),
    ],
)
def test_near_and_clearly_nearer_than_any_other(similarities: list[float], sku: str | None) -> None:
    answer = decide(["a", "b"], np.array(similarities, np.float32), LIMITS)
    assert answer.sku == sku
    assert 0.5 <= answer.confidence <= 1
    told = [one.similarity for one in answer.candidates]
    assert told == pytest.approx(sorted(similarities, reverse=True))


def test_other_sizes_of_a_design_are_no_rivals() -> None:
    near = np.array([0.9, 0.89, 0.3], np.float32)
    sizes = {"a": frozenset({"b"}), "b": frozenset({"a"})}
    assert decide(["a", "b", "c"], near, LIMITS).sku is None
    assert decide(["a", "b", "c"], near, LIMITS, sizes).sku == "a"
    assert decide(["a", "b"], near[:2], LIMITS, sizes).sku == "a"


def test_sizes_of_one_design_are_told_apart_on_a_photo(
    embedder: Embedder, sightings: list[dict[str, list[np.ndarray]]]
) -> None:
    tea, cola = (crops[0] for crops in list(sightings[0].values())[:2])
    vectors = [embedder.embed_crops([crop]) for crop in (tea, cola)]
    gallery = Gallery(
        embedder.version,
        (
            Reference("tea", vectors[0], height_mm=200),
            Reference("cola-1l", vectors[1], height_mm=150),
            Reference("cola-2l", vectors[1], height_mm=300),
        ),
    )
    photo = np.full((400, 300, 3), 200, np.uint8)
    photo[200:400, 0:100] = np.asarray(_sized(tea, 100, 200))
    photo[100:400, 100:200] = np.asarray(_sized(cola, 100, 300))
    photo[250:400, 200:300] = np.asarray(_sized(cola, 100, 150))
    boxes = [Box(4, 208, 96, 392), Box(104, 112, 196, 388), Box(204, 256, 296, 394)]
    told = Recognizer(embedder, gallery).recognize(photo, boxes)
    assert [one.sku for one in told] == ["tea", "cola-2l", "cola-1l"]


def _sized(crop: np.ndarray, width: int, height: int) -> np.ndarray:
    rows = np.linspace(0, crop.shape[0] - 1, height).astype(int)
    columns = np.linspace(0, crop.shape[1] - 1, width).astype(int)
    return crop[rows][:, columns]


@pytest.mark.parametrize(
    "thresholds", [{}, {"similarity": 0.5}, {"similarity": 0.5, "margin": "x"}]
)
def test_weights_without_thresholds_are_refused(
    tmp_path: Path, thresholds: dict[str, object]
) -> None:
    file = tmp_path / "embed.xml"
    file.write_bytes(b"x")
    sheet = read_sheet(WEIGHTS, "embed")
    entry = dict(sheet.extra) | {
        "files": {"embed.xml": "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"},
        "thresholds": thresholds,
    }
    with pytest.raises(WeightsRejected, match="threshold"):
        load_embedder(manifest(tmp_path, entry))
