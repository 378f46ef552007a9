"""Pairing in order: facings with columns, planned rows with seen ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.alignment import RowSketch, match_facings, match_in_order, match_rows, row_pitch


@pytest.mark.parametrize(
    ("planned", "found", "expected"),
    [
        ([], [], ()),
        ([10.0], [], ()),
        ([], [10.0], ()),
        ([10.0, 20.0], [10.0, 20.0], ((0, 0), (1, 1))),
        ([10.0, 20.0, 30.0], [19.0], ((1, 0),)),
        ([10.0], [9.0, 40.0], ((0, 0),)),
        ([10.0, 20.0], [500.0], ()),
    ],
)
def test_facings_are_paired_in_order(
    planned: list[float], found: list[float], expected: tuple[tuple[int, int], ...]
) -> None:
    assert match_facings(planned, found, width=10) == expected


COSTS = st.lists(st.lists(st.floats(0, 2), min_size=4, max_size=4), min_size=1, max_size=5)


@given(COSTS, st.floats(0.1, 1))
def test_pairs_never_cross_and_cost_no_more_than_none(
    costs: list[list[float]], skip: float
) -> None:
    pairs = match_in_order(
        (len(costs), 4),
        lambda i, j: costs[i][j],
        skip_first=lambda _: skip,
        skip_second=lambda _: skip,
    )
    assert list(pairs) == sorted(pairs)
    assert len({i for i, _ in pairs}) == len({j for _, j in pairs}) == len(pairs)
    assert sum(costs[i][j] - 2 * skip for i, j in pairs) <= 1e-9


@pytest.mark.parametrize(
    ("bases", "expected"),
    [
        ([], 135),
        ([5], 135),
        ([0, 150], 150),
        ([0, 150, 450], 150),
        ([0, 130, 270, 570], 140),
        ([0, 300], 150),  # twice the likely spacing: two
        ([4, 4], 1),
    ],
)
def test_pitch_is_the_lower_middle_distance(bases: list[float], expected: float) -> None:
    assert row_pitch(bases, tall=100) == pytest.approx(expected)


def sketches(*rows: tuple[int, float, float]) -> list[RowSketch]:
    return [RowSketch(*row) for row in rows]


@pytest.mark.parametrize(
    ("planned", "seen", "expected"),
    [
        ([], [], {}),
        (sketches((4, 1, 0)), [], {}),
        (sketches((4, 1, 0)), sketches((4, 1, 99)), {0: 0}),
        # the second of four is missing: a double distance
        (
            sketches(*[(4, 1, 0)] * 4),
            sketches((4, 1, 100), (4, 1, 300), (4, 1, 400)),
            {0: 0, 2: 1, 3: 2},
        ),
        # widths tell which of two rows is seen
        (sketches((4, 2, 0), (8, 1, 0)), sketches((8, 1, 300)), {1: 0}),
        # one shelf more than planned: the odd one is left out
        (
            sketches((9, 1, 0), (9, 1, 0)),
            sketches((2, 1, 100), (9, 1, 200), (9, 1, 300)),
            {0: 1, 1: 2},
        ),
        # a bare edge in between is the empty row
        (
            sketches(*[(4, 1, 0)] * 3),
            sketches((4, 1, 100), (0, 1, 200), (4, 1, 300)),
            {0: 0, 1: 1, 2: 2},
        ),
    ],
)
def test_rows_are_assigned_in_order(
    planned: list[RowSketch], seen: list[RowSketch], expected: dict[int, int]
) -> None:
    found = match_rows(planned, seen, pitch=100, skip_planned=lambda _: 0.45)
    assert found.rows == expected
