"""The public benchmark of the shelf eyes: everything is drawn from seeds, nothing is fetched.

Three parts: boxes on invented shelves, products known from five pictures each, and deviations
planted on stocked planograms, from true boxes down to pixels. Pictures are the same on every
machine, and networks run in 32 bits, so that no figure hangs on which precision is faster there.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from vision.detectors import Detector, OpenVinoDetector
from vision.look import Recognizer as Names
from vision.look import ShelfAids, look_at_shelf
from vision.recognize import Embedder, Recognizer
from vision.training.evaluate import WORKING_POINT, Judged, Label, score_class
from vision.training.planogram_benchmark import Tally, TrueBoxes, TrueNames, claims_of, tally
from vision.training.planted import Deviation, PlantedShelf, plant
from vision.training.planted_gallery import gallery_of
from vision.training.planted_photo import photograph
from vision.training.scenes import SceneTruth, render_scene
from vision.values import Thing
from vision.weights import load_embedder, model_names

FORMAT = "rounds-shelf-benchmark/1"
_FIRST_SCENE = 9_000_000  # seeds that no training uses
_FIRST_SHELF = 1
_NOISE = 0.03  # of boxes missed and of products mistaken

Eyes = Callable[[PlantedShelf, SceneTruth, int], tuple[Detector, Names]]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is drawn; published figures use the defaults, which take minutes on two cores."""

    scenes: int = 60
    shelves: int = 60
    from_pixels: int = 20  # of the shelves: each costs five more photos, for its gallery
    products: int = 120
    known: int = 80
    rounds: int = 9
    draws: int = 300


def run_benchmark(
    detector: OpenVinoDetector, weights: Path, extent: Extent | None = None
) -> dict[str, Any]:
    """Score detector, embedder and verdicts on generated shelves, in 32 bits.

    Args:
        detector: The shelf detector.
        weights: Folder of the shipped weights, for the embedder; without one its parts are empty.
        extent: How much to draw.

    Returns:
        Plain values for JSON, described in docs/reference/vision-json.md.
    """
    extent = extent or Extent()
    exact = detector.in_full_precision()
    embedder = None
    if "embed" in model_names(weights):
        embedder = load_embedder(weights).in_full_precision()
    return {
        "format": FORMAT,
        "extent": asdict(extent),
        "detector": score_scenes(exact.uncut(), extent),
        "products": None if embedder is None else score_products(embedder, extent),
        "planograms": score_planograms(exact, embedder, extent),
    }


def score_scenes(detector: Detector, extent: Extent) -> dict[str, Any]:
    """Score a detector on invented shelves."""
    judged: dict[Thing, list[Judged]] = {thing: [] for thing in Thing}
    scenes = [render_scene(seed) for seed in range(_FIRST_SCENE, _FIRST_SCENE + extent.scenes)]
    scenes.sort(key=lambda scene: scene[0].shape)  # a network is compiled anew for every shape
    for rgb, truth in scenes:
        found = detector.detect(rgb)
        for thing, photos in judged.items():
            mine = [one for one in found if one.thing is thing]
            photos.append(Judged(list(_labels(truth, thing)), mine))
    scores = {
        thing.value: asdict(score_class(photos, extent.draws, WORKING_POINT))
        for thing, photos in judged.items()
        if any(photo.labels for photo in photos)
    }
    return {"detector": detector.version, "photos": extent.scenes, "scores": scores}


def score_products(embedder: Embedder, extent: Extent) -> dict[str, Any]:
    """Score an embedder on products it was never trained on, five pictures each."""
    from vision.training import sku_benchmark  # noqa: PLC0415 - draws a world of its own

    world = sku_benchmark.SkuBenchmark(
        products=extent.products, known=extent.known, rounds=extent.rounds
    )
    report = sku_benchmark.run(embedder, world, shots=(5, 1)).as_dict()
    return {key: report[key] for key in ("embedder", "benchmark", "thresholds", "scores")}


def score_planograms(
    detector: Detector, embedder: Embedder | None, extent: Extent
) -> dict[str, dict[str, Any]]:
    """Score verdicts with true boxes, with some missed and mistaken, and from pixels.

    From pixels, the first of the same shelves are judged, and only with an embedder.
    """
    ways: dict[str, Eyes] = {"true_boxes": _truth(0.0), "noisy_boxes": _truth(_NOISE)}
    counts = dict.fromkeys(ways, extent.shelves)
    if embedder is not None:
        ways["pixels"] = _shipped(detector, embedder)
        counts["pixels"] = min(extent.from_pixels, extent.shelves)
    totals = {way: dict.fromkeys(Deviation, Tally()) for way in ways}
    for number in range(extent.shelves):
        photo = _Photo(_FIRST_SHELF + number)
        for way in (way for way in ways if number < counts[way]):
            for kind, one in photo.judged(ways[way]).items():
                totals[way][kind] += one
    return {way: _summary(counts[way], totals[way]) for way in ways}


class _Photo:
    """One planted shelf, photographed once for all who look at it."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._shelf = plant(seed)
        self._content, self._truth = photograph(self._shelf, seed=seed)

    def judged(self, eyes: Eyes) -> dict[Deviation, Tally]:
        detector, names = eyes(self._shelf, self._truth, self._seed)
        aids = ShelfAids(recognizer=names)
        report = look_at_shelf(self._content, self._shelf.planogram, detector=detector, aids=aids)
        return tally(claims_of(report, self._shelf, self._truth), self._shelf)


def _truth(noise: float) -> Eyes:
    """Eyes that know the truth but for a share of boxes missed and products mistaken."""

    def eyes(shelf: PlantedShelf, truth: SceneTruth, seed: int) -> tuple[Detector, Names]:
        rng = np.random.default_rng(seed)
        names = TrueNames(truth, shelf.known, rng, errors=noise)
        return TrueBoxes(truth, rng, dropout=noise), names

    return eyes


def _shipped(detector: Detector, embedder: Embedder) -> Eyes:
    """Eyes with networks, and a gallery of each shelf's products."""

    def eyes(shelf: PlantedShelf, _: SceneTruth, seed: int) -> tuple[Detector, Names]:
        return detector, Recognizer(embedder, gallery_of(shelf, embedder, seed=seed))

    return eyes


def _summary(shelves: int, totals: Mapping[Deviation, Tally]) -> dict[str, Any]:
    every = sum(totals.values(), Tally())
    return {
        "shelves": shelves,
        "all": _rates(every),
        "deviations": {kind.value: _rates(one) for kind, one in totals.items()},
    }


def _rates(one: Tally) -> dict[str, float]:
    return {"planted": one.true, "precision": one.precision, "recall": one.recall, "f1": one.f1}


def _labels(truth: SceneTruth, thing: Thing) -> Sequence[Label]:
    """The truth of one class as a COCO file would tell it."""
    return [
        {"bbox": [box.left, box.top, box.width, box.height], "area": box.area, "iscrowd": 0}
        for box in (item.box for item in truth.of(thing))
    ]
