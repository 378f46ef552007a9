"""Scores of scene models: by group, at the working point, and how thresholds are chosen."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.training.person_frames import judge_persons
from vision.training.scene_card import score_table
from vision.training.scene_scores import (
    FALLBACK,
    Judged,
    best_scores,
    choose_limit,
    held_out_photos,
    quiet_photos,
    score_label,
    shelf_photos,
)
from vision.training.thresholds import confidence_of
from vision.values import Box, Sighting

HERE, THERE, FAR = Box(0, 0, 10, 10), Box(50, 50, 60, 60), Box(90, 0, 99, 9)


def seen(box: Box, score: float, label: str = "fire") -> Sighting:
    return Sighting(label, box, confidence_of(score), "m")


def frame(group: str, *sightings: Sighting, truth: tuple[Box, ...] = (HERE,)) -> Judged:
    return Judged(group, tuple(("fire", box) for box in truth), sightings)


def test_a_perfect_model_scores_one_and_a_blind_one_nothing() -> None:
    perfect = [frame(str(n), seen(HERE, 0.9)) for n in range(4)]
    score = score_label(perfect, "fire", 0.5, 20)
    assert score.ap50 == (1.0, 1.0, 1.0)
    assert (score.precision[0], score.recall[0], score.frame_recall[0]) == (1.0, 1.0, 1.0)
    assert (score.frames, score.groups, score.truths) == (4, 4, 4)
    blind = score_label([frame("1")], "fire", 0.5, 5)
    assert blind.ap50[0] == 0.0
    assert blind.precision == (0.0, 0.0, 1.0), "nothing was said, so nothing is known"
    assert blind.recall[0] == 0.0


def test_rates_are_taken_at_the_working_point_and_frames_apart_from_boxes() -> None:
    frames = [
        frame("a", seen(HERE, 0.9), seen(THERE, 0.7)),  # one right, one wrong: a right alarm
        frame("b", seen(HERE, 0.3)),  # under the working point
        frame("c", seen(FAR, 0.8), truth=()),  # a false alarm
        frame("d", seen(HERE, 0.9, "smoke"), truth=()),  # another label
    ]
    score = score_label(frames, "fire", 0.5, 0)
    assert score.truths == 2
    assert score.precision[0] == pytest.approx(1 / 3)
    assert score.recall[0] == 0.5
    assert score.frame_precision[0] == 0.5
    assert score.frame_recall[0] == 0.5
    assert score.precision[1] < 1 / 3 < score.precision[2]


def test_the_interval_is_as_wide_as_the_groups_are_few() -> None:
    """Fifty frames of one video say no more about other places than one."""
    good = [frame("one", seen(HERE, 0.9)) for _ in range(50)]
    bad = [frame("two", seen(FAR, 0.9)) for _ in range(50)]
    low, high = score_label([*good, *bad], "fire", 0.5, 200).ap50[1:]
    assert (low, high) == (0.0, 1.0)
    alone = [Judged(str(n), one.truth, one.seen) for n, one in enumerate([*good, *bad])]
    narrow = score_label(alone, "fire", 0.5, 200).ap50
    assert narrow[2] - narrow[1] < 0.5


def test_sightings_where_it_is_unclear_count_neither_way() -> None:
    photo = Judged("a", (("fire", HERE),), (seen(HERE, 0.9), seen(THERE, 0.8)), (THERE,))
    assert score_label([photo], "fire", 0.5, 0).precision[0] == 1.0


def test_the_limit_is_the_best_f1_or_the_calm_one_whichever_is_stricter() -> None:
    frames = [
        frame("a", seen(HERE, 0.8)), frame("b", seen(HERE, 0.6)),
        frame("c", seen(FAR, 0.4), truth=()), frame("d", seen(HERE, 0.3), truth=()),
    ]  # fmt: skip
    assert choose_limit(frames, [], "fire") == pytest.approx(0.6, abs=1e-3)
    assert choose_limit(frames, [0.1] * 99, "fire") == pytest.approx(0.6, abs=1e-3)
    loud = [0.05] * 99 + [0.7]
    assert 0.5 < choose_limit(frames, loud, "fire") < 0.72
    assert choose_limit(frames, [1.0] * 9, "fire") == 0.95, "never out of reach"
    assert choose_limit(frames, [], "smoke") == FALLBACK
    unclear = [Judged("a", (("fire", HERE),), (seen(HERE, 0.5), seen(THERE, 0.9)), (THERE,))]
    assert choose_limit(unclear, [], "fire") == pytest.approx(0.5, abs=1e-3)


def test_the_highest_score_of_each_photo_is_kept_and_unreadable_photos_are_left_out(
    tmp_path: Path,
) -> None:
    cv2.imwrite(str(tmp_path / "a.jpg"), np.zeros((20, 20, 3), np.uint8))
    (tmp_path / "b.jpg").write_bytes(b"no photo")
    photos = [tmp_path / "a.jpg", tmp_path / "b.jpg"]
    best = best_scores(lambda _: [seen(HERE, 0.2), seen(FAR, 0.6)], photos)
    assert list(best) == [tmp_path / "a.jpg"]
    assert best[tmp_path / "a.jpg"] == pytest.approx({"person": 0, "fire": 0.6, "smoke": 0})


def test_only_held_out_photos_are_listed(tmp_path: Path) -> None:
    for name in ("train", "valid", "test"):
        (tmp_path / "empty-shelf" / name / "images").mkdir(parents=True)
        (tmp_path / "empty-shelf" / name / "images" / f"{name}_jpg.rf.1.jpg").touch()
    (tmp_path / "grocery-store").mkdir()
    for name in ("train", "val", "test"):
        (tmp_path / "grocery-store" / f"{name}.txt").write_text(f"{name}/1.jpg, 0, 0\n\n", "utf-8")
    sets = held_out_photos(tmp_path)
    assert [path.name for path in sets["empty-shelf, valid and test"]] == [
        "valid_jpg.rf.1.jpg", "test_jpg.rf.1.jpg",
    ]  # fmt: skip
    assert sets["grocery-store, test"] == [tmp_path / "grocery-store" / "test" / "1.jpg"]
    assert set(sets) == {"empty-shelf, valid and test", "grocery-store, test"}
    assert quiet_photos(tmp_path) == [tmp_path / "grocery-store" / "val" / "1.jpg"]
    assert len(shelf_photos(tmp_path)) == 2


def test_scores_are_written_as_a_table() -> None:
    score = score_label([frame("a", seen(HERE, 0.9))], "fire", 0.5, 0)
    table = score_table({"test": {"fire": score}}).splitlines()
    assert table[0].count("|") == table[1].count("|") == table[2].count("|")
    assert table[2].startswith("| test | fire | 1 / 1 | 1 | 1.000 (1.000-1.000) |")


def test_hand_labelled_persons_are_judged_split_by_split(tmp_path: Path) -> None:
    folder = tmp_path / "fire-smoke" / "val"
    for kind in ("images", "labels"):
        (folder / kind).mkdir(parents=True)
    cv2.imwrite(str(folder / "images" / "a.jpg"), np.full((64, 64, 3), 90, np.uint8))
    rows = "file\tsplit\tgroup\nval/images/a.jpg\tval\t7\n"
    (tmp_path / "fire-smoke" / "groups.tsv").write_text(rows, "utf-8")
    row = {"photo": "val/images/a.jpg", "split": "val", "people": [[0, 0, 10, 10]],
           "unclear": [[50, 50, 60, 60]]}  # fmt: skip
    sheet = tmp_path / "persons.json"
    sheet.write_text(json.dumps({"frames": [row, row | {"split": "test"}]}), "utf-8")
    sightings = [seen(HERE, 0.9, "person"), seen(THERE, 0.8, "person")]
    [judged] = judge_persons(lambda _: sightings, sheet, tmp_path, "val")
    assert judged.group == "7"
    score = score_label([judged], "person", 0.5, 0)
    assert (score.precision[0], score.recall[0], score.truths) == (1.0, 1.0, 1)
