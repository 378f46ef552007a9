"""Printed text on small pictures: where its lines are, and what they say (PP-OCR on OpenVINO)."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vision.errors import WeightsRejected
from vision.images import Picture
from vision.networks import Network, Tensor
from vision.values import Box

# Few fixed input sizes: each costs a compiled copy of the network.
_FINDER_WIDE = 2  # the finder's input is this many times as wide as tall
_LINE_PX = 48  # height the reader was trained at
_LINE_WIDTHS = (96, 160, 320, 640)
_INK = 0.3  # how sure the finder must be of a pixel of text
_LINE = 0.5  # and of a line on average
_LEAST_PX = 3  # a line less tall than this on the finder's input is noise
_NARROWEST = 0.4  # width over height of a single letter; barcodes on end are narrower
_GROWTH = 1.6  # the finder answers with the core of a line; this is how far it was shrunk
_UNTOLD = " ¥￥"  # a space is a guess, and the two yen signs take each other's odds
_METADATA = 14  # number of a model's list of properties in the ONNX format
_LENGTH_DELIMITED = 2

Corners = npt.NDArray[np.float32]  # 4 x 2: top left, top right, bottom right, bottom left


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line of text runs: a rectangle that may lean."""

    middle: tuple[float, float]
    width: float  # along the line
    height: float
    angle: float  # degrees, clockwise on the picture, -45 to 45

    @property
    def corners(self) -> Corners:
        """Its corners, clockwise from the top left."""
        along = np.array([math.cos(math.radians(self.angle)), math.sin(math.radians(self.angle))])
        down = np.array([-along[1], along[0]])
        half_w, half_h = along * self.width / 2, down * self.height / 2
        middle = np.array(self.middle)
        points = [middle - half_w - half_h, middle + half_w - half_h]
        points += [middle + half_w + half_h, middle - half_w + half_h]
        return np.asarray(points, np.float32)

    def longer(self, more: float) -> "Place":
        """The same line, going on to the right for so many pixels."""
        turn = math.radians(self.angle)
        x, y = self.middle
        middle = (x + math.cos(turn) * more / 2, y + math.sin(turn) * more / 2)
        return Place(middle, self.width + more, self.height, self.angle)

    @property
    def box(self) -> Box:
        """The upright box around it."""
        points = self.corners
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        return Box(float(left), float(top), float(right), float(bottom))


