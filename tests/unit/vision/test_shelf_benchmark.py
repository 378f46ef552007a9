"""The public benchmark: it tells good eyes from bad ones, and is drawn alike every time."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.unit.vision.networks import colour_detector
from tests.unit.vision.pictures import CannedDetector
from vision.detectors import OpenVinoDetector
from vision.gallery import Gallery
from vision.training import shelf_benchmark
from vision.training.planted_gallery import gallery_of
from vision.training.shelf_benchmark import Extent, run_benchmark, score_planograms, score_scenes
from vision.values import Thing
from vision.weights import load_embedder

WEIGHTS = Path(__file__).parents[3] / "deploy" / "weights"
SMALL = Extent(scenes=1, shelves=1, from_pixels=1, products=5, known=2, rounds=9, draws=0)
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


def test_from_pixels_blind_eyes_are_worse_than_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    def empty(_: object, embedder: shelf_benchmark.Embedder, *, seed: int) -> Gallery:
        return Gallery(embedder.version)

    monkeypatch.setattr(shelf_benchmark, "gallery_of", empty)
    ways = score_planograms(BLIND, load_embedder(WEIGHTS), SMALL)
    assert ways["pixels"]["shelves"] == 1
    assert ways["pixels"]["all"]["planted"] == ways["true_boxes"]["all"]["planted"]
    assert ways["pixels"]["all"]["f1"] < ways["true_boxes"]["all"]["f1"]


def test_whole_benchmark_runs_networks_in_full_precision_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vision.networks.Network._faster_precision", _never)
    monkeypatch.setattr(shelf_benchmark, "gallery_of", partial(gallery_of, shots=1))
    eyes = OpenVinoDetector(
        colour_detector(tmp_path / "colours.xml"), version="colours-1", classes=tuple(Thing),
        thresholds=dict.fromkeys(Thing, 0.5), input_px=128,
    )  # fmt: skip
    sheet = run_benchmark(eyes, WEIGHTS, SMALL)
    assert sheet["format"] == "rounds-shelf-benchmark/1"
    assert sheet["extent"] == asdict(SMALL)
    assert [one["shots"] for one in sheet["products"]["scores"]] == [5, 1]
    assert set(sheet["planograms"]) == {"true_boxes", "noisy_boxes", "pixels"}
    assert _numbers_are_plain(sheet)


def _never(*_: object) -> str:
    pytest.fail("a precision was chosen by the clock")


def _numbers_are_plain(sheet: object) -> bool:
    """JSON knows no numbers of numpy."""
    if isinstance(sheet, Mapping):
        return all(_numbers_are_plain(one) for one in sheet.values())
    if isinstance(sheet, list | tuple):
        return all(_numbers_are_plain(one) for one in sheet)
    return not isinstance(sheet, np.generic)
