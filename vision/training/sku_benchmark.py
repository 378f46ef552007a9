"""The public benchmark of recognition: products that exist nowhere else, known by a few crops."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from vision.gallery import Gallery, Reference
from vision.nearness import Space
from vision.recognize import Embedder, Thresholds, decide
from vision.training.canvas import Canvas
from vision.training.embedder_crops import Assortment, by_product, photograph_products
from vision.training.sku_scores import Rate, auroc, top_one

TEST_SEED = 900_001
VALIDATION_SEED = 800_001  # thresholds are chosen here; training uses 1000
_LEAST_ROUNDS = 2  # a known product must be in view this often beyond its references


@dataclass(frozen=True, slots=True)
class SkuBenchmark:
    """Which world is photographed. Equal values give equal crops on any machine."""

    seed: int = TEST_SEED
    products: int = 300
    known: int = 200  # at most; the others are the unknown ones
    rounds: int = 12
    most_shots: int = 5


@dataclass(frozen=True, slots=True)
class ShotScore:
    """What a gallery of a number of crops for each product answers."""

    shots: int
    top_one: Rate  # the nearest product is the right one, believed or not
    named: Rate  # known crops that are named, and rightly
    wrong: Rate  # known crops that are named wrongly
    false_accepts: Rate  # unknown crops that are named
    auroc: float

    def as_dict(self) -> dict[str, Any]:
        """Return plain values; a rate as share, low, high."""
        rates = {
            name: (rate.value, *rate.interval)
            for name, rate in (
                ("top_one", self.top_one), ("named", self.named), ("wrong", self.wrong),
                ("false_accepts", self.false_accepts),
            )
        }  # fmt: skip
        return {"shots": self.shots, **rates, "auroc": self.auroc}


@dataclass(frozen=True, slots=True)
class SkuReport:
    """What the benchmark says about one embedder."""

    embedder: str
    benchmark: SkuBenchmark
    thresholds: Thresholds
    scores: tuple[ShotScore, ...]
    ms_per_crop: float
    seconds_per_new_product: float  # from five decoded pictures to a gallery that knows it

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return {
            "embedder": self.embedder,
            "benchmark": asdict(self.benchmark),
            "thresholds": asdict(self.thresholds),
            "scores": [score.as_dict() for score in self.scores],
            "ms_per_crop": self.ms_per_crop,
            "seconds_per_new_product": self.seconds_per_new_product,
        }


@dataclass(frozen=True, slots=True)
class World:
    """Crops of one generated world: references and questions never come from one photo."""

    references: Mapping[str, Sequence[Canvas]]
    known: Sequence[tuple[str, Canvas]] = field(default=())
    unknown: Sequence[Canvas] = field(default=())


def make_world(benchmark: SkuBenchmark) -> World:
    """Photograph the products again and again, on other shelves each time."""
    products = Assortment.invent(benchmark.seed, benchmark.products)
    rng = np.random.default_rng(benchmark.seed + 1)
    sightings: dict[str, list[Canvas]] = {}
    for _ in range(benchmark.rounds):
        for sku, crops in by_product(photograph_products(rng, products.looks)).items():
            sightings.setdefault(sku, []).append(crops[0])  # one facing of each photo
    shots = benchmark.most_shots
    often = [sku for sku in sorted(sightings) if len(sightings[sku]) >= shots + _LEAST_ROUNDS]
    chosen = often[: benchmark.known]
    return World(
        {sku: sightings[sku][:shots] for sku in chosen},
        [(sku, crop) for sku in chosen for crop in sightings[sku][shots:]],
        [crop for sku in sorted(set(sightings) - set(chosen)) for crop in sightings[sku]],
    )


def run(
    embedder: Embedder,
    benchmark: SkuBenchmark | None = None,
    *,
    shots: Sequence[int] = (5, 3, 1),
    thresholds: Thresholds | None = None,
) -> SkuReport:
    """Measure an embedder with its own thresholds, or others.

    Args:
        embedder: Whose vectors are compared.
        benchmark: Which world.
        shots: How many crops of each product a gallery holds; one score each.
        thresholds: From where on an answer is believed.
    """
    benchmark = benchmark or SkuBenchmark()
    limits = thresholds or embedder.thresholds
    world = make_world(benchmark)
    views = {sku: embedder.embed_crops(crops) for sku, crops in world.references.items()}
    began = time.perf_counter()
    known = embedder.embed_crops([crop for _, crop in world.known])
    unknown = embedder.embed_crops(world.unknown)
    spent = time.perf_counter() - began
    truth = [sku for sku, _ in world.known]
    scores = []
    for count in shots:
        rows = (Reference(sku, vectors[:count]) for sku, vectors in views.items())
        space = Space(Gallery(embedder.version, tuple(rows)))
        near = space.similarities(known), space.similarities(unknown)
        scores.append(_score(count, space.skus, truth, near, limits))
    return SkuReport(
        embedder.version, benchmark, limits, tuple(scores),
        1000 * spent / (len(known) + len(unknown)), _learning_time(embedder, world, views),
    )  # fmt: skip


def _score(
    count: int,
    skus: Sequence[str],
    truth: Sequence[str],
    near: tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]],
    limits: Thresholds,
) -> ShotScore:
    known, unknown = near
    places = [skus.index(sku) for sku in truth]
    named = [decide(skus, row, limits).sku for row in known]
    right = sum(name == sku for name, sku in zip(named, truth, strict=True))
    wrong = sum(name is not None for name in named) - right
    accepted = sum(decide(skus, row, limits).sku is not None for row in unknown)
    return ShotScore(
        count, top_one(known, places), Rate(right, len(truth)), Rate(wrong, len(truth)),
        Rate(accepted, len(unknown)), auroc(known.max(axis=1), unknown.max(axis=1)),
    )  # fmt: skip


def _learning_time(embedder: Embedder, world: World, views: Mapping[str, Any]) -> float:
    """Time what a new product costs in a gallery that knows all the others already."""
    new, *others = world.references
    gallery = Gallery(embedder.version, tuple(Reference(sku, views[sku]) for sku in others))
    began = time.perf_counter()
    vectors = embedder.embed_crops(world.references[new])
    Space(gallery.with_reference(Reference(new, vectors)))
    return time.perf_counter() - began
