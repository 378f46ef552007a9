"""Lettering that is the same on every machine: words of three scripts as masks of ink."""

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from vision.training.canvas import Mask, Rng, chance, lot

SYLLABLES = (
    "ka", "to", "mi", "ra", "no", "be", "lo", "su", "fi", "do", "na", "ve", "po", "li", "chi", "go",
    "ma", "ri", "te", "sa", "nu", "zo",
)  # fmt: skip
GLYPH_PX = 28  # a block glyph is drawn on a square of this side


@lru_cache(maxsize=64)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


def latin_word(rng: Rng) -> str:
    """Invent a word that sounds like a brand."""
    word = "".join(rng.choice(SYLLABLES) for _ in range(int(rng.integers(1, 4))))
    return word.upper() if chance(rng, 0.5) else word.capitalize()


def text_mask(text: str, height: int = 40) -> Mask:
    """Draw `text` with Pillow's built-in font and return its ink, cropped."""
    font = _font(height)
    left, top, right, bottom = font.getbbox(text)
    picture = Image.new("L", (max(1, int(right - left)) + 2, max(1, int(bottom - top)) + 2))
    ImageDraw.Draw(picture).text((1 - left, 1 - top), text, fill=255, font=font)
    return np.asarray(picture)


def block_glyph(rng: Rng) -> Mask:
    """Draw one square character of crossing strokes, in the manner of Han characters."""
    glyph = np.zeros((GLYPH_PX, GLYPH_PX), np.uint8)
    pen = int(rng.integers(2, 4))
    for _ in range(int(rng.integers(4, 9))):
        start, span = int(rng.integers(2, GLYPH_PX - 8)), int(rng.integers(7, GLYPH_PX - 6))
        end, across = min(GLYPH_PX - 3, start + span), int(rng.integers(3, GLYPH_PX - 3))
        match lot(rng, 0.45, 0.35, 0.2):
            case 0:
                ends = (start, across), (end, across)
            case 1:
                ends = (across, start), (across, end)
            case _:
                lean = int(np.clip(across + rng.integers(-9, 10), 1, GLYPH_PX - 2))
                ends = (across, start), (lean, end)
        cv2.line(glyph, ends[0], ends[1], 255, pen, cv2.LINE_AA)
    if chance(rng, 0.3):
        a, b = int(rng.integers(3, 9)), int(rng.integers(14, 24))
        cv2.rectangle(glyph, (a, a), (b, b), 255, pen)
    return glyph


def loop_glyph(rng: Rng) -> Mask:
    """Draw one character of loops and stems, in the manner of Thai letters."""
    glyph = np.zeros((GLYPH_PX, GLYPH_PX * 3 // 4), np.uint8)
    pen = int(rng.integers(2, 4))
    x = int(rng.integers(4, 16))
    cv2.circle(glyph, (x, int(rng.integers(8, 22))), int(rng.integers(2, 5)), 255, pen, cv2.LINE_AA)
    turn = int(rng.integers(0, 360))
    cv2.ellipse(glyph, (10, 16), (7, 9), 0, turn, turn + int(rng.integers(150, 320)), 255, pen)
    if chance(rng, 0.5):
        cv2.line(glyph, (16, 7), (16, 25), 255, pen)
    return glyph


def word_mask(rng: Rng) -> Mask:
    """Write one invented word in one of three scripts; rows of ink, 0 to 255."""
    if chance(rng, 0.45):
        return text_mask(latin_word(rng))
    draw = block_glyph if chance(rng, 0.7) else loop_glyph
    glyphs = [draw(rng) for _ in range(int(rng.integers(1, 6)))]
    return np.vstack(glyphs) if chance(rng, 0.2) else np.hstack(glyphs)


def price_mask(rng: Rng) -> Mask:
    """Write a price, sometimes with cents or a currency word."""
    whole = int(rng.integers(9, 999))
    ending = ("", "", ".90", ".-", " y")[int(rng.integers(0, 5))]
    return text_mask(f"{whole}{ending}")


def ink(shape: tuple[int, int], mask: Mask, angle: float = 0.0) -> npt.NDArray[np.uint8]:
    """Fit a mask into `shape` (height, width), turned by `angle` degrees about its middle."""
    fitted = cv2.resize(mask, (max(1, shape[1]), max(1, shape[0])), interpolation=cv2.INTER_AREA)
    if not angle:
        return np.asarray(fitted, np.uint8)
    turn = cv2.getRotationMatrix2D((shape[1] / 2, shape[0] / 2), angle, 1.0)
    return np.asarray(cv2.warpAffine(fitted, turn, (shape[1], shape[0])), np.uint8)
