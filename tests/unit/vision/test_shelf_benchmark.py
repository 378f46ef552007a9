"""The public benchmark: it tells good eyes from bad ones, and is drawn alike every time."""

from tests.unit.vision.pictures import CannedDetector
from vision.training.shelf_benchmark import Extent, score_planograms, score_scenes

SMALL = Extent(scenes=1, shelves=1, draws=0)
BLIND = CannedDetector(lambda _: [])


def test_blind_eyes_find_nothing() -> None:
    scores = score_scenes(BLIND, SMALL)
    assert scores["photos"] == 1
    assert scores["scores"]["product"]["ap50"] == 0
    assert scores["scores"]["product"]["truths"] > 5


def test_verdicts_from_true_boxes_are_good_and_equal_every_time() -> None:
    ways = score_planograms(BLIND, None, SMALL)
    assert set(ways) == {"true_boxes", "noisy_boxes"}
    assert ways["true_boxes"]["all"]["f1"] > 0.8
    assert ways["true_boxes"]["all"]["planted"] > 0
    assert ways == score_planograms(BLIND, None, SMALL)
