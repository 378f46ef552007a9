"""The words of the eyes: what cannot be said is refused."""

import math

import pytest

from vision.values import Box, Planogram, Quality, QualityIssue, Slot


@pytest.mark.parametrize(
    "edges", [(math.nan, 0, 1, 1), (0, 0, math.inf, 1), (2, 0, 1, 1), (0, 2, 1, 1)]
)
def test_box_is_refused_when_it_is_no_rectangle(edges: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="box"):
        Box(*edges)


def test_box_measures_itself() -> None:
    box = Box(1, 2, 4, 8)
    assert (box.width, box.height, box.area, box.center) == (3, 6, 18, (2.5, 5))


def slot(name: str, left: float, width: float = 100.0, row: int = 0) -> Slot:
    return Slot(name, f"sku-{name}", row, left, width)


@pytest.mark.parametrize(
    ("size", "slots", "why"),
    [
        ((0, 100), (), "positive"),
        ((100, math.inf), (), "positive"),
        ((100, 100), (slot("a", 0, 0),), "positive"),
        ((500, 100), (slot("a", 0), slot("b", 99)), "slot b overlaps"),
        ((500, 100), (slot("b", 99), slot("a", 0)), "slot b overlaps"),
        ((500, 100), (slot("a", -1),), "leaves the sheet"),
        ((500, 100), (slot("a", math.nan),), "leaves the sheet"),
    ],
)
def test_planogram_is_refused(size: tuple[float, float], slots: tuple[Slot, ...], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        Planogram("p", *size, slots)


@pytest.mark.parametrize(
    ("slots", "rows"),
    [((), 0), ((slot("a", 0),), 1), ((slot("a", 0), slot("b", 100), slot("c", 0, row=2)), 3)],
)
def test_planogram_counts_its_rows(slots: tuple[Slot, ...], rows: int) -> None:
    assert Planogram("p", 500, 100, slots).row_count == rows


def test_photo_is_judgeable_when_nothing_speaks_against_it() -> None:
    assert Quality((), 100, 100, 0).is_judgeable
    assert not Quality((QualityIssue.GLARE,), 100, 100, 0.5).is_judgeable
