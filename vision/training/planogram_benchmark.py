"""How well planted deviations are found: generated shelves, seeded, with exact truth."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from vision.compliance import SURE
from vision.facings import Candidate, Extra, Recognition
from vision.geometry import iou
from vision.images import Picture
from vision.reports import ShelfReport
from vision.training.canvas import Rng
from vision.training.planted import Deviation, Fault, PlantedShelf
from vision.training.scenes import SceneTruth
from vision.values import Box, Detection, PositionVerdict, Thing, Verdict

_SAME = 0.5  # overlap that makes two boxes the same pack
# Of wrong answers, how many have the truth close behind. Of 7 known packs on shelves of other seeds
# that the shipped recogniser would not name, all had; this is Laplace's estimate.
IN_REACH = 8 / 9
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

    Its answers are as sure as the shipped recogniser's were on generated shelves: right ones
    mostly between 0.55 and 0.7, wrong ones below 0.56. With `blind` errors are as sure as
    right answers, and nothing in them hints at the truth.
    """

    def __init__(
        self,
        truth: SceneTruth,
        known: frozenset[str],
        rng: Rng,
        *,
        errors: float = 0.0,
        blind: bool = False,
    ) -> None:
        self._packs = truth.of(Thing.PRODUCT)
        self._errors = errors
        self._blind = blind
        self._rng = rng
        self._width = truth.width
        self.skus = known

    def recognize(self, rgb: Picture, boxes: Sequence[Box]) -> list[Recognition]:
        """Name the pack that overlaps each box most."""
        scale = self._width / rgb.shape[1]
        full = [Box(*(scale * edge for edge in _edges(box))) for box in boxes]
        return [self._answer(box) for box in full]

    def _answer(self, box: Box) -> Recognition:
        pack = max(self._packs, key=lambda one: iou(one.box, box), default=None)
        name = pack.sku if pack and iou(pack.box, box) > 0 else None
        sku = name if name in self.skus else None
        sure = float(np.clip(self._rng.normal(0.625, 0.045), 0.505, 0.8))
        if self._rng.random() >= self._errors:
            return Recognition(sku, sure)
        wrong = str(self._rng.choice(sorted(self.skus - {sku})))
        if self._blind:
            return Recognition(wrong, sure)
        near = self._rng.random() < IN_REACH and sku is not None
        second = sku if near else str(self._rng.choice(sorted(self.skus - {sku, wrong})))
        candidates = (Candidate(wrong, 0.8), Candidate(str(second), 0.75))
        return Recognition(wrong, float(self._rng.uniform(0.5, 0.56)), candidates)


class TrueBoxes:
    """A detector that knows the truth of one photo, and misses as much as it is told to."""

    version = "truth"

    def __init__(self, truth: SceneTruth, rng: Rng, *, dropout: float = 0.0) -> None:
        self._truth = truth
        self._dropout = dropout
        self._rng = rng

    def detect(self, rgb: Picture) -> list[Detection]:
        """See the true boxes, except for the products and gaps that are missed."""
        scale = rgb.shape[1] / self._truth.width
        return [
            Detection(Box(*(scale * edge for edge in _edges(one.box))), one.thing, 0.95)
            for one in self._truth.objects
            if one.thing is Thing.PRICE_TAG or self._rng.random() >= self._dropout
        ]


def _edges(box: Box) -> tuple[float, float, float, float]:
    return box.left, box.top, box.right, box.bottom


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
