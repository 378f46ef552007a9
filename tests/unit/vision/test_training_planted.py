"""Planted shelves: what is noted as wrong is wrong, and nothing else is."""

import numpy as np
import pytest

from vision.facings import Extra, ExtraKind, Facing
from vision.quality import measure
from vision.reports import ShelfReport
from vision.training.planogram_benchmark import Tally, TrueBoxes, TrueNames, claims_of, tally
from vision.training.planted import Deviation, plant
from vision.training.planted_photo import photograph
from vision.values import Box, Thing

SEEDS = range(40, 52)


@pytest.mark.parametrize("seed", SEEDS)
def test_faults_are_what_differs_from_the_planogram(seed: int) -> None:
    shelf = plant(seed)
    assert shelf == plant(seed)
    faulty = {fault.item.split("/")[0] for fault in shelf.faults}
    for slot in shelf.planogram.slots:
        here = [one.sku for one in shelf.stands if one.name.split("/")[0] == slot.id]
        if slot.id not in faulty:
            strayed = [sku for sku in here if sku != slot.sku]
            assert here.count(slot.sku) + len(strayed) == slot.facings
            assert len(strayed) <= 1  # the pack of a slot that is called misplaced


def test_all_kinds_are_planted() -> None:
    kinds = {fault.kind for seed in SEEDS for fault in plant(seed).faults}
    assert kinds == set(Deviation)


def test_truth_names_the_stands() -> None:
    shelf = plant(44)
    content, truth = photograph(shelf, seed=44, size=(800, 600))
    assert photograph(shelf, seed=44, size=(800, 600))[0] == content
    packs = truth.of(Thing.PRODUCT)
    assert {pack.slot: pack.sku for pack in packs}.items() <= {
        name: stand.sku for name, stand in shelf.by_name.items()
    }.items()
    assert len(packs) >= 0.9 * len(shelf.stands)


def test_eyes_that_err_err_as_often_as_told() -> None:
    shelf = plant(45)
    _, truth = photograph(shelf, seed=45, size=(800, 600))
    rng = np.random.default_rng(0)
    packs = truth.of(Thing.PRODUCT)
    picture = np.zeros((600, 800, 3), np.uint8)
    boxes = [pack.box for pack in packs]
    names = TrueNames(truth, shelf.known, rng, errors=0.3)
    said = [one.sku for _ in range(20) for one in names.recognize(picture, boxes)]
    true = [pack.sku if pack.sku in shelf.known else None for pack in packs] * 20
    wrong = np.mean([one != other for one, other in zip(said, true, strict=True)])
    assert 0.25 < wrong < 0.35
    seen = np.mean([len(TrueBoxes(truth, rng, dropout=0.3).detect(picture)) for _ in range(20)])
    tags = len(truth.of(Thing.PRICE_TAG))
    assert 0.6 < (seen - tags) / (len(truth.objects) - tags) < 0.8


def test_claims_that_are_not_true_cost_precision() -> None:
    shelf = plant(46)
    _, truth = photograph(shelf, seed=46, size=(800, 600))
    quality = measure(np.zeros((0, 0, 3), np.uint8), full_short_side=0)
    nothing = ShelfReport(quality, 800, 600)
    total = sum(tally(claims_of(nothing, shelf, truth), shelf).values(), Tally())
    assert (total.found, total.claimed, total.recall, total.precision) == (0, 0, 0.0, 1.0)
    made_up = Extra(Facing(Box(0, 0, 3, 3), 0.9, 0, 0), ExtraKind.FOREIGN)
    report = ShelfReport(quality, 800, 600, extras=(made_up,))
    extra = tally(claims_of(report, shelf, truth), shelf)[Deviation.EXTRA]
    assert (extra.found, extra.claimed, extra.precision) == (0, 1, 0.0)
    assert Tally().f1 == Tally().recall == 1.0
