"""Verdicts drawn on a photo, for people: told apart by shape as well as by colour.

Colours are of the Okabe-Ito set, which colour-blind people can tell apart. Nothing of the
original file but its pixels goes into the picture: no EXIF, no thumbnail.
"""

import io
from collections.abc import Sequence
from importlib import resources

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vision import quality
from vision.compliance import SURE
from vision.images import Decoded, Picture, decode
from vision.reports import KitchenReport, ShelfReport
from vision.values import Box, MaskState, QualityIssue, Thing, Verdict

LONG_SIDE = 1280
MAX_BYTES = 300_000

_BLUE, _RED, _AMBER, _INK = (0, 114, 178), (213, 94, 0), (230, 159, 0), (20, 20, 20)
_PAPER = (255, 255, 255)
_MOSAIC = 6  # blocks across a face: nobody is known from 36 colours
_COARSE = 32  # blocks across a photo whose faces were not looked for
_LETTERS = 20  # height of the legend's letters, pixels

_Colour = tuple[int, int, int]

_WORDS = {
    "present": {"en": "in stock", "zh-CN": "有货"},
    "gap": {"en": "empty", "zh-CN": "缺货"},
    "unclear": {"en": "cannot tell", "zh-CN": "无法判断"},
    "not_visible": {"en": "not in photo", "zh-CN": "未拍到"},
    "mask": {"en": "mask", "zh-CN": "戴口罩"},
    "no_mask": {"en": "no mask", "zh-CN": "没戴口罩"},
}


def draw_shelf(
    content: bytes, report: ShelfReport, *, locale: str, hide: Sequence[Box] = ()
) -> bytes:
    """Draw a shelf report on its photo: a JPEG, long side at most 1280 pixels, below 300 kB.

    Thin blue frames stand in stock, thick vermilion frames with a cross are empty and carry the
    number of their finding, amber frames with a question mark could not be told.

    Args:
        content: The photo the report was made from.
        report: What was seen.
        locale: Language of the legend; unknown ones get English.
        hide: Boxes to make unrecognisable, such as faces of shoppers, pixels of the full photo.
    """
    photo = decode(content, max_side=LONG_SIDE)
    sheet = _Sheet(_hidden(photo, hide), photo.scale)
    counts = dict.fromkeys(("present", "gap", "unclear", "not_visible"), 0)
    if report.positions:
        _draw_positions(sheet, report, counts)
    else:
        counts["present"] = _draw_products(sheet, report)
    for number, finding in enumerate(report.findings, start=1):
        sheet.cross(finding.box, str(number))
    counts["gap"] = len(report.findings)
    return sheet.finished(report.quality.issues, counts, report.model_version, locale)


def draw_kitchen(content: bytes, report: KitchenReport, *, locale: str) -> bytes:
    """Draw a kitchen report on its photo, every face made unrecognisable.

    Where faces were not looked for because the photo cannot be judged, all of it is coarsened.
    """
    photo = decode(content, max_side=LONG_SIDE)
    if not report.quality.is_judgeable:
        sheet = _Sheet(_coarsened(photo.rgb, _COARSE), photo.scale)
        return sheet.finished(report.quality.issues, {}, report.model_version, locale)
    sheet = _Sheet(_hidden(photo, [face.box for face in report.faces]), photo.scale)
    counts = dict.fromkeys(("mask", "no_mask", "unclear"), 0)
    bare = {finding.box: number for number, finding in enumerate(report.findings, start=1)}
    for face in report.faces:
        if face.state is MaskState.MASK:
            sheet.frame(face.box)
            counts["mask"] += 1
        elif face.state is MaskState.NO_MASK:
            sheet.cross(face.box, str(bare.get(face.box, "")))
            counts["no_mask"] += 1
        else:
            sheet.doubt(face.box)
            counts["unclear"] += 1
    return sheet.finished((), counts, report.model_version, locale)


