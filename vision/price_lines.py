"""Which line of a label is the price: by height, by neighbours, by how surely it was read."""

import re
from collections.abc import Sequence

import cv2
import numpy as np

from vision.images import Picture
from vision.price_texts import EXPONENTS, parse_price, speaks_of_tax
from vision.text_lines import TextLine
from vision.values import Box

SURE = 0.9  # how sure the least sure letter of a price must be
_HEARD = 0.6  # a line read less surely than this says nothing
_OUTSTANDING = 1.5  # a number this much taller than all others is the price
_SMALL = 0.85  # cents are at most this tall beside the whole part
_CENTS = 2  # digits of them
BEYOND = 0.9  # of a line's height: how far right of a number its cents may stand
_RAISED = 0.2  # of the digits' height: how far above their foot raised ones end
_SPECK = 0.2  # of a line's height: less tall ink is no letter
_APART = 0.8  # of a line's height: the gap between two parts of one line

_DIGIT = re.compile(r"\d")
# What may belong to a number though it was found as a line of its own.
_LEADS = re.compile(r"(?:[¥￥$€£฿₩+\-−十/×]|税[込抜]|価格?|价格?)\W*$")
_TRAILS = re.compile(r"^\W*(?:円|元|块|บาท|원|[€฿/%×]|k?g\b|m?l\b|税)", re.IGNORECASE)


_Piece = tuple[int, int, int, int]  # left, top, width, height, pixels


class CannotTell(Exception):
    """Nobody can say whether a number ends in cents."""


def choose_price(lines: Sequence[TextLine], *, currency: str) -> tuple[int | None, float]:
    """Choose the price among the lines of a label, and say how surely it was read.

    The price is what all sure lines together say (`parse_price`); when they name several amounts,
    the one that stands out by its height. None when a taller number was not read surely: then the
    small one that was is hardly the price.
    """
    numbers = [line for line in lines if _DIGIT.search(line.text)]
    sure = [line for line in numbers if line.confidence >= SURE]
    if not sure:
        return None, max((line.confidence for line in numbers), default=0.0)
    main = max(sure, key=lambda line: line.place.height)
    for line in numbers:
        is_rival = _HEARD <= line.confidence < SURE and line.place.height > main.place.height
        if is_rival and parse_price(line.text, currency=currency) is not None:
            return None, line.confidence
    words = [line for line in lines if line not in numbers and line.confidence >= _HEARD]
    texts = _joined([*sure, *words], currency)
    price = parse_price("\n".join(texts), currency=currency)
    if price is None and _stands_out(main, sure) and not any(map(speaks_of_tax, texts)):
        whole = next(text for text in texts if main.text in text)
        price = parse_price(whole, currency=currency)
    return price, main.confidence


def _stands_out(main: TextLine, sure: Sequence[TextLine]) -> bool:
    others = [line.place.height for line in sure if line is not main]
    return main.place.height >= _OUTSTANDING * max(others, default=0.0)


def _joined(lines: Sequence[TextLine], currency: str) -> list[str]:
    """Put parts of one line together: a sign and its number, a plus, small cents."""
    groups: list[tuple[str, TextLine]] = []
    for line in sorted(lines, key=lambda line: line.place.middle):
        at = next((at for at, one in enumerate(groups) if goes_on(one[1], line)), None)
        seam = None if at is None else _seam(groups[at], line, currency)
        if at is None or seam is None:
            groups.append((line.text, line))
        else:
            groups[at] = (groups[at][0] + seam + line.text, line)
    return [text for text, _ in groups]


def goes_on(left: TextLine, right: TextLine) -> bool:
    """Say whether one line goes on, to the right, where another ends."""
    first, second = left.place.box, right.place.box
    shorter, taller = sorted((first.height, second.height))
    shared = min(first.bottom, second.bottom) - max(first.top, second.top)
    return shared >= shorter / 2 and -shorter / 2 <= second.left - first.right <= _APART * taller


