"""Price labels: reading them, and telling which position or product each one speaks for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from vision.facings import Facing, TagReading
from vision.images import Picture, decode
from vision.price_lines import BEYOND, CannotTell, choose_price, find_cents, goes_on
from vision.price_texts import check_currency
from vision.text_lines import LineReader, TextLine, level_place, straighten
from vision.values import Box, PositionVerdict

FULL_SIDE = 4096  # pixels of the long side of a photo that labels are read on
_MARGIN = 0.06  # of a label's sides, beyond its box
_MOST_LINES = 4  # the price, the product, and what stands between them
_LEAST_LINE = 0.35  # of the tallest line's height: smaller print is no price
_EDGE_PX = 2.0  # a label this near the border of the photo may be cut off
_EDGE_LINE = 0.2  # of a line's height: a price this near the cut has lost something
_OVERHANG = 0.35  # of a line's height: so far may a price reach beyond the box of its label
_ROOM = 5  # cents are read with a fifth of their height around them
_FINDER_PX = (96, 128)  # of the first look, and of the second when that found no price
_REACH = (-0.3, 0.6)  # of a product's height: how far below its foot its label hangs


class TagReader:
    """Reads prices off labels, and leaves a label unread rather than guess."""

    version = "ppocr-6-small"

    def __init__(self, lines: LineReader, *, currency: str) -> None:
        """Read prices of one currency with one line reader.

        Raises:
            ValueError: If the currency is not one of `price_texts.EXPONENTS`.
        """
        check_currency(currency)
        self._lines = lines
        self._currency = currency

    def read(self, rgb: Picture, boxes: Sequence[Box]) -> list[TagReading]:
        """Read each label of a picture, in the order given, boxes in pixels of that picture.

        `text` is what was read, a line each, tallest first. A price that touches the border of the
        picture is not read: who knows what is missing.
        """
        return [self._read(rgb, box) for box in boxes]

    def read_photo(self, content: bytes, boxes: Sequence[Box]) -> list[TagReading]:
        """Read labels at full size, boxes in pixels of the full upright photo.

        Shelves are looked at reduced; small print needs every pixel there is.

        Raises:
            PhotoRefused: If the bytes are not a photo that can be opened.
        """
        if not boxes:
            return []
        photo = decode(content, max_side=FULL_SIDE)
        read = self.read(photo.rgb, [photo.on_picture(box) for box in boxes])
        return [replace(one, box=box) for one, box in zip(read, boxes, strict=True)]

    def _read(self, rgb: Picture, box: Box) -> TagReading:
        """Read one label, a second time on a larger canvas when the first look found no price."""
        label = _Label(rgb, box)
        best = TagReading(box, "", 0.0)
        for finder_px in _FINDER_PX:
            lines = self._lines_of(label.picture, finder_px)
            price, confidence = self._price(label, lines)
            text = "\n".join(line.text for line in lines)
            if price is not None:
                return TagReading(box, text, confidence, price)
            best = max(best, TagReading(box, text, confidence), key=lambda one: one.confidence)
        return best

    def _lines_of(self, picture: Picture, finder_px: int) -> list[TextLine]:
        """Read the tallest lines of a label."""
        places = self._lines.find(picture, finder_px=finder_px)[:_MOST_LINES]
        tall = [place for place in places if place.height >= _LEAST_LINE * places[0].height]
        lines = [self._lines.read(picture, place) for place in tall]
        return [line for line in lines if line.text]

    def _price(self, label: "_Label", lines: Sequence[TextLine]) -> tuple[int | None, float]:
        """Find the price among the lines; None when part of it may lie beyond the photo."""
        mended = []
        for line in lines:
            try:
                mended.append(self._with_cents(label.picture, line))
            except CannotTell:
                if not any(goes_on(line, one) for one in lines if one.text.isdigit()):
                    return None, line.confidence
                mended.append(line)
        if any(label.cuts(line) for line in mended if any(map(str.isdigit, line.text))):
            return None, 0.0
        return choose_price(mended, currency=self._currency)

    def _with_cents(self, label: Picture, line: TextLine) -> TextLine:
        """Read raised cents apart from the digits before them, and put the point between.

        Raises:
            CannotTell: If there may be cents that cannot be read.
        """
        picture = straighten(label, line.place.longer(BEYOND * line.place.height))
        cents = find_cents(line, picture, currency=self._currency)
        if cents is None:
            return line
        height = picture.shape[0]
        around = cents.height / _ROOM
        low = Box(cents.left - 2, cents.top - around, cents.right + around, cents.bottom + around)
        whole = self._lines.read(picture, level_place(Box(0, 0, cents.left - 1, height)))
        small = self._lines.read(picture, level_place(low))
        if not (re.search(r"\d$", whole.text) and re.fullmatch(r"\d\d", small.text)):
            raise CannotTell
        confidence = min(whole.confidence, small.confidence)
        return replace(line, text=f"{whole.text}.{small.text}", confidence=confidence)


class _Label:
    """The pixels of one label with a little around it."""

    def __init__(self, rgb: Picture, box: Box) -> None:
        height, width = rgb.shape[:2]
        beside, above = _MARGIN * box.width, _MARGIN * box.height
        self._left, self._top = max(0, int(box.left - beside)), max(0, int(box.top - above))
        right, bottom = int(box.right + beside) + 1, int(box.bottom + above) + 1
        self.picture = rgb[self._top : max(0, bottom), self._left : max(0, right)]
        self._width, self._height = width, height
        self._box = box

    def cuts(self, line: TextLine) -> bool:
        """Say whether a line runs into the border of the photo or out of the label."""
        box = line.place.box
        near, beyond = _EDGE_LINE * line.place.height, _OVERHANG * line.place.height
        left, right = box.left + self._left, box.right + self._left
        return (
            left < max(near, self._box.left - beyond)
            or right > min(self._width - near, self._box.right + beyond)
            or box.bottom + self._top > self._height - _EDGE_PX
            or box.top + self._top < _EDGE_PX
        )


def link(
    tags: Iterable[TagReading],
    positions: Sequence[PositionVerdict],
    facings: Sequence[Facing] = (),
) -> tuple[TagReading, ...]:
    """Say of each label which planned position, or else which seen product, it speaks for.

    A label hangs on the edge under its product. Only where nothing stands above it, as on the
    topmost rail, does it speak for what is below. A label between two rows that are too far
    from it speaks for nothing.
    """
    places = [one for one in positions if one.box is not None]
    units = [one for one in facings if one.sku is not None]
    linked = []
    for tag in tags:
        place = _nearest(tag.box, [one.box for one in places if one.box])
        unit = _nearest(tag.box, [one.box for one in units])
        if place >= 0:
            slot = places[place].slot
            linked.append(replace(tag, slot_id=slot.id, sku=slot.sku))
        else:
            linked.append(replace(tag, sku=units[unit].sku if unit >= 0 else None))
    return tuple(linked)


def _nearest(tag: Box, boxes: Sequence[Box]) -> int:
    """Index of the box right above a label, else of the one right below; -1 when there is none."""
    for below in (False, True):
        near = [
            (abs(drop), abs(box.center[0] - tag.center[0]), at)
            for at, box in enumerate(boxes)
            if box.left <= tag.center[0] <= box.right
            and _REACH[0] * box.height <= (drop := _drop(tag, box, below=below))
            and drop <= _REACH[1] * box.height
        ]
        if near:
            return min(near)[2]
    return -1


def _drop(tag: Box, box: Box, *, below: bool) -> float:
    """How far a label's middle is under a box's foot, or over its head."""
    return box.top - tag.center[1] if below else tag.center[1] - box.bottom
