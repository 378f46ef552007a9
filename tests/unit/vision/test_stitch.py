"""Laying photos together: every pack once, equal packs no trap, and plain refusals."""

from dataclasses import dataclass

import cv2
import numpy as np
import pytest

from vision.errors import StitchFailed, StitchRefusal
from vision.overlaps import project
from vision.seams import NOBODY
from vision.stitch import Stitched, stitch
from vision.training.lighting import expose, light_up, random_view
from vision.training.scenes import SceneTruth, render_scene
from vision.values import Thing


@dataclass(frozen=True)
class Cut:
    """One photo of a part of a scene, and the homography from scene to photo."""

    rgb: np.ndarray
    matrix: np.ndarray


def photographed(scene: np.ndarray, left: int, width: int, seed: int) -> Cut:
    """Photograph a part of a scene, from an angle and in a light of its own."""
    rng = np.random.default_rng(seed)
    height = scene.shape[0]
    matrix = random_view(rng, (width, height), 0.6)
    part = np.ascontiguousarray(scene[:, left : left + width])
    seen = cv2.warpPerspective(part, matrix, (width, height), flags=cv2.INTER_LINEAR)
    rgb = expose(rng, light_up(rng, seen, 0.5), 0.5)
    return Cut(rgb, matrix @ np.array([[1.0, 0, -left], [0, 1, 0], [0, 0, 1]]))


def cuts(scene: np.ndarray, *, photos: int, overlap: float, seed: int = 0) -> list[Cut]:
    """Cut a scene into overlapping photos, left to right."""
    width = round(scene.shape[1] / (photos - (photos - 1) * overlap))
    step = (scene.shape[1] - width) / (photos - 1)
    return [photographed(scene, round(step * n), width, seed * 10 + n) for n in range(photos)]


def labelled(scene: np.ndarray, truth: SceneTruth) -> np.ndarray:
    """Number the middle of every true facing on a layer the size of the scene."""
    layer = np.full(scene.shape[:2], -1, np.int32)
    for number, item in enumerate(truth.of(Thing.PRODUCT)):
        box = item.box
        x, y = box.center
        dx, dy = box.width * 0.25, box.height * 0.25
        layer[int(y - dy) : int(y + dy) + 1, int(x - dx) : int(x + dx) + 1] = number
    return layer


def times_shown(done: Stitched, photos: list[Cut], layer: np.ndarray) -> np.ndarray:
    """Count how often each facing stands on the picture; only those some photo shows whole."""
    size = done.owner.shape[::-1]
    seen = np.full(done.owner.shape, -1, np.int32)
    visible = set()
    for number, (photo, matrix) in enumerate(zip(photos, done.homographies, strict=True)):
        wide, high = photo.rgb.shape[1], photo.rgb.shape[0]
        part = cv2.warpPerspective(
            layer, photo.matrix, (wide, high), flags=cv2.INTER_NEAREST, borderValue=-1
        )
        visible |= set(np.unique(part[15:-15, 15:-15]).tolist()) - {-1}
        moved = cv2.warpPerspective(part, matrix, size, flags=cv2.INTER_NEAREST, borderValue=-1)
        seen[done.owner == number] = moved[done.owner == number]
    counts = []
    for facing in sorted(visible):
        _, _, stats, _ = cv2.connectedComponentsWithStats((seen == facing).astype(np.uint8))
        areas = stats[1:, cv2.CC_STAT_AREA]
        largest = max(areas, default=0)
        counts.append(int((areas > 0.4 * largest).sum()))
    return np.array(counts)


@pytest.mark.parametrize(("seed", "photos", "overlap"), [(1, 2, 0.25), (4, 3, 0.3)])
def test_every_facing_is_shown_once(seed: int, photos: int, overlap: float) -> None:
    scene, truth = render_scene(seed, size=(1500, 600))
    parts = cuts(scene, photos=photos, overlap=overlap, seed=seed)
    done = stitch([part.rgb for part in parts])
    counts = times_shown(done, parts, labelled(scene, truth))
    assert len(counts) > 10
    assert (counts == 1).all()
    assert done.rgb.shape[:2] == done.owner.shape
    assert set(np.unique(done.owner)) <= {NOBODY, *range(photos)}
    assert (done.rgb[done.owner == NOBODY] == 0).all()


def test_photos_agree_where_every_place_is() -> None:
    scene, _ = render_scene(3, size=(1500, 600))
    parts = cuts(scene, photos=2, overlap=0.4, seed=5)
    done = stitch([part.rgb for part in parts])
    common = np.array([[x, y] for x in (700.0, 750.0, 800.0) for y in (120.0, 300.0, 480.0)])
    first, second = (
        project(matrix, project(part.matrix, common))
        for matrix, part in zip(done.homographies, parts, strict=True)
    )
    assert np.abs(first - second).max() < 3


