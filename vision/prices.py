"""Price labels against the price list: which show a wrong price, and how many nobody can judge."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from vision.facings import TagReading
from vision.price_texts import is_with_tax
from vision.values import Finding, FindingKind


@dataclass(frozen=True, slots=True)
class PriceMismatch:
    """One label that shows another price than the list."""

    tag: TagReading
    expected_minor: int


@dataclass(frozen=True, slots=True)
class PriceCheck:
    """What the labels of one photo say, each label counted once."""

    mismatches: tuple[PriceMismatch, ...]
    matched: int
    unreadable: int  # no price could be read for sure
    unlisted: int  # read, but the price list has no price for the product
    unlinked: int  # read, but no product is known for the label


def compare(
    tags: Sequence[TagReading], prices: Mapping[str, int], *, currency: str = ""
) -> PriceCheck:
    """Compare read labels with the valid prices by product, both in minor units.

    A position may have several labels, such as a promotion card beside the regular one: when one
    shows the valid price, the others are no mismatch. In yen, a label that shows the valid price
    less consumption tax is none either: the line with tax may have been too small to read.
    """
    is_yen = currency == "JPY"
    right = {_place(tag) for tag in tags if _is_right(tag, prices)}
    mismatches: list[PriceMismatch] = []
    matched = unreadable = unlisted = unlinked = 0
    for tag in tags:
        if tag.price_minor is None:
            unreadable += 1
        elif tag.sku is None:
            unlinked += 1
        elif tag.sku not in prices:
            unlisted += 1
        elif _place(tag) in right or (is_yen and is_with_tax(tag.price_minor, prices[tag.sku])):
            matched += 1
        else:
            mismatches.append(PriceMismatch(tag, prices[tag.sku]))
    return PriceCheck(tuple(mismatches), matched, unreadable, unlisted, unlinked)


def findings_from_prices(check: PriceCheck) -> tuple[Finding, ...]:
    """Make one finding for each label with a wrong price; unreadable labels accuse nobody."""
    return tuple(
        Finding(
            FindingKind.WRONG_PRICE,
            one.tag.box,
            one.tag.confidence,
            item=_place(one.tag),
            sku=one.tag.sku,
        )
        for one in check.mismatches
    )


def _place(tag: TagReading) -> str:
    """What a label speaks for: its position, or else its product."""
    return tag.slot_id or f"price-{tag.sku}"


def _is_right(tag: TagReading, prices: Mapping[str, int]) -> bool:
    return tag.price_minor is not None and prices.get(tag.sku or "") == tag.price_minor
