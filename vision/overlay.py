"""Verdicts drawn on a photo, for people: told apart by shape as well as by colour.

Nothing of the original file but its pixels goes into the picture: no EXIF, no thumbnail.
"""

from collections import Counter
from collections.abc import Container, Sequence

import numpy as np
from PIL import Image

from vision import quality
from vision.compliance import SURE
from vision.images import Decoded, Picture, decode
from vision.legend import MAX_BYTES, WORDS, framed, jpeg
from vision.marks import Edges, Pen
from vision.reports import KitchenReport, ShelfReport
from vision.values import (
    Box,
    Finding,
    FindingKind,
    MaskState,
    Person,
    PositionVerdict,
    QualityIssue,
    Thing,
    Verdict,
)

__all__ = ["LONG_SIDE", "MAX_BYTES", "draw_kitchen", "draw_shelf", "open_photo"]

LONG_SIDE = 1280

_MOSAIC = 6  # blocks across a face: nobody is known from 36 colours
_COARSE = 32  # blocks across a photo whose faces were not looked for

_BY_VERDICT = {
    Verdict.MATCH: "match",
    Verdict.PRESENT: "present",
    Verdict.SUBSTITUTE: "substitute",
    Verdict.OCCLUDED: "unclear",
    Verdict.LOW_CONFIDENCE: "unclear",
    Verdict.NOT_VISIBLE: "not_visible",
    Verdict.GAP: "gap",
    Verdict.WRONG_PRODUCT: "wrong_product",
    Verdict.MISPLACED: "misplaced",
}
_BY_KIND: dict[str, str] = {
    FindingKind.GAP: "gap",
    FindingKind.WRONG_PRODUCT: "wrong_product",
    FindingKind.MISPLACED: "misplaced",
    FindingKind.WRONG_PRICE: "price",
    FindingKind.NO_MASK: "no_mask",
    FindingKind.FIRE: "fire",
    FindingKind.SMOKE: "smoke",
    FindingKind.ZONE_CHANGED: "changed",
    FindingKind.BLACK_FRAME: "lens",
    FindingKind.LENS_COVERED: "lens",
    FindingKind.LENS_BLURRED: "lens",
    FindingKind.LENS_GREASY: "lens",
    FindingKind.LENS_GLARE: "lens",
    FindingKind.LENS_STEAMED: "lens",
    FindingKind.CAMERA_MOVED: "lens",
}
_BY_STATE = {
    MaskState.MASK: "mask",
    MaskState.NO_MASK: "no_mask",
    MaskState.CANNOT_TELL: "unclear",
}


def open_photo(content: bytes) -> Decoded:
    """Decode a photo at the size it is drawn on.

    Raises:
        PhotoRefused: If the bytes are not a photo that can be opened.
    """
    return decode(content, max_side=LONG_SIDE)


def draw_shelf(
    photo: Decoded, report: ShelfReport, *, locale: str, hide: Sequence[Box] = ()
) -> bytes:
    """Draw a shelf report on its photo: a JPEG, long side at most 1280 pixels, below 300 kB.

    Thin plain frames are as planned. Everything else has a sign on a label: × and the missing
    product in a crossed frame for an empty place, ≠ in a double frame for a wrong product, → in
    dashes for one that belongs elsewhere, + in short dashes for one nobody planned, ¥ for a wrong
    price, ? in dots where nobody can tell. Findings are numbered as in the report.

    Args:
        photo: The photo the report was made from, as `open_photo` opens it.
        report: What was seen.
        locale: Language of the legend; unknown ones get English.
        hide: Boxes to make unrecognisable, such as faces of shoppers, pixels of the full photo.
    """
    sheet = _Sheet(_hidden(photo, hide), photo.scale)
    if report.positions:
        _draw_positions(sheet, report)
    else:
        _draw_products(sheet, report)
    told = {finding.box for finding in report.findings}
    for extra in report.extras:
        if extra.facing.box not in told:
            sheet.draw("extra", extra.facing.box)
    for number, finding in enumerate(report.findings, start=1):
        sheet.draw(_BY_KIND.get(finding.kind, "extra"), finding.box, _label(number, finding))
    return sheet.finished(report.quality.issues, report.model_version, locale)


