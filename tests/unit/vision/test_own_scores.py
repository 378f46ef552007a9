"""Labelled sets of people, and the thresholds and scores that follow from them."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.unit.vision.onnx_files import CELL, colours
from vision.adoption import Wish, adopt
from vision.errors import ModelRefusal, ModelRefused
from vision.own_models import own_models, promote
from vision.training.labelled import read_labelled
from vision.training.own_scores import choose
from vision.training.resampling import IOUS, Matches
from vision.values import Stage

WISH = Wish(
    "ours", {"cat": "animal", "*": "ignore"}, {"animal": 0.95, "phone_use": 0.95}, input_px=128
)
PHOTOS = 48


def write_photo(path: Path, cells: dict[tuple[int, int], int]) -> None:
    """A black photo with red cells of some brightness."""
    rgb = np.zeros((128, 128, 3), np.uint8)
    for (row, column), red in cells.items():
        rgb[row * CELL : (row + 1) * CELL, column * CELL : (column + 1) * CELL, 0] = red
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), rgb[..., ::-1])


def scene(number: int) -> tuple[dict[tuple[int, int], int], list[tuple[int, int]]]:
    """Bright cells are cats, dimmer ones are none; every fourth photo has no cat."""
    cells = {(3, number % 4): 100}
    cats = [] if number % 4 == 3 else [(number % 2, number % 4)]
    return cells | dict.fromkeys(cats, 200 + number % 3 * 20), cats


@pytest.fixture
def coco(tmp_path: Path) -> Path:
    images, labels = [], []
    for number in range(PHOTOS):
        cells, cats = scene(number)
        write_photo(tmp_path / "photos" / f"{number:03}.png", cells)
        images.append({"id": number, "file_name": f"{number:03}.png"})
        labels += [
            {"image_id": number, "category_id": 7, "bbox": [c * CELL, r * CELL, CELL, CELL]}
            for r, c in cats
        ]
    sheet = {
        "images": images,
        "annotations": labels,
        "categories": [{"id": 7, "name": "cat"}, {"id": 8, "name": "sofa"}],
    }
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(sheet))
    return path


@pytest.fixture
def yolo(tmp_path: Path) -> Path:
    root = tmp_path / "set"
    for number in range(PHOTOS):
        cells, cats = scene(number)
        write_photo(root / "images" / "val" / f"{number:03}.png", cells)
        lines = [f"1 {(c + 0.5) / 4} {(r + 0.5) / 4} 0.25 0.25" for r, c in cats]
        if lines:
            file = root / "labels" / "val" / f"{number:03}.txt"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("\n".join(lines) + "\n\n")
    (tmp_path / "set.yaml").write_text("path: set\nval: images/val\nnames: {0: sofa, 1: cat}\n")
    return tmp_path / "set.yaml"


def measured(tmp_path: Path, labels: Path, images: Path | None = None):
    wish = replace(WISH, labelled=read_labelled(labels, images))
    return adopt(colours(tmp_path / "m.onnx"), tmp_path / "own", wish)


def test_a_threshold_lies_between_what_is_right_and_what_is_not(tmp_path, coco):
    adopted = measured(tmp_path, coco, tmp_path / "photos")
    score = adopted.scores["animal"]
    assert 100 / 255 < score.threshold <= 200 / 255
    assert (score.truths, score.photos) == (36, PHOTOS)
    assert score.ap50 == pytest.approx(1, abs=0.01)
    assert (score.precision, score.recall) == (1, 1)
    assert score.precision_interval[0] < 0.9  # eighteen say less than they seem to
    assert (score.photos_without, score.false_alarms) == (12, 0)
    assert score.chosen_by == "precision 0.95"
    card = json.loads((tmp_path / "own" / adopted.model.full_version / "card.json").read_text())
    assert card["measured_on"] == {"set": "labels.json", "photos": PHOTOS}
    assert card["measured"]["animal"]["threshold"] == card["thresholds"]["animal"]
    assert promote(tmp_path / "own", "ours").stage is Stage.ACTIVE  # nothing is unmeasured


def test_both_kinds_of_labels_say_the_same(tmp_path, coco, yolo):
    first = measured(tmp_path, coco, tmp_path / "photos").scores["animal"]
    second = measured(tmp_path, yolo).scores["animal"]
    assert first == second


def test_measuring_anew_makes_another_version_on_probation(tmp_path, coco):
    file, folder = colours(tmp_path / "m.onnx"), tmp_path / "own"
    before = adopt(file, folder, WISH).model
    promote(folder, "ours", without_measurement=True)
    after = measured(tmp_path, coco, tmp_path / "photos").model
    assert after.version != before.version
    assert after.stage is Stage.SHADOW
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [after.full_version]
    promote(folder, "ours")
    again = measured(tmp_path, coco, tmp_path / "photos").model
    assert (again.version, again.stage) == (after.version, Stage.ACTIVE)
    assert len(own_models(folder)) == 1


def test_few_labels_measure_nothing(tmp_path, coco):
    sheet = json.loads(coco.read_text())
    sheet["annotations"] = sheet["annotations"][:19]
    coco.write_text(json.dumps(sheet))
    model = measured(tmp_path, coco, tmp_path / "photos").model
    assert model.unmeasured == ("animal",)
    assert model.thresholds == {"animal": 0.5}


def photo_of(scores, right, truths=None) -> Matches:
    flags = np.tile(np.array(right, bool), (len(IOUS), 1))
    count = sum(right) if truths is None else truths
    return Matches(np.array(scores, float), flags, np.zeros_like(flags), count)


def test_where_precision_is_out_of_reach_the_best_balance_is_taken():
    noisy = [photo_of([0.9, 0.8, 0.7], [False, True, True]) for _ in range(10)]
    threshold, why = choose(noisy, 0.95)
    assert why == "best F1"
    assert threshold == pytest.approx(0.4, abs=0.01)


def test_nothing_seen_is_believed_from_the_top():
    assert choose([photo_of([], [], truths=3)], 0.95) == (1.0, "nothing was seen")


def sheet(images: str, labels: str = "") -> str:
    names = '"categories": [{"id": 1, "name": "cat"}]'
    return f'{{"images": [{images}], "annotations": [{labels}], {names}}}'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("l.json", "{"),
        ("l.json", "[]"),
        ("l.json", '{"images": [], "annotations": [], "categories": []}'),
        ("l.json", sheet('{"id": 1, "file_name": "../x.png"}')),
        ("l.json", sheet('{"id": 1, "file_name": "gone.png"}')),
        ("l.json", sheet("", '{"bbox": [1], "category_id": 1}')),
        ("l.yaml", "["),
        ("l.yaml", "7"),
        ("l.yaml", "names: [cat]"),
        ("l.yaml", "names: cat\nval: x"),
        ("l.yaml", "names: [cat]\nval: nowhere"),
        ("l.yaml", "names: [cat]\ntrain: images"),
    ],
)
def test_sets_that_cannot_be_read(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    with pytest.raises(ModelRefused) as caught:
        read_labelled(tmp_path / name)
    assert caught.value.reason is ModelRefusal.BAD_SET


def test_a_set_of_other_things_measures_nothing(tmp_path, coco):
    coco.write_text(coco.read_text().replace('"cat"', '"dragon"'))
    with pytest.raises(ModelRefused, match="marks no class"):
        measured(tmp_path, coco, tmp_path / "photos")
    assert own_models(tmp_path / "own") == ()


def test_a_photo_that_is_none_is_named(tmp_path, coco):
    (tmp_path / "photos" / "005.png").write_text("no picture")
    with pytest.raises(ModelRefused, match=r"005\.png"):
        measured(tmp_path, coco, tmp_path / "photos")


def test_lists_of_photos_outlines_and_regions(tmp_path, yolo):
    (tmp_path / "set" / "some.txt").write_text("images/val/000.png\n\nimages/val/001.png\n")
    (tmp_path / "set" / "labels" / "val" / "000.txt").write_text(
        "1 0.1 0.2 0.5 0.2 0.5 0.6 0.1 0.6\n0 0.5 0.5 0.2 0.2 0.9\n"
    )
    yolo.write_text("path: set\ntest: [some.txt]\nval: images/val\nnames: [sofa, cat]\n")
    found = read_labelled(yolo)
    assert [photo.path.name for photo in found.photos] == ["000.png", "001.png"]
    [cat] = found.photos[0].boxes("cat", (100, 200))
    assert (cat.left, cat.top, cat.right, cat.bottom) == pytest.approx((10, 40, 50, 120))
    assert len(found.photos[0].boxes("sofa", (100, 200))) == 1
    assert found.photos[0].boxes("cat", (100, 200), regions=True) == []
