"""Face crops and mask scores: cut as the eyes cut, and silent where they are not sure."""

import json

import cv2
import numpy as np
import pytest

from vision.training.face_crops import (
    INPUT_PX,
    MARGIN,
    FacePhoto,
    cut,
    find_face,
    load_photos,
    read_split,
    roughen,
    to_batch,
)
from vision.training.mask_card import MaskConfig, write_mask_card
from vision.training.mask_scores import LEAST_SHARE, NEVER, PRECISION, choose_share, score, wilson
from vision.weights import load_face_finder


def photo_of(side=120, face=(60.0, 60.0, 20.0)):
    """A grey photo whose face is a white square."""
    pixels = np.full((side, side, 3), 90, np.uint8)
    x, y, half = (int(value) for value in face)
    pixels[y - half : y + half, x - half : x + half] = 255
    return FacePhoto(pixels, face, 0, found=True)


def test_crop_holds_the_face_and_the_margin_the_eyes_use():
    crop = cut(photo_of())
    assert crop.shape == (INPUT_PX, INPUT_PX, 3)
    white = (crop[..., 0] > 170).mean()
    assert white == pytest.approx(1 / (1 + 2 * MARGIN) ** 2, abs=0.03)


def test_crop_beyond_the_photo_repeats_its_border():
    crop = cut(photo_of(face=(25.0, 60.0, 25.0)))
    assert crop.min() > 0


def test_roughened_crops_differ_but_equal_lots_give_equal_crops():
    photo = photo_of()
    first = roughen(np.random.default_rng(1), photo)
    assert np.array_equal(first, roughen(np.random.default_rng(1), photo))
    assert not np.array_equal(first, roughen(np.random.default_rng(2), photo))
    assert first.shape == (INPUT_PX, INPUT_PX, 3)


def test_batches_are_what_the_eyes_feed_the_network():
    batch = to_batch([cut(photo_of())] * 3)
    assert batch.shape == (3, 3, INPUT_PX, INPUT_PX)
    assert batch.dtype == np.float32
    assert 0 <= batch.min() < batch.max() <= 1


def test_photo_without_a_face_falls_back_to_its_middle():
    window, found = find_face(np.full((90, 60, 3), 120, np.uint8), load_face_finder())
    assert not found
    assert window == (30.0, 45.0, 36.0)


def test_splits_are_read_by_their_column_names(tmp_path):
    (tmp_path / "splits.tsv").write_text(
        "class\tsplit\tfile\nwith_mask\ttrain\ta.jpg\nwithout_mask\ttest\tb.jpg\n"
    )
    assert read_split(tmp_path, "train") == [(tmp_path / "a.jpg", 0)]
    assert read_split(tmp_path, "test") == [(tmp_path / "b.jpg", 1)]
    cv2.imwrite(str(tmp_path / "a.jpg"), np.full((50, 50, 3), 120, np.uint8))
    [photo] = load_photos(read_split(tmp_path, "train"), load_face_finder())
    assert (photo.number, photo.found) == (0, False)


def test_unreadable_photo_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"gone\.jpg"):
        load_photos([(tmp_path / "gone.jpg", 0)], load_face_finder())


WILSON_CASES = [
    # no trials: nothing is known
    (0, 0, (0.0, 0.0, 1.0)),
    # all hits still leave room for doubt
    (10, 10, (1.0, 0.722, 1.0)),
    (50, 100, (0.5, 0.404, 0.596)),
    (0, 100, (0.0, 0.0, 0.037)),
]


@pytest.mark.parametrize(("hits", "total", "expected"), WILSON_CASES)
def test_wilson_intervals(hits, total, expected):
    assert wilson(hits, total) == pytest.approx(expected, abs=1e-3)


def test_lowest_share_with_the_wanted_precision_is_chosen():
    shares = np.linspace(0.5, 0.99, 50)
    right = shares > 0.9
    limit = choose_share(shares, right)
    assert right[shares >= limit].mean() >= PRECISION
    assert right[shares >= limit - 0.02].mean() < PRECISION


def test_doubtful_answers_are_not_given_however_right_they_were():
    shares = np.linspace(0.5, 0.99, 50)
    assert choose_share(shares, np.ones(50, bool)) == LEAST_SHARE


def test_answer_that_is_never_right_is_never_given():
    assert choose_share(np.array([0.6, 0.9]), np.array([False, False])) == NEVER


def test_doubt_counts_as_cannot_tell_and_as_missed():
    shares = np.array([[0.9, 0.1], [0.6, 0.4], [0.2, 0.8], [0.7, 0.3]])
    scores = score(shares, [0, 0, 1, 1], {"mask": 0.65, "no_mask": 0.65})
    assert scores.cannot_tell[0] == 0.25
    assert scores.precision["mask"][0] == 0.5
    assert scores.recall["mask"][0] == 0.5
    assert scores.precision["no_mask"][0] == 1.0


def test_card_holds_scores_thresholds_and_the_crop_margin(tmp_path):
    config = MaskConfig(tmp_path, tmp_path, "1", tmp_path / "start.pt")
    limits = {"mask": 0.8, "no_mask": 0.9}
    scores = {"test": score(np.array([[0.9, 0.1]]), [0], limits)}
    write_mask_card(tmp_path, config, limits, scores)
    card = json.loads((tmp_path / "card.json").read_text())
    assert card["thresholds"] == limits
    assert card["recipe"]["crop_margin"] == MARGIN
    assert card["scores"]["test"]["precision"]["mask"][0] == 1.0
    assert "| test | mask | 1.000" in (tmp_path / "card.md").read_text()
