"""Which line of a label is the price: by height, by neighbours, by how surely it was read."""

import re
from collections.abc import Sequence
from statistics import median

import cv2
import numpy as np

from vision.images import Picture
from vision.price_texts import EXPONENTS, parse_price, speaks_of_tax
from vision.text_lines import TextLine

SURE = 0.9  # how sure the least sure letter of a price must be
_HEARD = 0.6  # a line read less surely than this says nothing
_OUTSTANDING = 1.5  # a number this much taller than all others is the price
_SMALL = 0.75  # cents are at most this tall beside the whole part
_LEVEL = 0.85  # digits that differ less in height are of one size
_SPECK = 0.2  # of a line's height: less tall ink is no letter
_APART = 0.8  # of a line's height: the gap between two parts of one line

_DIGIT = re.compile(r"\d")
# What may belong to a number though it was found as a line of its own.
_LEADS = re.compile(r"(?:[¥￥$€£฿₩+\-−十/×]|税[込抜]|価格?|价格?)\W*$")
_TRAILS = re.compile(r"^\W*(?:円|元|块|บาท|원|[€฿/%×]|k?g\b|m?l\b|税)", re.IGNORECASE)


_Piece = tuple[int, int, int, int]  # left, top, width, height, pixels


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
        at = next((at for at, one in enumerate(groups) if _is_next(one[1], line)), None)
        seam = None if at is None else _seam(groups[at], line, currency)
        if at is None or seam is None:
            groups.append((line.text, line))
        else:
            groups[at] = (groups[at][0] + seam + line.text, line)
    return [text for text, _ in groups]


def _is_next(left: TextLine, right: TextLine) -> bool:
    """Say whether one line goes on where another ends."""
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


def mend_cents(line: TextLine, picture: Picture, *, currency: str) -> str | None:
    """Put the point back where raised small digits are the cents: `12⁹⁰` reads as `1290`.

    Digits are told apart by the height of their ink. Currencies without cents have nothing to
    mend. None when a bare number of three digits or more cannot be told: a hundredfold price is
    worse than none.

    Args:
        line: What was read.
        picture: That line, straightened.
        currency: In which the label speaks.
    """
    match = re.fullmatch(r"([¥$€£฿]?)\s?(\d{2,})\s?(\D*)", line.text)
    if match is None or EXPONENTS[currency] == 0:
        return line.text
    sign, digits, word = match.groups()
    pieces = _pieces(picture)
    if len(digits) < 3 or _is_level(pieces):  # noqa: PLR2004 - ¥12 has no room for cents
        return line.text
    if _has_small_tail(pieces, len(sign), len(digits), len(word)):
        return f"{sign}{digits[:-2]}.{digits[-2:]}{word}"
    return None


def _ink(picture: Picture) -> Picture:
    """Tell ink from paper: 255 where there is ink."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    _, ink = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    if np.mean(ink) > 127:  # noqa: PLR2004 - there is more paper than ink
        ink = 255 - ink
    return np.asarray(ink, np.uint8)


def _pieces(picture: Picture) -> list[_Piece]:
    """Give the pieces of ink, left to right, as (left, top, width, height).

    Specks are left out, and so is what runs out at the sides: the edge of a label.
    """
    height, width = picture.shape[:2]
    count, _, stats, _ = cv2.connectedComponentsWithStats(_ink(picture))
    pieces: list[_Piece] = []
    for at in range(1, count):
        left, top, wide, tall = (int(value) for value in stats[at][:4])
        if tall >= _SPECK * height and left > 0 and left + wide < width:
            pieces.append((left, top, wide, tall))
    return sorted(pieces)


def _is_level(pieces: Sequence[_Piece]) -> bool:
    """Say whether the ink at the end of a line is as tall as at its beginning."""
    if not pieces:
        return False
    start, end = pieces[0][0], max(left + wide for left, _, wide, _ in pieces)
    third = (end - start) / 3
    first = [piece for piece in pieces if piece[0] < start + third]
    last = [piece for piece in pieces if piece[0] + piece[2] > end - third]
    tallness = [_tallness(first), _tallness(last)]
    return min(tallness) >= _LEVEL * max(tallness)


def _tallness(pieces: Sequence[_Piece]) -> int:
    """From the top of the highest piece to the foot of the lowest."""
    return max(top + tall for _, top, _, tall in pieces) - min(top for _, top, _, _ in pieces)


def _has_small_tail(pieces: Sequence[_Piece], signs: int, digits: int, words: int) -> bool:
    """Say whether the last two digits are small and raised; False when letters run together."""
    if len(pieces) not in {signs + digits, signs + digits + words}:
        return False
    inner = pieces[signs : signs + digits]
    whole = median(tall for _, _, _, tall in inner[:-2])
    small = [tall <= _SMALL * whole for _, _, _, tall in inner]
    raised = all(top <= inner[0][1] + whole / 4 for _, top, _, _ in inner[-2:])
    return raised and small == [False] * (digits - 2) + [True] * 2
