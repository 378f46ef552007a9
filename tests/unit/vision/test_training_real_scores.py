"""Scores on real photos: each source apart, doubles and doubtful labels left out."""

import json

import cv2
import numpy as np
import pytest

from vision.training.real_scores import blind_recall, score_real, wilson
from vision.training.thresholds import confidence_of
from vision.values import Box, Detection, Thing

SURE = dict.fromkeys(Thing, confidence_of(0.5))


class Eyes:
    """Sees the same on every photo, and counts how often it looks."""

    version = "eyes"

    def __init__(self, *found):
        self.found = found
        self.sizes = []

    def detect(self, rgb):
        self.sizes.append(rgb.shape[1::-1])
        return [
            Detection(Box(*box), thing, confidence_of(score)) for thing, box, score in self.found
        ]


def put_photo(path, level):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), np.full((100, 100, 3), level, np.uint8))


def put_labels(photo, *rows):
    folder = photo.parent.parent / "labels"
    folder.mkdir(exist_ok=True)
    (folder / f"{photo.stem}.txt").write_text("\n".join(rows))


@pytest.fixture
def shared(tmp_path):
    """One photo of each source."""
    dev = tmp_path / "shelf-dev"
    put_photo(dev / "images" / "1-7.jpg", 10)
    put_photo(dev / "images" / "2024-1.jpg", 20)
    photos = [
        {"id": n, "file_name": name, "width": 100, "height": 100}
        for n, name in ((1, "1-7.jpg"), (2, "2024-1.jpg"))
    ]
    labels = [
        {"id": n, "image_id": n, "category_id": 1, "bbox": [0, 0, 20, 40], "area": 800,
         "iscrowd": 0}
        for n in (1, 2)
    ]  # fmt: skip
    names = [{"id": n, "name": thing.value} for n, thing in enumerate(Thing, start=1)]
    sheet = {"images": photos, "annotations": labels, "categories": names}
    (dev / "annotations.json").write_text(json.dumps(sheet))
    boxes = [
        {"file_name": "1-7.jpg", "bbox": [1, 0, 20, 40]},
        {"file_name": "2024-1.jpg", "bbox": [60, 60, 20, 40]},
    ]
    (dev / "blind_check.json").write_text(json.dumps({"boxes": boxes}))
    gap = tmp_path / "empty-shelf" / "test" / "images" / "a.jpg"
    put_photo(gap, 30)
    put_labels(gap, "0 0.7 0.3 0.2 0.2", "0 0.1 0.2 0.2 0.4")  # the second one is full of product
    for copy, level in (("x", 40), ("y", 50)):
        tag = tmp_path / "price-tags" / "train" / "images" / f"b_jpg.rf.{copy}.jpg"
        put_photo(tag, level)
        put_labels(tag, "0 0.5 0.5 0.2 0.2", "0 0.5 0.5 0.2 0.19")
    listed = "./train/images/b_jpg.rf.x.jpg\n./train/images/b_jpg.rf.y.jpg\n"
    (tmp_path / "price-tags" / "val.txt").write_text(listed)
    return tmp_path


def test_each_source_is_scored_apart(shared):
    eyes = Eyes(
        (Thing.PRODUCT, (0, 0, 20, 40), 0.9),
        (Thing.GAP, (60, 20, 80, 40), 0.8),
        (Thing.PRICE_TAG, (71, 40, 107, 60), 0.7),
    )
    reports = score_real(shared, eyes, SURE, draws=5)
    assert reports["real"].scores[Thing.PRODUCT].ap50 == pytest.approx(1.0)
    assert reports["real"].scores[Thing.PRODUCT].count_error_share == 0
    assert reports["real, Japan"].photos == reports["real, Thailand"].photos == 1
    gaps = reports["empty-shelf, test"].scores
    assert set(gaps) == {Thing.GAP}
    assert (gaps[Thing.GAP].truths, gaps[Thing.GAP].ap50) == (1, pytest.approx(1.0))
    tags = reports["price-tags, held out"].scores
    assert (tags[Thing.PRICE_TAG].truths, tags[Thing.PRICE_TAG].ap50) == (1, pytest.approx(1.0))


def test_photos_are_looked_at_once_and_in_their_true_shape(shared):
    eyes = Eyes()
    reports = score_real(shared, eyes, SURE, draws=0)
    assert sorted(eyes.sizes) == [(100, 100)] * 3 + [(178, 100)]
    assert reports["real"].scores[Thing.PRODUCT].count_error_share == 1


def test_blind_boxes_are_found_by_believed_products_only(shared):
    eyes = Eyes((Thing.PRODUCT, (0, 0, 20, 40), 0.9), (Thing.PRODUCT, (60, 60, 80, 100), 0.4))
    blind = score_real(shared, eyes, SURE, draws=0)["real"].blind
    assert (blind.found, blind.of, blind.share) == (1, 2, 0.5)
    assert blind_recall(shared / "shelf-dev", eyes, confidence_of(0.4)).found == 2
    assert "blind" in score_real(shared, eyes, SURE, draws=0)["real"].as_dict()


def test_nothing_is_scored_where_there_are_no_photos(tmp_path):
    assert score_real(tmp_path, Eyes(), SURE) == {}


@pytest.mark.parametrize(("hits", "of"), [(0, 12), (12, 12), (30, 35)])
def test_interval_of_a_share_holds_it(hits, of):
    low, high = wilson(hits, of)
    assert 0 <= low <= hits / of <= high <= 1
    assert low < high
