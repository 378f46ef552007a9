"""The Hungarian method against trying everything."""

from itertools import permutations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from vision.assignment import FORBIDDEN, assign

TABLES = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 5), st.integers(1, 5)),
    elements=st.integers(0, 9).map(float),
)


def cheapest(costs: np.ndarray) -> float:
    if costs.shape[0] > costs.shape[1]:
        costs = costs.T
    rows = range(costs.shape[0])
    ways = permutations(range(costs.shape[1]), costs.shape[0])
    return min(sum(costs[row, way[row]] for row in rows) for way in ways)


@given(TABLES)
def test_no_other_way_is_cheaper(costs: np.ndarray) -> None:
    pairs = assign(costs)
    assert len(pairs) == min(costs.shape)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert sum(costs[pair] for pair in pairs) == cheapest(costs)


def test_what_is_forbidden_is_left_alone() -> None:
    costs = np.array([[FORBIDDEN, 1.0], [FORBIDDEN, 2.0]])
    assert assign(costs) == ((0, 1),)
    assert assign(np.full((2, 3), FORBIDDEN)) == ()
