"""Drawn photos for demos and tests: a shelf stocked by its planogram, and a kitchen."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np

from vision.training.bays import Bay, Hole, Row, Tag, Unit
from vision.training.canvas import Canvas, Rng, hsv
from vision.training.kitchens import paint_kitchen
from vision.training.lighting import Weather, expose, light_up, photograph
from vision.training.packs import look_of
from vision.training.rails import Fittings
from vision.training.scenes import Painter, SceneTruth, truth_of
from vision.training.stage import COVERED, NOTHING, Stage
from vision.values import Planogram, Slot

JPEG_QUALITY = 85
CALM = Weather(tilt=0.45, light=0.35, blur=0.0, grain=0.25)
NO_LAMPS = replace(CALM, glare=0.0)  # nothing on the photo is burnt out
MARGIN = 1.08  # how much more than the planogram sheet the photo shows
AIR_MM = 3.0  # between two facings
RAIL_MM = 36.0


def _jpeg(photo: Canvas) -> bytes:
    done, coded = cv2.imencode(".jpg", photo[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, JPEG_QUALITY])
    if not done:
        msg = "OpenCV could not encode a JPEG"
        raise RuntimeError(msg)
    return bytes(coded.tobytes())


def _slot_units(slot: Slot, row: Row, left: float) -> list[Unit]:
    """Stand the facings of one slot, with two more packs behind each."""
    each = slot.width_mm / slot.facings
    room = row.floor - row.top
    look = look_of(slot.sku, width_mm=max(each - AIR_MM, each * 0.8), max_height_mm=room * 0.86)
    units: list[Unit] = []
    for n in range(slot.facings):
        x = left + each * n + (each - look.width_mm) / 2
        units += [
            Unit(look, x, row.floor, setback, counts=not setback, slot=slot.id, sku=slot.sku)
            for setback in (row.depth * 0.55, row.depth * 0.3, 0.0)
        ]
    return units


def _add_hole(row: Row, slot: Slot, left: float, sheet_left: float) -> None:
    height = (row.floor - row.top) * 0.72
    if row.holes:
        last = row.holes[-1]
        if left - (last.left + last.width) < AIR_MM * 4:  # one continuous empty place
            row.holes[-1] = Hole(
                last.left, left + slot.width_mm - last.left, height, (*last.slots, slot.id)
            )
            return
    row.holes.append(Hole(max(left, sheet_left), slot.width_mm, height, (slot.id,)))


def _planned_bay(
    planogram: Planogram, missing: frozenset[str], corner: tuple[float, float], span: float
) -> Bay:
    """Lay a planogram out with its top left corner at `corner`, in a view `span` mm wide."""
    bay = Bay(span, planogram.height_mm)
    pitch = planogram.height_mm / planogram.row_count
    rail = min(RAIL_MM, pitch * 0.16)
    for number in range(planogram.row_count):
        top = corner[1] + pitch * number
        row = Row(top, top + pitch - rail, 330.0, rail)
        slots = sorted((s for s in planogram.slots if s.row == number), key=lambda s: s.left_mm)
        for slot in slots:
            left = corner[0] + slot.left_mm
            if slot.id in missing:
                _add_hole(row, slot, left, corner[0])
            else:
                row.units += _slot_units(slot, row, left)
            wide = min(64.0, slot.width_mm * 0.8)
            row.tags.append(Tag(left + slot.width_mm / 2, wide, rail * 0.88, slot.id))
        bay.rows.append(row)
    return bay


def _demo_fittings(rng: Rng) -> Fittings:
    return Fittings(
        wall=hsv(0.6, 0.05, 0.5 + 0.2 * rng.random()),
        floor=hsv(0.6, 0.02, 0.78 + 0.14 * rng.random()),
        rail=hsv(rng.random(), 0.35, 0.3 + 0.3 * rng.random()),
        paper=(250, 250, 248),
        pen=(25, 25, 30),
        frame=None,
        back="holes" if rng.random() < 0.5 else "panel",  # noqa: PLR2004 - a coin
        strips=0.0,
        fence=False,
    )


def _close_sides(stage: Stage, left: float, right: float, top: float, bottom: float) -> None:
    """Put posts beside the bay, a board above it and a plinth below it."""
    height, width = stage.canvas.shape[:2]
    x0, y0 = (round(edge) for edge in stage.at(left, top))
    x1, y1 = (round(edge) for edge in stage.at(right, bottom))
    panel, post = (128, 132, 136), max(3, round(18 * stage.scale))
    areas = ((0, 0, x0, height), (x1, 0, width, height), (0, 0, width, y0), (0, y1, width, height))
    for ax, ay, bx, by in areas:
        stage.canvas[max(0, ay) : by, max(0, ax) : bx] = panel
        stage.owner[max(0, ay) : by, max(0, ax) : bx] = COVERED
    stage.canvas[:, max(0, x0 - post) : x0] = (86, 90, 95)
    stage.canvas[:, x1 : x1 + post] = (86, 90, 95)


def render_shelf(
    planogram: Planogram,
    *,
    seed: int,
    missing: Sequence[str] = (),
    size: tuple[int, int] = (1600, 1200),
    weather: Weather = CALM,
) -> tuple[bytes, SceneTruth]:
    """Photograph a shelf that is stocked exactly as planned, except for the missing slots.

    A product code always gets the same look. Slots in `missing` are empty down to the shelf floor
    and keep their price label; neighbouring ones form one gap, whose `slot` lists them with commas.

    Args:
        planogram: What belongs where.
        seed: Camera, light and furniture; equal arguments give equal bytes.
        missing: Ids of the slots to leave empty.
        size: Width and height of the photo in pixels.
        weather: How rough the photo is.

    Returns:
        JPEG bytes, and the truth in pixels of that photo.

    Raises:
        ValueError: If `missing` names an unknown slot, or nothing is planned.
    """
    unknown = set(missing) - {slot.id for slot in planogram.slots}
    if unknown or not planogram.slots:
        msg = f"cannot stock the shelf: no slots planned, or unknown slots {sorted(unknown)}"
        raise ValueError(msg)
    sheet = planogram.width_mm, planogram.height_mm

    def stocked(corner: tuple[float, float], span: float) -> Bay:
        return _planned_bay(planogram, frozenset(missing), corner, span)

    return photograph_bay(stocked, sheet, seed=seed, size=size, weather=weather)


def photograph_bay(
    stock: Callable[[tuple[float, float], float], Bay],
    sheet: tuple[float, float],
    *,
    seed: int,
    size: tuple[int, int] = (1600, 1200),
    weather: Weather = CALM,
) -> tuple[bytes, SceneTruth]:
    """Photograph one bay between two posts, whatever stands in it.

    Args:
        stock: Lays the bay out, given its top left corner and how many mm the view is wide.
        sheet: Width and height of the bay, mm.
        seed: Camera, light and furniture; equal arguments give equal bytes.
        size: Width and height of the photo in pixels.
        weather: How rough the photo is.

    Returns:
        JPEG bytes, and the truth in pixels of that photo.
    """
    rng = np.random.default_rng(seed)
    width, height = size
    scale = min(width / sheet[0], height / sheet[1]) / MARGIN
    view = width / scale, height / scale
    corner = (view[0] - sheet[0]) / 2, (view[1] - sheet[1]) / 2
    stage = Stage(
        canvas=np.zeros((height, width, 3), np.uint8),
        owner=np.full((height, width), NOTHING, np.int32),
        scale=scale,
        eye=(view[0] * (0.5 + 0.06 * rng.normal()), view[1] * (0.45 + 0.08 * rng.normal())),
        distance=max(view) * (1.1 + 0.3 * rng.random()),
    )
    painter = Painter(stage, _demo_fittings(rng), rng)
    bay = stock(corner, view[0])
    painter.paint(bay)
    right, bottom = corner[0] + sheet[0], corner[1] + sheet[1]
    _close_sides(stage, corner[0] - 4, right + 4, corner[1], bottom)
    photo, owner, matrix = photograph(rng, stage.canvas, stage.owner, weather)
    return _jpeg(photo), truth_of(painter, bay, owner, matrix)


def render_kitchen(*, seed: int, masked: bool | None) -> bytes:
    """Draw a kitchen as a JPEG, 1280x960, with a drawn cook in it.

    The cook is a cartoon, not a person: a face detector may or may not find its face, and the mask
    classifier was never meant for drawings. So this picture carries a kitchen inspection through
    every step, but says nothing about how well masks are told apart on people.

    Args:
        seed: Furniture, light and colours.
        masked: Whether the cook wears a mask; None draws an empty kitchen.
    """
    rng = np.random.default_rng(seed)
    view = paint_kitchen(rng, masked=masked)
    return _jpeg(expose(rng, light_up(rng, view, 0.3), 0.3))
