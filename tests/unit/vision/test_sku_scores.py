"""The scores of recognition, by hand on small numbers."""

import math

import numpy as np
import pytest

from vision.training.sku_scores import Rate, auroc, false_accepts, top_one


def test_a_rate_comes_with_its_wilson_interval() -> None:
    low, high = Rate(8, 10).interval
    assert (low, high) == pytest.approx((0.490, 0.943), abs=1e-3)
    assert str(Rate(8, 10)) == "80.0% (49.0%-94.3%)"
    assert Rate(0, 5).interval[0] == 0


def test_no_trials_say_nothing() -> None:
    assert math.isnan(Rate(0, 0).value)
    assert Rate(0, 0).interval == (0.0, 1.0)


def test_auroc_is_one_when_all_known_crops_are_nearer() -> None:
    assert auroc(np.array([2.0, 3.0]), np.array([0.0, 1.0])) == 1
    assert auroc(np.array([0.0]), np.array([1.0])) == 0
    assert auroc(np.array([1.0]), np.array([1.0])) == 0.5


def test_false_accepts_pass_what_most_known_crops_pass() -> None:
    known = np.arange(1, 11) / 10
    assert false_accepts(known, np.array([0.0, 0.15, 0.5, 0.9]), kept=0.9).hits == 2


def test_the_nearest_product_is_the_largest_column() -> None:
    near = np.array([[0.1, 0.9], [0.8, 0.2], [0.3, 0.4]])
    assert top_one(near, [1, 0, 0]).hits == 2