def level_place(box: Box) -> Place:
    """The place of a line that does not lean."""
    return Place(box.center, box.width, box.height, 0.0)


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text: what it says, how sure it is, and where it is."""

    text: str
    confidence: float  # of the least sure letter, spaces and yen signs aside, 0 to 1
    place: Place


class LineReader:
    """Finds lines of text on a small picture and reads them, the tallest first.

    The finder sees the picture on a canvas of fixed size, so that labels of all shapes share one
    compiled network; each line is straightened and read by itself.
    """

    def __init__(self, finder: Path, reader: Path, *, threads: int = 1) -> None:
        """Read the two networks; the reader's file carries its alphabet.

        Raises:
            WeightsRejected: If a file is no network, or the reader has no alphabet.
            ValueError: If `threads` is not positive.
        """
        self._finder = Network(finder, threads=threads)
        self._reader = Network(reader, threads=threads)
        self._alphabet = read_alphabet(reader.read_bytes())

    def find(self, rgb: Picture, *, finder_px: int = 96) -> list[Place]:
        """Find the lines of a picture, the tallest first, on a canvas `finder_px` tall."""
        if not rgb.size:
            return []
        height, width = rgb.shape[:2]
        tall, wide = finder_px, finder_px * _FINDER_WIDE
        scale = min(tall / height, wide / width)
        size = max(1, round(width * scale)), max(1, round(height * scale))
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        canvas = np.full((tall, wide, 3), 127, np.uint8)
        canvas[: size[1], : size[0]] = cv2.resize(rgb, size, interpolation=how)
        odds = self._finder.run(_normed(canvas)[np.newaxis])[0][0, 0]
        places = [_scaled(place, 1 / scale) for place in _places(odds)]
        return sorted(places, key=lambda place: (-place.height, place.middle))

    def read(self, rgb: Picture, place: Place) -> TextLine:
        """Read one line; an empty text where nothing can be read."""
        line = straighten(rgb, place)
        width = next((one for one in _LINE_WIDTHS if one >= line.shape[1]), _LINE_WIDTHS[-1])
        if line.shape[1] > width:
            line = np.asarray(cv2.resize(line, (width, _LINE_PX)), np.uint8)
        batch = np.zeros((1, 3, _LINE_PX, width), np.float32)
        batch[0, :, :, : line.shape[1]] = _normed(line)
        odds = self._reader.run(batch)[0][0]
        letters = odds.argmax(axis=1)
        is_new = letters != np.concatenate(
            [[0], letters[:-1]]
        )  # repeats and blanks (0) say nothing
        steps = [int(step) for step in np.flatnonzero(is_new & (letters != 0))]
        text = "".join(self._alphabet[letters[step]] for step in steps)
        told = [step for step in steps if self._alphabet[letters[step]] not in _UNTOLD]
        confidence = float(min((odds[step, letters[step]] for step in told), default=0.0))
        return TextLine(text, confidence, place)


def straighten(rgb: Picture, place: Place) -> Picture:
    """Cut a line out of a picture, level, as tall as the reader wants it."""
    width = max(8, round(_LINE_PX * place.width / max(place.height, 1e-6)))
    goal = np.array([[0, 0], [width, 0], [width, _LINE_PX]], np.float32)
    turn = cv2.getAffineTransform(place.corners[:3], goal)
    size = (min(width, 4 * _LINE_WIDTHS[-1]), _LINE_PX)
    cut = cv2.warpAffine(rgb, turn, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(cut, np.uint8)


def read_alphabet(model: bytes) -> tuple[str, ...]:
    """Take the letters a reading network knows from its ONNX file: blank first, space last.

    They stand in the property `character`, one a line. The file is walked by its outermost fields
    only: everything of length n is skipped by its length.

    Raises:
        WeightsRejected: If the file holds no such property.
    """
    for entry in _fields(model, _METADATA):
        pair = [
            bytes(part).decode("utf-8", "replace") for key in (1, 2) for part in _fields(entry, key)
        ]
        if pair[:1] == ["character"] and pair[1:]:
            return ("", *pair[1].split("\n"), " ")
    msg = "the text model names no letters"
    raise WeightsRejected(msg)


def _fields(message: bytes, wanted: int) -> Iterator[bytes]:
    """Give the contents of one length-delimited field of a protocol buffer, each time it comes."""
    at = 0
    while at < len(message):
        tag, at = _number(message, at)
        if tag & 7 != _LENGTH_DELIMITED:  # versions and the like: one number each
            _, at = _number(message, at)
            continue
        length, at = _number(message, at)
        if tag >> 3 == wanted:
            yield message[at : at + length]
        at += length


def _number(message: bytes, at: int) -> tuple[int, int]:
    """Read one number of seven bits a byte; with where the next field starts."""
    value = shift = 0
    while at < len(message):
        byte = message[at]
        at, value, shift = at + 1, value | (byte & 127) << shift, shift + 7
        if byte < 128:  # noqa: PLR2004 - the eighth bit says that more follows
            break
    return value, at


def _normed(rgb: Picture) -> Tensor:
    """Scale to -1 to 1, channels first, blue first: the order the networks were trained in."""
    return (rgb[..., ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1)


def _places(odds: Tensor) -> Iterator[Place]:
    """Turn the odds of text per pixel into lines, grown back to their full size."""
    ink = cv2.dilate((odds > _INK).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(ink, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for outline in outlines:
        middle, (width, height), angle = cv2.minAreaRect(outline)
        if min(width, height) < _LEAST_PX:
            continue
        x, y, w, h = cv2.boundingRect(outline)
        inside = np.zeros((h, w), np.uint8)
        cv2.drawContours(inside, [outline], -1, 1, -1, offset=(-x, -y))
        if float(odds[y : y + h, x : x + w][inside > 0].mean()) < _LINE:
            continue
        if abs(_upright(angle)) > 45:  # noqa: PLR2004 - the rectangle was measured from its side
            width, height, angle = height, width, angle + 90
        grown = width * height * _GROWTH / (width + height)
        if width + grown < _NARROWEST * (height + grown):
            continue
        yield Place(middle, width + grown, height + grown, _upright(angle))


def _upright(angle: float) -> float:
    """The same lean, between -90 and 90 degrees."""
    return (angle + 90) % 180 - 90


def _scaled(place: Place, scale: float) -> Place:
    x, y = place.middle
    return Place((x * scale, y * scale), place.width * scale, place.height * scale, place.angle)