def draw_kitchen(
    photo: Decoded, report: KitchenReport, *, locale: str, hide: Sequence[Box] = ()
) -> bytes:
    """Draw a kitchen report on its photo, every face made unrecognisable.

    Plain frames are faces with a mask. A crossed frame is a face without one, ? in dots somebody
    of whom nobody can tell, ! what a model saw or what ails the lens, △ an area that changed.
    Findings are numbered as in the report; those of models on probation are not drawn. Pictures
    of people are hidden and counted only. Where faces were not looked for because the photo
    cannot be judged, all of it is coarsened.

    Args:
        photo: The photo the report was made from, as `open_photo` opens it; of a burst, the
            frame that was judged.
        report: What was seen.
        locale: Language of the legend; unknown ones get English.
        hide: More boxes to make unrecognisable, pixels of the full photo.
    """
    if report.quality.is_judgeable:
        rgb = _hidden(photo, [*(face.box for face in report.faces), *hide])
    else:
        rgb = _coarsened(photo.rgb, _COARSE)
    sheet = _Sheet(rgb, photo.scale)
    told = {one.box for one in report.findings if one.kind == FindingKind.NO_MASK}
    for person in report.people:
        _draw_person(sheet, person, told)
    for number, finding in enumerate(report.findings, start=1):
        if not finding.is_shadow:
            key = _BY_KIND.get(finding.kind, "finding")
            sheet.draw(key, finding.box, _kitchen_label(number, finding, key, locale))
    return sheet.finished(report.quality.issues, report.model_version, locale)


def _draw_person(sheet: "_Sheet", person: Person, told: Container[Box]) -> None:
    """Mark somebody's face, or all of them where no face is seen; findings are drawn apart."""
    face = person.face
    if person.is_picture:
        sheet.counts["picture"] += 1
    elif face is None:
        sheet.draw("unclear", person.box)
    elif face.box not in told:
        sheet.draw(_BY_STATE[face.state], face.box)


def _kitchen_label(number: int, finding: Finding, key: str, locale: str) -> str:
    """Number a finding and say what it is: an area by its code, what models see by their word."""
    if key == "no_mask":
        return str(number)
    if key in {"changed", "finding"}:
        return f"{number} {finding.item if key == 'changed' else finding.kind}"
    words = WORDS[key][1]
    return f"{number} {words.get(locale, words['en'])}"


def _draw_positions(sheet: "_Sheet", report: ShelfReport) -> None:
    """Mark every planned position by its verdict; those with a finding are drawn with it."""
    told = {finding.item for finding in report.findings}
    for position in report.positions:
        if position.slot.id not in told:
            _draw_position(sheet, position)


def _draw_position(sheet: "_Sheet", position: PositionVerdict) -> None:
    key = _BY_VERDICT[position.verdict]
    if position.box is None:
        sheet.counts["not_visible"] += 1
    else:
        name = position.slot.sku if position.verdict is Verdict.GAP else ""
        sheet.draw(key, position.box, name)


def _draw_products(sheet: "_Sheet", report: ShelfReport) -> None:
    """Frame every product the detector is sure of."""
    for one in report.detections:
        if one.thing is Thing.PRODUCT and one.confidence >= SURE:
            sheet.draw("present", one.box)


def _label(number: int, finding: Finding) -> str:
    """Number a finding, and name what is missing where it is missing."""
    names_product = finding.kind is FindingKind.GAP and finding.sku
    return f"{number} {finding.sku}" if names_product else str(number)


def _hidden(photo: Decoded, boxes: Sequence[Box]) -> Picture:
    """Coarsen the places in boxes (pixels of the full photo), a quarter beyond each side."""
    rgb = photo.rgb.copy()
    height, width = rgb.shape[:2]
    for box in boxes:
        here = photo.on_picture(box)
        more = max(here.width, here.height) / 4
        left, top = max(0, int(here.left - more)), max(0, int(here.top - more))
        right = min(width, int(here.right + more) + 1)
        bottom = min(height, int(here.bottom + more) + 1)
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
        self._pen = Pen(self._picture)
        self._scale = scale
        self.counts: Counter[str] = Counter()

    def draw(self, key: str, box: Box, text: str = "") -> None:
        """Mark a box as the legend's entry `key` says, and count it."""
        mark = WORDS[key][0]
        self.counts[key] += 1
        if mark is not None:
            self._pen.mark(mark, self._edges(box), text)

    def finished(self, issues: Sequence[QualityIssue], version: str, locale: str) -> bytes:
        """Add the legend below the photo, what speaks against it above, and make the JPEG."""
        warnings = [
            f"{quality.reason(issue, locale)} {quality.retake_tip(issue, locale)}"
            for issue in issues
        ]
        counts = {key: self.counts[key] for key in WORDS if self.counts[key]}
        return jpeg(framed(self._picture, warnings, counts, version, locale))

    def _edges(self, box: Box) -> Edges:
        """Box in pixels of the sheet, at least a pixel wide and high."""
        left, top = round(box.left * self._scale), round(box.top * self._scale)
        right, bottom = round(box.right * self._scale), round(box.bottom * self._scale)
        return left, top, max(right, left + 1), max(bottom, top + 1)
