"""Which part of a planogram a photo shows: every recognised run of facings votes for a place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from vision.matching import Column
from vision.values import Slot

_STRETCHES = (1.0, 0.95, 1.05, 0.9, 1.1, 0.85, 1.18, 0.8, 1.25, 0.75)  # likeliest first
_SAME = 0.8  # facing widths: votes this close mean the same place
_APART = 1.6  # facing widths: votes farther than this mean another place
_ENOUGH = 0.5  # share of the recognised facings that must vote for the place
_RIVAL = 0.7  # share of the winner's votes that leaves the place in doubt
_EXACT = 0.2  # facing widths: votes of cut runs that mean one and the same place lie this close
_TWIN = 0.6  # facing widths: exact places this far apart are two, if they get the same votes
_LEAST_RUNS = 2
_LEAST_SPREAD = 0.3  # of the bay: closer runs do not tell its scale


@dataclass(frozen=True, slots=True)
class Vote:
    """One seen run that could be one planned slot."""

    mm: float  # middle of the planned run
    px: float  # middle of the seen run, level with the bay's middle
    weight: int  # facings they have in common
    run: int  # which seen run votes: each counts once


@dataclass(frozen=True, slots=True)
class Line:
    """Pixels as a straight function of millimetres."""

    start: float  # pixels at 0 mm
    scale: float  # pixels per millimetre

    def at(self, mm: float) -> float:
        """Pixels of one place of the planogram."""
        return self.start + self.scale * mm


def votes_of(
    slots: Sequence[Slot], columns: Sequence[Column], *, first_run: int, lean: float
) -> list[Vote]:
    """Let every run of equal neighbours of one row vote for each slot of its product.

    Args:
        slots: The planned row.
        columns: Its seen columns, left to right.
        first_run: Number of the row's first run.
        lean: Pixels the bay's upright lines lie to the right at this row.
    """
    votes = []
    for run, (sku, stacks) in enumerate(groupby(columns, key=lambda one: one.sku), start=first_run):
        boxes = [stack.box for stack in stacks]
        middle = (boxes[0].left + boxes[-1].right) / 2 - lean
        mine = [slot for slot in slots if sku is not None and slot.sku == sku]
        votes += [vote for slot in mine for vote in _places(slot, len(boxes), middle, run)]
    return votes


def _places(slot: Slot, count: int, middle: float, run: int) -> list[Vote]:
    """Vote for every way a run, perhaps cut or short, can stand in a slot."""
    each = slot.width_mm / slot.facings
    common = min(count, slot.facings)
    return [
        Vote(slot.left_mm + each * (first + common / 2), middle, common, run)
        for first in range(slot.facings - common + 1)
    ]


def elect(
    votes: Sequence[Vote], *, total: int, scale: float, facing_px: float, length_mm: float
) -> Line | None:
    """Find the place most votes agree on, or None when too few do or two places are about equal.

    Args:
        votes: Of all rows.
        total: How many recognised facings there are, voting or not.
        scale: Roughly the pixels per millimetre.
        facing_px: Typical facing width.
        length_mm: Of the bay.
    """
    if not votes:
        return None
    reach = _SAME * facing_px
    tried = [(_densest(votes, scale * stretch, reach), stretch) for stretch in _STRETCHES]
    (won, agreed), stretch = max(tried, key=lambda one: one[0][0])
    if len({vote.run for vote in agreed}) < _LEAST_RUNS or won < _ENOUGH * total:
        return None
    starts = [vote.px - vote.mm * scale * stretch for vote in votes]
    start = float(np.median([vote.px - vote.mm * scale * stretch for vote in agreed]))
    others = [
        vote
        for vote, other in zip(votes, starts, strict=True)
        if abs(other - start) > _APART * facing_px
    ]
    if _densest(others, scale * stretch, reach)[0] > _RIVAL * won:
        return None
    if _has_twin(agreed, scale * stretch, facing_px):
        return None
    line = Line(start, scale * stretch)
    nearest: dict[int, Vote] = {}
    for vote in sorted(agreed, key=lambda one: -abs(one.px - line.at(one.mm))):
        nearest[vote.run] = vote
    return _fitted(list(nearest.values()), line, length_mm)


def _has_twin(agreed: Sequence[Vote], scale: float, facing_px: float) -> bool:
    """Say whether two places a facing apart explain the winning votes equally well.

    So it is where every run is cut or short: each can stand in its slot in several ways.
    """
    exact = _EXACT * facing_px
    most, best = _densest(agreed, scale, exact)
    at = float(np.median([vote.px - vote.mm * scale for vote in best]))
    apart = [vote for vote in agreed if abs(vote.px - vote.mm * scale - at) > _TWIN * facing_px]
    return _densest(apart, scale, exact)[0] >= most


def _densest(votes: Sequence[Vote], scale: float, reach: float) -> tuple[float, list[Vote]]:
    """Find the window of starts, twice `reach` wide, in which most facings agree."""
    starts = sorted((vote.px - vote.mm * scale, index) for index, vote in enumerate(votes))
    best: tuple[float, list[Vote]] = (0.0, [])
    for first, (start, _) in enumerate(starts):
        inside = [votes[index] for x, index in starts[first:] if x <= start + 2 * reach]
        heaviest = {vote.run: vote.weight for vote in sorted(inside, key=lambda one: one.weight)}
        won = float(sum(heaviest.values()))
        if won > best[0]:
            best = won, inside
    return best


def _fitted(votes: Sequence[Vote], line: Line, length_mm: float) -> Line:
    """Draw the line through the agreeing votes, where they lie far enough apart to tell."""
    mm = np.array([vote.mm for vote in votes])
    px = np.array([vote.px for vote in votes])
    if mm.max() - mm.min() < _LEAST_SPREAD * length_mm:
        return line
    weights = np.sqrt([vote.weight for vote in votes])
    scale, start = np.polyfit(mm, px, 1, w=weights)
    if not 1 / 1.5 < scale / line.scale < 1.5:  # noqa: PLR2004 - a few bad votes near each other
        return line
    return Line(float(start), float(scale))
