"""What happens to a camera's lens, drawn on photos: steam, grease, glare, a cover, the dark."""

import cv2
import numpy as np
import numpy.typing as npt

from vision.training.canvas import Canvas, Rng, low_noise

Light = npt.NDArray[np.float32]


def steam(rng: Rng, view: Canvas, strength: float) -> Canvas:
    """Fog a lens: a white veil over everything, uneven, that softens what is behind it."""
    height, width = view.shape[:2]
    veil = np.clip(strength + 0.1 * low_noise(rng, (height, width), (4, 5)), 0, 0.97)[..., None]
    soft = cv2.GaussianBlur(view, (0, 0), 0.1 + 0.008 * strength * max(height, width))
    white = rng.uniform(185, 235)
    return _pixels(soft * (1 - veil) + white * veil)


def grease(rng: Rng, view: Canvas, strength: float) -> Canvas:
    """Smear a lens: a haze of scattered light, lamps drawn out, the stains of a thumb."""
    height, width = view.shape[:2]
    side = max(height, width)
    lit = view.astype(np.float32)
    haze = cv2.GaussianBlur(lit, (0, 0), 0.03 * side)
    soft = cv2.GaussianBlur(lit, (0, 0), 0.1 + 0.006 * strength * side)
    film = np.full((height, width), strength, np.float32)
    for _ in range(int(rng.integers(2, 6))):
        _stain(rng, film, strength)
    film = np.clip(cv2.GaussianBlur(film, (0, 0), 0.01 * side), 0, 1)[..., None]
    spread = 0.75 * soft + 0.25 * haze
    return _pixels(lit * (1 - film) + spread * film + _streaks(rng, lit) * (0.5 * strength))


def _stain(rng: Rng, film: Light, strength: float) -> None:
    height, width = film.shape
    at = int(rng.random() * width), int(rng.random() * height)
    axes = int(width * rng.uniform(0.05, 0.18)), int(height * rng.uniform(0.05, 0.18))
    cv2.ellipse(film, at, axes, float(rng.uniform(0, 180)), 0, 360, min(1.0, 1.5 * strength), -1)


def _streaks(rng: Rng, lit: Light) -> Light:
    """Bright spots drawn out across the direction the lens was wiped in."""
    height, width = lit.shape[:2]
    length = max(3, round(0.15 * max(height, width))) | 1
    turn = cv2.getRotationMatrix2D(((length - 1) / 2,) * 2, float(rng.uniform(0, 180)), 1)
    line = np.zeros((length, length), np.float32)
    line[length // 2] = 1
    line = cv2.warpAffine(line, turn, (length, length))
    bright = np.clip(lit - 190, 0, None)
    return np.asarray(cv2.filter2D(bright, -1, line / max(float(line.sum()), 1e-6)), np.float32)


def glare(rng: Rng, view: Canvas, share: float) -> Canvas:
    """Let a lamp or the sun shine into the lens: a share of the picture is blown out."""
    height, width = view.shape[:2]
    x, y = rng.uniform(0.25, 0.75, 2) * (width, height)
    stretch = rng.uniform(0.6, 1.6)
    radius = (share * height * width / np.pi) ** 0.5
    down, across = np.mgrid[:height, :width].astype(np.float32)
    away = np.hypot((across - x) / stretch, (down - y) * stretch) / radius
    halo = 255 * np.exp(-np.square(np.clip(away - 1, 0, None)) / 0.18) + 12 * np.exp(-away)
    return _pixels(view + halo[..., None] * np.float32(1.02))


def cover(rng: Rng, view: Canvas, share: float) -> Canvas:
    """Lay a finger, a cloth or tape over a share of the lens, out of focus as it is so near."""
    height, width = view.shape[:2]
    turn = rng.uniform(0, 2 * np.pi)
    down, across = np.mgrid[:height, :width].astype(np.float32)
    along = across * np.cos(turn) + down * np.sin(turn)
    edge = np.quantile(along, min(1.0, share))
    width_of_edge = 0.03 * max(height, width)
    over = np.clip((edge - along) / width_of_edge + 0.5, 0, 1) if share < 1 else np.ones_like(along)
    colour = rng.uniform((15, 10, 10), (190, 150, 130)).astype(np.float32)
    shade = colour * (1 + 0.12 * low_noise(rng, (height, width), (2, 3))[..., None])
    grain = rng.normal(0, 2.0, view.shape)
    return _pixels(view * (1 - over[..., None]) + (shade + grain) * over[..., None])


def darkness(rng: Rng, view: Canvas, light: float) -> Canvas:
    """Leave a share of the light; what a sensor adds by itself stays."""
    return _pixels(view * light + rng.normal(1.5, 1.5, view.shape))


def defocus(view: Canvas, radius: float) -> Canvas:
    """Put a lens out of focus; the radius is a share of the long side."""
    return _pixels(cv2.GaussianBlur(view, (0, 0), radius * max(view.shape[:2])))


def _pixels(lit: npt.NDArray[np.floating]) -> Canvas:
    return np.asarray(np.clip(lit, 0, 255), np.uint8)
