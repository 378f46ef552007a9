"""Real and drawn places taken again by another hand in another light, with things put in."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from vision.images import Picture, decode
from vision.training.canvas import Rng
from vision.training.kitchens import paint_kitchen
from vision.training.lighting import defocus, expose, light_up, random_view
from vision.values import Area, Box

SIDE = 1280  # pixels of the long side


def read(path: Path) -> Picture:
    """Read a photo at the size references are kept with."""
    return decode(path.read_bytes(), max_side=SIDE).rgb


def test_photos(shared: Path) -> dict[str, list[Path]]:
    """Photos that no limit was chosen on, by set; fires with smoke are apart."""
    fires = sorted((shared / "fire-smoke/test/images").glob("*.jpg"))
    smoky = [path for path in fires if _has_smoke(path)]
    tags = {
        line.split("_jpg")[0]: shared / "price-tags" / line
        for line in (shared / "price-tags/val.txt").read_text("utf-8").split()
    }
    shelves = [*(shared / "empty-shelf/valid/images").iterdir()]
    shelves += (shared / "empty-shelf/test/images").iterdir()
    return {
        "shelf-dev": sorted((shared / "shelf-dev/images").iterdir()),
        "empty-shelf": sorted(shelves),
        "price-tags": [tags[name] for name in sorted(tags)],
        "fire-smoke, no smoke": [path for path in fires if path not in smoky],
        "grocery (224 px)": sorted((shared / "grocery-store/test").rglob("*.jpg"))[::10],
        "fire-smoke, smoke": smoky,
    }


def _has_smoke(photo: Path) -> bool:
    labels = photo.parent.parent / "labels" / f"{photo.stem}.txt"
    return any(line.startswith("2 ") for line in labels.read_text("utf-8").splitlines())


def drawn_kitchens(count: int) -> Iterator[Picture]:
    """Draw kitchens without a cook."""
    for seed in range(count):
        yield paint_kitchen(np.random.default_rng(9000 + seed), masked=None)


def taken_again(rng: Rng, scene: Picture, strength: float = 0.6) -> Picture:
    """Photograph a picture: another angle, light, focus, noise and compression."""
    height, width = scene.shape[:2]
    matrix = random_view(rng, (width, height), strength)
    seen = np.asarray(cv2.warpPerspective(scene, matrix, (width, height)), np.uint8)
    photo = expose(rng, defocus(rng, light_up(rng, seen, strength), strength), strength)
    quality = [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(60, 95))]
    _, packed = cv2.imencode(".jpg", photo, quality)
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)


def with_shadow(rng: Rng, scene: Picture) -> Picture:
    """Cast a shadow with sharp edges somewhere."""
    height, width = scene.shape[:2]
    corners = rng.random((4, 2)) * (width, height)
    layer = np.zeros((height, width), np.float32)
    cv2.fillConvexPoly(layer, cv2.convexHull(corners.astype(np.float32)).astype(np.int32), 1.0)
    layer = cv2.GaussianBlur(layer, (0, 0), 0.004 * max(height, width))
    return np.asarray(scene * (1 - layer[..., None] * rng.uniform(0.35, 0.55)), np.uint8)


def with_thing(rng: Rng, scene: Picture, thing: Picture, box: Box, share: float) -> Picture:
    """Put a thing somewhere in a box, covering a share of it."""
    wide, high = int(box.width), int(box.height)
    area = share * wide * high
    tall = np.clip(thing.shape[0] / thing.shape[1], area / wide**2 * 1.1, high**2 / area * 0.9)
    across = int((area / tall) ** 0.5)
    down = int(across * tall)
    left = int(box.left + rng.integers(0, max(1, wide - across)))
    top = int(box.top + rng.integers(0, max(1, high - down)))
    changed = scene.copy()
    changed[top : top + down, left : left + across] = cv2.resize(
        thing, (across, down), interpolation=cv2.INTER_AREA
    )[: scene.shape[0] - top, : scene.shape[1] - left]
    return changed


def some_area(rng: Rng, scene: Picture) -> tuple[Area, Box, Box]:
    """Choose an area well inside a picture; returns it, its box, and a box far from it."""
    height, width = scene.shape[:2]
    wide, high = rng.uniform(0.2, 0.4, 2)
    is_left = rng.random() < 0.5  # noqa: PLR2004 - one in two
    left = rng.uniform(0.08, 0.12) if is_left else 0.9 - wide
    top = rng.uniform(0.1, 0.9 - high)
    corners = ((left, top), (left + wide, top), (left + wide, top + high), (left, top + high))
    box = Box(left * width, top * height, (left + wide) * width, (top + high) * height)
    away = 0.62 if is_left else 0.1
    far = Box(away * width, 0.3 * height, (away + 0.25) * width, 0.7 * height)
    return Area("keep-clear", corners), box, far


def things(shared: Path) -> list[Picture]:
    """Real products cut out of a photo."""
    return [read_any(path) for path in sorted((shared / "sku-crops/crops").rglob("*.*"))]


def read_any(path: Path) -> Picture:
    """Read a picture of any size, however small."""
    bgr = cv2.imread(str(path), cv2.IMREAD_COLOR)
    return np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), np.uint8)
