"""Scores: our resampling agrees with COCO's own judge, and ignore regions are left alone."""

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from vision.training.cards import blind_line, table
from vision.training.evaluate import (
    Judged,
    Recall,
    _box,
    _matches,
    average_precision,
    evaluate_coco,
)
from vision.training.resampling import interval, pooled_precision
from vision.training.thresholds import (
    FALLBACK,
    LOWEST,
    best_threshold,
    choose_thresholds,
    confidence_of,
    match,
    raw_score,
)
from vision.values import Box, Detection, Thing


def label(x, y, wide=20.0, tall=30.0, *, crowd=0, kind=1, photo=1):
    return {
        "bbox": [x, y, wide, tall], "iscrowd": crowd, "category_id": kind, "image_id": photo,
    }  # fmt: skip


def seen(x, y, score, thing=Thing.PRODUCT, wide=20.0, tall=30.0):
    return Detection(Box(x, y, x + wide, y + tall), thing, score)


def random_photo(rng, labels=40):
    items = [label(*rng.uniform(0, 600, 2), crowd=int(rng.random() < 0.1)) for _ in range(labels)]
    found = []
    for item in items:
        for _ in range(int(rng.integers(0, 3))):
            x, y = np.array(item["bbox"][:2]) + rng.normal(0, 3, 2)
            found.append(seen(x, y, rng.random()))
    found += [seen(*rng.uniform(0, 600, 2), rng.random() * 0.5) for _ in range(15)]
    return Judged(items, found)


@pytest.mark.parametrize("seed", range(3))
def test_pooled_scores_equal_the_coco_judge(seed):
    rng = np.random.default_rng(seed)
    judged = [random_photo(rng) for _ in range(4)]
    ours = pooled_precision([_matches(item) for item in judged])
    assert ours == pytest.approx(average_precision(judged), abs=0.004)


