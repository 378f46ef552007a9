"""Printed pack fronts: grounds, shapes, pictures and lettering, all invented from a seed."""

from collections.abc import Callable, Sequence

import cv2
import numpy as np

from vision.training.canvas import (
    Canvas,
    Colour,
    Rng,
    blend,
    chance,
    lot,
    low_noise,
    random_colour,
    shade,
)
from vision.training.glyphs import ink, text_mask, word_mask


def _ground(rng: Rng, height: int, width: int, colours: Sequence[Colour]) -> Canvas:
    first, second = np.array(colours[0], np.float32), np.array(colours[1], np.float32)
    kind = lot(rng, 0.4, 0.25, 0.2, 0.15)
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    across = np.linspace(0, 1, width, dtype=np.float32)[None, :]
    match kind:
        case 0:
            mix = np.zeros((height, width), np.float32)
        case 1:
            edge = np.clip((down - rng.random()) * 4 + 0.5, 0, 1)
            mix = np.broadcast_to(edge, (height, width))
        case 2:
            mix = np.clip(down * rng.normal() + across * rng.normal(), 0, 1)
        case _:
            mix = np.clip(np.hypot(down - 0.5, (across - 0.5) * width / height) * 1.6, 0, 1)
    ground = first + (second - first) * mix[..., None]
    return np.ascontiguousarray(ground.astype(np.uint8))


