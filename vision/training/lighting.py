"""What a phone does to a view: lens angle, light, glare, blur, noise and compression."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vision.training.canvas import Canvas, Rng, chance, low_noise

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weather:
    """How rough the photo is: 0 leaves a clean view, 1 is the worst a scene gets.

    `glare` is how often lamps are reflected, against what is usual in such light.
    """

    tilt: float = 1.0
    light: float = 1.0
    blur: float = 1.0
    grain: float = 1.0
    glare: float = 1.0


def random_view(rng: Rng, size: tuple[int, int], strength: float) -> Matrix:
    """Draw the homography of a camera that is not held square to the shelf."""
    width, height = size
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float64)
    turn = np.radians(rng.normal() * (6.0 if chance(rng, 0.2) else 2.2) * strength)
    zoom = 1.0 + (0.06 + 0.04 * rng.normal()) * strength
    middle = np.array([width / 2, height / 2])
    spin = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) * zoom
    moved = (corners - middle) @ spin.T + middle
    lean_x, lean_y = rng.normal(0, 0.055 * strength, 2)
    scale = np.array([[1 + lean_x, 1 + lean_y], [1 - lean_x, 1 + lean_y],
                      [1 - lean_x, 1 - lean_y], [1 + lean_x, 1 - lean_y]])  # fmt: skip
    scale = np.stack([scale[:, 1], scale[:, 0]], 1)
    moved = (moved - middle) * scale + middle
    return np.asarray(
        cv2.getPerspectiveTransform(corners.astype(np.float32), moved.astype(np.float32))
    )


def light_up(
    rng: Rng, view: Canvas, strength: float, *, glare: float = 1.0
) -> npt.NDArray[np.float32]:
    """Put uneven, coloured light and some glare on a view; returns unclipped brightness."""
    height, width = view.shape[:2]
    small = low_noise(rng, (height, width), (3, 3)) * 0.22 * strength
    down = np.linspace(1, -1, height, dtype=np.float32)[:, None] * np.float32(rng.normal() * 0.14)
    gain = 1 + small + down * strength
    tint = 1 + rng.normal(0, 0.05 * strength, 3)
    exposure = float(np.exp(rng.normal() * 0.22 * strength))
    gain = np.asarray(gain * exposure, np.float32)[..., None] * tint.astype(np.float32)
    lit: npt.NDArray[np.float32] = view.astype(np.float32) * gain
    if chance(rng, 0.3 * strength * glare):
        for _ in range(int(rng.integers(1, 5))):
            _glare(rng, lit)
    return np.asarray(lit, np.float32)


def _glare(rng: Rng, lit: npt.NDArray[np.float32]) -> None:
    height, width = lit.shape[:2]
    spot = np.zeros((height // 8 + 1, width // 8 + 1), np.float32)
    at = int(rng.random() * spot.shape[1]), int(rng.random() * spot.shape[0])
    axes = int(2 + rng.random() * width / 60), int(1 + rng.random() * height / 50)
    cv2.ellipse(spot, at, axes, int(rng.integers(0, 180)), 0, 360, 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), 2.0)
    lit += cv2.resize(spot, (width, height))[..., None] * np.float32(80 + 160 * rng.random())


def defocus(rng: Rng, lit: npt.NDArray[np.float32], strength: float) -> npt.NDArray[np.float32]:
    """Blur a view a little, by focus or by a moving hand."""
    kind = rng.random()
    if kind < 0.4 * strength:
        return np.asarray(cv2.GaussianBlur(lit, (0, 0), 0.4 + 1.1 * rng.random()), np.float32)
    if kind < 0.55 * strength:
        length = int(rng.integers(3, 8))
        kernel = np.zeros((length, length), np.float32)
        kernel[length // 2] = 1.0 / length
        turn = cv2.getRotationMatrix2D(((length - 1) / 2,) * 2, float(rng.integers(0, 180)), 1)
        kernel = cv2.warpAffine(kernel, turn, (length, length))
        return np.asarray(cv2.filter2D(lit, -1, kernel / max(kernel.sum(), 1e-6)), np.float32)
    return lit


def expose(rng: Rng, lit: npt.NDArray[np.float32], strength: float) -> Canvas:
    """Turn brightness into pixels as a phone sensor does: contrast, gamma, grain."""
    mid = np.float32(np.exp(rng.normal() * 0.16 * strength))
    tone = np.clip(lit / 255, 0, 1) ** mid
    if chance(rng, 0.6 * strength):
        noise = rng.standard_normal(lit.shape[:2], np.float32)[..., None]
        colour = rng.standard_normal(lit.shape, np.float32)
        tone = tone + (noise * 0.7 + colour * 0.5) * np.float32(0.025 * rng.random())
    return np.asarray(np.clip(tone * 255, 0, 255), np.uint8)


def photograph(
    rng: Rng, view: Canvas, owner: npt.NDArray[np.int32], weather: Weather
) -> tuple[Canvas, npt.NDArray[np.int32], Matrix]:
    """Take the picture: pixels, the owner layer as seen, and the homography used."""
    height, width = view.shape[:2]
    matrix = random_view(rng, (width, height), weather.tilt)
    border = cv2.BORDER_REPLICATE if chance(rng, 0.5) else cv2.BORDER_CONSTANT
    seen = cv2.warpPerspective(view, matrix, (width, height), flags=cv2.INTER_LINEAR,
                               borderMode=border)  # fmt: skip
    owned = cv2.warpPerspective(owner, matrix, (width, height), flags=cv2.INTER_NEAREST,
                                borderMode=cv2.BORDER_CONSTANT, borderValue=-1)  # fmt: skip
    lit = light_up(rng, seen, weather.light, glare=weather.glare)
    lit = defocus(rng, lit, weather.blur)
    return expose(rng, lit, weather.grain), np.asarray(owned, np.int32), matrix
