"""Models that people bring: taken in with our words, on probation, or refused with a reason."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tests.unit.vision.onnx_files import CELL, ONE_TO_MANY, colours
from vision.adoption import DEFAULT_THRESHOLD, Wish, adopt
from vision.errors import ModelRefusal, ModelRefused, WeightsRejected
from vision.heads import read_detector
from vision.own_models import load_own_models, own_models, promote, remove
from vision.values import Stage

CODES = {"animal": 0.95, "phone_use": 0.95}
WISH = Wish("ours", {"cat": "animal", "cup": "ignore", "phone": "phone_use"}, CODES)
RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


def photo(*cells: tuple[int, int, tuple[int, int, int]], side: int = 128) -> np.ndarray:
    """A black photo with some cells in a colour."""
    rgb = np.zeros((side, side, 3), np.uint8)
    for row, column, colour in cells:
        rgb[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL] = colour
    return rgb


def refusal(file: Path, folder: Path, wish: Wish = WISH) -> ModelRefusal:
    with pytest.raises(ModelRefused) as caught:
        adopt(file, folder, wish)
    assert caught.value.message
    return caught.value.reason


@pytest.mark.parametrize("head", ["one_to_many", "end_to_end"])
@pytest.mark.parametrize("side", [None, 128, (96, 128)])
@pytest.mark.parametrize("half", [False, True])
def test_a_brought_detector_sees_in_our_words(tmp_path: Path, head, side, half) -> None:
    file = colours(tmp_path / "brought.onnx", side=side, head=head, half=half)
    adopted = adopt(file, tmp_path / "own", WISH)
    assert adopted.is_new
    [eyes] = load_own_models(tmp_path / "own")
    assert eyes.labels == ("animal", "phone_use")
    assert eyes.stage is Stage.SHADOW
    assert eyes.version == adopted.model.full_version
    size = {None: 128, 128: 128, (96, 128): 96}[side]
    rgb = photo((1, 2, RED), (0, 1, GREEN), (2, 0, BLUE))[:size]
    seen = {one.label: one for one in eyes.see(rgb)}
    assert seen.keys() == {"animal", "phone_use"}
    box = seen["animal"].box
    assert (box.left, box.top, box.right, box.bottom) == pytest.approx((64, 32, 96, 64), abs=1)
    assert seen["phone_use"].box.center == pytest.approx((16, 80), abs=1)
    assert all(one.confidence > 0.5 and one.model == eyes.version for one in seen.values())


@pytest.mark.parametrize("head", ["one_to_many", "end_to_end"])
def test_what_is_surely_something_ignored_is_not_its_second_guess(tmp_path: Path, head) -> None:
    colours(tmp_path / "brought.onnx", head=head)
    adopt(tmp_path / "brought.onnx", tmp_path / "own", WISH)
    [eyes] = load_own_models(tmp_path / "own")
    assert eyes.see(photo((1, 1, (200, 255, 0)))) == []  # surely a cup, nearly a cat
    assert [one.label for one in eyes.see(photo((1, 1, (255, 200, 0))))] == ["animal"]


@pytest.mark.parametrize("head", ["one_to_many", "end_to_end"])
def test_two_classes_may_mean_the_same(tmp_path: Path, head) -> None:
    wish = replace(WISH, class_map={"cat": "animal", "cup": "animal", "*": "ignore"})
    colours(tmp_path / "brought.onnx", head=head)
    adopt(tmp_path / "brought.onnx", tmp_path / "own", wish)
    [eyes] = load_own_models(tmp_path / "own")
    assert eyes.labels == ("animal",)
    seen = eyes.see(photo((0, 0, RED), (2, 2, GREEN), (3, 0, BLUE)))
    assert [one.label for one in seen] == ["animal", "animal"]


def test_a_file_without_names_is_mapped_by_number(tmp_path: Path) -> None:
    for number, head in enumerate(("one_to_many", "end_to_end")):
        file = colours(tmp_path / f"{head}.onnx", head=head, told=None)
        by_number = {"0": "animal", "1": "ignore", "2": "ignore"}
        wish = replace(WISH, name=f"m{number}", class_map=by_number, licence="MIT", input_px=128)
        adopt(file, tmp_path / "own", wish)
    for eyes in load_own_models(tmp_path / "own"):
        assert [one.label for one in eyes.see(photo((0, 0, RED), (1, 1, GREEN)))] == ["animal"]


def test_the_card_says_what_is_known_and_what_not(tmp_path: Path) -> None:
    model = adopt(colours(tmp_path / "b.onnx"), tmp_path / "own", WISH).model
    card = json.loads((tmp_path / "own" / model.full_version / "card.json").read_text())
    assert card["measured"] == "not measured"
    assert card["thresholds"] == {"animal": DEFAULT_THRESHOLD, "phone_use": DEFAULT_THRESHOLD}
    assert card["licence"] == model.licence == "MIT"
    assert card["label_map"] == {"cat": "animal", "phone": "phone_use"}
    assert (card["ignored"], card["input_px"], card["head"]) == (1, 128, "one_to_many")
    assert model.unmeasured == ("animal", "phone_use")


def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    file, folder = colours(tmp_path / "b.onnx"), tmp_path / "own"
    adopt(file, folder, WISH)
    promote(folder, "ours", without_measurement=True)
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = adopt(file, folder, WISH)
    assert not again.is_new
    assert again.model.stage is Stage.ACTIVE
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"class_map": {"cat": "animal", "*": "ignore"}},
        {"input_px": 256},
    ],
)
def test_the_same_file_in_another_way_is_a_duplicate(tmp_path: Path, change) -> None:
    file, folder = colours(tmp_path / "b.onnx"), tmp_path / "own"
    adopt(file, folder, WISH)
    assert refusal(file, folder, replace(WISH, **change)) is ModelRefusal.DUPLICATE
    assert len(own_models(folder)) == 1


def test_another_file_under_the_same_name_is_a_duplicate(tmp_path: Path) -> None:
    adopt(colours(tmp_path / "a.onnx"), tmp_path / "own", WISH)
    other = colours(tmp_path / "b.onnx", side=128)
    assert refusal(other, tmp_path / "own") is ModelRefusal.DUPLICATE


def test_a_class_nobody_measured_is_promoted_only_when_that_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    adopt(colours(tmp_path / "b.onnx"), folder, WISH)
    with pytest.raises(ModelRefused, match="animal, phone_use") as caught:
        promote(folder, "ours")
    assert caught.value.reason is ModelRefusal.NOT_MEASURED
    assert load_own_models(folder)[0].stage is Stage.SHADOW
    assert promote(folder, "ours", without_measurement=True).stage is Stage.ACTIVE
    assert load_own_models(folder)[0].stage is Stage.ACTIVE


def test_a_removed_model_leaves_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "own"
    adopt(colours(tmp_path / "b.onnx"), folder, WISH)
    remove(folder, "ours")
    assert own_models(folder) == load_own_models(folder) == ()
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]
    for act in (remove, promote):
        with pytest.raises(ModelRefused) as caught:
            act(folder, "ours")
        assert caught.value.reason is ModelRefusal.UNKNOWN_MODEL


def test_no_folder_is_no_models(tmp_path: Path) -> None:
    assert load_own_models(tmp_path / "nowhere") == ()


@pytest.mark.parametrize(("imgsz", "px"), [("[480, 640]", 640), ("320", 320), ("?", 640)])
def test_the_size_it_was_exported_for_is_kept(tmp_path: Path, imgsz, px) -> None:
    file = colours(tmp_path / "m.onnx", told=ONE_TO_MANY | {"imgsz": imgsz})
    assert read_detector(file).input_px == px


def tampered(folder: Path, **changes: object) -> Path:
    path = folder / "manifest.json"
    [entry] = json.loads(path.read_text())
    path.write_text(json.dumps([entry | changes]))
    return folder


@pytest.mark.parametrize(
    "changes",
    [
        {"files": {"../../etc/model.xml": "0"}},
        {"card": "../../card.json"},
        {"name": "../up"},
        {"version": "../up"},
        {"stage": "boss"},
        {"thresholds": {"animal": 2.0, "phone_use": 0.5}},
        {"thresholds": []},
        {"classes": ["animal"], "thresholds": {"animal": 0.5}},
        {"label_map": 3},
    ],
)
def test_a_manifest_that_was_changed_is_refused_at_the_start(tmp_path: Path, changes) -> None:
    adopt(colours(tmp_path / "a.onnx"), tmp_path / "own", WISH)
    with pytest.raises(WeightsRejected):
        load_own_models(tampered(tmp_path / "own", **changes))


@pytest.mark.parametrize("text", ["{", "{}", "[1]"])
def test_a_manifest_that_is_none(tmp_path: Path, text) -> None:
    (tmp_path / "manifest.json").write_text(text)
    with pytest.raises(WeightsRejected):
        own_models(tmp_path)


def test_a_model_file_that_was_changed_is_refused_at_the_start(tmp_path: Path) -> None:
    model = adopt(colours(tmp_path / "a.onnx"), tmp_path / "own", WISH).model
    file = tmp_path / "own" / model.full_version / "model.bin"
    file.write_bytes(file.read_bytes() + b"!")
    with pytest.raises(WeightsRejected, match="checksum"):
        load_own_models(tmp_path / "own")


def test_a_lost_card_means_that_nothing_is_known(tmp_path: Path) -> None:
    model = adopt(colours(tmp_path / "a.onnx"), tmp_path / "own", WISH).model
    (tmp_path / "own" / model.full_version / "card.json").unlink()
    assert own_models(tmp_path / "own")[0].measured == {}
