"""Things on a shelf photo that are neither products nor labels: aisles, cartons, signs, bins.

All of it belongs to nobody in the truth, so a network learns to leave it alone.
"""

from collections.abc import Sequence

import cv2
import numpy as np

from vision.training.art import paint_front
from vision.training.bays import Row
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
from vision.training.glyphs import block_glyph, ink, price_mask, word_mask
from vision.training.stage import COVERED, NOTHING, Solid, Stage, paint_sides


def _opaque(card: Canvas) -> Patch:
    return np.dstack([card, np.full(card.shape[:2], 255, np.uint8)])


def _card(rng: Rng, height: int, width: int) -> Canvas:
    colours = [random_colour(rng) for _ in range(4)]
    return paint_front(rng, max(12, height), max(12, width), colours)


def paint_next_aisle(rng: Rng, stage: Stage, row: Row, faces: Sequence[Patch]) -> None:
    """Show the goods of the next aisle through an open back: dim, small and out of focus."""
    if not faces:
        return
    width = stage.canvas.shape[1] / stage.scale
    x = -200.0
    depth = row.depth * (1.2 + rng.random())
    while x < width + 200:
        face = faces[int(rng.integers(0, len(faces)))]
        face = cv2.GaussianBlur(face, (0, 0), 2 + 4 * rng.random())
        tall = (row.floor - row.top) * (0.4 + 0.6 * rng.random())
        wide = tall * face.shape[1] / face.shape[0]
        corners = stage.quad((x, row.floor - tall, depth), (x + wide, row.floor, depth))
        stage.paste(face, corners, 0.25 + 0.35 * rng.random(), NOTHING)
        x += wide * (0.8 + rng.random())


def paint_cartons(rng: Rng, stage: Stage, row: Row) -> None:
    """Put over-stock on a row: brown transport cartons with printing and tape."""
    width = stage.canvas.shape[1] / stage.scale
    x = -100.0
    while x < width:
        wide = 200 + 260 * rng.random()
        tall = min(150 + 200 * rng.random(), (row.floor - row.top) * 0.98)
        brown = hsv(
            0.07 + 0.03 * rng.random(), 0.25 + 0.3 * rng.random(), 0.45 + 0.35 * rng.random()
        )
        if chance(rng, 0.2):
            brown = random_colour(rng)
        card = np.empty((120, max(40, int(120 * wide / tall)), 3), np.uint8)
        card[:] = brown
        tape = int(card.shape[0] * (0.1 + 0.4 * rng.random()))
        cv2.line(card, (0, tape), (card.shape[1], tape), shade(brown, 1.15), 5)
        for _ in range(int(rng.integers(1, 4))):
            mark = ink((int(rng.integers(12, 40)), int(rng.integers(30, 90))), word_mask(rng))
            at = int(rng.integers(0, card.shape[1])), int(rng.integers(0, 90))
            blend(card, mark, shade(brown, 0.45), at)
        back = 60 * rng.random()
        solid = Solid(x, row.floor - tall, x + wide, row.floor, back, 250)
        paint_sides(stage, solid, brown)
        corners = stage.quad((x, row.floor - tall, back), (x + wide, row.floor, back))
        stage.paste(_opaque(card), corners, 0.85 + 0.2 * rng.random(), NOTHING)
        x += wide * (1.0 + 0.3 * rng.random())


def paint_bins(rng: Rng, stage: Stage, row: Row, pitch: float) -> None:
    """Stand bins of wood or card before the packs, with dividers between them."""
    width = stage.canvas.shape[1] / stage.scale
    wood = hsv(0.06 + 0.05 * rng.random(), 0.2 + 0.35 * rng.random(), 0.4 + 0.45 * rng.random())
    tall = (row.floor - row.top) * (0.14 + 0.22 * rng.random())
    x = -pitch * rng.random()
    while x < width:
        front = stage.quad(
            (x, row.floor - tall, 0), (x + pitch, row.floor - tall, 0), (x + pitch, row.floor, 0),
            (x, row.floor, 0),
        )  # fmt: skip
        fill(stage.canvas, front, shade(wood, 0.9 + 0.2 * rng.random()))
        stage.claim(front, NOTHING)
        for edge in (x, x + pitch):
            side = stage.quad(
                (edge, row.floor - tall, 0), (edge, row.floor, 0), (edge, row.floor, row.depth),
                (edge, row.floor - tall * 1.6, row.depth),
            )  # fmt: skip
            outline = [np.round(side).astype(np.int32)]
            cv2.polylines(stage.canvas, outline, isClosed=True, color=shade(wood, 0.6), thickness=2)
        x += pitch


