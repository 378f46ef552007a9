"""Training pictures of the scene detector: dealt out evenly, labelled honestly, drawn in place."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from vision.training import fireless
from vision.training.fire_frames import (
    MOST_OF_A_GROUP,
    Frame,
    Labelled,
    label_lines,
    one_pass,
    read_frames,
    reshaped,
    resized,
)
from vision.training.person_labels import Persons, settled, with_persons
from vision.values import Box

RNG_SEED = 3


@pytest.fixture
def rng() -> np.random.Generator:
    return np.random.default_rng(RNG_SEED)


def frames_in(folder: Path, text: str) -> list[Frame]:
    for split in ("train", "val"):
        for kind in ("images", "labels"):
            (folder / "fire-smoke" / split / kind).mkdir(parents=True, exist_ok=True)
    grey = np.full((100, 200, 3), 90, np.uint8)
    cv2.imwrite(str(folder / "fire-smoke" / "train" / "images" / "a.jpg"), grey)
    (folder / "fire-smoke" / "train" / "labels" / "a.txt").write_text(text, "utf-8")
    sheet = "file\tsplit\tgroup\ntrain/images/a.jpg\ttrain\t7\nval/images/b.jpg\tval\t8\n"
    (folder / "fire-smoke" / "groups.tsv").write_text(sheet, "utf-8")
    return read_frames(folder, "train")


def test_frames_are_read_with_boxes_polygons_and_without_the_class_that_marks_nothing(
    tmp_path: Path,
) -> None:
    text = "0 0.5 0.5 0.2 0.4\n\n1 0.5 0.5 1 1\n2 0.1 0.1 0.3 0.1 0.3 0.6 0.1 1.2\n"
    [frame] = frames_in(tmp_path, text)
    assert frame.group == "7"
    photo = frame.read()
    assert photo.pixels.shape == (100, 200, 3)
    assert [name for name, _ in photo.boxes] == ["fire", "smoke"]
    fire, smoke = (box for _, box in photo.boxes)
    assert (fire.left, fire.top, fire.right, fire.bottom) == pytest.approx((80, 30, 120, 70))
    assert (smoke.left, smoke.top, smoke.right, smoke.bottom) == pytest.approx((20, 10, 60, 100))


def test_a_frame_that_is_gone_is_an_error_and_one_without_labels_has_no_boxes(
    tmp_path: Path,
) -> None:
    [frame] = frames_in(tmp_path, "")
    (tmp_path / "fire-smoke" / "train" / "labels" / "a.txt").unlink()
    assert frame.read().boxes == ()
    frame.path.unlink()
    with pytest.raises(FileNotFoundError, match=r"a\.jpg"):
        frame.read()


def test_no_video_outweighs_the_others(rng: np.random.Generator) -> None:
    frames = [Frame(Path(f"{n}.jpg"), "long") for n in range(480)]
    frames += [Frame(Path("single.jpg"), "one"), Frame(Path("x.jpg"), "two"),
               Frame(Path("y.jpg"), "two")]  # fmt: skip
    dealt = one_pass(rng, frames)
    counts = {group: sum(f.group == group for f in dealt) for group in ("long", "one", "two")}
    assert counts == {"long": MOST_OF_A_GROUP, "one": 3, "two": 4}
    assert len({f.path for f in dealt if f.group == "long"}) == MOST_OF_A_GROUP
    others = {f.path for f in one_pass(rng, frames)} - {f.path for f in dealt}
    assert others, "the next pass shows other frames"


def test_boxes_follow_when_a_picture_is_stretched(rng: np.random.Generator) -> None:
    pixels = np.zeros((100, 100, 3), np.uint8)
    photo = resized(Labelled(pixels, (("fire", Box(10, 20, 30, 60)),)), 200, 50)
    assert photo.pixels.shape == (50, 200, 3)
    assert photo.boxes == (("fire", Box(20, 10, 60, 30)),)
    shapes = {reshaped(rng, Labelled(pixels, ())).pixels.shape[:2] for _ in range(20)}
    assert all(100 * 9 / 16 * 4.8 - 1 <= tall <= 480 == wide for tall, wide in shapes)
    assert len(shapes) > 5


def test_label_rows_are_shares_of_the_picture() -> None:
    boxes = (("smoke", Box(0, 0, 50, 50)), ("person", Box(50, 25, 100, 50)))
    photo = Labelled(np.zeros((50, 100, 3), np.uint8), boxes)
    assert label_lines(photo).splitlines() == [
        "2 0.250000 0.500000 0.500000 1.000000",
        "0 0.750000 0.750000 0.500000 0.500000",
    ]


A, B, C = Box(0, 0, 10, 20), Box(40, 0, 50, 20), Box(70, 0, 80, 20)


def test_persons_are_sure_where_two_looks_agree() -> None:
    first = [(A, 0.9), (B, 0.6), (C, 0.1)]
    second = [(Box(0, 0, 10, 19), 0.4), (C, 0.2)]
    assert settled(first, second) == Persons(sure=(A,), doubtful=(B, C))


def test_a_doubtful_box_on_a_sure_person_is_that_person() -> None:
    assert settled([(A, 0.9)], [(A, 0.5), (Box(0, 0, 10, 18), 0.2)]) == Persons((A,), ())


def test_doubtful_persons_are_painted_over_and_sure_ones_stay() -> None:
    pixels = np.zeros((100, 100, 3), np.uint8)
    pixels[:, :50] = 200
    photo = Labelled(pixels, (("fire", Box(50, 50, 80, 80)),))
    persons = Persons((Box(0, 0, 20, 20),), (Box(10, 10, 39, 39),))
    shown = with_persons(photo, persons)
    assert shown is not None
    assert shown.boxes == (("fire", Box(50, 50, 80, 80)), ("person", Box(0, 0, 20, 20)))
    assert (shown.pixels[15, 15] == 200).all(), "of the sure person"
    assert (shown.pixels[30, 30] == 100).all(), "the mean of the picture"
    assert (pixels[30, 30] == 200).all(), "the frame itself is left alone"


def test_a_frame_that_is_mostly_doubtful_is_left_out() -> None:
    photo = Labelled(np.zeros((100, 100, 3), np.uint8), ())
    assert with_persons(photo, Persons((), (Box(0, 0, 100, 60),))) is None


def test_flames_are_cut_where_they_are_bright_warm_and_large() -> None:
    pixels = np.zeros((100, 200, 3), np.uint8)
    pixels[20:80, 20:80] = (250, 150, 40)
    pixels[20:80, 120:180] = (240, 240, 240)  # smoke in the light is no flame
    boxes = (
        ("fire", Box(20, 20, 80, 80)), ("fire", Box(120, 20, 180, 80)),
        ("smoke", Box(20, 20, 80, 80)), ("fire", Box(20, 20, 30, 30)),
    )  # fmt: skip
    [flame] = fireless.flames_of(Labelled(pixels, boxes))
    assert flame.shape == (60, 60, 3)


def test_a_fire_laid_over_a_photo_burns_inside_its_box(rng: np.random.Generator) -> None:
    flame = np.full((60, 40, 3), (255, 170, 60), np.uint8)
    photo = fireless.burning(rng, np.full((300, 400, 3), 100, np.uint8), flame)
    [(name, box)] = photo.boxes
    assert name == "fire"
    inside = photo.pixels[int(box.top) : int(box.bottom), int(box.left) : int(box.right)]
    assert inside[..., 0].mean() > 150 > inside[..., 2].mean()
    outside = photo.pixels.copy()
    outside[int(box.top) : int(box.bottom), int(box.left) : int(box.right)] = 0
    assert (outside[..., 0] > 150).mean() < 0.01
    assert photo.pixels.shape[1] == 480


def test_a_dark_cut_out_lays_no_fire(rng: np.random.Generator) -> None:
    dark = np.full((60, 40, 3), 20, np.uint8)
    assert fireless.burning(rng, np.full((300, 400, 3), 100, np.uint8), dark).boxes == ()


def test_heads_become_persons_only_where_somebody_is_seen(rng: np.random.Generator) -> None:
    heads = [np.full((40, 40, 3), tone, np.uint8) for tone in (250, 10, 250)]

    def find(crop: np.ndarray, _side: int) -> Persons:
        box = Box(0, 0, crop.shape[1], crop.shape[0])
        return Persons((box,) if crop.mean() > 128 else (), ())

    seen = [fireless.heads_on(rng, np.full((300, 400, 3), 100, np.uint8), heads, find)
            for _ in range(6)]  # fmt: skip
    assert {len(photo.boxes) for photo in seen} == {1, 2}
    for photo in seen:
        for name, box in photo.boxes:
            assert name == "person"
            assert photo.pixels[int(box.center[1]), int(box.center[0])].mean() > 240


def test_drawn_negatives_are_pictures_and_steam_is_white(rng: np.random.Generator) -> None:
    plain, steamed = fireless.drawn_kitchens(rng, 2)
    assert plain.shape == steamed.shape
    calm = np.full((300, 400, 3), 60, np.uint8)
    cloud = fireless.steaming(rng, calm)
    assert (cloud >= calm - 1).all()
    assert 0.005 < (cloud.mean(-1) > 90).mean() < 0.6
    blanks = list(fireless.blank_pictures(rng, 3))
    assert [view.shape for view in blanks] == [(480, 480, 3)] * 3
    assert all(view.std(axis=(0, 1)).max() < 40 for view in blanks)


def test_only_train_splits_are_listed(tmp_path: Path) -> None:
    (tmp_path / "grocery-store").mkdir()
    (tmp_path / "grocery-store" / "train.txt").write_text("train/a/1.jpg, 0, 0\n\n", "utf-8")
    (tmp_path / "grocery-store" / "test.txt").write_text("test/a/2.jpg, 0, 0\n", "utf-8")
    (tmp_path / "face-mask-crops").mkdir()
    rows = "file\tclass\tsplit\nwith_mask/1.jpg\twith_mask\ttrain\nwith_mask/2.jpg\twith_mask\ttest"
    (tmp_path / "face-mask-crops" / "splits.tsv").write_text(rows, "utf-8")
    assert [path.name for path in fireless.shop_photos(tmp_path)] == ["1.jpg"]
    assert [path.name for path in fireless.head_photos(tmp_path)] == ["1.jpg"]
    assert fireless.head_photos(tmp_path / "nowhere") == []
    assert fireless.read_rgb(tmp_path / "nowhere.jpg") is None
