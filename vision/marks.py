"""The marks drawn on photos: one line style, sign and colour for each verdict.

Colours are of the Okabe-Ito set, which colour-blind people can tell apart; the signs and line
styles tell the verdicts apart without any colour.
"""

import io
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageDraw, ImageFont

LETTERS = 20  # height of the legend's letters, pixels
INK, PAPER = (20, 20, 20), (255, 255, 255)

_BLUE, _RED, _AMBER = (0, 114, 178), (213, 94, 0), (230, 159, 0)
_PURPLE, _YELLOW, _SKY, _GREEN = (204, 121, 167), (240, 228, 66), (86, 180, 233), (0, 158, 115)
_SMALLEST, _LARGEST = 12, LETTERS  # letters of a label
_NAME_ROOM = 1.5  # of a box's width: how far the name of what is missing may run
_LEAST_ROOM = 110  # pixels a name may always take

Colour = tuple[int, int, int]
Edges = tuple[int, int, int, int]


class Mark(StrEnum):
    """What a mark says; its value is the sign on its label."""

    WELL = ""
    MISSING = "×"
    WRONG = "≠"
    MOVED = "→"
    SUBSTITUTE = "~"
    EXTRA = "+"
    PRICE = "¥"
    DOUBT = "?"
    ALARM = "!"
    CHANGED = "△"


_COLOURS = {
    Mark.WELL: _BLUE,
    Mark.MISSING: _RED,
    Mark.WRONG: _PURPLE,
    Mark.MOVED: _YELLOW,
    Mark.SUBSTITUTE: _SKY,
    Mark.EXTRA: _GREEN,
    Mark.PRICE: INK,
    Mark.DOUBT: _AMBER,
    Mark.ALARM: _RED,
    Mark.CHANGED: _PURPLE,
}
_DASHES = {  # drawn and left out, pixels; the others have unbroken lines
    Mark.MOVED: (14, 8),
    Mark.SUBSTITUTE: (22, 6),
    Mark.EXTRA: (5, 5),
    Mark.DOUBT: (4, 4),
}


@lru_cache(maxsize=32)
def font(size: int) -> ImageFont.FreeTypeFont:
    """Load the letters that ship with the eyes: no machine's own fonts are needed."""
    letters = resources.files("vision").joinpath("fonts", "words.otf").read_bytes()
    return ImageFont.truetype(io.BytesIO(letters), size)


class Pen:
    """Draws marks on a picture; edges are left, top, right, bottom in its pixels."""

    def __init__(self, picture: Image.Image) -> None:
        """Take the picture to draw on."""
        self._picture = picture
        self._draw = ImageDraw.Draw(picture)

    def mark(self, kind: Mark, edges: Edges, text: str = "") -> None:
        """Draw one mark around a box; `text` is written on its label, after the sign."""
        if kind is Mark.WELL:
            self._draw.rectangle(edges, outline=_BLUE, width=2)
            return
        self._frame(kind, edges)
        if kind is Mark.MISSING:
            self._cross(edges)
        label = f"{kind.value} {text}".strip() if kind is not Mark.MISSING or not text else text
        self._label(label, edges, _COLOURS[kind])

    def sample(self, kind: Mark, at: tuple[int, int]) -> None:
        """Draw a small mark for the legend."""
        x, y = at
        side = LETTERS - 3
        edges = x, y, x + side, y + side
        if kind in {Mark.WELL, Mark.MISSING}:
            self._draw.rectangle(edges, outline=_COLOURS[kind], width=3)
            if kind is Mark.MISSING:
                self._draw.line((x, y, x + side, y + side), fill=_RED, width=2)
                self._draw.line((x, y + side, x + side, y), fill=_RED, width=2)
            return
        self._draw.rectangle(edges, fill=_COLOURS[kind])
        ink = _ink_on(_COLOURS[kind])
        self._draw.text((x + side / 2, y + side / 2), kind.value, ink, font(15), anchor="mm")

    def _frame(self, kind: Mark, edges: Edges) -> None:
        """Draw a frame with a pale or dark edge, so that it shows on every pack."""
        colour = _COLOURS[kind]
        back = INK if kind is Mark.MOVED else PAPER
        thin, thick = (3, 5) if kind is Mark.DOUBT else (4, 6)
        dash = _DASHES.get(kind)
        for width, shade in ((thick, back), (thin, colour)):
            if dash is None:
                self._draw.rectangle(edges, outline=shade, width=width)
            else:
                self._dashed(edges, dash, (width, shade))
        if kind is Mark.WRONG:  # a second line inside
            left, top, right, bottom = edges
            if min(right - left, bottom - top) > 24:  # noqa: PLR2004 - room for two lines
                inner = left + 7, top + 7, right - 7, bottom - 7
                self._draw.rectangle(inner, outline=colour, width=2)

    def _dashed(self, edges: Edges, dash: tuple[int, int], pen: tuple[int, Colour]) -> None:
        left, top, right, bottom = edges
        (length, space), (width, colour) = dash, pen
        for x in range(left, right, length + space):
            for y in (top, bottom):
                end = min(x + length, right)
                self._draw.rectangle((x, y - width // 2, end, y + (width - 1) // 2), fill=colour)
        for y in range(top, bottom, length + space):
            for x in (left, right):
                end = min(y + length, bottom)
                self._draw.rectangle((x - width // 2, y, x + (width - 1) // 2, end), fill=colour)

    def _cross(self, edges: Edges) -> None:
        left, top, right, bottom = edges
        for width, colour in ((4, PAPER), (2, _RED)):
            self._draw.line((left, top, right, bottom), fill=colour, width=width)
            self._draw.line((left, bottom, right, top), fill=colour, width=width)

    def _label(self, text: str, edges: Edges, colour: Colour) -> None:
        """Write on a plate at the top left corner of a box, inside the picture."""
        left, top, right, bottom = edges
        size = max(_SMALLEST, min(_LARGEST, (bottom - top) // 3))
        text = _fitting(text, max(_LEAST_ROOM, int((right - left) * _NAME_ROOM)), size)
        wide, high = int(font(size).getlength(text)) + 8, size + 6
        left = max(0, min(left, self._picture.width - wide))
        top = max(0, min(top, self._picture.height - high))
        self._draw.rectangle((left, top, left + wide, top + high), fill=colour, outline=PAPER)
        middle = left + wide / 2, top + high / 2
        self._draw.text(middle, text, fill=_ink_on(colour), font=font(size), anchor="mm")


def _fitting(text: str, room: int, size: int) -> str:
    """Cut a text to so many pixels; what was cut is shown by dots."""
    if font(size).getlength(text) <= room:
        return text
    while len(text) > 1 and font(size).getlength(f"{text}…") > room:
        text = text[:-1]
    return f"{text}…"


def _ink_on(colour: Colour) -> Colour:
    """Dark letters on a light plate, light ones on a dark plate."""
    red, green, blue = colour
    return INK if 0.3 * red + 0.6 * green + 0.1 * blue > 120 else PAPER  # noqa: PLR2004 - mid grey