def hang_signs(rng: Rng, stage: Stage) -> None:
    """Hang advertising cards before the shelf: they hide things and are no price labels."""
    canvas, scale = stage.canvas, stage.scale
    for _ in range(int(rng.integers(1, 4))):
        wide, tall = (max(10, int(scale * (60 + 150 * rng.random()))) for _ in range(2))
        card = _card(rng, tall, wide)
        if chance(rng, 0.4):  # a big price on a card that hangs is a sign as well
            card[:] = (250, 250, 245) if chance(rng, 0.5) else random_colour(rng)
            price = ink((card.shape[0] // 2, card.shape[1] * 3 // 4), price_mask(rng))
            at = card.shape[1] // 8, card.shape[0] // 4
            blend(card, price, (200, 20, 20), at)
        x, y = (rng.random(2) * [canvas.shape[1], canvas.shape[0]]).tolist()
        corners = np.array([[x, y], [x + wide, y + tall]])
        stage.paste(_opaque(card), corners, 1.0, COVERED)


def close_bay(rng: Rng, stage: Stage) -> None:
    """End the bay on one side: a post or a mesh, and beyond it a poster, a wall or the aisle."""
    height, width = stage.canvas.shape[:2]
    edge = int(width * (0.04 + 0.16 * rng.random()))
    beyond = np.empty((height, edge, 3), np.uint8)
    beyond[:] = random_colour(rng)
    if chance(rng, 0.4):
        beyond = cv2.resize(_card(rng, height // 3, max(12, edge // 3)), (edge, height))
    noise = low_noise(rng, (height, edge), (6, 4))[..., None] * 30
    beyond = np.clip(beyond * (0.3 + 0.7 * rng.random()) + noise, 0, 255).astype(np.uint8)
    if chance(rng, 0.4):
        colour: Colour = (200, 200, 205)
        pitch = int(10 + 20 * rng.random())
        for x in range(0, edge, pitch):
            cv2.line(beyond, (x, 0), (x, height), colour, 2, cv2.LINE_AA)
        for y in range(0, height, pitch):
            cv2.line(beyond, (0, y), (edge, y + int(pitch * rng.random())), colour, 1, cv2.LINE_AA)
    post = max(3, int(18 * stage.scale))
    beyond[:, -post:] = random_colour(rng) if chance(rng, 0.5) else (90, 95, 100)
    part = slice(0, edge)
    if chance(rng, 0.5):
        part, beyond = slice(width - edge, width), beyond[:, ::-1]
    stage.canvas[:, part] = beyond
    stage.owner[:, part] = COVERED


def raise_post(rng: Rng, stage: Stage) -> None:
    """Stand an upright between two bays before the goods; the rows go on beyond it."""
    height, width = stage.canvas.shape[:2]
    wide = max(3, int(stage.scale * (18 + 30 * rng.random())))
    left = int(width * (0.1 + 0.8 * rng.random()))
    post = stage.canvas[:, left : left + wide]
    tone = hsv(rng.random(), 0.08 * rng.random(), 0.3 + 0.65 * rng.random())
    across = np.linspace(1.08, 0.82, post.shape[1], dtype=np.float32)[None, :, None]
    post[:] = np.clip(np.array(tone, np.float32) * across, 0, 255).astype(np.uint8)
    for y in range(0, height, max(4, int(stage.scale * 25))):  # slots that brackets hang in
        cv2.line(post, (wide // 2, y), (wide // 2, y + max(1, wide // 4)), shade(tone, 0.4), 1)
    stage.owner[:, left : left + wide] = NOTHING


def hang_blade(rng: Rng, stage: Stage) -> None:
    """Hang a tall narrow sign that names the goods of the bay, as seen from its side."""
    canvas, scale = stage.canvas, stage.scale
    wide = max(8, int(scale * (40 + 50 * rng.random())))
    tall = int(wide * (3 + 3 * rng.random()))
    card = np.empty((tall, wide, 3), np.uint8)
    is_dark = chance(rng, 0.6)
    card[:] = (25, 28, 35) if is_dark else random_colour(rng)
    letters = np.vstack([block_glyph(rng) for _ in range(int(rng.integers(3, 7)))])
    mark = ink((tall * 3 // 4, wide * 2 // 3), letters)
    blend(card, mark, (245, 245, 245) if is_dark else (20, 20, 20), (wide // 6, tall // 8))
    x = int((canvas.shape[1] - wide) * (rng.random() if chance(rng, 0.5) else 0.0))
    y = int((canvas.shape[0] - tall) * rng.random())
    stage.paste(_opaque(card), np.array([[x, y], [x + wide, y + tall]], np.float64), 1.0, COVERED)
