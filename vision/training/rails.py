"""Shelf furniture: back walls, floors, rails, price labels, and strips that are not labels."""

from dataclasses import dataclass

import cv2
import numpy as np

from vision.training.art import paint_front
from vision.training.bays import Row, Tag
from vision.training.canvas import (
    Canvas,
    Colour,
    Patch,
    Rng,
    blend,
    chance,
    fill,
    hsv,
    low_noise,
    random_colour,
    shade,
)
from vision.training.glyphs import ink, price_mask, word_mask
from vision.training.stage import NOTHING, Stage

TAG_PX = 64  # height a price label is drawn at


@dataclass(frozen=True, slots=True)
class Fittings:
    """The furniture of one store: colours and kinds shared by all its rows."""

    wall: Colour
    floor: Colour
    rail: Colour
    paper: Colour
    pen: Colour
    frame: Colour | None
    back: str  # "panel", "holes", "wire" or "dark"
    strips: float  # odds of advertising strips on the rail
    fence: bool  # a wire along the front
    electronic: bool = False  # price labels are small grey displays in a white case


def random_fittings(rng: Rng) -> Fittings:
    """Draw the furniture of one store."""
    grey = 0.25 + 0.75 * rng.random()
    metal = hsv(rng.random(), 0.08 * rng.random(), grey)
    papers = [(250, 250, 248), (250, 250, 248), (250, 225, 60), (205, 210, 205), (235, 60, 60)]
    paper = papers[int(rng.integers(0, len(papers)))]
    dark_pen = (25, 25, 30) if chance(rng, 0.8) else (200, 20, 30)
    return Fittings(
        wall=hsv(rng.random(), 0.15 * rng.random(), 0.08 + 0.6 * rng.random()),
        floor=shade(metal, 0.75 + 0.3 * rng.random()),
        rail=random_colour(rng) if chance(rng, 0.3) else metal,
        paper=paper,
        pen=(255, 255, 255) if paper[1] < 100 else dark_pen,  # noqa: PLR2004 - red paper
        frame=random_colour(rng) if chance(rng, 0.35) else None,
        back=str(rng.choice(["panel", "holes", "wire", "dark"])),
        strips=float(rng.choice([0.0, 0.3, 0.8])),
        fence=chance(rng, 0.12),
        electronic=chance(rng, 0.25),
    )