def test_order_of_the_photos_does_not_matter() -> None:
    scene, _ = render_scene(4, size=(1200, 500))
    rgbs = [part.rgb for part in cuts(scene, photos=3, overlap=0.3, seed=4)]
    one, other = stitch(rgbs), stitch(rgbs[::-1])
    assert np.allclose(one.rgb.shape, other.rgb.shape, atol=25)


def packs(designs: str) -> np.ndarray:
    """A row of packs; equal letters are equal designs."""
    row = []
    for letter in designs:
        rng = np.random.default_rng(ord(letter))
        pack = cv2.GaussianBlur(rng.integers(0, 255, (300, 90, 3), np.uint8), (0, 0), 3)
        row.append(cv2.normalize(pack, None, 0, 255, cv2.NORM_MINMAX))
    return np.hstack(row)


def test_equal_packs_are_a_refusal_when_nothing_tells_their_places() -> None:
    row = packs("AAAAAAAAAAAAAA")
    with pytest.raises(StitchFailed) as failed:
        stitch([row[:, :810], row[:, 450:]])
    assert failed.value.reason is StitchRefusal.AMBIGUOUS
    assert "equal packs" in failed.value.message


def test_one_other_pack_among_equal_ones_tells_their_places() -> None:
    row = packs("BCAAAABAAAADEA")
    done = stitch([row[:, :810], row[:, 450:]])
    assert abs(done.rgb.shape[1] - row.shape[1]) < 20


def test_photos_of_two_shelves_are_refused() -> None:
    photos = [render_scene(seed, size=(800, 600))[0] for seed in (1, 2)]
    with pytest.raises(StitchFailed) as failed:
        stitch(photos)
    assert failed.value.reason is StitchRefusal.NO_OVERLAP
    assert str(failed.value) == failed.value.message


def test_third_photo_is_named_when_it_is_of_another_shelf() -> None:
    scene, _ = render_scene(4, size=(900, 500))
    parts = [part.rgb for part in cuts(scene, photos=2, overlap=0.4)]
    with pytest.raises(StitchFailed, match="photo 3"):
        stitch([*parts, render_scene(9, size=(500, 500))[0]])


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_photos_without_detail_are_refused(shade: int) -> None:
    flat = np.full((300, 400, 3), shade, np.uint8)
    with pytest.raises(StitchFailed) as failed:
        stitch([flat, flat])
    assert failed.value.reason is StitchRefusal.NO_OVERLAP


@pytest.mark.parametrize(
    ("count", "reason"), [(0, StitchRefusal.NO_OVERLAP), (13, StitchRefusal.TOO_MANY)]
)
def test_number_of_photos_has_limits(count: int, reason: StitchRefusal) -> None:
    with pytest.raises(StitchFailed) as failed:
        stitch([np.zeros((50, 50, 3), np.uint8)] * count)
    assert failed.value.reason is reason


def test_one_photo_is_its_own_picture() -> None:
    scene, _ = render_scene(2, size=(400, 300))
    done = stitch([scene])
    assert np.array_equal(done.rgb, scene)
    assert (done.owner == 0).all()


def test_same_photo_twice_shows_everything_once() -> None:
    scene, truth = render_scene(4, size=(900, 600))
    twice = [Cut(scene, np.eye(3))] * 2
    done = stitch([scene, scene])
    assert np.allclose(done.rgb.shape, scene.shape, atol=3)
    assert (times_shown(done, twice, labelled(scene, truth)) == 1).all()


def test_bay_may_be_photographed_in_a_square_of_four() -> None:
    scene, truth = render_scene(7, size=(1000, 800))
    layer = labelled(scene, truth)
    parts = []
    for n, (left, top) in enumerate(((0, 0), (400, 0), (0, 320), (400, 320))):
        part = np.ascontiguousarray(scene[top : top + 480, left : left + 600])
        cut = photographed(part, 0, 600, 20 + n)
        shift = np.array([[1.0, 0, -left], [0, 1, -top], [0, 0, 1]])
        parts.append(Cut(cut.rgb, cut.matrix @ shift))
    done = stitch([part.rgb for part in parts])
    assert (times_shown(done, parts, layer) == 1).mean() > 0.97
    assert (times_shown(done, parts, layer) <= 1).all()


def test_picture_is_scaled_down_when_it_would_be_too_large() -> None:
    scene, _ = render_scene(1, size=(1400, 600))
    parts = [part.rgb for part in cuts(scene, photos=2, overlap=0.3)]
    done = stitch(parts, longest_side=500)
    assert max(done.rgb.shape) == 500
