"""The weights that ship, through the real doors: drawn shelves everywhere, real photos here."""

from pathlib import Path

import pytest

from tests.unit.vision.pictures import REAL_PHOTOS, plan, real_photos
from vision.detectors import Detector
from vision.look import look_at_shelf
from vision.training.demo import render_shelf
from vision.values import Thing, Verdict
from vision.weights import load_shelf_detector

WEIGHTS = Path(__file__).parents[3] / "deploy" / "weights"
BAY = plan([[2, 3, 2], [4, 3], [3, 2, 2]], facing_mm=130)


@pytest.fixture(scope="module")
def eyes() -> Detector:
    return load_shelf_detector(WEIGHTS, threads=1)


def test_most_empty_slots_of_drawn_shelves_are_found(eyes: Detector) -> None:
    """Not a measure of accuracy (the model card has that), but no step may break the chain."""
    found, wrong, filled = 0, 0, 0
    for seed, missing in ((1, {"0.1", "2.2"}), (2, {"1.1"}), (3, {"0.0", "1.0", "2.1"})):
        content, _ = render_shelf(BAY, seed=seed, missing=sorted(missing))
        report = look_at_shelf(content, BAY, detector=eyes)
        items = {finding.item for finding in report.findings}
        found += len(items & missing)
        wrong += len(items - missing)
        filled += sum(place.verdict is Verdict.PRESENT for place in report.positions)
    assert found >= 5, "of 6 empty slots"
    assert wrong <= 1
    assert filled >= 16, "of 18 filled slots"


@real_photos
@pytest.mark.real_photos
def test_products_of_real_photos_are_seen(eyes: Detector) -> None:
    for name, labelled in (("20250529_035455-382.jpg", 91), ("20240913_161312_1107_1.jpg", 30)):
        content = (REAL_PHOTOS / "images" / name).read_bytes()
        report = look_at_shelf(content, None, detector=eyes)
        assert report.quality.is_judgeable
        seen = sum(
            one.thing is Thing.PRODUCT and one.confidence >= 0.5 for one in report.detections
        )
        assert 0.6 * labelled <= seen <= 1.5 * labelled
        assert report.rows
