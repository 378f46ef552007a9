"""What a printed price means: from the words on a label to minor units, or a refusal."""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum

# Digits after the point, by currency.
EXPONENTS = {"CNY": 2, "EUR": 2, "GBP": 2, "JPY": 0, "KRW": 0, "THB": 2, "USD": 2}
_MARKS = {
    "¥": {"CNY", "JPY"}, "$": {"USD"}, "€": {"EUR"}, "£": {"GBP"}, "฿": {"THB"}, "₩": {"KRW"},
    "円": {"JPY"}, "元": {"CNY"}, "块": {"CNY"}, "บาท": {"THB"}, "원": {"KRW"},
}  # fmt: skip
_MOST_DIGITS = 7  # of the whole part; more is a barcode
_JAPANESE_TAX = (1.08, 1.10)  # on food, and on everything else

_NUMBER = re.compile(
    r"(?P<sign>[¥$€£฿₩])?\s*"
    r"(?<![\d.,])(?P<whole>\d{1,3}(?:[,.]\d{3})+(?!\d)|\d+)(?:(?P<point>[.,])(?P<cents>\d{1,2})(?!\d))?"
    r"(?![.,]?\d)(?:\s*(?P<word>円|元|块|บาท|원|€|฿))?"
)
# Letters stand right behind a content, a count or a date, and right before a name's own number:
# `500ml`, `6缶`, `11月`, `No.5`. Only words of price and tax may touch a price.
_LETTER_AFTER = re.compile(r"\s?[/%×]|(?![税稅込抜])\w|\s(?:k?g|m?l|pcs?|for|per)\b", re.IGNORECASE)
_LETTER_BEFORE = re.compile(
    r"(?:(?:[+\-−#/×十]|\d:|plus|no\.)\s?|(?!\w*[価格价込抜稅税別体])[^\W\d]\.?)$", re.IGNORECASE
)
_OLD_PRICE = re.compile(
    r"(?:原价|原價|市场价|通常価格|参考価格|定価|会员价|会員価格|was|old)\W{0,2}$", re.IGNORECASE
)
_UNIT_PRICE = re.compile(
    r"あたり|当たり|当り|单价|単価|per\s|unit\s?price|/\s*\d*\s*(?:k?g|m?l|斤|公斤|克|个|個|本|包)",
    re.IGNORECASE,
)
_TAX = re.compile(
    r"(?P<with>税込|稅込|含税|総額)|(?P<without>税抜|税別|本体|不含税|未税|\+\s?税|plus tax)",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"(?:価格|価|み|き)?[\s:(¥]*\d"
)  # a tax word that speaks of the number after it


class _Tax(StrEnum):
    WITH = "with"
    WITHOUT = "without"
    UNSAID = "unsaid"


@dataclass(frozen=True, slots=True)
class _Amount:
    minor: int
    is_named: bool  # a currency stands beside it
    tax: _Tax
    start: int
    end: int


def parse_price(text: str, *, currency: str) -> int | None:
    """Read the price a shopper pays, in the smallest unit of the currency; None when in doubt.

    Contents (`500g`), unit prices (`元/斤`, `100gあたり`), points (`+10`), shares, old and members'
    prices and long numbers are no prices. With several amounts left:

    * one marked as including tax wins over those that are not;
    * of two yen amounts 8 or 10 % apart the higher is the price with tax;
    * an amount with a currency beside it beats those without one;
    * otherwise nobody knows. Nor does anybody when the only amount is marked as excluding tax,
      or the label speaks of another currency.

    Raises:
        ValueError: If the currency is not one of `EXPONENTS`.

    Example:
        >>> parse_price("酸奶 200g ¥12.90", currency="CNY"), parse_price("98 45", currency="JPY")
        (1290, None)
    """
    check_currency(currency)
    found: list[_Amount] = []
    words: set[_Tax] = set()
    for line in unicodedata.normalize("NFKC", text).replace("￥", "¥").splitlines():
        amounts = _amounts(line, currency)
        if amounts is None:
            return None
        loose = _mark_tax(line, amounts)
        found += amounts
        words |= loose
    if len(found) == 1 and len(words) == 1:
        found = [replace(found[0], tax=words.pop())]
    return _settle(found, currency)


