"""Shares of a shelf, and what every measure keeps to."""

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.vision.measured import FAMILIES, measured, parts, place, unit
from vision.facings import Extra, ExtraKind, Facing, TagReading
from vision.measures import Shelf, measure_shelf
from vision.values import Box, Verdict

V = Verdict


def test_share_of_shelf_counts_facings_length_with_empty_places_and_area() -> None:
    shelf = Shelf(
        positions=[
            place("cola", V.MATCH, 0, planned=3, seen=3),
            place("fizz", V.MATCH, 3, seen=1),
            place("fizz", V.GAP, 4, planned=2),
            place("bean", V.MATCH, 6, seen=1),
            place("stray", V.GAP, 7),
        ],
        facings=[
            *(unit("cola", n) for n in range(3)), unit("cola", 0, level=1), unit("fizz", 3),
            unit("bean", 6), unit(None, 8), unit("noname", 9),
        ],
        families=FAMILIES,
    )  # fmt: skip
    nameless = {"unknown": 1, "no_family": 1}
    cola, coffee = ("drinks", "Cola"), ("coffee", "Bean")
    assert parts(measured(shelf, "share_of_shelf_facings", cola)) == (4, 5, nameless)
    # 10 px are 100 mm; the stacked unit adds no length, the two empty facings belong to drinks
    linear = measured(shelf, "share_of_shelf_linear", cola)
    assert parts(linear) == (300, 600, nameless | {"empty_of_no_category": 1})
    assert linear.interval is None
    assert measured(shelf, "share_of_shelf_area", cola).share == pytest.approx(4 / 5)
    assert measured(shelf, "share_of_shelf_facings", coffee).share == 1


@pytest.mark.parametrize(
    ("facings", "length", "left_out", "empty"),
    [
        # a gap between two of the category, as wide as two units
        ([unit("cola", 0), unit("fizz", 3)], 40, {}, (2, 4)),
        # at the end of the row only one side speaks
        ([unit("cola", 0), unit("fizz", 4, row=2)], 40, {}, (2, 4)),
        ([unit("cola", 0), unit("bean", 3)], 10, {"empty_of_no_category": 1}, (2, 4)),
        ([unit("cola", 0), unit(None, 3)], 10, {"empty_of_no_category": 1, "unknown": 1}, (2, 3)),
    ],
)
def test_without_a_planogram_neighbours_tell_whose_place_is_empty(
    facings: list[Facing], length: float, left_out: dict[str, int], empty: tuple[int, int]
) -> None:
    shelf = Shelf(facings=facings, gaps=[Box(10, 20, 30, 40)], families=FAMILIES)
    found = measured(shelf, "share_of_shelf_linear", ("drinks", "Cola"))
    assert parts(found) == (10, length, left_out)
    assert parts(measured(shelf, "empty_share"))[:2] == empty


def test_a_shelf_of_nothing_but_gaps_is_empty() -> None:
    shelf = Shelf(gaps=[Box(0, 0, 9, 9), Box(20, 0, 29, 9)])
    assert parts(measured(shelf, "empty_share")) == (2, 2, {})


def test_a_position_without_a_place_on_the_photo_has_no_length() -> None:
    gap = replace(place("fizz", V.GAP, 4), box=None)
    shelf = Shelf(positions=[gap], facings=[unit("cola", 0)], families=FAMILIES)
    assert parts(measured(shelf, "share_of_shelf_linear", ("drinks", "Cola"))) == (10, 10, {})


SKUS = st.sampled_from(["cola", "fizz", "bean", "x"])
UNITS = st.builds(
    unit, st.none() | SKUS, st.integers(0, 9), st.integers(0, 2),
    level=st.integers(0, 1), asked=st.booleans(),
)  # fmt: skip
PLACES = st.builds(
    place, SKUS, st.sampled_from(list(Verdict)), st.integers(0, 9), st.integers(0, 2),
    st.integers(1, 3), st.integers(0, 6),
)  # fmt: skip
TAGS = st.builds(
    TagReading, st.just(Box(0, 0, 1, 1)), st.just(""), st.just(0.9),
    st.none() | st.integers(1, 3), st.none() | st.sampled_from(["0-0", "1-1"]),
)  # fmt: skip
SHELVES = st.builds(
    Shelf,
    positions=st.lists(PLACES, max_size=8),
    facings=st.lists(UNITS, max_size=8),
    extras=st.lists(st.builds(Extra, UNITS, st.sampled_from(list(ExtraKind))), max_size=3),
    tags=st.lists(TAGS, max_size=4),
    gaps=st.lists(st.just(Box(3, 20, 33, 40)), max_size=2),
    expected=st.none() | st.frozensets(SKUS),
    families=st.just(FAMILIES),
    prices=st.dictionaries(SKUS, st.integers(1, 3)),
)


@given(SHELVES, st.randoms(use_true_random=False))
def test_measures_are_shares_and_know_no_order(shelf: Shelf, rng: random.Random) -> None:
    found = measure_shelf(shelf)
    for one in found:
        assert one.numerator >= 0
        assert all(reason.count > 0 for reason in one.left_out)
        if one.name != "assortment_depth":
            assert one.numerator <= one.denominator + 1e-9
        if one.interval is not None and one.share is not None:
            low, high = one.interval
            assert 0 <= low <= one.share <= high <= 1
    mixed = {
        name: rng.sample(list(getattr(shelf, name)), len(getattr(shelf, name)))
        for name in ("positions", "facings", "extras", "tags", "gaps")
    }
    assert measure_shelf(replace(shelf, **mixed)) == found
    levels = [
        one.share for one in found if one.name.startswith("planogram_l") and one.share is not None
    ]
    assert levels == sorted(levels, reverse=True)
