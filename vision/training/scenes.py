"""Shelf scenes with exact truth: layouts become pictures, painted things become boxes."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vision.training.bays import Bay, Hole, Row, Unit, random_bay
from vision.training.canvas import Canvas, Patch, Rng, chance
from vision.training.clutter import (
    close_bay,
    hang_blade,
    hang_signs,
    paint_bins,
    paint_cartons,
    paint_next_aisle,
    raise_post,
)
from vision.training.lighting import Matrix, Weather, photograph
from vision.training.packs import PackLook, draw_pack, side_colour
from vision.training.rails import (
    Fittings,
    paint_back,
    paint_floor,
    paint_rail,
    paint_tag,
    random_fittings,
)
from vision.training.stage import COVERED, NOTHING, Solid, Stage, new_stage, paint_sides
from vision.values import Box, Thing

SIZES = ((800, 600), (800, 450), (600, 800), (720, 720), (960, 720))
LEAST_SEEN = 0.15  # share of a thing that must show for it to be in the truth: jar tops count
GAP_SEEN = 0.45  # a sliver of a gap at the edge of a photo or behind a card is none
LEAST_PX = 6.0  # and the smallest side of its box


@dataclass(frozen=True, slots=True)
class SceneObject:
    """One true thing on a generated photo."""

    box: Box
    thing: Thing
    sku: str | None = None
    slot: str | None = None


@dataclass(frozen=True, slots=True)
class SceneTruth:
    """Everything true about one generated photo, in pixels of that photo."""

    width: int
    height: int
    objects: tuple[SceneObject, ...]

    def of(self, thing: Thing) -> tuple[SceneObject, ...]:
        """Return the objects of one kind."""
        return tuple(item for item in self.objects if item.thing is thing)


@dataclass(slots=True)
class _Claim:
    """A thing that was painted, before the camera decides how much of it shows."""

    thing: Thing
    area: float
    sku: str | None
    slot: str | None


class Painter:
    """Paints one bay on a stage and remembers what it painted."""

    def __init__(
        self, stage: Stage, fittings: Fittings, rng: Rng, textures: Sequence[Canvas] = ()
    ) -> None:
        """Take a stage and furniture; `textures` are real photos to print on packs."""
        self.stage = stage
        self.fittings = fittings
        self.rng = rng
        self.textures = textures
        self.claims: list[_Claim] = []
        self._faces: dict[PackLook, Patch] = {}

    def face(self, look: PackLook) -> Patch:
        """Draw a product's front once."""
        if look not in self._faces:
            self._faces[look] = draw_pack(look, self.textures)
        return self._faces[look]

    def paint(self, bay: Bay) -> None:
        """Paint the whole bay, top row first."""
        self.stage.canvas[:] = self.fittings.wall
        for row in bay.rows:
            opening = self.stage.window(row.top, row.floor)
            if not opening.canvas.size:
                continue
            if self.fittings.back == "wire":
                paint_next_aisle(self.rng, opening, row, list(self._faces.values())[-12:])
            paint_back(opening, row, self.fittings, self.rng)
            paint_floor(opening, row, self.fittings)
            if row.is_overstock:
                paint_cartons(self.rng, opening, row)
            eye = self.stage.eye[0]
            order = sorted(
                row.units,
                key=lambda unit: (-unit.setback, -abs(unit.left + unit.look.width_mm / 2 - eye)),
            )
            for unit in order:
                self._unit(opening, unit)
            if row.bin_pitch:
                paint_bins(self.rng, opening, row, row.bin_pitch)
        for row in bay.rows:
            paint_rail(self.stage, row, self.fittings, self.rng)
            self._tags(row)

    def _claim(self, thing: Thing, area: float, sku: str | None, slot: str | None) -> int:
        self.claims.append(_Claim(thing, area, sku, slot))
        return len(self.claims) - 1

    def _unit(self, stage: Stage, unit: Unit) -> None:
        look, patch = unit.look, self.face(unit.look)
        top = unit.foot - look.height_mm
        right = unit.left + look.width_mm
        if look.is_boxy:
            solid = Solid(unit.left, top, right, unit.foot, unit.setback, min(160, look.width_mm))
            paint_sides(stage, solid, side_colour(patch))
        corners = stage.quad((unit.left, top, unit.setback), (right, unit.foot, unit.setback))
        if unit.turned:
            patch = patch[:, ::-1]
            patch = np.ascontiguousarray(patch)
            patch[patch.shape[0] // 4 :, :, :3] //= 2
        wide, tall = corners[1] - corners[0]
        owner = NOTHING
        if unit.counts:
            owner = self._claim(Thing.PRODUCT, float(wide * tall), unit.sku, unit.slot)
        gain = float((0.96 + 0.1 * self.rng.random()) * (1 - unit.setback / 900))
        stage.paste(patch, corners, gain, owner)

    def _tags(self, row: Row) -> None:
        for tag in row.tags:
            area = tag.width * tag.height * self.stage.scale**2
            owner = self._claim(Thing.PRICE_TAG, area, None, tag.slot)
            paint_tag(self.stage, row, tag, self.fittings, (self.rng, owner))


def _seen_boxes(
    owner: npt.NDArray[np.int32], count: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Find the rectangle and the number of visible pixels of every painted thing."""
    boxes = np.zeros((count, 4))
    pixels = np.zeros(count, np.int64)
    rows, columns = np.nonzero(owner >= 0)
    if not rows.size:
        return boxes, pixels
    owners = owner[rows, columns]
    order = np.argsort(owners, kind="stable")
    owners, rows, columns = owners[order], rows[order], columns[order]
    starts = np.flatnonzero(np.r_[True, np.diff(owners) > 0])
    seen = owners[starts]
    pixels[seen] = np.diff(np.r_[starts, owners.size])
    boxes[seen, 0] = np.minimum.reduceat(columns, starts)
    boxes[seen, 1] = np.minimum.reduceat(rows, starts)
    boxes[seen, 2] = np.maximum.reduceat(columns, starts) + 1
    boxes[seen, 3] = np.maximum.reduceat(rows, starts) + 1
    return boxes, pixels


def _big_enough(box: Sequence[float]) -> bool:
    return box[2] - box[0] >= LEAST_PX and box[3] - box[1] >= LEAST_PX


def _hole_object(
    stage: Stage, row: Row, hole: Hole, seen: tuple[npt.NDArray[np.int32], Matrix]
) -> SceneObject | None:
    owner, matrix = seen
    height, width = owner.shape
    x1, y0 = hole.left + hole.width, row.floor - hole.height
    corners = stage.quad(
        (hole.left, y0, 0), (x1, y0, 0), (x1, row.floor, 0), (hole.left, row.floor, 0)
    )
    moved = cv2.perspectiveTransform(corners[None], matrix)[0]
    full = np.r_[moved.min(0), moved.max(0)]
    cut = np.clip(full, 0, [width, height, width, height])
    share = (cut[2] - cut[0]) * (cut[3] - cut[1])
    share /= max(1.0, (full[2] - full[0]) * (full[3] - full[1]))
    x0, y0, x1, y1 = (int(edge) for edge in cut)
    hidden = float((owner[y0:y1, x0:x1] == COVERED).mean()) if y1 > y0 and x1 > x0 else 1.0
    if share * (1 - hidden) < GAP_SEEN or not _big_enough(cut):
        return None
    box = Box(*(float(edge) for edge in cut))
    return SceneObject(box, Thing.GAP, None, ",".join(hole.slots) or None)


def truth_of(
    painter: Painter, bay: Bay, owner: npt.NDArray[np.int32], matrix: Matrix
) -> SceneTruth:
    """Turn what was painted into the boxes a person could draw on the photo."""
    boxes, pixels = _seen_boxes(owner, len(painter.claims))
    objects = [
        SceneObject(Box(*map(float, box)), claim.thing, claim.sku, claim.slot)
        for claim, box, seen in zip(painter.claims, boxes, pixels, strict=True)
        if seen >= LEAST_SEEN * claim.area and _big_enough(box)
    ]
    holes = [
        _hole_object(painter.stage, row, hole, (owner, matrix))
        for row in bay.rows
        for hole in row.holes
    ]
    objects += [hole for hole in holes if hole is not None]
    height, width = owner.shape
    return SceneTruth(width, height, tuple(objects))


def render_scene(
    seed: int, *, textures: Sequence[Canvas] = (), size: tuple[int, int] | None = None
) -> tuple[Canvas, SceneTruth]:
    """Render one invented shelf photo and its truth.

    Args:
        seed: Equal seeds (and textures) give equal scenes.
        textures: RGB photos to print on some packs; used for training only.
        size: Width and height in pixels; drawn from the usual phone shapes when not given.

    Returns:
        RGB pixels, shape (height, width, 3), and what is on them.
    """
    rng = np.random.default_rng(seed)
    size = size or SIZES[int(rng.integers(0, len(SIZES)))]
    bay = random_bay(rng, size[0] / size[1])
    stage = new_stage(rng, size, bay.width)
    few: list[Canvas] = []
    if textures and chance(rng, 0.7):
        few = [textures[int(n)] for n in rng.integers(0, len(textures), 12)]
    painter = Painter(stage, random_fittings(rng), rng, few)
    painter.paint(bay)
    if chance(rng, 0.2):
        hang_signs(rng, stage)
    if chance(rng, 0.3):
        close_bay(rng, stage)
    if chance(rng, 0.15):
        raise_post(rng, stage)
    if chance(rng, 0.12):
        hang_blade(rng, stage)
    weather = Weather() if chance(rng, 0.7) else Weather(1.0, 1.5, 1.8, 1.6)
    photo, owner, matrix = photograph(rng, stage.canvas, stage.owner, weather)
    return photo, truth_of(painter, bay, owner, matrix)
