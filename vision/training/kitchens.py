"""A drawn kitchen: tiles, steel, pots and, if wanted, a cartoon of a cook."""

import cv2
import numpy as np

from vision.training.canvas import Canvas, Colour, Rng, chance, hsv, low_noise, random_colour, shade

WIDTH, HEIGHT = 1280, 960
COUNTER = 640  # y of the worktop


def _box(view: Canvas, corners: tuple[int, int, int, int], colour: Colour) -> None:
    x0, y0, x1, y1 = corners
    cv2.rectangle(view, (x0, y0), (x1, y1), colour, -1)
    cv2.rectangle(view, (x0, y0), (x1, y1), shade(colour, 0.6), 2, cv2.LINE_AA)


def _room(rng: Rng) -> Canvas:
    view = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    tile = hsv(rng.random(), 0.08, 0.86)
    view[:] = tile
    pitch = int(rng.integers(52, 84))
    for x in range(0, WIDTH, pitch):
        cv2.line(view, (x, 0), (x, COUNTER), shade(tile, 0.85), 2)
    for y in range(0, COUNTER, pitch):
        cv2.line(view, (0, y), (WIDTH, y), shade(tile, 0.85), 2)
    steel = (176, 180, 184)
    _box(view, (-5, COUNTER, WIDTH + 5, COUNTER + 26), shade(steel, 1.15))
    _box(view, (-5, COUNTER + 26, WIDTH + 5, HEIGHT + 5), steel)
    for x in range(0, WIDTH, 320):
        _box(view, (x + 14, COUNTER + 60, x + 306, HEIGHT - 24), shade(steel, 0.92))
    hood = np.array([[60, 0], [520, 0], [600, 150], [-20, 150]], np.int32)
    cv2.fillConvexPoly(view, hood, shade(steel, 0.8), cv2.LINE_AA)
    _box(view, (700, 190, WIDTH + 5, 206), steel)
    return view


def _pot(rng: Rng, view: Canvas, x: int, foot: int) -> None:
    wide, tall = int(rng.integers(60, 120)), int(rng.integers(46, 110))
    colour = (150, 154, 160) if chance(rng, 0.6) else shade(random_colour(rng), 0.8)
    _box(view, (x, foot - tall, x + wide, foot), colour)
    cv2.line(view, (x + 8, foot - tall + 6), (x + 8, foot - 6), shade(colour, 1.3), 4, cv2.LINE_AA)
    cv2.ellipse(view, (x + wide // 2, foot - tall), (wide // 2, 8), 0, 0, 360, shade(colour, 1.15),
                -1, cv2.LINE_AA)  # fmt: skip


def _mask(rng: Rng, view: Canvas, x: int, y: int) -> None:
    colour = (170, 205, 225) if chance(rng, 0.6) else (240, 242, 244)
    shape = [[x - 52, y + 4], [x, y - 6], [x + 52, y + 4], [x + 44, y + 54], [x, y + 74],
             [x - 44, y + 54]]  # fmt: skip
    cv2.fillConvexPoly(view, np.array(shape, np.int32), colour, cv2.LINE_AA)
    for fold in (14, 28, 42):
        ends = (x - 42, y + fold), (x + 42, y + fold)
        cv2.line(view, ends[0], ends[1], shade(colour, 0.85), 2, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.line(view, (x + side * 50, y + 8), (x + side * 64, y - 6), shade(colour, 0.9), 2)


def _face(view: Canvas, x: int, y: int, skin: Colour) -> None:
    cv2.ellipse(view, (x, y), (62, 80), 0, 0, 360, skin, -1, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.ellipse(view, (x + side * 62, y + 4), (10, 18), 0, 0, 360, shade(skin, 0.9), -1)
        eye = x + side * 24, y - 12
        cv2.ellipse(view, eye, (11, 7), 0, 0, 360, (245, 245, 245), -1, cv2.LINE_AA)
        cv2.circle(view, eye, 5, (40, 28, 24), -1, cv2.LINE_AA)
        brow = (eye[0] - 13, eye[1] - 15), (eye[0] + 13, eye[1] - 17)
        cv2.line(view, brow[0], brow[1], (50, 36, 30), 4, cv2.LINE_AA)
    cv2.line(view, (x, y - 6), (x - 6, y + 20), shade(skin, 0.78), 3, cv2.LINE_AA)
    cv2.ellipse(view, (x, y + 40), (20, 7), 0, 0, 180, (150, 70, 70), 4, cv2.LINE_AA)


def _cook(rng: Rng, view: Canvas, *, masked: bool) -> None:
    x, y = int(rng.integers(380, 860)), int(rng.integers(300, 350))
    skin = hsv(0.06 + 0.02 * rng.random(), 0.35 + 0.2 * rng.random(), 0.6 + 0.35 * rng.random())
    coat = (238, 238, 240)
    body = [[x - 150, COUNTER], [x - 120, y + 150], [x - 40, y + 100], [x + 40, y + 100],
            [x + 120, y + 150], [x + 150, COUNTER]]  # fmt: skip
    cv2.fillConvexPoly(view, np.array(body, np.int32), coat, cv2.LINE_AA)
    for button in range(y + 150, COUNTER - 20, 50):
        cv2.circle(view, (x - 18, button), 6, (60, 60, 70), -1, cv2.LINE_AA)
    cv2.rectangle(view, (x - 26, y + 60), (x + 26, y + 112), shade(skin, 0.85), -1)
    _face(view, x, y, skin)
    _box(view, (x - 64, y - 96, x + 64, y - 56), (246, 246, 248))
    for puff in (-38, 0, 38):
        cv2.circle(view, (x + puff, y - 116), 40, (248, 248, 250), -1, cv2.LINE_AA)
    if masked:
        _mask(rng, view, x, y + 8)


def paint_kitchen(rng: Rng, *, masked: bool | None) -> Canvas:
    """Paint the kitchen; `masked` None leaves the cook out."""
    view = _room(rng)
    for x in range(720, WIDTH - 100, 140):
        _pot(rng, view, x + int(rng.integers(0, 30)), 190)
    if masked is not None:
        _cook(rng, view, masked=masked)
    for x in (40, 180, 980, 1120):
        _pot(rng, view, x + int(rng.integers(0, 40)), COUNTER)
    grain = low_noise(rng, (HEIGHT, WIDTH), (5, 7))[..., None] * 7
    return np.asarray(np.clip(view + grain, 0, 255), np.uint8)
