"""Hand-labelled training photos: their sheet is sound, and tiles hold what can be seen in them."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.training import hand_labels
from vision.training.dataset import load_textures
from vision.training.hand_labels import LabelledPhoto, hand_labelled, product_crops, tiles_of
from vision.training.real_photos import REPEATS, add_real_photos, hand_thresholds
from vision.training.thresholds import FALLBACK, confidence_of
from vision.training.train import real_thresholds
from vision.values import Box, Detection, Thing

SHEET = json.loads(hand_labels.SHEET.read_text("utf-8"))
HELD_OUT = Path(__file__).parents[3] / "../shared/data/price-tags/val.txt"


class Blind:
    """Sees nothing."""

    version = "blind"

    def detect(self, _rgb):
        return []


def test_every_box_lies_on_its_photo():
    assert len(SHEET["photos"]) == 8
    for entry in SHEET["photos"]:
        assert {row[0] for row in entry["boxes"]} <= {thing.value for thing in Thing}
        for _, left, top, right, bottom in entry["boxes"]:
            assert 0 <= left < right <= entry["width"]
            assert 0 <= top < bottom <= entry["height"]


@pytest.mark.skipif(not HELD_OUT.exists(), reason="needs the shared data")
def test_no_photo_is_of_a_held_out_shelf():
    held_out = {Path(name).name for name in HELD_OUT.read_text("utf-8").split()}
    assert held_out
    assert not held_out & {Path(entry["photo"]).name for entry in SHEET["photos"]}


@pytest.fixture
def shared(tmp_path, monkeypatch):
    """A squeezed photo, 60 x 60 for 120 x 60, one half red; and one that is not there."""
    squeezed = np.zeros((60, 60, 3), np.uint8)
    squeezed[:, 30:, 2] = 200
    cv2.imwrite(str(tmp_path / "a.png"), squeezed)
    rows = [["product", 70, 10, 110, 50], ["price_tag", 0, 0, 8, 5], ["product", 0, 0, 9, 50]]
    entry = {"photo": "a.png", "width": 120, "height": 60, "boxes": rows}
    sheet = tmp_path / "sheet.json"
    sheet.write_text(json.dumps({"photos": [entry, {**entry, "photo": "gone.png"}]}))
    monkeypatch.setattr(hand_labels, "SHEET", sheet)
    return tmp_path


def test_photo_comes_in_its_true_shape(shared):
    [photo] = hand_labelled(shared)
    pixels = photo.pixels()
    assert pixels.shape == (60, 120, 3)
    assert pixels[30, 100].tolist() == [200, 0, 0]


def test_products_are_cut_out_unless_they_are_slivers(shared):
    [crop] = product_crops(shared)
    assert crop.shape == (40, 40, 3)
    assert crop[20, 20].tolist() == [200, 0, 0]
    assert [texture.shape for texture in load_textures(shared)] == [(40, 40, 3)]


def test_unreadable_photo_gives_nothing(shared, tmp_path):
    (shared / "a.png").write_bytes(b"no photo")
    [photo] = hand_labelled(shared)
    assert photo.pixels() is None
    assert product_crops(shared) == []
    assert add_real_photos(tmp_path / "set", shared, Blind()) == 0


def test_wide_photo_is_cut_into_overlapping_squares():
    boxes = ((Thing.PRODUCT, Box(90, 10, 110, 50)), (Thing.GAP, Box(0, 0, 10, 10)))
    photo = LabelledPhoto(Path("a.png"), 150, 100, boxes)
    tiles = tiles_of(photo)
    assert [window.left for window, _ in tiles] == [0, 50]
    first, second = (shown for _, shown in tiles)
    assert first == ((Thing.PRODUCT, Box(90, 10, 100, 50)), (Thing.GAP, Box(0, 0, 10, 10)))
    assert second == ((Thing.PRODUCT, Box(40, 10, 60, 50)),)


def test_square_photo_is_not_cut():
    assert tiles_of(LabelledPhoto(Path("a.png"), 100, 100, ())) == []


class Finder:
    """Sees the labelled product and a weaker one that is none."""

    version = "finder"

    def detect(self, _rgb):
        found = ((Box(70, 10, 110, 50), 0.8), (Box(20, 10, 60, 50), 0.3), (Box(0, 0, 9, 50), 0.5))
        return [Detection(box, Thing.PRODUCT, confidence_of(score)) for box, score in found]


def test_thresholds_of_hand_labelled_photos_keep_the_right_ones(shared):
    chosen = hand_thresholds(shared, Finder())
    assert chosen == {Thing.PRODUCT: pytest.approx(0.5, abs=1e-3), Thing.PRICE_TAG: FALLBACK}


def test_thresholds_lie_halfway_between_drawn_and_real(shared):
    drawn = {Thing.PRODUCT: 0.08, Thing.GAP: 0.3, Thing.PRICE_TAG: 0.25}
    chosen = real_thresholds(shared, Finder(), drawn)
    assert chosen == {Thing.PRODUCT: pytest.approx(0.2, abs=1e-3), Thing.PRICE_TAG: 0.25}


def test_no_photos_choose_no_thresholds(tmp_path):
    assert hand_thresholds(tmp_path, Finder()) == {}
    assert real_thresholds(tmp_path, Finder(), {}) == {}


def test_whole_photo_and_tiles_become_training_rows(shared, tmp_path):
    folder = tmp_path / "set"
    for kind in ("images", "labels"):
        (folder / kind / "train").mkdir(parents=True)
    added = add_real_photos(folder, shared, Blind())
    images = sorted(path.stem for path in (folder / "images" / "train").iterdir())
    assert added == len(images) == REPEATS["hand"] + 3 * REPEATS["tile"]
    whole = (folder / "labels" / "train" / "hand-a-0-0.txt").read_text().splitlines()
    assert len(whole) == 3
    last = (folder / "labels" / "train" / "hand-a-3-0.txt").read_text().splitlines()
    assert last == ["0 0.500000 0.500000 0.666667 0.666667"]
