"""A golden photo made into a draft planogram; apart from rules.py, as it starts from what was seen.

A shelf that somebody put right by hand is the quickest planogram there is: what stands there,
recognised and in order, becomes a draft that a person looks through before it is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from statistics import median

from core.words import Words
from planograms.rules import PlanogramDraft, SlotDraft
from vision.facings import Facing


@dataclass(frozen=True, slots=True)
class Unknown:
    """A facing that nobody recognised, and so no part of the draft: a person has to look."""

    row: int
    column: int


@dataclass(frozen=True, slots=True)
class GoldenDraft:
    """What a golden photo comes to."""

    draft: PlanogramDraft
    unknown: tuple[Unknown, ...]
    mm_per_pixel: float


class NothingRecognisedError(ValueError):
    """No facing on the photo is a product whose width is known."""


def draft_from_facings(
    facings: Sequence[Facing],
    widths: Mapping[str, float],
    *,
    shelf_code: str,
    name: Words,
    valid_from_on: date,
) -> GoldenDraft:
    """Return the planogram that a shelf shows, as a draft.

    How many millimetres a pixel is comes from the known widths of what was recognised: the median,
    as one product that was mistaken for another must not stretch the shelf. Neighbouring facings of
    one product are one slot; packs on top of others are not counted. A slot ends half-way to the
    next one, so that the draft has no overlap even where the photo shows one.

    Args:
        facings: What stands on the shelf, recognised.
        widths: Millimetres of one facing of each known product.
        shelf_code: For which shelf.
        name: Of the planogram.
        valid_from_on: When it begins.

    Raises:
        NothingRecognisedError: If no facing is of a product with a known width.
    """
    floor = [one for one in facings if one.level == 0]
    known = [one for one in floor if one.sku in widths and one.box.width > 0]
    if not known:
        msg = "no product with a known width was recognised on this photo"
        raise NothingRecognisedError(msg)
    scale = median(widths[one.sku or ""] / one.box.width for one in known)
    left, right = min(one.box.left for one in floor), max(one.box.right for one in floor)
    top, bottom = min(one.box.top for one in facings), max(one.box.bottom for one in floor)
    slots = tuple(
        slot
        for row, (_, here) in enumerate(groupby(sorted(floor, key=_order), key=lambda one: one.row))
        for slot in _slots_of_row(row, list(here), left=left, right=right, scale=scale)
        if slot.sku in widths
    )
    draft = PlanogramDraft(
        shelf_code=shelf_code,
        name=name,
        width_mm=round((right - left) * scale, 1),
        height_mm=round((bottom - top) * scale, 1),
        valid_from_on=valid_from_on,
        slots=slots,
    )
    unknown = tuple(Unknown(one.row, one.column) for one in floor if one.sku not in widths)
    return GoldenDraft(draft, unknown, scale)


def _order(facing: Facing) -> tuple[int, int, float]:
    return facing.row, facing.column, facing.box.left


def _slots_of_row(
    row: int, facings: Sequence[Facing], *, left: float, right: float, scale: float
) -> list[SlotDraft]:
    """Return the slots of one row, what was not recognised too: it keeps its place free."""
    runs = [list(run) for _, run in groupby(facings, key=lambda one: one.sku)]
    edges = [
        max(left, facings[0].box.left),
        *((before[-1].box.right + after[0].box.left) / 2 for before, after in pairwise(runs)),
        min(right, facings[-1].box.right),
    ]
    slots = []
    for number, (run, (begin, end)) in enumerate(zip(runs, pairwise(edges), strict=True)):
        begin_mm, end_mm = round((begin - left) * scale, 1), round((end - left) * scale, 1)
        slots.append(
            SlotDraft(
                code=f"{row}-{number:02}",
                sku=run[0].sku or "",
                row=row,
                left_mm=begin_mm,
                width_mm=round(end_mm - begin_mm, 1),
                facings=len(run),
            )
        )
    return slots
