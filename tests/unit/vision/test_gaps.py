"""Gaps: who is believed, and that every finding has one stable name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.vision.pictures import flat, seen, shelf
from vision.gaps import facings_in, findings_without_planogram, holes_in
from vision.rows import find_rows
from vision.values import Box, Detection, FindingKind, Row, Thing

PACKS = flat(shelf([[0, 42, 84, 210, 252], [0, 42, 84, 126, 168, 210, 252]]))
ROWS = find_rows(PACKS)
HOLE = Box(126, 20, 208, 80)
SOLID = Row((Box(0, 0, 0, 10),), 10)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (Row((), 0), []),
        (Row((Box(0, 0, 10, 20),), 20), []),
        (ROWS[1], []),
        (ROWS[0], [(124, 210)]),
        # narrower than 0.6 of a facing
        (Row((Box(0, 0, 10, 20), Box(15.9, 0, 26, 20)), 20), []),
        (Row((Box(0, 0, 10, 20), Box(16.2, 0, 26, 20)), 20), [(10, 16.2)]),
        # a wide pack reaching behind its neighbour fills what lies behind
        (Row((Box(0, 0, 60, 20), Box(5, 0, 15, 20), Box(62, 0, 72, 20)), 20), []),
    ],
)
def test_holes_between_columns(row: Row, expected: list[tuple[float, float]]) -> None:
    assert [(hole.left, hole.right) for hole in holes_in(row)] == expected


@pytest.mark.parametrize(
    ("width", "row", "expected"),
    [(10, ROWS[0], 1), (40, ROWS[0], 1), (82, ROWS[0], 2), (130, ROWS[0], 3), (99, SOLID, 1)],
)
def test_facings_that_fit(width: float, row: Row, expected: int) -> None:
    assert facings_in(Box(0, 0, width, 10), row) == expected


@pytest.mark.parametrize(
    ("gaps", "expected"),
    [
        ([], []),  # geometry alone is not believed
        (seen([HOLE], Thing.GAP), [("row-0@0.55", 0.935, 2)]),
        # doubtful, but geometry sees it too
        (seen([HOLE], Thing.GAP, 0.4), [("row-0@0.55", 0.61, 2)]),
        # doubtful, and nothing speaks for it
        (seen([Box(0, 100, 40, 160)], Thing.GAP, 0.49), []),
        # beside the rows: the detector alone
        (seen([Box(300, 100, 380, 160)], Thing.GAP, 0.8), [("row-1@1.00", 0.8, 2)]),
        # covered by packs the detector is sure of
        (seen([Box(0, 20, 100, 80)], Thing.GAP), []),
        # one gap seen in two pieces, one above the other
        (
            seen([Box(126, 50, 208, 80)], Thing.GAP)
            + seen([Box(130, 20, 200, 48)], Thing.GAP, 0.8),
            [("row-0@0.55", 0.935, 2)],
        ),
        # two places whose names round to the same
        (
            seen([Box(145, 20, 149, 80), Box(150, 20, 154, 80)], Thing.GAP),
            [("row-0@0.50", 0.935, 1), ("row-0@0.50.2", 0.935, 1)],
        ),
    ],
)
def test_findings_without_a_planogram(
    gaps: list[Detection], expected: list[tuple[str, float, int]]
) -> None:
    findings = findings_without_planogram(ROWS, seen(PACKS) + gaps)
    assert [(f.item, round(f.confidence, 3), f.facings) for f in findings] == expected
    assert {f.kind for f in findings} <= {FindingKind.GAP}
    assert {f.sku for f in findings} <= {None}


def test_no_findings_without_rows() -> None:
    assert findings_without_planogram((), seen([HOLE], Thing.GAP)) == ()


BOXES = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    st.floats(0, 280),
    st.floats(0, 150),
    st.floats(1, 120),
    st.floats(1, 80),
)


@given(st.lists(BOXES, max_size=6), st.randoms(use_true_random=False))
def test_names_are_unique_and_do_not_depend_on_order(boxes: list[Box], order: object) -> None:
    detections = seen(PACKS) + seen(boxes, Thing.GAP)
    findings = findings_without_planogram(ROWS, detections)
    assert len({finding.item for finding in findings}) == len(findings)
    order.shuffle(detections)
    again = findings_without_planogram(ROWS, detections)
    assert {(f.item, f.confidence) for f in again} == {(f.item, f.confidence) for f in findings}
