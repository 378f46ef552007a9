"""Price labels against the list: mismatches, and everything that cannot be judged, apart."""

import pytest

from vision.facings import TagReading
from vision.prices import compare, findings_from_prices
from vision.values import Box, FindingKind

HERE = Box(0, 0, 10, 5)
PRICES = {"cola": 199, "water": 98}


def tag(price: int | None, slot: str | None = "a", sku: str | None = "cola") -> TagReading:
    return TagReading(HERE, "text", 0.97, price, slot, sku)


@pytest.mark.parametrize(
    ("tags", "counts"),
    [
        # mismatches, matched, unreadable, unlisted, unlinked
        ([], (0, 0, 0, 0, 0)),
        ([tag(199)], (0, 1, 0, 0, 0)),
        ([tag(299)], (1, 0, 0, 0, 0)),
        ([tag(None)], (0, 0, 1, 0, 0)),
        ([tag(99, sku="juice")], (0, 0, 0, 1, 0)),
        ([tag(99, None, None)], (0, 0, 0, 0, 1)),
        # a promotion card beside the regular label
        ([tag(149), tag(199)], (0, 2, 0, 0, 0)),
        # but not at another position
        ([tag(149, "b"), tag(199)], (1, 1, 0, 0, 0)),
        # two labels of one product without positions are of one place
        ([tag(149, None), tag(199, None)], (0, 2, 0, 0, 0)),
        ([tag(149), tag(159), tag(None)], (2, 0, 1, 0, 0)),
    ],
)
def test_each_label_is_counted_once(tags: list[TagReading], counts: tuple[int, ...]) -> None:
    check = compare(tags, PRICES)
    found = (len(check.mismatches), check.matched, check.unreadable, check.unlisted, check.unlinked)
    assert found == counts
    assert sum(found) == len(tags)


def test_a_price_without_tax_is_forgiven_in_yen_only() -> None:
    tags = [tag(184)]  # 184 yen and 8 % are 199
    assert compare(tags, PRICES, currency="JPY").matched == 1
    assert len(compare(tags, PRICES, currency="CNY").mismatches) == 1


def test_a_mismatch_becomes_a_finding_at_the_label() -> None:
    by_slot, by_sku = findings_from_prices(compare([tag(299), tag(98, None)], PRICES))
    assert (by_slot.kind, by_slot.item, by_slot.sku) == (FindingKind.WRONG_PRICE, "a", "cola")
    assert (by_slot.box, by_slot.confidence) == (HERE, 0.97)
    assert by_sku.item == "price-cola"