def _net(canvas: Canvas, area: tuple[int, int, int, int], pitch: int, colour: Colour) -> None:
    left, top, right, bottom = area
    thick = max(1, pitch // 14)
    for x in range(left, right, pitch):
        cv2.line(canvas, (x, top), (x, bottom), colour, thick, cv2.LINE_AA)
    for y in range(top, bottom, pitch):
        cv2.line(canvas, (left, y), (right, y), colour, thick, cv2.LINE_AA)


def paint_back(stage: Stage, row: Row, looks: Fittings, rng: Rng) -> None:
    """Paint the wall behind a row and the floor and ceiling that lead to it."""
    width = stage.canvas.shape[1] / stage.scale
    x0, y0 = (int(value) for value in stage.at(-400, row.top, row.depth))
    x1, y1 = (int(value) for value in stage.at(width + 400, row.floor, row.depth))
    x0, x1 = max(0, x0), min(stage.canvas.shape[1], x1)
    y0, y1 = max(0, y0), min(stage.canvas.shape[0], y1)
    if y1 <= y0:
        return
    wall = shade(looks.wall, 0.35) if looks.back == "dark" else looks.wall
    area = stage.canvas[y0:y1, x0:x1]
    noise = low_noise(rng, area.shape[:2], (3, 12))[..., None]
    if looks.back == "wire":  # the goods of the next aisle shine through
        noise = noise + 0.7 * low_noise(rng, area.shape[:2], (9, 40))[..., None]
    tint = np.array(wall, np.float32) + 22 * noise * rng.normal(1, 0.4, 3)
    share = 0.35 if looks.back == "wire" else 1.0
    area[:] = np.clip(area * (1 - share) + tint * share, 0, 255).astype(np.uint8)
    pitch = max(5, int(stage.scale * (24 + 30 * rng.random())))
    if looks.back == "wire":
        _net(stage.canvas, (x0, y0, x1, y1), pitch, (205, 205, 210))
    if looks.back == "holes":
        for y in range(y0 + pitch // 2, y1, pitch):
            area[y - y0, pitch // 2 :: pitch] = shade(wall, 0.4)


def paint_floor(stage: Stage, row: Row, looks: Fittings) -> None:
    """Paint the floor a row stands on and the underside of the shelf above, darker at the back."""
    width = stage.canvas.shape[1] / stage.scale
    steps = 5
    for n in range(steps, 0, -1):
        near, far = row.depth * (n - 1) / steps, row.depth * n / steps
        edges = (-500.0, width + 500.0)
        for y, gain, hidden in (
            (row.floor, 1.0, row.floor < stage.eye[1]), (row.top, 0.45, row.top > stage.eye[1]),
        ):  # fmt: skip
            if hidden:
                continue
            strip = stage.quad(
                (edges[0], y, near), (edges[1], y, near), (edges[1], y, far), (edges[0], y, far)
            )
            fill(stage.canvas, strip, shade(looks.floor, gain * (1 - 0.11 * n)))


def draw_tag(rng: Rng, looks: Fittings, aspect: float) -> Patch:
    """Draw one price label, `aspect` times as wide as tall."""
    height, width = TAG_PX, max(24, int(TAG_PX * aspect))
    card = np.empty((height, width, 3), np.uint8)
    odd = chance(rng, 0.1)
    card[:] = random_colour(rng) if odd else looks.paper
    if chance(rng, 0.2):
        card[: height // 3] = random_colour(rng)
    pen: Colour = (20, 20, 20) if odd else looks.pen
    tall, wide = (
        int(height * (0.35 + 0.25 * rng.random())),
        int(width * (0.4 + 0.25 * rng.random())),
    )
    at = int((width - wide) * (0.55 + 0.4 * rng.random())), int(height * 0.96 - tall)
    blend(card, ink((tall, wide), price_mask(rng)), pen, at)
    for _ in range(int(rng.integers(0, 3))):
        line = ink((max(5, height // 8), int(width * (0.3 + 0.5 * rng.random()))), word_mask(rng))
        blend(card, line, shade(pen, 1.6), (3, int(height * (0.06 + 0.2 * rng.random()))))
    if chance(rng, 0.4):
        for bar in range(4, width // 3, 3):
            cv2.line(card, (bar, int(height * 0.7)), (bar, height - 5), (40, 40, 40), 1)
    if looks.frame is not None:
        cv2.rectangle(card, (0, 0), (width - 1, height - 1), looks.frame, 4)
    card[-2:] = shade(looks.paper, 0.6)
    return np.dstack([card, np.full((height, width), 255, np.uint8)])


def draw_display(rng: Rng, aspect: float) -> Patch:
    """Draw one electronic price label: a grey display with dark words and a red or black price."""
    height, width = TAG_PX, max(24, int(TAG_PX * aspect))
    card = np.empty((height, width, 3), np.uint8)
    card[:] = hsv(0.6, 0.06 * rng.random(), 0.72 + 0.25 * rng.random())
    left, top = int(width * 0.05), int(height * 0.08)
    right = int(width * (0.8 + 0.12 * rng.random()))
    screen = card[top : height - int(height * (0.08 + 0.12 * rng.random())), left:right]
    screen[:] = hsv(0.6, 0.05, 0.5 + 0.35 * rng.random())
    tall, wide = screen.shape[:2]
    line = ink((max(5, tall // 5), int(wide * (0.5 + 0.35 * rng.random()))), word_mask(rng))
    blend(screen, line, (45, 45, 50), (3, int(tall * 0.06)))
    price = ink((int(tall * 0.42), int(wide * (0.32 + 0.18 * rng.random()))), price_mask(rng))
    pen: Colour = (190, 40, 45) if chance(rng, 0.65) else (30, 30, 30)
    blend(screen, price, pen, (int(wide * (0.35 + 0.12 * rng.random())), int(tall * 0.48)))
    for y in range(top, height - top, 3):  # the code printed on the case
        if chance(rng, 0.5):
            cv2.line(card, (int(width * 0.94), y), (int(width * 0.98), y), (60, 60, 60), 1)
    return np.dstack([card, np.full((height, width), 255, np.uint8)])


def _strip(rng: Rng, stage: Stage, row: Row, start: float, end: float) -> None:
    """Stick an advertising strip on the rail: busy, coloured, and no price label."""
    width = max(20, int((end - start) / row.rail * 40))
    card = np.empty((40, width, 3), np.uint8)
    card[:] = random_colour(rng)
    if chance(rng, 0.5):  # small pictures of packs, as brands print them
        step = int(rng.integers(24, 50))
        for x in range(0, width - step, step):
            colours = [random_colour(rng) for _ in range(4)]
            card[:, x : x + step] = paint_front(rng, 40, step, colours)
    for _ in range(int(rng.integers(2, 14))):
        mark = ink((int(rng.integers(12, 34)), int(rng.integers(12, 60))), word_mask(rng))
        at = int(rng.integers(0, width)), int(rng.integers(-4, 20))
        blend(card, mark, random_colour(rng), at)
    patch = np.dstack([card, np.full(card.shape[:2], 255, np.uint8)])
    corners = stage.quad((start, row.floor + 1, 0.0), (end, row.floor + row.rail - 1, 0.0))
    stage.paste(patch, corners, 0.9, NOTHING)


def paint_rail(stage: Stage, row: Row, looks: Fittings, rng: Rng) -> None:
    """Paint the front edge of a shelf, its lip or fence, and its advertising strips."""
    width = stage.canvas.shape[1] / stage.scale
    body = stage.quad(
        (-9, row.floor, 0), (width + 9, row.floor, 0), (width + 9, row.floor + row.rail, 0),
        (-9, row.floor + row.rail, 0),
    )  # fmt: skip
    fill(stage.canvas, body, looks.rail)
    stage.claim(body, NOTHING)
    low = stage.at(0, row.floor + row.rail * 0.9)[1]
    cv2.line(
        stage.canvas, (0, int(low)), (stage.canvas.shape[1], int(low)), shade(looks.rail, 0.6), 2
    )
    x = -50.0
    while x < width and looks.strips:
        span = 60 + 260 * rng.random()
        if chance(rng, looks.strips):
            _strip(rng, stage, row, x, x + span)
        x += span
    _paint_lip(stage, row, looks)


def _paint_lip(stage: Stage, row: Row, looks: Fittings) -> None:
    x1 = stage.canvas.shape[1]
    if row.lip:
        top, foot = (int(stage.at(0, row.floor - high)[1]) for high in (row.lip, 0.0))
        top, foot = max(0, top), max(0, foot)
        pane = stage.canvas[top:foot]
        pane[:] = (pane * 0.72 + np.array(looks.rail, np.float32) * 0.28).astype(np.uint8)
        cv2.line(stage.canvas, (0, top), (x1, top), (225, 228, 230), 1, cv2.LINE_AA)
    if looks.fence:
        for high in (25, 60):
            y = int(stage.at(0, row.floor - high)[1])
            cv2.line(stage.canvas, (0, y), (x1, y), (215, 215, 220), 2, cv2.LINE_AA)


def paint_tag(stage: Stage, row: Row, tag: Tag, looks: Fittings, seat: tuple[Rng, int]) -> None:
    """Hang one price label on the rail; `seat` is its lot and its owner index."""
    rng, owner = seat
    middle = row.floor + row.rail / 2 + rng.normal() * 2
    top, bottom = middle - tag.height / 2, middle + tag.height / 2
    if tag.height > row.rail:  # a card taller than its rail hangs down or stands up
        top, bottom = (row.floor - 3, row.floor - 3 + tag.height) if chance(rng, 0.6) else (
            row.floor + row.rail - tag.height, row.floor + row.rail)  # fmt: skip
    corners = stage.quad((tag.x - tag.width / 2, top, 0.0), (tag.x + tag.width / 2, bottom, 0.0))
    aspect = tag.width / tag.height
    if looks.electronic and tag.height <= 1.2 * row.rail:
        patch = draw_display(rng, aspect)
    else:
        patch = draw_tag(rng, looks, aspect)
    stage.paste(patch, corners, 0.85 + 0.25 * rng.random(), owner)
