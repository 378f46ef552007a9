"""The embedder's path for real: products, ImageNet weights, linear layer, export, recognition.

A few products and directions: it knows little, but every step is the one that ships.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from vision.training.embedder_card import EmbedderConfig
from vision.training.sku_benchmark import SkuBenchmark
from vision.weights import load_embedder, read_sheet

pytestmark = [
    pytest.mark.train,
    pytest.mark.timeout(600),
    # OpenVINO converts by a way of torch that warns; theirs to change, not ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore:.*might cause the trace to be incorrect"),
]
pytest.importorskip("torch", reason="needs the extra [train]")


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[EmbedderConfig, Path]:
    """One tiny run, from nothing to a folder of weights."""
    from vision.training.embedder import train_embedder

    weights = tmp_path_factory.mktemp("weights")
    run = EmbedderConfig(weights=weights, version="0.0.1", products=12, rounds=2, dimensions=8)
    return run, train_embedder(run, SkuBenchmark(products=5, known=2, rounds=9))


def test_manifest_leads_to_the_new_embedder(trained: tuple[EmbedderConfig, Path]) -> None:
    run, folder = trained
    embedder = load_embedder(run.weights)
    assert folder == run.weights / "embed-0.0.1"
    assert embedder.version == "embed-0.0.1"
    crops = [np.random.default_rng(n).integers(0, 255, (60, 40, 3), np.uint8) for n in range(3)]
    vectors = embedder.embed_crops(crops)
    assert vectors.shape == (3, 8)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-4)


def test_manifest_sums_up_the_files_of_the_model_only(
    trained: tuple[EmbedderConfig, Path],
) -> None:
    run, _ = trained
    files = read_sheet(run.weights, "embed").extra["files"]
    assert set(files) == {"embed-0.0.1/model.xml", "embed-0.0.1/model.bin"}


def test_card_says_what_was_computed_and_how_well(trained: tuple[EmbedderConfig, Path]) -> None:
    _, folder = trained
    card = json.loads((folder / "card.json").read_text())
    assert card["recipe"]["products"] == 12
    assert card["scores"]["benchmark"]["known"] == 2
    assert [one["shots"] for one in card["scores"]["scores"]] == [5, 3, 1]
    assert "| 5 |" in (folder / "card.md").read_text()
