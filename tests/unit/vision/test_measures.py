"""Shelf measures: the worked examples of the definitions, and what every measure keeps to."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

import vision
from tests.unit.vision.measured import COLA, FAMILIES, measured, parts, place, unit
from vision.counting import wilson
from vision.facings import Extra, ExtraKind, Facing, LeftOut, TagReading
from vision.measures import Shelf, measure_shelf
from vision.values import Box, Planogram, PositionVerdict, Slot, Verdict

V = Verdict
WORDS = json.loads((Path(vision.__file__).parent / "measures.json").read_text("utf-8"))


def test_six_of_ten_expected_products_are_60_percent() -> None:
    there = [unit(f"s{n}", n) for n in range(6)]
    shelf = Shelf(facings=there, expected=frozenset(f"s{n}" for n in range(10)))
    found = measured(shelf, "on_shelf_availability")
    assert parts(found) == (6, 10, {})
    assert found.share == pytest.approx(0.6)
    assert found.interval == pytest.approx((0.3127, 0.8318), abs=1e-4)
    assert parts(measured(shelf, "out_of_stock_rate")) == (4, 10, {})
    # none of them has a position, so none can be judged by position
    assert parts(measured(shelf, "hidden_out_of_stock")) == (0, 0, {"no_position": 10})


def test_five_own_three_foreign_two_empty_are_50_30_20_percent() -> None:
    strangers = [Extra(unit(None, n), ExtraKind.FOREIGN) for n in range(5, 8)]
    shelf = Shelf(
        positions=[place("a", V.MATCH, 0, planned=5, seen=5), place("b", V.GAP, 8, planned=2)],
        facings=[unit("a", n) for n in range(5)],
        extras=strangers,
    )
    shares = {one.name: one.share for one in measure_shelf(shelf)}
    assert (shares["own_share"], shares["foreign_share"], shares["empty_share"]) == (0.5, 0.3, 0.2)


def test_occupancy_counts_foreign_and_empty_places_as_capacity() -> None:
    """The published example: fill levels 50, 75, 25 and 100 of six places are 41.67 %."""
    levels = [(V.MATCH, 2), (V.MATCH, 3), (V.PRESENT, 1), (V.MATCH, 9), (V.WRONG_PRODUCT, 4)]
    positions = [
        place("a", verdict, 4 * n, planned=4, seen=seen) for n, (verdict, seen) in enumerate(levels)
    ]
    shelf = Shelf(
        positions=[*positions, place("a", V.GAP, 24, planned=4), place("a", V.OCCLUDED, 30)]
    )
    found = measured(shelf, "occupancy")
    assert parts(found) == (10, 24, {"occluded": 1})
    assert found.share == pytest.approx(0.4167, abs=1e-4)


def test_facings_that_nobody_named_belong_to_nobody() -> None:
    shelf = Shelf(facings=[unit(None, 0), unit(None, 1, asked=False), unit("x", 2)])
    assert parts(measured(shelf, "own_share")) == (0, 1, {"unknown": 1, "not_recognised": 1})
    assert measured(shelf, "foreign_share").share == 1  # a name on no list of the chain


# One product a line: what its positions show, where it was seen, and what each level says of it.
LEVELS = [
    # in place
    ([(V.MATCH, 0)], [], (1, 1, 1)),
    # planned twice on two rows, missing on one
    ([(V.MATCH, 0), (V.GAP, 1)], [], (1, 0, 0)),
    # both there, one of them beside its position on its own row
    ([(V.MATCH, 0), (V.GAP, 1)], [1], (1, 1, 0)),
    # on its row, but not at its position
    ([(V.WRONG_PRODUCT, 0)], [0], (1, 1, 0)),
    # on another row only
    ([(V.MISPLACED, 0)], [1], (1, 0, 0)),
    ([(V.SUBSTITUTE, 0)], [], (0, 0, 0)),
    ([(V.GAP, 0)], [], (0, 0, 0)),
]


@pytest.mark.parametrize(("verdicts", "seen", "hits"), LEVELS)
def test_levels_ask_ever_more(
    verdicts: list[tuple[Verdict, int]], seen: list[int], hits: tuple[int, int, int]
) -> None:
    # a neighbour on each row tells which planned row it is
    neighbours = [place("n", V.MATCH, 5, row, seen=1) for row in (0, 1)]
    shelf = Shelf(
        positions=[*neighbours, *(place("a", verdict, 0, row) for verdict, row in verdicts)],
        facings=[unit("n", 5, 0), unit("n", 5, 1), *(unit("a", 8, row) for row in seen)],
    )
    found = [measured(shelf, f"planogram_l{level}") for level in (1, 2, 3)]
    assert [one.numerator for one in found] == [1 + hit for hit in hits]
    assert {one.denominator for one in found} == {2}


@pytest.mark.parametrize("verdict", [V.NOT_VISIBLE, V.OCCLUDED, V.LOW_CONFIDENCE, V.PRESENT])
def test_a_product_with_an_undecided_position_is_left_out_though_it_was_seen(
    verdict: Verdict,
) -> None:
    shelf = Shelf(positions=[place("a", V.MATCH, 0), place("a", verdict, 1), place("b", V.GAP, 2)])
    for name in ("on_shelf_availability", "planogram_l1", "assortment_compliance"):
        assert parts(measured(shelf, name)) == (0, 1, {str(verdict): 1})


def test_the_worst_doubt_names_the_reason() -> None:
    shelf = Shelf(positions=[place("a", V.PRESENT, 0), place("a", V.NOT_VISIBLE, 1)])
    assert measured(shelf, "planogram_l1").left_out == (LeftOut("not_visible", 1),)


def test_slots_that_nobody_judged_are_not_visible() -> None:
    slots = (Slot("x", "a", 0, 0, 10), Slot("y", "b", 0, 10, 10))
    shelf = Shelf(positions=[place("a", V.MATCH)], planogram=Planogram("p", 100, 100, slots))
    assert parts(measured(shelf, "planogram_l1")) == (1, 1, {"not_visible": 1})


@pytest.mark.parametrize(
    ("positions", "facings", "left_out"),
    [
        # the whole shelf was seen and products were named: what is not there is missing
        ([place("n", V.MATCH)], [unit("n", 0)], {}),
        ([place("n", V.MATCH), place("m", V.NOT_VISIBLE, 1)], [unit("n", 0)], {"not_visible": 1}),
        ([place("n", V.MATCH), place("m", V.OCCLUDED, 1)], [unit("n", 0)], {"occluded": 1}),
        ([place("n", V.PRESENT)], [unit(None, 0, asked=False)], {"not_recognised": 1}),
    ],
)
def test_a_product_without_a_position_is_missing_only_when_all_was_seen(
    positions: list[PositionVerdict], facings: list[Facing], left_out: dict[str, int]
) -> None:
    shelf = Shelf(positions=positions, facings=facings, expected=frozenset({"extra"}))
    assert parts(measured(shelf, "on_shelf_availability")) == (0, 0 if left_out else 1, left_out)


def test_availability_strict_wants_every_facing_and_hidden_wants_a_stranger() -> None:
    shelf = Shelf(
        positions=[
            place("full", V.MATCH, 0, planned=2, seen=2),
            place("thin", V.MATCH, 2, planned=2, seen=1),
            place("faced-over", V.WRONG_PRODUCT, 4),
            place("astray", V.GAP, 5),
            place("gone", V.GAP, 6),
        ],
        facings=[unit("astray", 9)],
    )
    assert parts(measured(shelf, "on_shelf_availability")) == (3, 5, {})
    assert parts(measured(shelf, "on_shelf_availability_strict")) == (1, 5, {})
    assert parts(measured(shelf, "hidden_out_of_stock")) == (2, 5, {})


SIX = Shelf(
    positions=[
        place("a", V.MATCH, 0, planned=2, seen=2),
        place("b", V.MATCH, 2, planned=2, seen=1),
        place("c", V.WRONG_PRODUCT, 4),  # stands further right on its row
        place("d", V.MISPLACED, 5),  # stands on the row below
        place("e", V.GAP, 6),
        place("f", V.PRESENT, 7),
        place("g", V.MATCH, 0, row=1, seen=1),
    ],
    facings=[unit("a", 0), unit("g", 0, 1), unit("c", 9), unit("d", 9, 1)],
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("measure_on_shelf", (5, 6, {"present": 1})),
        ("measure_bay", (0, 0, {"one_bay_per_photo": 7})),
        ("measure_shelf", (4, 5, {"present": 1, "not_on_shelf": 1})),
        ("measure_position", (3, 5, {"present": 1, "not_on_shelf": 1})),
        ("measure_facings", (2, 3, {"present": 1, "not_on_shelf": 1, "not_in_position": 2})),
        ("measure_price", (0, 0, {"no_listed_price": 7})),
        ("positions_filled", (6, 7, {})),
        ("position_compliance", (3, 6, {"present": 1})),
        ("full_compliance", (2, 6, {"present": 1})),
    ],
)
def test_each_of_the_six_measures_asks_only_what_it_can(
    name: str, expected: tuple[int, int, dict[str, int]]
) -> None:
    assert parts(measured(SIX, name)) == expected


def test_price_compliance_counts_unreadable_labels_apart() -> None:
    names = ["right", "wrong", "blurred", "bare", "unlisted", "away"]
    positions = [place(sku, V.MATCH, at, seen=1) for at, sku in enumerate(names)]
    positions[5] = place("away", V.NOT_VISIBLE, 5)
    tags = [
        TagReading(Box(0, 0, 1, 1), "", 0.9, price, slot)
        for price, slot in [
            (99, "0-0"),
            (50, "0-0"),
            (50, "0-1"),
            (None, "0-2"),
            (9, "0-4"),
            (1, None),
        ]
    ]
    prices = dict.fromkeys(["right", "wrong", "blurred", "bare", "away"], 99)
    shelf = Shelf(positions=positions, tags=tags, prices=prices)
    left_out = {"unreadable": 1, "no_tag": 1, "no_listed_price": 1, "not_visible": 1}
    assert parts(measured(shelf, "price_compliance")) == (1, 2, left_out)


def test_assortment_counts_a_product_once_and_names_what_is_not_listed() -> None:
    shelf = Shelf(
        facings=[unit("a", 0), unit("a", 1), unit("cola", 2), unit("foreign", 3)],
        expected=frozenset({"a", "b"}),
        families=FAMILIES,
    )
    assert parts(measured(shelf, "assortment_depth")) == (2, 0, {})
    assert measured(shelf, "assortment_depth").share is None
    assert parts(measured(shelf, "assortment_compliance")) == (1, 2, {"not_listed": 1})


def test_without_plan_or_list_only_what_is_seen_is_measured() -> None:
    names = {one.name for one in measure_shelf(Shelf(facings=[unit("a", 0)]))}
    assert names == {
        "own_share",
        "foreign_share",
        "empty_share",
        "assortment_depth",
        "assortment_compliance",
    }
    listed = {one.name for one in measure_shelf(Shelf(expected=frozenset({"a"})))}
    assert "on_shelf_availability" in listed
    assert "planogram_l1" not in listed


@pytest.mark.parametrize(
    ("hits", "total", "interval"),
    [
        (0, 0, None),
        (0, 10, (0.0, 0.2775)),
        (10, 10, (0.7225, 1.0)),
        (50, 100, (0.4038, 0.5962)),
    ],
)
def test_the_interval_is_the_score_interval(
    hits: int, total: int, interval: tuple[float, float] | None
) -> None:
    found = wilson(hits, total)
    assert found == (None if interval is None else pytest.approx(interval, abs=1e-4))


def test_every_measure_and_every_reason_has_words_in_both_languages() -> None:
    shelf = replace(SIX, families=FAMILIES | {"a": COLA}, expected=frozenset({"a", "z"}))
    for measure in measure_shelf(shelf):
        words = WORDS["measures"][measure.name]
        assert words["name"].keys() == words["what"].keys() == {"en", "zh-CN"}
        for reason in measure.left_out:
            assert WORDS["left_out"][reason.reason].keys() == {"en", "zh-CN"}
    order = [one.name for one in measure_shelf(shelf) if one.name in WORDS["measures"]]
    unlike = [name for name in WORDS["measures"] if name not in order]
    assert unlike == []
