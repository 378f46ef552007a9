"""The shelf door with somebody who names products and reads labels, on drawn shelves."""

import io
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageFilter

from tests.unit.vision.pictures import encoded
from vision.errors import PhotoRefused
from vision.facings import TagReading
from vision.look import ShelfAids, look_at_shelf
from vision.reports import ShelfReport
from vision.training.planogram_benchmark import Tally, TrueBoxes, TrueNames, claims_of, tally
from vision.training.planted import Deviation, PlantedShelf, plant
from vision.training.planted_photo import photograph
from vision.training.scenes import SceneTruth
from vision.values import Box, FindingKind, QualityIssue, Thing, Verdict

SEED = 7
SHELF: PlantedShelf = plant(SEED)
PHOTO, TRUTH = photograph(SHELF, seed=SEED)


class PricesByPlace:
    """Reads the same price on every label."""

    def __init__(self, price: int | None) -> None:
        self.price = price

    def read_photo(self, content: bytes, boxes: Sequence[Box]) -> list[TagReading]:
        assert content == PHOTO
        return [TagReading(box, "5.00", 0.9, self.price) for box in boxes]


def looked(
    content: bytes | Sequence[bytes] = PHOTO, *, truth: SceneTruth = TRUTH, **aids: object
) -> ShelfReport:
    rng = np.random.default_rng(1)
    names = TrueNames(truth, SHELF.known, rng)
    eyes = TrueBoxes(truth, rng)
    return look_at_shelf(
        content, SHELF.planogram, detector=eyes, aids=ShelfAids(recognizer=names, **aids)
    )


def test_every_planted_deviation_is_found_and_nothing_else() -> None:
    report = looked()
    counts = tally(claims_of(report, SHELF, TRUTH), SHELF)
    total = sum(counts.values(), Tally())
    assert total.true == len(SHELF.faults) >= 4
    assert total.f1 == 1.0
    items = {(finding.kind, finding.item) for finding in report.findings}
    for fault in SHELF.faults:
        if fault.kind in {Deviation.GAP, Deviation.WRONG_PRODUCT, Deviation.MISPLACED}:
            assert (FindingKind(fault.kind.value), fault.item) in items


def test_recognised_shelf_is_measured() -> None:
    report = looked()
    measures = {measure.name: measure for measure in report.measures}
    matched = sum(one.verdict is Verdict.MATCH for one in report.positions)
    assert measures["position_compliance"].numerator == matched
    assert {facing.sku for facing in report.facings} <= SHELF.known | {None}
    assert len(report.facings) == len(TRUTH.of(Thing.PRODUCT))


def test_labels_are_compared_with_the_price_list() -> None:
    prices = {slot.sku: 500 for slot in SHELF.planogram.slots}
    right = looked(tag_reader=PricesByPlace(500), prices=prices)
    assert len(right.tags) == len(TRUTH.of(Thing.PRICE_TAG))
    assert all(tag.slot_id for tag in right.tags)
    assert FindingKind.WRONG_PRICE not in {finding.kind for finding in right.findings}
    wrong = looked(tag_reader=PricesByPlace(450), prices=prices)
    assert sum(one.kind is FindingKind.WRONG_PRICE for one in wrong.findings) == len(wrong.tags)
    unread = looked(tag_reader=PricesByPlace(None), prices=prices)
    assert unread.findings == right.findings


def test_several_photos_are_judged_as_one_bay() -> None:
    whole = Image.open(io.BytesIO(PHOTO))
    width, height = whole.size
    cuts = [(0, 0, int(width * 0.65), height), (int(width * 0.35), 0, width, height)]
    halves = [encoded(whole.crop(cut), "JPEG", quality=95) for cut in cuts]
    rng = np.random.default_rng(1)

    class Halves:
        """Sees what is true in the half it is shown, and names it."""

        version = "halves"
        skus = SHELF.known

        def __init__(self) -> None:
            self.shown = self.named = 0

        def detect(self, rgb: np.ndarray) -> list:
            left = cuts[self.shown][0]
            self.shown += 1
            boxes = TrueBoxes(TRUTH, rng).detect(np.zeros((height, width, 3), np.uint8))
            return [
                type(one)(_moved(one.box, -left), one.thing, one.confidence)
                for one in boxes
                if left <= one.box.left and one.box.right <= left + rgb.shape[1]
            ]

        def recognize(self, rgb: np.ndarray, boxes: Sequence[Box]) -> list:
            left = cuts[self.named][0]
            self.named += 1
            names = TrueNames(TRUTH, SHELF.known, rng)
            full = [_moved(box, left) for box in boxes]
            return names.recognize(np.zeros((height, width, 3), np.uint8), full)

    eyes = Halves()
    report = look_at_shelf(halves, SHELF.planogram, detector=eyes, aids=ShelfAids(recognizer=eyes))
    assert abs(report.width - width) < width * 0.03
    assert len(report.facings) == pytest.approx(len(TRUTH.of(Thing.PRODUCT)), abs=2)
    alone = {one.slot.id: one.verdict for one in looked().positions}
    together = {one.slot.id: one.verdict for one in report.positions}
    assert sum(alone[slot] is together[slot] for slot in alone) >= 0.9 * len(alone)


def _moved(box: Box, dx: float) -> Box:
    return Box(box.left + dx, box.top, box.right + dx, box.bottom)


def test_photos_that_cannot_be_judged_are_left_out_of_several() -> None:
    blurred = Image.open(io.BytesIO(PHOTO)).filter(ImageFilter.GaussianBlur(12))
    bad = encoded(blurred, "JPEG")
    assert looked([bad, PHOTO]).positions == looked().positions
    assert QualityIssue.BLURRED in looked([bad, bad]).quality.issues


def test_no_photo_and_no_picture_are_refused() -> None:
    with pytest.raises(ValueError, match="no photo"):
        looked([])
    with pytest.raises(PhotoRefused):
        looked([PHOTO, b"hello"])
