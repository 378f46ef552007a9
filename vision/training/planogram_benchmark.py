"""How well planted deviations are found: generated shelves, seeded, with exact truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vision.facings import Candidate, Extra, Recognition
from vision.geometry import iou
from vision.reports import ShelfReport
from vision.training.canvas import Rng
from vision.training.planted import Deviation, Fault, PlantedShelf
from vision.training.scenes import SceneTruth
from vision.values import Box, Detection, PositionVerdict, Thing, Verdict

SURE = 0.6  # deviations the report is less sure of than this are not counted as claimed
_SAME = 0.5  # overlap that makes two boxes the same pack
# Of wrong answers, how many have the truth close behind: 7-Eleven Taiwan report 98.39 % in first
# place and 99.48 % in the first five for unseen products with five pictures each.
IN_REACH = (0.9948 - 0.9839) / (1 - 0.9839)
_BY_VERDICT = {
    Verdict.GAP: Deviation.GAP,
    Verdict.WRONG_PRODUCT: Deviation.WRONG_PRODUCT,
    Verdict.MISPLACED: Deviation.MISPLACED,
}
_COVERING = frozenset({Verdict.WRONG_PRODUCT, Verdict.MISPLACED})


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deviations were found, claimed and true."""

    found: int = 0
    claimed: int = 0
    true: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.found + other.found, self.claimed + other.claimed, self.true + other.true)

    @property
    def precision(self) -> float:
        """Share of the claims that are true; 1 when nothing was claimed."""
        return self.found / self.claimed if self.claimed else 1.0

    @property
    def recall(self) -> float:
        """Share of the truth that was claimed; 1 when there is none."""
        return self.found / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.claimed + self.true
        return 2 * self.found / both if both else 1.0


class TrueNames:
    """A recogniser that knows the truth of one photo, and errs as often as it is told to.

    It errs as a calibrated recogniser does: the chance of a wrong answer is one minus its
    confidence, so most errors are made where it was not sure.
    """

    def __init__(
        self, truth: SceneTruth, known: frozenset[str], *, errors: float = 0.0, rng: Rng
    ) -> None:
        self._packs = truth.of(Thing.PRODUCT)
        self._errors = errors
        self._rng = rng
        self._width = truth.width
        self.skus = known

    def recognize(self, rgb: np.ndarray, boxes: Sequence[Box]) -> list[Recognition]:
        """Name the pack that overlaps each box most."""
        scale = self._width / rgb.shape[1]
        full = [Box(*(scale * edge for edge in _edges(box))) for box in boxes]
        return [self._answer(box) for box in full]

    def _answer(self, box: Box) -> Recognition:
        pack = max(self._packs, key=lambda one: iou(one.box, box), default=None)
        name = pack.sku if pack and iou(pack.box, box) > 0 else None
        sku = name if name in self.skus else None
        if not self._errors:
            return Recognition(sku, 0.98)
        shape = 10.0 * self._errors
        sureness = float(np.clip(self._rng.beta(10.0 - shape, shape), 0.05, 0.999))
        if self._rng.random() < sureness:
            return Recognition(sku, sureness)
        wrong = str(self._rng.choice(sorted(self.skus - {sku})))
        near = self._rng.random() < IN_REACH and sku is not None
        candidates = (Candidate(wrong, 0.8), Candidate(str(sku), 0.75)) if near else ()
        return Recognition(wrong, sureness, candidates)


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


def true_detections(
    truth: SceneTruth, scale: float, *, dropout: float = 0.0, rng: Rng
) -> list[Detection]:
    """See the true boxes, except for a share of products and gaps that is missed."""
    return [
        Detection(Box(*(scale * edge for edge in _edges(one.box))), one.thing, 0.95)
        for one in truth.objects
        if one.thing is Thing.PRICE_TAG or rng.random() >= dropout
    ]


def claims_of(report: ShelfReport, shelf: PlantedShelf, truth: SceneTruth) -> set[Fault]:
    """Read the deviations a report claims, in the words of the truth.

    Extras that a claimed verdict already speaks of are no claims of their own.
    """
    claims: set[Fault] = set()
    packs = truth.of(Thing.PRODUCT)
    strays = list(report.extras)
    moved = {one.slot.sku for one in report.positions if one.verdict is Verdict.MISPLACED}
    for position in report.positions:
        inside = [one for one in strays if _stands_in(one, position)]
        claims |= {Fault(kind, position.slot.id) for kind in _kinds(position, len(inside))}
        if position.verdict in _COVERING:
            strays = [one for one in strays if one not in inside]
    for extra in (one for one in strays if one.facing.sku not in moved):
        pack = max(packs, key=lambda one: iou(one.box, extra.facing.box))
        name = pack.slot if iou(pack.box, extra.facing.box) >= _SAME else None
        if name not in shelf.fillers:
            claims.add(Fault(Deviation.EXTRA, name or f"nothing at {extra.facing.box}"))
    return claims


def _stands_in(extra: Extra, position: PositionVerdict) -> bool:
    box, pack = position.box, extra.facing.box
    return (
        box is not None
        and box.left <= pack.center[0] <= box.right
        and min(box.bottom, pack.bottom) - max(box.top, pack.top) > pack.height / 4
    )


def _kinds(position: PositionVerdict, extras: int) -> Iterable[Deviation]:
    """What one verdict claims; a facing is missing where nothing stands and none is in doubt."""
    if position.verdict in _BY_VERDICT and position.confidence >= SURE:
        yield _BY_VERDICT[position.verdict]
    seen = position.seen_facings + position.unclear_facings + extras
    if position.verdict is Verdict.MATCH and seen < position.slot.facings:
        yield Deviation.MISSING_FACING


def tally(claims: set[Fault], shelf: PlantedShelf) -> dict[Deviation, Tally]:
    """Compare claims with the truth, kind by kind."""
    counts = {}
    for kind in Deviation:
        claimed = {claim for claim in claims if claim.kind is kind}
        true = {fault for fault in shelf.faults if fault.kind is kind}
        counts[kind] = Tally(len(claimed & true), len(claimed), len(true))
    return counts
