"""Layouts of shelves in millimetres: what stands where, before a pixel is painted."""

from dataclasses import dataclass, field

import numpy as np

from vision.training.canvas import Rng, chance
from vision.training.packs import PackLook, Shape, random_look

GAP_SHARE = 0.62  # an empty place narrower than this share of its neighbour is not a gap


@dataclass(frozen=True, slots=True)
class Unit:
    """One pack: front left edge, foot (y, downwards) and how far it stands back from the edge."""

    look: PackLook
    left: float
    foot: float
    setback: float = 0.0
    counts: bool = True  # False for stock behind a front unit
    turned: bool = False  # shows its side or back instead of the printed front
    slot: str | None = None
    sku: str | None = None


@dataclass(frozen=True, slots=True)
class Hole:
    """One continuous empty place on the shelf floor."""

    left: float
    width: float
    height: float
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tag:
    """One price label on the rail: its middle, and its size."""

    x: float
    width: float
    height: float
    slot: str | None = None


@dataclass(slots=True)
class Row:
    """One shelf: the underside of the one above, its floor, its rail and what it carries."""

    top: float
    floor: float
    depth: float
    rail: float
    lip: float = 0.0  # height of a glass lip in front of the packs
    bin_pitch: float = 0.0  # width of the bins the packs stand in; 0 without bins
    is_overstock: bool = False  # carries transport cartons only
    units: list[Unit] = field(default_factory=list)
    holes: list[Hole] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)


@dataclass(slots=True)
class Bay:
    """One shelf unit as the camera frames it."""

    width: float
    height: float
    rows: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Habits:
    """How one store fills its shelves: drawn once for a scene, shared by all its rows."""

    gap_odds: float
    crowding: float  # mm of air between packs; negative overlaps them
    pack_limit: float  # tallest pack, mm
    repeat: float  # how often a product comes back
    tag_size: tuple[float, float]
    tag_odds: float
    stack_odds: float
    slack: float  # odds of a pack standing back or turned


def random_habits(rng: Rng, height: float) -> Habits:
    """Draw the habits of one store whose bay shows `height` mm."""
    tag_width = 38 + 50 * rng.random()
    return Habits(
        gap_odds=float(rng.choice([0.0, 0.06, 0.15, 0.3])),
        crowding=float(rng.choice([-8.0, 0.5, 2.0, 6.0, 14.0])),
        pack_limit=float(np.clip(rng.choice([110, 160, 220, 320]), height / 10, height * 0.6)),
        repeat=rng.random(),
        tag_size=(tag_width, tag_width * (0.45 + 0.6 * rng.random())),
        tag_odds=float(rng.choice([0.5, 0.85, 1.0])),
        stack_odds=float(rng.choice([0.0, 0.3, 0.8])),
        slack=float(rng.choice([0.0, 0.08, 0.25])),
    )


def _column(rng: Rng, row: Row, habits: Habits, look: PackLook, left: float) -> None:
    """Stand one facing on the floor, with stock behind it and perhaps some on top."""
    room = row.floor - row.top
    levels = 1
    if look.carries and chance(rng, habits.stack_odds * (1.0 if look.is_boxy else 0.6)):
        levels = max(1, min(int(room * 0.97 / look.height_mm), int(rng.integers(1, 7))))
    setback = 0.0
    if chance(rng, habits.slack):
        setback = row.depth * 0.6 * rng.random()
    behind = row.depth - setback - 90
    if chance(rng, 0.6) and behind > 0:
        steps = min(4, int(behind / max(45.0, look.width_mm * 0.8)))
        row.units += [
            Unit(look, left, row.floor - level * look.height_mm, setback + behind * n / steps,
                 counts=False)
            for n in range(steps, 0, -1)
            for level in range(levels)
        ]  # fmt: skip
    for level in range(levels):
        turned = chance(rng, habits.slack * 0.5)
        drift = rng.normal() * 2 if level else 0.0
        foot = row.floor - level * look.height_mm
        row.units.append(Unit(look, left + drift, foot, setback, turned=turned))


def _hole(rng: Rng, row: Row, look: PackLook, left: float) -> float:
    """Leave a place empty; return its width."""
    width = look.width_mm * (GAP_SHARE + 0.1 + 2.2 * rng.random() ** 2)
    tall = min(max(look.height_mm, 0.45 * (row.floor - row.top)), (row.floor - row.top) * 0.95)
    row.holes.append(Hole(left, width, tall))
    return width


def _tag(rng: Rng, row: Row, habits: Habits, start: float, end: float) -> None:
    if not chance(rng, habits.tag_odds):
        return
    width, height = habits.tag_size
    x = start + width / 2 if chance(rng, 0.5) else (start + end) / 2
    x += rng.normal() * 8
    if chance(rng, 0.12):  # a promotion card, bigger than the rest
        width, height = width * 1.5, height * (1.2 + rng.random())
    near = [tag for tag in row.tags if abs(tag.x - x) < (tag.width + width) / 2]
    if not near:
        row.tags.append(Tag(x, width, height))


def fill_row(rng: Rng, row: Row, habits: Habits, width: float) -> None:
    """Fill a row from edge to edge with runs of facings, empty places and price labels."""
    x = -60 - 80 * rng.random()
    limit = min(habits.pack_limit, (row.floor - row.top) * 0.93)
    favourite: Shape | None = None
    if chance(rng, 0.5):
        favourite = random_look(rng, max_height_mm=limit).shape
    look = random_look(rng, max_height_mm=limit, shape=favourite)
    while x < width + 40:
        start = x
        if not chance(rng, habits.repeat * 0.3):
            look = random_look(rng, max_height_mm=limit, shape=favourite)
        if chance(rng, habits.gap_odds):
            x += _hole(rng, row, look, x) + 3
        for _ in range(int(rng.integers(1, 7)) if chance(rng, 0.7) else 0):
            _column(rng, row, habits, look, x)
            x += max(look.width_mm * 0.55, look.width_mm + habits.crowding * (0.5 + rng.random()))
        _tag(rng, row, habits, start, x)
        x = max(x, start + 10) + (12 * rng.random() if chance(rng, 0.3) else 0.0)


def random_bay(rng: Rng, aspect: float) -> Bay:
    """Invent a bay as a phone frames it; `aspect` is width over height of the picture."""
    span = float(rng.choice([450, 700, 1000, 1400, 1900, 2800]) * (0.85 + 0.4 * rng.random()))
    height = span / aspect
    habits = random_habits(rng, height)
    bay = Bay(span, height)
    pitch = min(habits.pack_limit * (1.05 + 0.5 * rng.random()) + 30, 480)
    floor = pitch * (0.25 + 0.9 * rng.random())
    lip = 15 + 25 * rng.random() if chance(rng, 0.2) else 0.0
    rail, depth = 26 + 36 * rng.random(), 250 + 250 * rng.random()
    bins = 70 + 90 * rng.random() if chance(rng, 0.12) else 0.0
    overstock = chance(rng, 0.2)
    while floor - pitch < height:
        row = Row(floor - pitch + rail, floor, depth, rail, lip, bins, not bay.rows and overstock)
        if not row.is_overstock:
            fill_row(rng, row, habits, span)
        bay.rows.append(row)
        floor += pitch * (0.9 + 0.25 * rng.random())
    return bay
