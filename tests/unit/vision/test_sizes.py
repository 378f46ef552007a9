"""Size variants by height: laws that hold for any photo, and the cases that cannot be told."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.facings import Recognition
from vision.sizes import Standing, families, tell_sizes
from vision.values import Box

HEIGHTS = {"tea": 200.0, "rice": 150.0, "small": 180.0, "middle": 240.0, "large": 320.0}
SIZES = families(["large", "middle", "small"], [(0, 1), (0, 2), (1, 2)], HEIGHTS)


def standing(sku: str | None, left: float, tall: float, foot: float = 1000.0) -> Standing:
    return Standing(Box(left, foot - tall, left + 50, foot), Recognition(sku, 0.9))


def names(seen: list[Standing]) -> list[str | None]:
    return [one.sku for one in tell_sizes(seen, HEIGHTS, SIZES)]


@given(
    scale=st.floats(0.05, 8),
    truth=st.lists(st.sampled_from(["small", "middle", "large"]), min_size=1, max_size=8),
    called=st.sampled_from(["small", "middle", "large"]),
    noise=st.floats(-0.03, 0.03),
    foot=st.floats(0, 5000),
)
def test_every_variant_is_told_at_any_scale_whatever_it_was_called(
    scale: float, truth: list[str], called: str, noise: float, foot: float
) -> None:
    seen = [standing("tea", 0, HEIGHTS["tea"] * scale, foot)]
    seen += [
        standing(called, 60.0 * n, HEIGHTS[sku] * scale * (1 + noise), foot)
        for n, sku in enumerate(truth, start=1)
    ]
    assert names(seen) == ["tea", *truth]


@given(order=st.permutations(range(4)))
def test_the_order_of_boxes_does_not_matter(order: list[int]) -> None:
    seen = [
        standing("tea", 0, 200), standing("large", 60, 181), standing("rice", 120, 150),
        standing("small", 180, 239),
    ]  # fmt: skip
    told = names(seen)
    assert told == ["tea", "small", "rice", "middle"]
    assert names([seen[n] for n in order]) == [told[n] for n in order]


def test_the_own_shelf_counts_more_than_one_nearer_to_the_camera() -> None:
    far = [standing("tea", 0, 100, foot=300), standing("large", 60, 160, foot=300)]
    near = [standing("rice", n * 60, 300, foot=1500) for n in range(5)]
    assert names(far + near)[1] == "large"
    assert names([far[1], *near])[0] != "large", "only the wrong scale is left"


@pytest.mark.parametrize(
    "seen",
    [
        [standing("large", 0, 320)],
        [standing("large", 0, 320), standing("small", 60, 180)],
        [standing("large", 0, 320), standing(None, 60, 180), standing("foreign", 120, 9)],
        [standing("large", 0, 279), standing("tea", 60, 200)],
        [standing("large", 0, 60), standing("tea", 60, 200)],
        [standing("large", 0, 0), standing("tea", 60, 200)],
    ],
    ids=["alone", "among its like", "no known height", "between two sizes", "cut off", "flat"],
)
def test_what_heights_cannot_tell_is_unknown(seen: list[Standing]) -> None:
    told = tell_sizes(seen, HEIGHTS, SIZES)[0]
    assert told.sku is None
    assert told.confidence == 0.5


def test_products_without_variants_are_left_alone() -> None:
    seen = [standing("tea", 0, 10), standing("rice", 60, 900), standing(None, 120, 50)]
    assert tell_sizes(seen, HEIGHTS, SIZES) == [one.recognition for one in seen]
    assert tell_sizes([], HEIGHTS, SIZES) == []


def test_a_family_needs_heights_that_differ() -> None:
    heights = {"a": 100.0, "b": 104.0, "c": 130.0}
    found = families(["a", "b", "c", "d"], [(0, 1), (0, 2), (2, 3)], heights)
    assert found == {"a": frozenset({"c"}), "c": frozenset({"a"})}