def _bands(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> None:
    height, width = front.shape[:2]
    for _ in range(int(rng.integers(1, 4))):
        start, size = rng.random(), 0.04 + rng.random() * 0.3
        colour = colours[int(rng.integers(0, len(colours)))]
        tilt = rng.normal() * 0.1 * height if chance(rng, 0.4) else 0.0
        y0, y1 = start * height, (start + size) * height
        corners = [(0, y0), (width, y0 + tilt), (width, y1 + tilt), (0, y1)]
        if chance(rng, 0.25):
            x0, x1 = start * width, (start + size) * width
            corners = [(x0, 0), (x1, 0), (x1, height), (x0, height)]
        cv2.fillPoly(front, [np.array(corners, np.int32)], colour, cv2.LINE_AA)


def _burst(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> None:
    height, width = front.shape[:2]
    middle = np.array([rng.random() * width, rng.random() * height])
    points = int(rng.integers(5, 18)) * 2
    radius = (0.15 + rng.random() * 0.5) * min(height, width)
    dent = 0.35 + rng.random() * 0.5
    turns = np.linspace(0, 2 * np.pi, points, endpoint=False)
    reach = np.where(np.arange(points) % 2 == 0, radius, radius * dent)[:, None]
    star = middle + reach * np.stack([np.cos(turns), np.sin(turns)], 1)
    colour = colours[int(rng.integers(0, len(colours)))]
    cv2.fillPoly(front, [star.astype(np.int32)], colour, cv2.LINE_AA)


def _ovals(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> None:
    height, width = front.shape[:2]
    for _ in range(int(rng.integers(1, 5))):
        at = int(rng.random() * width), int(rng.random() * height)
        size = int(width * (0.08 + rng.random() * 0.4)), int(height * (0.05 + rng.random() * 0.25))
        colour = colours[int(rng.integers(0, len(colours)))]
        turn, width_px = int(rng.integers(0, 180)), -1 if chance(rng, 0.75) else 3
        cv2.ellipse(front, at, size, turn, 0, 360, colour, width_px, cv2.LINE_AA)


def _picture(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> None:
    """Paint a heap of shaded lumps, as food pictures look from two metres away."""
    height, width = front.shape[:2]
    base = shade(colours[int(rng.integers(0, len(colours)))], 0.5 + rng.random())
    cx, cy = (0.3 + rng.random() * 0.4) * width, (0.4 + rng.random() * 0.4) * height
    spread = 0.12 + rng.random() * 0.16
    for _ in range(int(rng.integers(4, 26))):
        x, y = int(cx + rng.normal() * width * spread), int(cy + rng.normal() * height * spread / 2)
        radius = max(2, int(min(width, height) * (0.03 + rng.random() * 0.12)))
        colour = shade(base, 0.6 + rng.random() * 0.8)
        turn = int(rng.integers(0, 180))
        axes = radius, max(1, int(radius * (0.4 + rng.random() * 0.6)))
        cv2.ellipse(front, (x, y), axes, turn, 0, 360, colour, -1, cv2.LINE_AA)
        glint = x - radius // 3, y - radius // 3
        cv2.circle(front, glint, max(1, radius // 3), shade(colour, 1.4), -1, cv2.LINE_AA)


def _texture(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> None:
    height, width = front.shape[:2]
    cells = int(rng.integers(4, 40)), int(rng.integers(4, 40))
    noise = low_noise(rng, (height, width), cells)
    blend(front, ((noise > rng.random() * 0.6) * 150).astype(np.uint8), colours[-1], (0, 0))


def _lettering(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> None:
    height, width = front.shape[:2]
    big = word_mask(rng)
    tall = int(height * (0.08 + rng.random() * 0.22))
    wide = int(min(width * 0.92, tall * big.shape[1] / big.shape[0] * (0.8 + rng.random() * 0.4)))
    tall = min(int(height * 0.8), max(tall, int(wide * big.shape[0] / big.shape[1] * 0.6)))
    drawn = ink((tall, max(6, wide)), big, rng.normal() * 6 if chance(rng, 0.4) else 0.0)
    at = int((width - wide) * rng.random()), int((height - tall) * (0.05 + rng.random() * 0.6))
    colour = colours[int(rng.integers(0, len(colours)))]
    if chance(rng, 0.6):
        halo = cv2.dilate(drawn, np.ones((5, 5), np.uint8))
        light = (255, 255, 255) if sum(colour) < 384 else (20, 20, 30)  # noqa: PLR2004 - mid grey
        blend(front, halo, light, at)
    blend(front, drawn, colour, at)
    for _ in range(int(rng.integers(0, 6))):
        line = word_mask(rng)
        tall = max(4, int(height * (0.02 + rng.random() * 0.06)))
        wide = max(6, int(min(width * 0.9, tall * line.shape[1] / line.shape[0])))
        at = int(rng.random() * (width - wide)), int(rng.random() * (height - tall))
        blend(front, ink((tall, wide), line), colours[int(rng.integers(0, len(colours)))], at)


def _small_print(rng: Rng, front: Canvas) -> None:
    height, width = front.shape[:2]
    x, y = int(rng.random() * width * 0.6), int(height * (0.7 + rng.random() * 0.2))
    paper = (245, 245, 245) if chance(rng, 0.5) else random_colour(rng)
    right, bottom = x + int(width * 0.35), y + int(height * 0.1)
    cv2.rectangle(front, (x, y), (right, bottom), paper, -1)
    for bar in range(x + 2, right - 1, 3):
        if chance(rng, 0.6):
            cv2.line(front, (bar, y + 2), (bar, bottom - 2), (30, 30, 30), int(rng.integers(1, 3)))


def _badge(rng: Rng, front: Canvas, colours: Sequence[Colour]) -> None:
    height, width = front.shape[:2]
    radius = max(4, int(min(height, width) * (0.1 + rng.random() * 0.14)))
    at = int(radius + rng.random() * max(1, width - 2 * radius)), int(rng.random() * height)
    cv2.circle(front, at, radius, colours[int(rng.integers(0, len(colours)))], -1, cv2.LINE_AA)
    number = text_mask(str(int(rng.integers(1, 99))))
    fitted = ink((radius, radius), number)
    blend(front, fitted, (255, 255, 255), (at[0] - radius // 2, at[1] - radius // 2))


def _photo_panel(rng: Rng, front: Canvas, textures: Sequence[Canvas]) -> None:
    """Print a real photo onto the front, whole or as a panel (training time only)."""
    height, width = front.shape[:2]
    photo = textures[int(rng.integers(0, len(textures)))]
    rows, columns = photo.shape[:2]
    zoom = 0.5 + rng.random() * 0.5
    tall, wide = max(8, int(rows * zoom)), max(8, int(columns * zoom))
    top, left = int(rng.random() * (rows - tall + 1)), int(rng.random() * (columns - wide + 1))
    y0, x0 = (0, 0) if chance(rng, 0.4) else (int(height * 0.35 * rng.random()), 0)
    y1 = height if y0 == 0 else int(y0 + height * (0.3 + rng.random() * 0.35))
    part = photo[top : top + tall, left : left + wide]
    front[y0:y1, x0:width] = cv2.resize(part, (width - x0, y1 - y0), interpolation=cv2.INTER_AREA)


def paint_front(
    rng: Rng, height: int, width: int, colours: Sequence[Colour], textures: Sequence[Canvas] = ()
) -> Canvas:
    """Paint one pack front of the given size in the given colours."""
    front = _ground(rng, height, width, colours)
    layers: list[tuple[float, Callable[[Rng, Canvas, Sequence[Colour]], None]]] = [
        (0.3, _texture), (0.6, _bands), (0.4, _burst), (0.5, _ovals), (0.7, _picture),
        (0.3, _bands), (0.3, _picture),
    ]  # fmt: skip
    for odds, layer in layers:
        if chance(rng, odds):
            layer(rng, front, colours)
    if textures and chance(rng, 0.45):
        _photo_panel(rng, front, textures)
    for _ in range(int(rng.integers(1, 4))):
        _lettering(rng, front, colours)
    if chance(rng, 0.3):
        _badge(rng, front, colours)
    if chance(rng, 0.2):
        _small_print(rng, front)
    return front