def _draw_positions(sheet: "_Sheet", report: ShelfReport, counts: dict[str, int]) -> None:
    """Frame every planned position by its verdict; gaps are drawn with their findings."""
    for position in report.positions:
        if position.box is None:
            counts["not_visible"] += 1
        elif position.verdict is Verdict.LOW_CONFIDENCE:
            sheet.doubt(position.box)
            counts["unclear"] += 1
        elif position.verdict is not Verdict.GAP:
            sheet.frame(position.box)
            counts["present"] += 1


def _draw_products(sheet: "_Sheet", report: ShelfReport) -> int:
    """Frame every product the detector is sure of; return how many."""
    seen = [
        one.box
        for one in report.detections
        if one.thing is Thing.PRODUCT and one.confidence >= SURE
    ]
    for box in seen:
        sheet.frame(box)
    return len(seen)


def _hidden(photo: Decoded, boxes: Sequence[Box]) -> Picture:
    """Coarsen the places in boxes (pixels of the full photo), a quarter beyond each side."""
    rgb = photo.rgb.copy()
    height, width = rgb.shape[:2]
    for box in boxes:
        more = max(box.width, box.height) / 4
        left, top = (
            max(0, int((box.left - more) * photo.scale)),
            max(0, int((box.top - more) * photo.scale)),
        )
        right = min(width, int((box.right + more) * photo.scale) + 1)
        bottom = min(height, int((box.bottom + more) * photo.scale) + 1)
        if right > left and bottom > top:
            rgb[top:bottom, left:right] = _coarsened(rgb[top:bottom, left:right], _MOSAIC)
    return rgb


def _coarsened(part: Picture, blocks: int) -> Picture:
    """Leave a few flat blocks of a picture; what was between is gone, not blurred."""
    height, width = part.shape[:2]
    few = Image.fromarray(part).resize(
        (min(blocks, width), min(blocks, height)), Image.Resampling.BOX
    )
    return np.asarray(few.resize((width, height), Image.Resampling.NEAREST), np.uint8)