def test_scores_stay_right_beyond_a_hundred_objects():
    labels = [label(30 * (n % 20), 40 * (n // 20)) for n in range(300)]
    found = [seen(30 * (n % 20), 40 * (n // 20), 0.9 - n / 1000) for n in range(300)]
    assert average_precision([Judged(labels, found)]) == pytest.approx((1.0, 1.0))


PRECISION_CASES = [
    # nothing found
    ([label(0, 0)], [], 0.0),
    # found exactly
    ([label(0, 0)], [seen(0, 0, 0.9)], 1.0),
    # half of them found, nothing wrong: 51 of the 101 recall points are reached
    ([label(0, 0), label(50, 0)], [seen(0, 0, 0.9)], 51 / 101),
    # a surer wrong one in front halves the precision
    ([label(0, 0)], [seen(90, 90, 0.9), seen(0, 0, 0.8)], 0.5),
    # the second sighting of one thing is wrong, but comes too late to hurt
    ([label(0, 0)], [seen(0, 0, 0.9), seen(1, 0, 0.8)], 1.0),
    # whatever lies in an ignore region does not count
    (
        [label(0, 0), label(80, 80, crowd=1)],
        [seen(82, 82, 0.95, wide=9, tall=9), seen(0, 0, 0.9)],
        1.0,
    ),
]  # fmt: skip


@pytest.mark.parametrize(("labels", "found", "expected"), PRECISION_CASES)
def test_average_precision_of_small_cases(labels, found, expected):
    judged = Judged(labels, found)
    assert average_precision([judged])[0] == pytest.approx(expected, abs=1e-6)
    assert pooled_precision([_matches(judged)])[0] == pytest.approx(expected, abs=1e-6)


def test_interval_holds_the_score_and_narrows_with_more_photos():
    rng = np.random.default_rng(7)
    photos = [_matches(random_photo(rng)) for _ in range(16)]
    few, many = interval(photos[:4], 60), interval(photos, 60)
    middle = pooled_precision(photos)[0]
    assert many[0][0] <= middle <= many[1][0]
    assert many[1][0] - many[0][0] < few[1][0] - few[0][0]


class FixedDetector:
    """Returns what it was given, whatever the photo."""

    version = "fixed"

    def __init__(self, found):
        self.found = found

    def detect(self, _rgb):
        return list(self.found)


@pytest.fixture
def labelled(tmp_path):
    """Two photos; the price tags of the second one are not labelled."""
    for name in ("a.png", "b.png"):
        cv2.imwrite(str(tmp_path / name), np.zeros((100, 100, 3), np.uint8))
    sheet = {
        "images": [
            {"id": 1, "file_name": "a.png", "width": 100, "height": 100},
            {"id": 2, "file_name": "b.png", "width": 100, "height": 100,
             "price_tags_labelled": False},
        ],
        "categories": [{"id": 1, "name": "product"}, {"id": 2, "name": "gap"},
                       {"id": 3, "name": "price_tag"}],
        "annotations": [label(0, 0), label(0, 0, photo=2), label(50, 50, kind=3)],
    }  # fmt: skip
    path = tmp_path / "truth.json"
    path.write_text(json.dumps(sheet))
    return path


def test_report_leaves_out_unlabelled_price_tags_and_classes_without_labels(labelled):
    detector = FixedDetector([seen(0, 0, 0.9), seen(50, 50, 0.8, Thing.PRICE_TAG)])
    report = evaluate_coco(detector, labelled, labelled.parent, draws=20)
    assert set(report.scores) == {Thing.PRODUCT, Thing.PRICE_TAG}
    assert report.scores[Thing.PRODUCT].photos == 2
    assert report.scores[Thing.PRICE_TAG].photos == 1
    assert report.scores[Thing.PRICE_TAG].ap50 == pytest.approx(1.0)
    assert report.scores[Thing.PRODUCT].count_error == 0
    assert json.loads(json.dumps(report.as_dict()))["scores"]["product"]["truths"] == 2


def test_count_error_counts_only_what_the_detector_believes(labelled):
    detector = FixedDetector([seen(0, 0, 0.9), seen(40, 40, 0.6), seen(70, 70, 0.3)])
    report = evaluate_coco(detector, labelled, labelled.parent, draws=0)
    score = report.scores[Thing.PRODUCT]
    assert score.count_error == score.count_error_share == 1
    assert (score.precision, score.recall) == (0.5, 1.0)


def test_precision_and_recall_leave_ignore_regions_alone(labelled):
    sheet = json.loads(labelled.read_text())
    sheet["annotations"].append({**label(60, 60, photo=1), "iscrowd": 1})
    labelled.write_text(json.dumps(sheet))
    detector = FixedDetector([seen(0, 0, 0.9), seen(60, 60, 0.6)])
    score = evaluate_coco(detector, labelled, labelled.parent, only={"a.png"}, draws=0).scores[
        Thing.PRODUCT
    ]
    assert (score.precision, score.recall, score.count_error) == (1.0, 1.0, 0)


def test_card_shows_scores_at_the_working_point_and_the_blind_boxes(labelled):
    detector = FixedDetector([seen(0, 0, 0.9), seen(40, 40, 0.6)])
    report = evaluate_coco(detector, labelled, labelled.parent, draws=0)
    product = table({"real": report}).splitlines()[2]
    assert product.startswith("| real | product | 2 | 2 |")
    assert product.endswith("| 0.500 | 1.000 | 100.0 % |")
    assert not blind_line({"real": report})
    blind = replace(report, blind=Recall(3, 4, 0.75, (0.3, 0.95)))
    assert "3 are found at the working point (0.750, 95 % 0.300-0.950)" in blind_line({"a": blind})


def test_only_the_named_photos_are_scored(labelled):
    report = evaluate_coco(
        FixedDetector([seen(0, 0, 0.9)]), labelled, labelled.parent, only={"b.png"}, draws=0
    )
    assert report.photos == 1
    assert set(report.scores) == {Thing.PRODUCT}


def test_missing_photo_is_named(labelled):
    (labelled.parent / "b.png").unlink()
    with pytest.raises(FileNotFoundError, match=r"b\.png"):
        evaluate_coco(FixedDetector([]), labelled, labelled.parent)


@pytest.mark.parametrize("score", [0.0, 0.001, LOWEST, 0.3, 1.0])
def test_raw_scores_survive_the_way_through_a_detector(score):
    assert raw_score(confidence_of(score)) == pytest.approx(score)


def test_match_gives_a_truth_away_once():
    found = [seen(0, 0, confidence_of(0.9)), seen(2, 0, confidence_of(0.8))]
    marks = match(found, [Box(0, 0, 20, 30)])
    assert [hit for _, hit in marks] == [True, False]
    assert [score for score, _ in marks] == pytest.approx([0.9, 0.8])


def test_best_threshold_keeps_the_right_and_drops_the_wrong():
    pairs = [(0.9, True), (0.7, True), (0.6, False), (0.2, False), (0.1, False)]
    assert best_threshold(pairs, 2) == 0.7
    assert best_threshold([], 2) == FALLBACK
    assert best_threshold(pairs, 0) == FALLBACK


def test_thresholds_are_chosen_class_by_class(labelled):
    detector = FixedDetector(
        [seen(0, 0, confidence_of(0.6)), seen(50, 50, confidence_of(0.4), Thing.PRICE_TAG)]
    )
    limits = choose_thresholds(detector, labelled, labelled.parent)
    assert limits[Thing.PRODUCT] == pytest.approx(0.6, abs=1e-3)
    assert limits[Thing.PRICE_TAG] == pytest.approx(0.4, abs=1e-3)
    assert limits[Thing.GAP] == FALLBACK


def test_box_of_a_label():
    assert _box(label(1, 2)) == Box(1, 2, 21, 32)