def _seam(group: tuple[str, TextLine], line: TextLine, currency: str) -> str | None:
    """What stands between two parts of a line; None when two numbers merely are neighbours."""
    text, last = group
    if _LEADS.search(text) and line.text[:1].isdigit():
        return ""
    if text[-1:].isdigit() and _TRAILS.search(line.text):
        return ""
    if not (text[-1:].isdigit() and line.text[:1].isdigit()):
        return None
    is_small = line.place.height <= _SMALL * last.place.height
    is_raised = line.place.middle[1] < last.place.middle[1]
    is_cents = is_small and is_raised and re.fullmatch(r"\d{1,2}", line.text) and "." not in text
    return "." if is_cents and EXPONENTS[currency] else None


def find_cents(line: TextLine, picture: Picture, *, currency: str) -> Box | None:
    """Find raised small digits at the end of a number: `12⁹⁰` reads as `1290`, or as `12`.

    They are told by their ink, which ends above the foot of the others. None when there are none,
    as always in currencies without cents.

    Args:
        line: What was read.
        picture: That line, straightened, with `BEYOND` of its height more to the right.
        currency: In which the label speaks.

    Returns:
        Where the cents are on that picture.

    Raises:
        CannotTell: If the number may end in cents: a hundredfold price is worse than none.
    """
    match = re.search(r"\d[\d ]*(?=\D*$)", line.text)
    if match is None or EXPONENTS[currency] == 0:
        return None
    if re.search(r"\d[.,]|\d\D+\d", line.text.replace(" ", "")):
        return None
    end = picture.shape[1] - round(BEYOND * picture.shape[0])
    pieces = _pieces(_ink(picture, end))
    inside = [piece for piece in pieces if piece[0] + piece[2] / 2 < end]
    if not inside:
        raise CannotTell
    tall = max(height for _, _, _, height in inside)
    foot = max(top + height for _, top, _, height in inside)
    raised = [top + height < foot - _RAISED * tall for _, top, _, height in pieces]
    tail = [piece for piece, is_raised in zip(pieces, raised, strict=True) if is_raised]
    if tail:
        if raised[-len(tail) :] != [True] * len(tail) or not _are_cents(tail, tall):
            raise CannotTell
        return _around(tail)
    are_apart = len(inside) >= sum(map(str.isdigit, match[0]))
    if " " in match[0].strip() or not (are_apart or not _ends_high(picture, end, foot, tall)):
        raise CannotTell
    return None


def _are_cents(tail: Sequence[_Piece], tall: int) -> bool:
    """Say whether raised ink is two small digits, apart or grown together."""
    is_blot = len(tail) == 1 and tail[0][2] >= tail[0][3]
    is_small = all(height <= _SMALL * tall for _, _, _, height in tail)
    return is_small and (is_blot or len(tail) == _CENTS)


def _around(pieces: Sequence[_Piece]) -> Box:
    """The box around pieces of ink."""
    return Box(
        min(left for left, _, _, _ in pieces),
        min(top for _, top, _, _ in pieces),
        max(left + wide for left, _, wide, _ in pieces),
        max(top + tall for _, top, _, tall in pieces),
    )


def _ends_high(picture: Picture, end: int, foot: int, tall: int) -> bool:
    """Say whether the last of the ink ends above the foot of a number whose digits touch."""
    ink = _ink(picture, end)[:, :end] > 0
    columns = np.flatnonzero(ink.any(axis=0))
    last = ink[:, max(0, int(columns[-1]) - tall // 2) : int(columns[-1])]
    rows = np.flatnonzero(last.any(axis=1))
    return not len(rows) or int(rows[-1]) < foot - _RAISED * tall


def _ink(picture: Picture, end: int) -> Picture:
    """Tell ink from paper, 255 where there is ink, by what is seen left of `end`."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    level, line = cv2.threshold(grey[:, :end], 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    is_dark = np.mean(line) > 127  # noqa: PLR2004 - there is more paper than ink
    ink = grey <= level if is_dark else grey > level
    return np.asarray(np.where(ink, 255, 0), np.uint8)


def _pieces(ink: Picture) -> list[_Piece]:
    """Give the pieces of ink, left to right, as left, top, width and height.

    Specks are left out, and so is what runs out at the sides: the edge of a label.
    """
    height, width = ink.shape
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    pieces = []
    for at in range(1, count):
        left, top, wide, tall = (int(value) for value in stats[at][:4])
        if tall >= _SPECK * height and left > 0 and left + wide < width:
            pieces.append((left, top, wide, tall))
    return sorted(pieces)
