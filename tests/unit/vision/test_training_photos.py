"""Real training photos: only training splits, and labels completed for the classes they lack."""

import hashlib
import json

import cv2
import numpy as np
import pytest

from vision.training.dataset import CLASSES, coco_sheet, load_textures, truth_lines, write_sheet
from vision.training.export import Entry, checksums, enter
from vision.training.real_photos import (
    add_real_photos,
    complete_labels,
    gap_threshold,
    is_free_height,
    read_labels,
    training_photos,
    without_prints,
)
from vision.training.scenes import SceneObject, SceneTruth
from vision.training.thresholds import FALLBACK, confidence_of
from vision.values import Box, Detection, Thing


def seen(box, thing, score):
    return Detection(box, thing, confidence_of(score))


class Labeller:
    """Sees one sure product, one doubtful one and one price tag on every photo."""

    version = "labeller"

    def detect(self, _rgb):
        return [
            seen(Box(10, 10, 30, 60), Thing.PRODUCT, 0.9),
            seen(Box(60, 10, 80, 60), Thing.PRODUCT, 0.05),
            seen(Box(10, 70, 25, 78), Thing.PRICE_TAG, 0.8),
        ]


@pytest.fixture
def shared(tmp_path):
    """The layout of the shared data, with one photo in every split."""
    root = tmp_path / "data"
    for folder in ("empty-shelf/train", "empty-shelf/valid", "price-tags/train"):
        (root / folder / "images").mkdir(parents=True)
        (root / folder / "labels").mkdir(parents=True)
    photos = {
        "empty-shelf/train": ["gap"], "empty-shelf/valid": ["held-out"],
        "price-tags/train": ["tag", "also-in-the-evaluation"],
    }  # fmt: skip
    for folder, names in photos.items():
        for name in names:
            image = root / folder / "images" / f"{name}.jpg"
            cv2.imwrite(str(image), np.full((100, 100, 3), 90, np.uint8))
            (root / folder / "labels" / f"{name}.txt").write_text("0 0.5 0.5 0.2 0.4\n")
    (root / "price-tags" / "train.txt").write_text("./train/images/tag.jpg\n")
    return root


def test_only_training_splits_are_read(shared):
    names = [path.stem for _, path, _ in training_photos(shared)]
    assert names == ["gap", "tag"]


def test_one_altered_copy_of_each_photo_is_enough(shared):
    images = shared / "empty-shelf" / "train" / "images"
    for copy in ("aa", "bb"):
        (images / f"other_jpg.rf.{copy}.jpg").write_bytes((images / "gap.jpg").read_bytes())
    names = [path.name for _, path, _ in training_photos(shared)]
    assert names == ["gap.jpg", "other_jpg.rf.aa.jpg", "tag.jpg"]


def test_real_photos_are_linked_with_their_own_labels_and_the_labellers(shared, tmp_path):
    folder = tmp_path / "set"
    for kind in ("images", "labels"):
        (folder / kind / "train").mkdir(parents=True)
    assert add_real_photos(folder, shared, Labeller()) == 4
    images = sorted((folder / "images" / "train").iterdir())
    assert all(image.is_symlink() for image in images)
    rows = (folder / "labels" / "train" / "empty-shelf-gap-0.txt").read_text().splitlines()
    numbers = sorted(int(row.split()[0]) for row in rows)
    assert numbers == [CLASSES.index(t) for t in (Thing.PRODUCT, Thing.GAP, Thing.PRICE_TAG)]
    rows = (folder / "labels" / "train" / "price-tags-tag-0.txt").read_text().splitlines()
    assert sorted(int(row.split()[0]) for row in rows) == [0, 2]  # its own tag, not the labeller's


def test_label_files_may_hold_boxes_or_polygons(tmp_path):
    (tmp_path / "labels").mkdir()
    (tmp_path / "images").mkdir()
    (tmp_path / "labels" / "a.txt").write_text("0 0.5 0.5 0.2 0.4\n0 0.1 0.1 0.3 0.2 0.2 0.5\n")
    boxes = read_labels(tmp_path / "images" / "a.jpg", 100, 200)
    assert [box.left for box in boxes] == pytest.approx([40, 10])
    assert [box.bottom for box in boxes] == pytest.approx([140, 100])


FREE_HEIGHT_CASES = [
    # no product near: a gap
    (Box(0, 0, 50, 50), [], False),
    # a product beside it: still a gap
    (Box(0, 0, 50, 50), [Box(60, 0, 100, 50)], False),
    # a product right below it: the air above a stack
    (Box(0, 0, 50, 50), [Box(5, 52, 45, 100)], True),
    # a product far below it, on the next shelf
    (Box(0, 0, 50, 50), [Box(5, 90, 45, 140)], False),
    # filled with products
    (Box(0, 0, 50, 50), [Box(0, 20, 50, 50)], True),
]


