"""Hidden is gone: what a copy without faces shows, and what it keeps of the file."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image

from tests.unit.vision.pictures import encoded
from vision.errors import PhotoRefused
from vision.faces import FoundFace
from vision.images import decode
from vision.privacy import HIDE_FROM, MARGIN, PART, SEARCH_SIDE, make_readable
from vision.values import Box

FACE = Box(200, 120, 300, 240)


class Finds:
    """Finds what it is told, and remembers how it was asked."""

    def __init__(self, *boxes: Box) -> None:
        self.boxes = boxes
        self.asked: list[dict] = []

    def find(self, rgb, **how):
        self.asked.append(how)
        return [FoundFace(box, 0.5, is_frontal=True) for box in self.boxes]


def noise(width: int = 640, height: int = 480) -> Image.Image:
    """A picture of which every pixel differs from the next one."""
    rgb = np.random.default_rng(4).integers(0, 255, (height, width, 3), np.uint8)
    return Image.fromarray(rgb)


def grain(rgb: np.ndarray, box: Box) -> float:
    """How much neighbours differ in a part of a picture."""
    part = rgb[int(box.top) : int(box.bottom), int(box.left) : int(box.right)].astype(float)
    return float(np.abs(np.diff(part, axis=1)).mean())


def shown(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"))


def test_a_face_becomes_a_few_flat_blocks_and_the_rest_stays():
    content = encoded(noise(), "JPEG", quality=95)
    copy = make_readable(content, Finds(FACE))
    assert (copy.faces, copy.boxes) == (1, (FACE,))
    after, before = shown(copy.content), shown(content)
    elsewhere = Box(400, 300, 600, 460)
    assert grain(after, FACE) < 0.3 * grain(before, FACE)
    assert grain(after, elsewhere) > 0.9 * grain(before, elsewhere)
    more = MARGIN * FACE.height
    hair = Box(FACE.left, FACE.top - more + 8, FACE.right, FACE.top)
    assert grain(after, hair) < 0.3 * grain(before, hair)


def test_nobody_is_told_apart_by_what_is_left():
    stripes = np.full((480, 640, 3), 120, np.uint8)
    stripes[:, ::8] = 220
    copy = shown(make_readable(encoded(Image.fromarray(stripes), "PNG"), Finds(FACE)).content)
    part = copy[140:220, 210:290, 0].astype(float)
    across = part.mean(axis=0)
    pattern = stripes[140:220, 210:290, 0].astype(float).mean(axis=0)
    assert abs(np.corrcoef(across - across.mean(), pattern - pattern.mean())[0, 1]) < 0.5


def test_the_same_photo_never_gives_the_same_blocks():
    content = encoded(noise(), "PNG")
    one, other = (shown(make_readable(content, Finds(FACE)).content) for _ in range(2))
    box = np.s_[130:230, 210:290]
    assert np.abs(one[box].astype(int) - other[box].astype(int)).mean() > 5


def test_a_face_that_is_found_twice_counts_once_and_another_one_is_hidden_too():
    again = Box(FACE.left + 3, FACE.top + 2, FACE.right + 3, FACE.bottom + 2)
    far = Box(500, 300, 560, 380)
    copy = make_readable(encoded(noise(), "JPEG"), Finds(FACE, again, far))
    assert copy.boxes == (FACE, far)
    assert grain(shown(copy.content), far) < 0.3 * grain(shown(copy.content), Box(20, 20, 150, 110))


@pytest.mark.parametrize(
    "box",
    [
        Box(0, 0, 40, 50),
        Box(600, 430, 640, 480),
        Box(-30, -30, 20, 20),
        Box(700, 500, 760, 560),  # not on the photo at all
        Box(300, 200, 300, 200),
    ],
)
def test_a_face_at_the_edge_or_beyond_it_breaks_nothing(box):
    copy = make_readable(encoded(noise(), "JPEG"), Finds(box))
    assert shown(copy.content).shape == (480, 640, 3)


def test_faces_are_searched_low_and_at_the_side_that_is_asked_for():
    finder = Finds()
    content = encoded(noise(), "JPEG")
    make_readable(content, finder)
    make_readable(content, finder, side=2016)
    assert finder.asked == [
        {"max_side": SEARCH_SIDE, "min_score": HIDE_FROM},
        {"max_side": 2016, "min_score": HIDE_FROM},
    ]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_any_photo_becomes_a_jpeg_of_nothing_but_pixels(kind):
    exif = Image.Exif()
    exif[0x010F] = "A phone of somebody"
    more = {"exif": exif} | ({"icc_profile": b"p" * 200} if kind != "PNG" else {})
    copy = make_readable(encoded(noise(), kind, **more), Finds()).content
    with Image.open(io.BytesIO(copy)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (640, 480))
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert b"somebody" not in copy


def test_a_photo_held_sideways_is_turned_before_anything_is_hidden():
    exif = Image.Exif()
    exif[0x0112] = 6
    content = encoded(noise(), "JPEG", exif=exif)
    copy = make_readable(content, Finds(FACE)).content
    upright = decode(content, max_side=10_000)
    assert shown(copy).shape == upright.rgb.shape == (640, 480, 3)
    assert grain(shown(copy), FACE) < 0.3 * grain(upright.rgb, FACE)


def test_what_is_no_photo_is_refused():
    with pytest.raises(PhotoRefused):
        make_readable(b"no photo", Finds())


def test_a_tiny_photo_is_taken():
    copy = make_readable(encoded(noise(64, 64), "JPEG"), Finds(Box(10, 10, 14, 14)))
    assert copy.faces == 1


class FindsMarks:
    """Finds white squares, each where it is on the picture it is shown."""

    def __init__(self):
        self.sides = []

    def find(self, rgb, *, max_side=None, min_score=None):
        self.sides.append(max(rgb.shape[:2]))
        grey = (rgb.min(axis=2) > 250).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(grey)
        boxes = [Box(x, y, x + wide, y + tall) for x, y, wide, tall, _ in stats[1:].tolist()]
        return [FoundFace(box, 0.9, is_frontal=True) for box in boxes]


@pytest.mark.parametrize("shape", [(3024, 4032), (4032, 3024), (2177, 2177), (700, 5000)])
def test_a_large_photo_is_searched_in_parts_and_faces_are_told_once(shape):
    rgb = np.full((*shape, 3), 90, np.uint8)
    corners = [(0, 0), (shape[1] - 40, 0), (shape[1] // 2 - 20, shape[0] // 2 - 20)]
    for x, y in corners:
        rgb[y : y + 40, x : x + 40] = 255
    finder = FindsMarks()
    content = bytes(cv2.imencode(".png", rgb)[1])
    copy = make_readable(content, finder, side=max(shape))
    wanted = sorted((x, y, x + 40, y + 40) for x, y in corners)
    assert sorted((b.left, b.top, b.right, b.bottom) for b in copy.boxes) == wanted
    assert max(finder.sides[1:]) <= PART < finder.sides[0]


def test_boxes_of_a_shrunken_search_lie_on_the_full_photo():
    rgb = np.full((3000, 6000, 3), 90, np.uint8)
    rgb[600:800, 3000:3200] = 255
    copy = make_readable(bytes(cv2.imencode(".png", rgb)[1]), FindsMarks(), side=3000)
    [box] = copy.boxes
    assert [box.left, box.top, box.right, box.bottom] == pytest.approx([3000, 600, 3200, 800], 0.01)
