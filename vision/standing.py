"""Facings: which detected product stands in which row and column, and what it was recognised as."""

from collections.abc import Sequence
from dataclasses import replace

from vision.facings import Facing, Recognition
from vision.rows import StackedRow
from vision.values import Detection


def facings_of(rows: Sequence[StackedRow], products: Sequence[Detection]) -> tuple[Facing, ...]:
    """Name row, column and level of every product, row by row, left to right, bottom up.

    Args:
        rows: What `stack_rows` made of the boxes of `products`, in the same order.
        products: The detected products.
    """
    return tuple(
        Facing(products[unit].box, products[unit].confidence, row, column, level)
        for row, stacked in enumerate(rows)
        for column, units in enumerate(stacked.units)
        for level, unit in enumerate(units)
    )


def recognised(facings: Sequence[Facing], answers: Sequence[Recognition]) -> tuple[Facing, ...]:
    """Give every facing the answer of the recogniser, which came in the same order.

    Raises:
        ValueError: If there is not one answer for each facing.
    """
    return tuple(
        replace(facing, recognition=answer) for facing, answer in zip(facings, answers, strict=True)
    )
