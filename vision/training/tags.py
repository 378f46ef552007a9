"""Price labels and date prints drawn with known text, seen as a phone would see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vision.images import Picture
from vision.training.canvas import Canvas, Colour, Mask, Rng, blend, chance
from vision.training.glyphs import ink, text_mask, word_mask
from vision.training.lighting import defocus, expose, light_up, random_view
from vision.values import Box

_PEN_PX = 96  # height letters are drawn at before they are fitted
_LEGEND = Path(__file__).parents[1] / "fonts" / "legend.otf"
_STROKES = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX)
_PAPERS: tuple[Colour, ...] = ((250, 250, 248), (245, 240, 225), (250, 225, 60), (205, 210, 205))
_PENS: tuple[Colour, ...] = ((20, 20, 24), (20, 20, 24), (180, 20, 30))
_MONTH_NAMES = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_ROOM = 0.25  # of a picture's sides, around what was drawn


@dataclass(frozen=True, slots=True)
class DrawnLabel:
    """A photographed price label and the truth about it."""

    picture: Picture
    box: Box  # of the label
    currency: str
    minor: int


@dataclass(frozen=True, slots=True)
class DrawnDate:
    """A photographed date print and the truth about it."""

    picture: Picture
    text: str
    day: date


@dataclass(frozen=True, slots=True)
class _Hand:
    """One way of writing: a font, how bold, how narrow, how slanted."""

    font: int  # 0 Pillow's own, 1 ours, then the stroke fonts of OpenCV
    bold: int  # pixels
    narrow: float
    slant: float


def draw_label(rng: Rng, currency: str, *, height_px: int) -> DrawnLabel:
    """Draw one price label of a shop in `currency` and photograph it, `height_px` tall.

    Sizes, fonts, colours and furniture of the label vary; the price may have small raised cents,
    a sign before it, thousands; a content and a unit price in small print may stand beside it.
    """
    minor, parts = _random_price(rng, currency)
    tall = 240
    wide = int(tall * rng.uniform(1.3, 2.2))
    paper = _PAPERS[int(rng.integers(0, len(_PAPERS)))]
    pen = _PENS[int(rng.integers(0, len(_PENS)))]
    card = np.empty((tall, wide, 3), np.uint8)
    card[:] = paper
    digits = _set_line(parts, int(tall * rng.uniform(0.3, 0.45)), _random_hand(rng))
    most = int(wide * 0.86)
    if digits.shape[1] > most:
        digits = ink((round(digits.shape[0] * most / digits.shape[1]), most), digits)
    left = int((wide * 0.95 - digits.shape[1]) * rng.uniform(0.6, 1.0))
    top = int(tall * rng.uniform(0.35, 0.5))
    blend(card, digits, pen, (left, top))
    _furnish(rng, card, top, top + digits.shape[0])
    picture, box = _photographed(rng, card, height_px)
    return DrawnLabel(picture, box, currency, minor)


def draw_date(rng: Rng, *, height_px: int) -> DrawnDate:
    """Print one expiry date, as ink jets and stamps do, and photograph it `height_px` tall.

    Only formats that mean one day are printed, so every refusal is a miss.
    """
    day = date(2024, 1, 1) + timedelta(days=int(rng.integers(0, 1500)))
    named = f"{day:%d}{_MONTH_NAMES[day.month - 1]}{day:%y}"
    shapes = (
        f"{day:%Y.%m.%d}", f"{day:%Y/%m/%d}", f"{day:%Y-%m-%d}", f"{day:%Y%m%d}", named,
        f"EXP {day:%Y%m%d}", f"EXP {named}", f"BB {named[:5]}{day:%Y}",
    )  # fmt: skip
    text = shapes[int(rng.integers(0, len(shapes)))]
    hand = _random_hand(rng)
    mask = _written(text, hand)
    if chance(rng, 0.35):
        mask = _dotted(mask)
    tall = 160
    line = ink((tall // 2, round(mask.shape[1] * tall / 2 / mask.shape[0])), mask)
    card = np.empty((tall, line.shape[1] + tall, 3), np.uint8)
    card[:] = tuple(int(value) for value in rng.integers(150, 256, 3))
    blend(card, line, (25, 25, 35), (tall // 2, tall // 4))
    picture, _ = _photographed(rng, card, height_px)
    return DrawnDate(picture, text, day)


def _random_price(rng: Rng, currency: str) -> tuple[int, list[tuple[str, bool]]]:
    """Draw a price and how it is written: pieces of text, each with whether it is small."""
    if currency == "JPY":
        major = int(rng.choice([rng.integers(10, 1000), rng.integers(1000, 20000)], p=[0.8, 0.2]))
        sign = "¥" if chance(rng, 0.3) else ""
        return major, [(f"{sign}{major:,}", False)]
    major, cents = int(rng.integers(1, 300)), int(rng.choice([0, 50, 80, 90, 99]))
    sign = {"CNY": "¥", "USD": "$"}.get(currency, "") if chance(rng, 0.6) else ""
    if cents and chance(rng, 0.35):
        return major * 100 + cents, [(f"{sign}{major}", False), (f"{cents:02}", True)]
    if not cents and chance(rng, 0.7):
        return major * 100, [(f"{sign}{major}", False)]
    return major * 100 + cents, [(f"{sign}{major}.{cents:02}", False)]


def _random_hand(rng: Rng) -> _Hand:
    return _Hand(
        font=int(rng.integers(0, 2 + len(_STROKES))),
        bold=int(rng.integers(0, 8)),
        narrow=float(rng.uniform(0.65, 1.0)),
        slant=float(rng.choice([0.0, 0.0, 0.2])),
    )


@lru_cache(maxsize=1)
def _legend() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(_LEGEND), _PEN_PX)


def _written(text: str, hand: _Hand) -> Mask:
    """Write a text, cropped to its ink; a yen sign is a Y with two bars in every font."""
    if text.startswith("¥"):
        sign, rest = _written("Y", hand), _written(text[1:], hand)
        for y in (0.5, 0.68):
            height, width = sign.shape
            at = int(height * y)
            cv2.line(sign, (0, at), (width - 1, at), 255, max(3, height // 14))
        gap = np.zeros((sign.shape[0], _PEN_PX // 8), np.uint8)
        rest = ink((sign.shape[0], round(rest.shape[1] * sign.shape[0] / rest.shape[0])), rest)
        return np.hstack([sign, gap, rest])
    mask = _plain(text, hand.font)
    mask = np.pad(mask, ((8, 8), (8, 8 + round(hand.slant * mask.shape[0]))))
    if hand.bold and hand.font != 0:
        mask = cv2.dilate(mask, np.ones((hand.bold, hand.bold), np.uint8))
    lean = np.array([[1, -hand.slant, hand.slant * mask.shape[0]], [0, 1, 0]], np.float32)
    mask = cv2.warpAffine(mask, lean, (mask.shape[1], mask.shape[0]))
    mask = cv2.resize(mask, None, fx=hand.narrow, fy=1.0, interpolation=cv2.INTER_AREA)
    rows, columns = np.flatnonzero(mask.max(axis=1)), np.flatnonzero(mask.max(axis=0))
    return np.asarray(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], np.uint8)


def _plain(text: str, font: int) -> Mask:
    """Write a text upright in one of the fonts."""
    if font == 0:
        return text_mask(text, _PEN_PX)
    if font == 1:
        left, top, right, bottom = (int(edge) for edge in _legend().getbbox(text))
        picture = Image.new("L", (right - left + 4, bottom - top + 4))
        ImageDraw.Draw(picture).text((2 - left, 2 - top), text, fill=255, font=_legend())
        return np.asarray(picture).copy()
    (width, height), base = cv2.getTextSize(text, _STROKES[font - 2], 3.0, 8)
    mask = np.zeros((height + base + 12, width + 12), np.uint8)
    cv2.putText(mask, text, (6, height + 6), _STROKES[font - 2], 3.0, 255, 8, cv2.LINE_AA)
    return mask


def _set_line(parts: Sequence[tuple[str, bool]], height: int, hand: _Hand) -> Mask:
    """Set pieces of a price side by side, small ones raised to the top."""
    masks = []
    for text, is_small in parts:
        mask = _written(text, hand)
        tall = int(height * 0.55) if is_small else height
        fitted = ink((tall, max(2, round(mask.shape[1] * tall / mask.shape[0]))), mask)
        masks.append(np.pad(fitted, ((0, height - tall), (0, max(2, height // 10)))))
    return np.hstack(masks)


def _dotted(mask: Mask) -> Mask:
    """Break letters into the dots of an ink jet."""
    cell = max(4, mask.shape[0] // 12)
    grid = np.zeros_like(mask)
    grid[cell // 2 :: cell, cell // 2 :: cell] = 255
    dots = cv2.dilate(cv2.bitwise_and(grid, mask), np.ones((cell - 1, cell - 1), np.uint8))
    return np.asarray(dots, np.uint8)


def _furnish(rng: Rng, card: Canvas, top: int, bottom: int) -> None:
    """Put a name above the price, and bars and small print below it."""
    tall, wide = card.shape[:2]
    name = ink((max(8, int(top * 0.35)), int(wide * rng.uniform(0.3, 0.8))), word_mask(rng))
    blend(card, name, (60, 60, 66), (int(wide * 0.04), int(top * 0.2)))
    room = tall - bottom
    if chance(rng, 0.7):
        for x in range(int(wide * 0.05), int(wide * 0.35), 5):
            cv2.line(
                card, (x, bottom + room // 2), (x, tall - 8), (40, 40, 40), int(rng.integers(1, 4))
            )
    if chance(rng, 0.4) and room > 24:  # noqa: PLR2004 - there is room for small print
        content = f"{int(rng.choice([100, 250, 330, 500]))}{rng.choice(['g', 'ml'])}"
        line = text_mask(content, 32)
        blend(card, ink((12, round(line.shape[1] * 12 / line.shape[0])), line), (70, 70, 70),
              (int(wide * 0.6), bottom + room // 2))  # fmt: skip


def _photographed(rng: Rng, card: Canvas, height_px: int) -> tuple[Picture, Box]:
    """Take the picture of a card on a rail: askew, unevenly lit, a little blurred, compressed."""
    tall, wide = card.shape[:2]
    scale = height_px / tall
    size = max(8, round(wide * scale)), height_px
    small = cv2.resize(card, size, interpolation=cv2.INTER_AREA)
    beside, above = int(size[0] * _ROOM), int(size[1] * _ROOM)
    view = np.empty((size[1] + 2 * above, size[0] + 2 * beside, 3), np.uint8)
    view[:] = tuple(int(value) for value in rng.integers(30, 200, 3))
    view[above : above + size[1], beside : beside + size[0]] = small
    frame = (view.shape[1], view.shape[0])
    matrix = random_view(rng, frame, 0.6)
    seen = cv2.warpPerspective(view, matrix, frame, borderMode=cv2.BORDER_REPLICATE)
    lit = defocus(rng, light_up(rng, np.asarray(seen, np.uint8), 1.0), min(1.0, height_px / 90))
    taken = expose(rng, lit, 1.0)
    _, packed = cv2.imencode(".jpg", taken, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(55, 95))])
    picture = np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    edges = [(beside, above), (beside + size[0], above), (beside + size[0], above + size[1]),
             (beside, above + size[1])]  # fmt: skip
    corners = cv2.perspectiveTransform(np.array([edges], np.float32), matrix)[0]
    (left, top), (right, bottom) = corners.min(axis=0), corners.max(axis=0)
    return picture, Box(float(left), float(top), float(right), float(bottom))
