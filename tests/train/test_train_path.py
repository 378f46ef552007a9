"""The training path for real: scenes, ultralytics, export, manifest, and the eyes read it all.

Random weights and one epoch: nothing here can see, but every step is the one that ships.
"""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.training.dataset import VALIDATION_SEED
from vision.training.evaluate import evaluate_coco
from vision.training.train import TrainConfig, train_shelf
from vision.values import Thing
from vision.weights import load_mask_judge, load_shelf_detector

pytestmark = [
    pytest.mark.train,
    pytest.mark.timeout(600),
    # ultralytics exports through torch's older way, which warns; theirs to change, not ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]
ultralytics = pytest.importorskip("ultralytics", reason="needs the extra [train]")


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """One tiny run, from nothing to a folder of weights."""
    root = tmp_path_factory.mktemp("training")
    config = TrainConfig(
        weights=root / "weights", work=root / "work", version="0.0.1", scenes=6,
        validation_scenes=2, epochs=1, image_px=160, batch=2,
    )  # fmt: skip
    (root / "weights").mkdir()
    (root / "weights" / "manifest.json").write_text("[]")
    return config, train_shelf(config)


def test_trained_weights_are_read_by_the_eyes_through_the_manifest(trained):
    config, folder = trained
    detector = load_shelf_detector(config.weights)
    assert folder.name == "shelf-0.0.1"
    assert detector.version.startswith("shelf-0.0.1")
    photo = cv2.imread(str(config.work / "scenes" / "images" / "val" / _first_scene()))
    for seen in detector.detect(photo):
        assert isinstance(seen.thing, Thing)
        assert 0 <= seen.confidence <= 1


def test_trained_weights_can_be_scored_on_the_validation_scenes(trained):
    config, _ = trained
    scenes = config.work / "scenes"
    detector = load_shelf_detector(config.weights)
    report = evaluate_coco(detector, scenes / "val.json", scenes / "images" / "val", draws=5)
    assert report.photos == 2
    assert report.scores[Thing.PRODUCT].truths > 0
    assert 0 <= report.scores[Thing.PRODUCT].ap <= report.scores[Thing.PRODUCT].ap50 <= 1


def test_card_says_what_was_done_and_how_well(trained):
    _, folder = trained
    card = json.loads((folder / "card.json").read_text())
    assert card["recipe"]["scenes"] == 6
    assert card["recipe"]["start"] == "random weights"
    assert card["licence"] == "AGPL-3.0"
    assert set(card["thresholds"]) == {thing.value for thing in Thing}
    assert card["scores"]["generated"]["photos"] == 2
    assert "| generated | product |" in (folder / "card.md").read_text()


def test_checkpoint_needs_nothing_of_ours_to_be_trained_on(trained):
    config, _ = trained
    network = ultralytics.YOLO(config.work / "shelf.pt").model
    assert type(network).__module__.startswith("ultralytics")
    assert list(network.names.values()) == [thing.value for thing in Thing]
    assert not network.end2end


def test_network_has_no_cap_on_what_it_may_find(trained):
    openvino = pytest.importorskip("openvino")
    _, folder = trained
    model = openvino.Core().read_model(folder / "model.xml")
    model.reshape([1, 3, 320, 320])
    assert list(model.output(0).shape) == [1, 4 + len(Thing), 2100]


def test_mask_classifier_is_trained_calibrated_and_read_by_the_eyes(tmp_path):
    from vision.training.mask_card import MaskConfig
    from vision.training.masks import train_mask

    crops = tmp_path / "crops"
    rng = np.random.default_rng(0)
    rows = ["file\tclass\tsplit"]
    for kind, level in (("with_mask", 60), ("without_mask", 190)):
        (crops / kind).mkdir(parents=True)
        for number in range(8):
            split = ("train", "train", "val", "test")[number % 4]
            name = f"{kind}/{number}.jpg"
            pixels = np.clip(rng.normal(level, 20, (80, 80, 3)), 0, 255).astype(np.uint8)
            cv2.imwrite(str(crops / name), pixels)
            rows.append(f"{name}\t{kind}\t{split}")
    (crops / "splits.tsv").write_text("\n".join(rows))
    (tmp_path / "weights").mkdir()
    config = MaskConfig(
        weights=tmp_path / "weights", crops=crops, version="0.0.1", start=Path("yolo26n.yaml"),
        epochs=1, batch=4,
    )  # fmt: skip
    folder = train_mask(config)
    card = json.loads((folder / "card.json").read_text())
    assert card["scores"]["test"]["photos"] == 4
    assert load_mask_judge(tmp_path / "weights").version == "mask-0.0.1"


def _first_scene():
    return f"scene-{VALIDATION_SEED:07d}.jpg"
