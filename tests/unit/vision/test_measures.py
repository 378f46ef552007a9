"""Shelf measures: the worked examples of the definitions, and what every measure keeps to."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import vision
from vision.counting import wilson
from vision.facings import Extra, ExtraKind, Facing, LeftOut, Measure, Recognition, TagReading
from vision.measures import Family, Shelf, measure_shelf
from vision.values import Box, Planogram, PositionVerdict, Slot, Verdict

V = Verdict
WORDS = json.loads((Path(vision.__file__).parent / "measures.json").read_text("utf-8"))


def unit(sku: str | None, at: int, row: int = 0, *, level: int = 0, asked: bool = True) -> Facing:
    """A facing 10 wide and 20 tall, standing at place `at` of a row."""
    box = Box(at * 10, row * 100 + 20 - level * 20, at * 10 + 10, row * 100 + 40 - level * 20)
    answer = Recognition(sku, 0.9) if asked else None
    return Facing(box, 0.9, row, at, level, answer)


def place(
    sku: str, verdict: Verdict, at: int = 0, row: int = 0, planned: int = 1, seen: int = 0
) -> PositionVerdict:
    """A verdict on a position of `planned` facings, 100 mm each, over the place of its units."""
    slot = Slot(f"{row}-{at}", sku, row, at * 100.0, planned * 100.0, planned)
    box = Box(at * 10, row * 100, (at + planned) * 10, row * 100 + 40)
    return PositionVerdict(slot, verdict, None if verdict is V.NOT_VISIBLE else box, 0.9, seen)


def measured(shelf: Shelf, name: str, of: tuple[str, ...] = ()) -> Measure:
    [found] = [one for one in measure_shelf(shelf) if one.name == name and one.of == of]
    return found


def parts(measure: Measure) -> tuple[float, float, dict[str, int]]:
    return measure.numerator, measure.denominator, {x.reason: x.count for x in measure.left_out}


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


COLA, FIZZ, BEAN = Family("Cola", "drinks"), Family("Fizz", "drinks"), Family("Bean", "coffee")
FAMILIES = {"cola": COLA, "fizz": FIZZ, "bean": BEAN}


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