class _Sheet:
    """A photo being drawn on; boxes come in pixels of the full photo."""

    def __init__(self, rgb: Picture, scale: float) -> None:
        self._picture = Image.fromarray(rgb)
        self._pen = ImageDraw.Draw(self._picture)
        self._scale = scale
        self._font = _font(_LETTERS)

    def frame(self, box: Box) -> None:
        """Draw a thin plain frame: all is well here."""
        self._pen.rectangle(self._edges(box), outline=_BLUE, width=2)

    def doubt(self, box: Box) -> None:
        """Draw a frame of dots with a question mark: cannot tell."""
        left, top, right, bottom = self._edges(box)
        for x in range(left, right, 8):
            for y in (top, bottom):
                self._pen.rectangle((x, y, min(x + 4, right), y + 2), fill=_AMBER)
        for y in range(top, bottom, 8):
            for x in (left, right):
                self._pen.rectangle((x, y, x + 2, min(y + 4, bottom)), fill=_AMBER)
        self._label("?", left, top, _AMBER, _INK)

    def cross(self, box: Box, number: str) -> None:
        """Draw a thick frame with a cross and a number: a finding."""
        left, top, right, bottom = self._edges(box)
        for width, colour in ((6, _PAPER), (4, _RED)):
            self._pen.rectangle((left, top, right, bottom), outline=colour, width=width)
            self._pen.line((left, top, right, bottom), fill=colour, width=width - 2)
            self._pen.line((left, bottom, right, top), fill=colour, width=width - 2)
        if number:
            self._label(number, left, top, _RED, _PAPER)

    def finished(
        self,
        issues: Sequence[QualityIssue],
        counts: dict[str, int],
        version: str,
        locale: str,
    ) -> bytes:
        """Add the legend below the photo, what speaks against it above, and make the JPEG."""
        lines = [
            f"{quality.reason(issue, locale)} {quality.retake_tip(issue, locale)}"
            for issue in issues
        ]
        band = _LETTERS * 2
        width, height = self._picture.size
        page = Image.new("RGB", (width, height + band * (1 + len(lines))), _PAPER)
        for number, line in enumerate(lines):
            _Sheet._write(page, line, (10, band * number + 8), self._font)
        page.paste(self._picture, (0, band * len(lines)))
        if not issues:
            self._legend(page, counts, version, locale)
        return _jpeg(page)

    @staticmethod
    def _write(
        page: Image.Image, text: str, at: tuple[int, int], font: ImageFont.FreeTypeFont
    ) -> None:
        """Write one line, smaller where it would not fit."""
        room = page.width - at[0] * 2
        size = font.size
        while size > 8 and font.getlength(text) > room:  # noqa: PLR2004 - smaller is unreadable
            size -= 1
            font = _font(size)
        ImageDraw.Draw(page).text(at, text, fill=_INK, font=font)

    def _legend(self, page: Image.Image, counts: dict[str, int], version: str, locale: str) -> None:
        """Explain each mark that is there, with how often it is there."""
        marks: dict[str, _Colour] = {
            "present": _BLUE,
            "mask": _BLUE,
            "gap": _RED,
            "no_mask": _RED,
            "unclear": _AMBER,
        }
        parts = []
        for key, count in counts.items():
            if count:
                words = _WORDS[key]
                parts.append((key, f"{words.get(locale, words['en'])} {count}"))
        pen = ImageDraw.Draw(page)
        top, x = page.height - _LETTERS * 2 + 8, 10
        for key, text in parts:
            if key in marks:
                self._mark(pen, key, marks[key], (x, top + 4))
                x += _LETTERS + 6
            pen.text((x, top), text, fill=_INK, font=self._font)
            x += int(self._font.getlength(text)) + 24
        small = _font(12)
        if x + small.getlength(version) + 10 < page.width:
            at = page.width - int(small.getlength(version)) - 10, top + 6
            pen.text(at, version, fill=_INK, font=small)

    @staticmethod
    def _mark(pen: ImageDraw.ImageDraw, key: str, colour: _Colour, at: tuple[int, int]) -> None:
        """Draw the mark a legend line explains."""
        x, y = at
        side = _LETTERS - 3
        pen.rectangle((x, y, x + side, y + side), outline=colour, width=3)
        if key in {"gap", "no_mask"}:
            pen.line((x, y, x + side, y + side), fill=colour, width=2)
            pen.line((x, y + side, x + side, y), fill=colour, width=2)
        if key == "unclear":
            pen.text((x + 5, y - 1), "?", fill=_INK, font=_font(14))

    def _edges(self, box: Box) -> tuple[int, int, int, int]:
        """Box in pixels of the sheet, at least a pixel wide and high."""
        left, top = round(box.left * self._scale), round(box.top * self._scale)
        right, bottom = round(box.right * self._scale), round(box.bottom * self._scale)
        return left, top, max(right, left + 1), max(bottom, top + 1)

    def _label(self, text: str, left: int, top: int, paper: _Colour, ink: _Colour) -> None:
        """Write a short text on a coloured plate at a corner of a box."""
        wide = int(self._font.getlength(text)) + 8
        left, top = max(0, left), max(0, top)
        self._pen.rectangle((left, top, left + wide, top + _LETTERS + 6), fill=paper)
        self._pen.text((left + 4, top + 1), text, fill=ink, font=self._font)


def _font(size: float) -> ImageFont.FreeTypeFont:
    """Load the legend's font, which ships with the eyes: no machine's own fonts are needed."""
    letters = resources.files("vision").joinpath("fonts", "legend.otf").read_bytes()
    return ImageFont.truetype(io.BytesIO(letters), size)


def _jpeg(page: Image.Image) -> bytes:
    """Encode below the size limit: lower quality first, then fewer pixels."""
    for grade in (85, 75, 65, 50):
        buffer = io.BytesIO()
        page.save(buffer, "JPEG", quality=grade, optimize=True)
        if buffer.tell() < MAX_BYTES:
            return buffer.getvalue()
    smaller = page.resize((page.width * 3 // 4, page.height * 3 // 4), Image.Resampling.LANCZOS)
    return _jpeg(smaller)