def check_currency(currency: str) -> None:
    """Refuse a currency whose prices cannot be read.

    Raises:
        ValueError: If it is not one of `EXPONENTS`.
    """
    if currency not in EXPONENTS:
        msg = f"prices in {currency!r} cannot be read, only in {', '.join(EXPONENTS)}"
        raise ValueError(msg)


def speaks_of_tax(text: str) -> bool:
    """Say whether a text says that a price includes or excludes tax."""
    return _TAX.search(unicodedata.normalize("NFKC", text)) is not None


def _amounts(line: str, currency: str) -> list[_Amount] | None:
    """Find the amounts of one line; None when one is in another currency."""
    found = []
    for match in _NUMBER.finditer(line):
        marks = [mark for mark in (match["sign"], match["word"]) if mark]
        if any(currency not in _MARKS[mark] for mark in marks):
            return None
        minor = _minor(match, currency)
        if minor and _is_price(line, match):
            found.append(_Amount(minor, bool(marks), _Tax.UNSAID, match.start(), match.end()))
    return [] if _UNIT_PRICE.search(line) else found


def _minor(match: re.Match[str], currency: str) -> int | None:
    """Turn a number into minor units; None when its separators mean nothing in the currency."""
    digits, cents = re.sub(r"[.,]", "", match["whole"]), match["cents"] or ""
    exponent = EXPONENTS[currency]
    is_odd = "." in match["whole"] and exponent > 0 and currency != "EUR"
    is_odd |= match["point"] == "," and currency != "EUR"
    if is_odd or len(digits) > _MOST_DIGITS or (digits[0] == "0" and len(digits) > 1):
        return None
    if exponent == 0:
        return None if cents else int(digits)
    return int(digits) * 100 + int(cents.ljust(2, "0") or 0)


def _is_price(line: str, match: re.Match[str]) -> bool:
    """Say whether what touches a number lets it be a price."""
    before = line[: match.start("sign" if match["sign"] else "whole")]
    if _OLD_PRICE.search(before):
        return False
    if match["sign"] is None and _LETTER_BEFORE.search(before):
        return False
    return not _LETTER_AFTER.match(line, match.end())


def _mark_tax(line: str, amounts: list[_Amount]) -> set[_Tax]:
    """Mark in place the amounts that a tax word speaks of; return the words that speak of none."""
    loose = set()
    for word in _TAX.finditer(line):
        tax = _Tax.WITH if word["with"] else _Tax.WITHOUT
        if _AHEAD.match(line, word.end()):
            near = [at for at, one in enumerate(amounts) if one.start >= word.end() - 1][:1]
        else:
            near = [at for at, one in enumerate(amounts) if one.end <= word.start()][-1:]
        for at in near:
            amounts[at] = replace(amounts[at], tax=tax)
        loose |= set() if near else {tax}
    return loose


def _settle(found: list[_Amount], currency: str) -> int | None:
    """Choose among the amounts of a label, or none of them."""
    taxed = {one.minor for one in found if one.tax is _Tax.WITH}
    if taxed:
        return taxed.pop() if len(taxed) == 1 else None
    lowest, *higher = sorted({one.minor for one in found}) or [0]
    if currency == "JPY" and len(higher) == 1 and is_with_tax(lowest, higher[0]):
        return higher[0]
    plain = [one for one in found if one.tax is _Tax.UNSAID]
    if len(plain) < len(found):
        return None
    named = {one.minor for one in plain if one.is_named}
    choice = named or {one.minor for one in plain}
    return choice.pop() if len(choice) == 1 else None


def is_with_tax(net: int, gross: int) -> bool:
    """Say whether `gross` is `net` yen with Japanese consumption tax, however it was rounded."""
    return any(abs(gross - net * rate) < 1 for rate in _JAPANESE_TAX)