@pytest.mark.parametrize(("gap", "products", "expected"), FREE_HEIGHT_CASES)
def test_air_above_a_stack_is_no_gap(gap, products, expected):
    assert is_free_height(gap, products) is expected


def test_hand_labels_win_over_the_labellers_sightings_of_the_same_class():
    sightings = [seen(Box(0, 0, 10, 10), Thing.GAP, 0.9), seen(Box(0, 0, 9, 9), Thing.PRODUCT, 0.9)]
    rows = complete_labels([Box(50, 50, 70, 70)], Thing.GAP, sightings)
    assert [(row.number, row.x) for row in rows] == [(0, 4.5), (1, 60.0)]


def test_boxes_around_two_packs_and_boxes_of_prints_are_left_out():
    packs = [
        seen(Box(0, 0, 40, 30), Thing.PRODUCT, 0.9),  # around the next two
        seen(Box(0, 0, 20, 30), Thing.PRODUCT, 0.8),
        seen(Box(20, 0, 40, 30), Thing.PRODUCT, 0.5),
        seen(Box(22, 5, 35, 15), Thing.PRODUCT, 0.4),  # printed on the second one
        seen(Box(38, 0, 60, 30), Thing.PRODUCT, 0.4),  # a neighbour
    ]
    assert without_prints(packs) == [packs[1], packs[2], packs[4]]


def test_truth_becomes_label_rows_and_a_coco_sheet():
    truth = SceneTruth(200, 100, (SceneObject(Box(20, 10, 60, 30), Thing.GAP, None, "s1"),))
    [row] = truth_lines(truth)
    assert (row.number, row.x, row.y, row.width, row.height) == (1, 0.2, 0.2, 0.2, 0.2)
    assert row.line() == "1 0.200000 0.200000 0.200000 0.200000"
    sheet = coco_sheet(iter([("a.jpg", truth)]))
    assert sheet["annotations"][0]["bbox"] == [20, 10, 40, 20]
    assert sheet["annotations"][0]["attributes"] == {"sku": None, "slot": "s1"}
    assert [entry["name"] for entry in sheet["categories"]] == [thing.value for thing in Thing]


def test_textures_come_from_the_training_list_only(shared):
    assert load_textures(shared) == []
    store = shared / "grocery-store"
    for name in ("train/Packages/a.jpg", "test/Packages/b.jpg"):
        (store / name).parent.mkdir(parents=True)
        cv2.imwrite(str(store / name), np.full((300, 200, 3), 70, np.uint8))
    (store / "train.txt").write_text("train/Packages/a.jpg, 1, 2\n")
    [texture] = load_textures(shared)
    assert texture.shape == (176, 117, 3)


def test_dataset_sheet_names_the_classes_in_order(tmp_path):
    text = write_sheet(tmp_path).read_text()
    assert text.endswith("names:\n  0: product\n  1: gap\n  2: price_tag\n")


def test_entering_a_model_replaces_its_older_version_and_keeps_the_others(tmp_path):
    (tmp_path / "m").mkdir()
    file = tmp_path / "m" / "model.xml"
    file.write_bytes(b"network")
    sums = checksums([file], tmp_path)
    assert sums == {"m/model.xml": hashlib.sha256(b"network").hexdigest()}
    manifest = tmp_path / "manifest.json"
    for name, version in (("shelf", "1"), ("mask", "1"), ("shelf", "2")):
        enter(manifest, Entry(name, version, sums, ("a",), 64, {"a": 0.5}, "here", "m/card.json"))
    entries = json.loads(manifest.read_text())
    assert [(entry["name"], entry["version"]) for entry in entries] == [
        ("mask", "1"),
        ("shelf", "2"),
    ]
    assert entries[0]["sha256"] == sums["m/model.xml"]


class GapFinder:
    """Sees the labelled gap of the fixture's photos, and a weaker one that is none."""

    version = "gaps"

    def detect(self, _rgb):
        return [
            seen(Box(40, 30, 60, 70), Thing.GAP, 0.6),
            seen(Box(0, 0, 15, 30), Thing.GAP, 0.2),
        ]


class StackSeer(GapFinder):
    """Sees the same, and that a product stands right below the labelled place."""

    def detect(self, rgb):
        return [*super().detect(rgb), seen(Box(40, 71, 60, 100), Thing.PRODUCT, 0.9)]


def test_gap_threshold_comes_from_the_validation_photos(shared):
    assert gap_threshold(shared, GapFinder()) == pytest.approx(0.6, abs=1e-3)


def test_gap_threshold_knows_nothing_where_only_air_is_labelled(shared):
    assert gap_threshold(shared, StackSeer()) == FALLBACK


def test_gap_threshold_is_unknown_without_photos(tmp_path):
    assert gap_threshold(tmp_path, GapFinder()) is None
