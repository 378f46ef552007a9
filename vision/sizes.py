"""Size variants: products of one design, told apart by how tall they stand among their neighbours.

A litre and two litres of one drink look the same on a crop. Their true heights do not, and what
stands beside them says how many pixels a millimetre is.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import median

from vision.facings import Recognition
from vision.values import Box

LEAST_STEP = 0.08  # log of heights: variants closer than this cannot be told apart on photos
_CLEAR = 0.03  # how much better, in log of height, one variant must fit than the next
_FARTHEST = 0.25  # log of height: a box that fits none so far is cut off, or is something else

Families = Mapping[str, frozenset[str]]  # product to the other sizes of its design


@dataclass(frozen=True, slots=True)
class Standing:
    """One facing: its box, and what it was recognised as."""

    box: Box
    recognition: Recognition


def families(
    skus: Sequence[str], alike: Sequence[tuple[int, int]], heights_mm: Mapping[str, float]
) -> dict[str, frozenset[str]]:
    """Find the size variants among products that look alike.

    Args:
        skus: The products.
        alike: Pairs of places in `skus` whose pictures cannot be told apart.
        heights_mm: True heights by product; without one a product has no variants.

    Example:
        >>> sizes = families(["a", "b", "c"], [(0, 1), (1, 2)], {"a": 250, "b": 330, "c": 331})
        >>> sorted(sizes["b"])
        ['a']
    """
    found: dict[str, set[str]] = {}
    for first, second in alike:
        one, other = skus[first], skus[second]
        if one in heights_mm and other in heights_mm:
            step = abs(math.log(heights_mm[one] / heights_mm[other]))
            if step >= LEAST_STEP:
                found.setdefault(one, set()).add(other)
                found.setdefault(other, set()).add(one)
    return {sku: frozenset(others) for sku, others in found.items()}


def tell_sizes(
    seen: Sequence[Standing], heights_mm: Mapping[str, float], sizes: Families
) -> list[Recognition]:
    """Decide by height which size variant stands where.

    How many pixels a millimetre is, is the median over recognised neighbours on the same shelf
    whose size is not in question, or over the whole photo where none stands there. Where that, or
    the heights, cannot tell, the answer is `unknown`.

    Args:
        seen: The facings of one photo.
        heights_mm: True heights by product.
        sizes: What `families` found.

    Returns:
        One recognition for each facing, in the same order; products without variants unchanged.

    Example:
        >>> cola, tea = Recognition("cola-2l", 0.9), Recognition("tea", 0.9)
        >>> row = [Standing(Box(0, 0, 40, 200), tea), Standing(Box(50, 0, 90, 260), cola)]
        >>> sizes = families(["cola-1l", "cola-2l"], [(0, 1)], {"cola-1l": 262, "cola-2l": 330})
        >>> told = tell_sizes(row, {"tea": 200, "cola-2l": 330, "cola-1l": 262}, sizes)
        >>> [one.sku for one in told]
        ['tea', 'cola-1l']
    """
    return [
        _told(one, {one.recognition.sku, *sizes[one.recognition.sku]}, heights_mm,
              _pixels_per_mm(one, seen, heights_mm, sizes))
        if one.recognition.sku is not None and one.recognition.sku in sizes
        else one.recognition
        for one in seen
    ]  # fmt: skip


def _pixels_per_mm(
    one: Standing, seen: Sequence[Standing], heights_mm: Mapping[str, float], sizes: Families
) -> float | None:
    """Read the scale off facings whose size is sure, the nearest shelf first; None if none is."""
    on_shelf: list[float] = []
    elsewhere: list[float] = []
    for other in seen:
        sku = other.recognition.sku
        if sku is None or sku in sizes or sku not in heights_mm or other.box.height <= 0:
            continue
        apart = abs(other.box.bottom - one.box.bottom)
        near = apart < 0.5 * max(other.box.height, one.box.height)
        (on_shelf if near else elsewhere).append(other.box.height / heights_mm[sku])
    scales = on_shelf or elsewhere
    return median(scales) if scales else None


def _told(
    one: Standing, options: set[str], heights_mm: Mapping[str, float], scale: float | None
) -> Recognition:
    """Name the option whose height fits clearly best, or nothing."""
    unsure = replace(one.recognition, sku=None, confidence=0.5)
    if scale is None or one.box.height <= 0:
        return unsure
    tall = one.box.height / scale
    misses = sorted((abs(math.log(tall / heights_mm[sku])), sku) for sku in options)
    if misses[0][0] > _FARTHEST or misses[1][0] - misses[0][0] < _CLEAR:
        return unsure
    return replace(one.recognition, sku=misses[0][1])
