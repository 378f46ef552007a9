"""Who goes with whom at the least total cost: the Hungarian method, without a library for it.

SciPy solves this too, but it would be the largest package of the worker, for a table of at most
some dozen planned positions by as many misplaced runs of facings.
"""

import numpy as np
import numpy.typing as npt

Costs = npt.NDArray[np.float64]
FORBIDDEN = 1e6  # a cost no solution takes where another way exists


def assign(costs: Costs) -> tuple[tuple[int, int], ...]:
    """Pair rows with columns at the least total cost; each is used at most once.

    As many pairs are made as the shorter side allows, without those that cost `FORBIDDEN` or
    more. Shortest augmenting paths with potentials, O(n^2 m).

    Args:
        costs: N x M, finite.

    Returns:
        Pairs (row, column), rows rising.

    Example:
        >>> assign(np.array([[4.0, 1.0], [2.0, 0.5]]))
        ((0, 1), (1, 0))
    """
    if costs.shape[0] > costs.shape[1]:
        return tuple(sorted((row, column) for column, row in assign(costs.T)))
    rows, columns = costs.shape
    up, down = np.zeros(rows + 1), np.zeros(columns + 1)
    owner = np.zeros(columns + 1, np.int_)  # the row of each column, 1-based; 0 is none
    for row in range(1, rows + 1):
        owner[0] = row
        way = _augment(costs, (up, down), owner)
        column = way[0]
        while column:
            owner[column], column = owner[way[1][column]], int(way[1][column])
    pairs = ((int(owner[column]) - 1, column - 1) for column in range(1, columns + 1))
    return tuple(
        sorted(
            (row, column) for row, column in pairs if row >= 0 and costs[row, column] < FORBIDDEN
        )
    )


def _augment(
    costs: Costs, potentials: tuple[Costs, Costs], owner: npt.NDArray[np.int_]
) -> tuple[int, npt.NDArray[np.int_]]:
    """Find the cheapest way from the new row to a free column; return its end and the way back."""
    up, down = potentials
    count = costs.shape[1] + 1
    least = np.full(count, np.inf)
    came = np.zeros(count, np.int_)
    done = np.zeros(count, np.bool_)
    column = 0
    while owner[column]:
        done[column] = True
        row = int(owner[column])
        reduced = costs[row - 1] - up[row] - down[1:]
        nearer = ~done[1:] & (reduced < least[1:])
        least[1:][nearer] = reduced[nearer]
        came[1:][nearer] = column
        following = int(np.argmin(np.where(done, np.inf, np.r_[np.inf, least[1:]])))
        step = least[following]
        up[owner[done]] += step
        down[done] -= step
        least[~done] -= step
        column = following
    return column, came
