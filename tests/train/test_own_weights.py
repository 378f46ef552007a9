"""Weights a user brings: any YOLO file behind the same protocol, through ultralytics."""

from pathlib import Path

import numpy as np
import pytest

from vision.detectors import UltralyticsDetector
from vision.values import Thing

pytestmark = [
    pytest.mark.train,
    pytest.mark.timeout(600),
    # ultralytics exports through torch's older way, which warns; theirs to change, not ours.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A YOLO of random weights, saved the way ultralytics saves it."""
    from ultralytics import YOLO

    path = tmp_path_factory.mktemp("weights") / "own.pt"
    YOLO("yolo26n.yaml").save(str(path))
    return path


def test_own_weights_speak_our_words(weights: Path) -> None:
    """Random weights see nonsense; at a threshold near zero some of it must come back as ours."""
    eyes = UltralyticsDetector(
        weights,
        class_map={str(number): Thing.PRODUCT for number in range(80)},
        thresholds={Thing.PRODUCT: 1e-4},
        input_px=320,
    )
    assert eyes.version == "own+ultralytics"
    assert eyes.detect(np.zeros((0, 0, 3), np.uint8)) == []
    rgb = np.random.default_rng(1).integers(0, 255, (240, 320, 3), np.uint8)
    found = eyes.detect(rgb)
    assert found
    assert {seen.thing for seen in found} == {Thing.PRODUCT}
    assert found == sorted(found, key=lambda seen: -seen.confidence)
    for seen in found:
        assert 0 <= seen.box.left <= seen.box.right <= 320
        assert 0 <= seen.box.top <= seen.box.bottom <= 240
        assert 0 <= seen.confidence <= 1


def test_classes_without_a_name_of_ours_are_ignored(weights: Path) -> None:
    eyes = UltralyticsDetector(
        weights, class_map={}, thresholds={Thing.PRODUCT: 1e-4}, input_px=320
    )
    rgb = np.random.default_rng(1).integers(0, 255, (240, 320, 3), np.uint8)
    assert eyes.detect(rgb) == []
