"""Detectors: tiny real networks through letterbox, decoding, suppression and calibration."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.vision.networks import colour_detector
from vision import detectors
from vision.detectors import OpenVinoDetector, calibrated
from vision.errors import WeightsRejected
from vision.networks import Network
from vision.values import Box, Thing

LIMITS = dict.fromkeys(Thing, 0.6)


def detector(folder: Path, *, side: int | None = None, input_px: int = 128) -> OpenVinoDetector:
    path = colour_detector(folder / "colours.xml", side=side)
    return OpenVinoDetector(
        path, version="colours-1", classes=tuple(Thing), thresholds=LIMITS, input_px=input_px
    )


def painted(width: int, height: int, *cells: tuple[int, int, int, float]) -> np.ndarray:
    """A black picture with 32-pixel cells (column, row, channel, strength)."""
    rgb = np.zeros((height, width, 3), np.uint8)
    for column, row, channel, strength in cells:
        rgb[row * 32 : row * 32 + 32, column * 32 : column * 32 + 32, channel] = strength * 255
    return rgb


def test_nothing_is_seen_on_nothing(tmp_path: Path) -> None:
    eyes = detector(tmp_path)
    assert eyes.precision == ""
    assert eyes.detect(np.zeros((0, 0, 3), np.uint8)) == []
    assert eyes.detect(painted(128, 128)) == []
    assert eyes.precision in {"f32", "bf16"}
    assert eyes.version == f"colours-1+{detectors.EYES}"


@pytest.mark.parametrize("side", [None, 128])
def test_things_are_seen_where_they_are(tmp_path: Path, side: int | None) -> None:
    rgb = painted(128, 96, (0, 0, 0, 1.0), (2, 1, 1, 0.8), (3, 2, 2, 0.6), (1, 2, 0, 0.3))
    found = detector(tmp_path, side=side).detect(rgb)
    assert [(seen.thing, seen.box) for seen in found] == [
        (Thing.PRODUCT, Box(0, 0, 32, 32)),
        (Thing.GAP, Box(64, 32, 96, 64)),
        (Thing.PRICE_TAG, Box(96, 64, 128, 96)),
        (Thing.PRODUCT, Box(32, 64, 64, 96)),  # below the threshold: doubtful
    ]
    assert [seen.confidence for seen in found] == pytest.approx([1.0, 0.75, 0.5, 0.25], abs=0.02)


def test_boxes_are_in_pixels_of_the_picture_when_it_is_larger(tmp_path: Path) -> None:
    rgb = np.kron(painted(128, 96, (1, 1, 0, 1.0)), np.ones((8, 8, 1), np.uint8))
    [seen] = [seen for seen in detector(tmp_path, side=128).detect(rgb) if seen.confidence > 0.9]
    assert seen.box == Box(256, 256, 512, 512)


def looks(eyes: OpenVinoDetector) -> list[int]:
    """Long sides the network was run at."""
    return sorted(max(shape) for shape in eyes._network._compiled)


@pytest.mark.parametrize(
    ("cells", "side", "expected"),
    [
        ((), 64, [128]),  # a small picture is not enlarged beyond the training's size
        ((), 1024, [128, 192, 288]),  # nothing sure at first sight: look closer
        (((0, 0, 0, 1.0),), 192, [128, 192]),  # a facing of 32 pixels is large enough
        (((0, 0, 0, 1.0), (4, 4, 0, 1.0)), 224, [128, 192, 224]),
    ],
)
def test_picture_is_looked_at_as_closely_as_it_needs(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    cells: tuple[tuple[int, int, int, float], ...],
    side: int,
    expected: list[int],
) -> None:
    if len(expected) > 2 and cells:
        monkeypatch.setattr(detectors, "_SMALL_FACING_PX", 40.0)
    eyes = detector(tmp_path)
    eyes.detect(painted(side, side, *cells))
    assert looks(eyes) == expected


def test_mirror_image_is_looked_at_where_asked_and_put_back(tmp_path: Path) -> None:
    class Careful(OpenVinoDetector):
        mirrored = True

    path = colour_detector(tmp_path / "colours.xml", side=None)
    eyes = Careful(path, version="colours-1", classes=tuple(Thing), thresholds=LIMITS, input_px=128)
    seen = eyes._looked(painted(128, 96, (0, 1, 0, 1.0)), 128)
    assert [look.boxes[look.scores.argmax()].tolist() for look in seen] == [[0, 32, 32, 64]] * 2
    [found] = eyes.detect(painted(128, 96, (0, 1, 0, 1.0)))
    assert found.box == Box(0, 32, 32, 64)


def test_uncut_detector_keeps_the_tail_and_changes_nothing_else(tmp_path: Path) -> None:
    rgb = painted(128, 96, (0, 0, 0, 1.0), (2, 1, 0, 0.1))
    eyes = detector(tmp_path)
    assert [seen.box for seen in eyes.detect(rgb)] == [Box(0, 0, 32, 32)]
    whole = eyes.uncut().detect(rgb)
    assert [seen.box for seen in whole] == [Box(0, 0, 32, 32), Box(64, 32, 96, 64)]
    assert whole[0] == eyes.detect(rgb)[0]
    assert whole[1].confidence == pytest.approx(0.5 * 0.1 / 0.6, abs=0.01)
    assert eyes.uncut().version == eyes.version


def test_detector_in_full_precision_sees_the_same_by_another_network(tmp_path: Path) -> None:
    rgb = painted(128, 96, (0, 0, 0, 1.0))
    eyes = detector(tmp_path)
    exact = eyes.in_full_precision()
    assert [seen.box for seen in exact.detect(rgb)] == [Box(0, 0, 32, 32)]
    assert exact.precision == "f32"
    assert not eyes.precision
    assert exact.version == eyes.version


def test_no_more_than_the_most_are_returned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert detectors.MOST_DETECTIONS >= 1500
    monkeypatch.setattr(detectors, "MOST_DETECTIONS", 20)
    cells = [(c, r, 0, 0.7 + 0.01 * c) for c in range(8) for r in range(8)]
    found = detector(tmp_path, input_px=256).detect(painted(256, 256, *cells))
    assert len(found) == 20
    assert {seen.box.left for seen in found} == {160, 192, 224}  # the surest


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 0.99))
def test_calibration_keeps_order_and_bounds(first: float, second: float, limit: float) -> None:
    low, high = sorted((first, second))
    assert 0 <= calibrated(low, limit) <= calibrated(high, limit) <= 1
    assert (calibrated(first, limit) >= 0.5) == (first >= limit)


def test_threshold_of_one_is_reached_by_certainty_only() -> None:
    assert calibrated(1.0, 1.0) == 1.0
    assert calibrated(0.99, 1.0) < 0.5


@pytest.mark.parametrize("content", [b"", b"not a network"])
def test_file_is_rejected_when_it_is_no_network(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.onnx"
    path.write_bytes(content)
    with pytest.raises(WeightsRejected, match=r"broken\.onnx"):
        Network(path, threads=1)


def test_threads_must_be_positive(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="threads"):
        Network(tmp_path / "none.onnx", threads=0)


def test_network_is_compiled_without_pinning_on_its_threads(tmp_path: Path) -> None:
    network = Network(colour_detector(tmp_path / "colours.xml"), threads=1)
    network.run(np.zeros((1, 3, 64, 64), np.float32))
    [compiled] = network._compiled.values()
    assert compiled.get_property("INFERENCE_NUM_THREADS") == 1
    assert compiled.get_property("ENABLE_CPU_PINNING") is False
    assert compiled.get_property("NUM_STREAMS") == 1


def test_only_a_few_shapes_stay_compiled(tmp_path: Path) -> None:
    network = Network(colour_detector(tmp_path / "colours.xml"), threads=1)
    for cells in range(1, 10):
        network.run(np.zeros((1, 3, 32, 32 * cells), np.float32))
    assert len(network._compiled) == 6


def test_precision_is_full_where_bfloat16_is_not_native(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vision.networks._BF16", "NO SUCH FORMAT")
    network = Network(colour_detector(tmp_path / "colours.xml"), threads=1)
    network.run(np.zeros((1, 3, 32, 32), np.float32))
    assert network.precision == "f32"


def test_full_precision_can_be_asked_for_and_leaves_the_first_network_alone(
    tmp_path: Path,
) -> None:
    network = Network(colour_detector(tmp_path / "colours.xml"), threads=1)
    exact = network.in_full_precision()
    exact.run(np.zeros((1, 3, 32, 32), np.float32))
    [compiled] = exact._compiled.values()
    assert exact.precision == "f32"
    assert compiled.get_property("INFERENCE_PRECISION_HINT").to_string() == "f32"
    assert not network.precision
    assert not network._compiled


def test_importing_the_detectors_does_not_import_torch() -> None:
    assert "vision.detectors" in sys.modules
    assert "torch" not in sys.modules
    assert "ultralytics" not in sys.modules
