"""Printed prices: what a label's words mean in each currency, and what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.price_texts import EXPONENTS, is_with_tax, parse_price, speaks_of_tax


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("", "JPY", None),
        # one number, with and without a sign
        ("¥12.90", "CNY", 1290),
        ("￥12", "CNY", 1200),
        ("12.9元", "CNY", 1290),
        ("价格:12.5", "CNY", 1250),
        ("199", "JPY", 199),
        ("１９９円", "JPY", 199),
        ("$3.99", "USD", 399),
        ("€1,99", "EUR", 199),
        ("1.99€", "EUR", 199),
        ("฿35", "THB", 3500),
        ("35 บาท", "THB", 3500),
        ("199.-", "EUR", 19900),
        # thousands
        ("1,079円", "JPY", 1079),
        ("1.079", "JPY", 1079),
        ("1.079", "EUR", 107900),
        ("1.079", "CNY", None),
        ("12.905", "CNY", None),
        ("1,99", "USD", None),
        # tax: the shopper's price wins, and a price without tax is no price
        ("159円（税込）", "JPY", 159),
        ("税込\n159", "JPY", 159),
        ("本体価格100円(税込108円)", "JPY", 108),
        ("98円(税抜) 105円(税込)", "JPY", 105),
        ("100円(税込108円)\n(税込110円)", "JPY", None),
        ("100\n108", "JPY", 108),
        ("100\n120", "JPY", None),
        ("税抜 98円", "JPY", None),
        ("159\n税抜", "JPY", None),
        ("98円+税", "JPY", None),
        ("税抜98円\n150", "JPY", None),
        # what is no price: points, contents, counts, barcodes, dates, shares, old prices
        ("+10\n189", "JPY", 189),
        ("十10\n189", "JPY", 189),
        ("コーラ 1.5L\n149", "JPY", 149),
        ("500ml 6缶 689", "JPY", 689),
        ("4901234567894\n199", "JPY", 199),
        ("11月22日 98", "JPY", 98),
        ("2026.11.22", "CNY", None),
        ("50%OFF", "USD", None),
        ("2 for $5", "USD", 500),
        ("原价 19.90 现价 ¥12.90", "CNY", 1290),
        ("会员价9.9 ¥12.9", "CNY", 1290),
        # unit prices
        ("12元/斤", "CNY", None),
        ("12.90元/500g", "CNY", None),
        ("100gあたり 98円", "JPY", None),
        ("100gあたり98円\n294円", "JPY", 294),
        # nothing to choose by
        ("98 45", "JPY", None),
        ("98\n¥45", "JPY", 45),
        ("0", "JPY", None),
        ("007", "JPY", None),
        ("1.5", "JPY", None),
        ("12345678", "JPY", None),
        ("チリソース129", "JPY", None),
        # another currency on the label
        ("$3.99", "CNY", None),
    ],
)
def test_a_label_says_one_price_or_none(text: str, currency: str, minor: int | None) -> None:
    assert parse_price(text, currency=currency) == minor


def test_an_unknown_currency_is_refused() -> None:
    with pytest.raises(ValueError, match="'XYZ' cannot be read, only in CNY"):
        parse_price("1", currency="XYZ")


@pytest.mark.parametrize(
    ("text", "speaks"),
    [("98円（税込）", True), ("本体 98", True), ("plus tax", True), ("98円", False), ("", False)],
)
def test_tax_words_are_heard(text: str, speaks: bool) -> None:
    assert speaks_of_tax(text) is speaks


@pytest.mark.parametrize(
    ("net", "gross", "holds"),
    [(98, 105, True), (98, 106, True), (98, 107, True), (98, 108, True), (98, 110, False)],
)
def test_tax_may_be_rounded_either_way(net: int, gross: int, holds: bool) -> None:
    assert is_with_tax(net, gross) is holds


@given(st.text(max_size=60), st.sampled_from(sorted(EXPONENTS)))
def test_any_text_is_read_or_refused(text: str, currency: str) -> None:
    price = parse_price(text, currency=currency)
    assert price is None or price > 0


@given(st.integers(1, 9_999_999), st.sampled_from(sorted(EXPONENTS)))
def test_a_plain_price_is_read_back(major: int, currency: str) -> None:
    assert parse_price(f"{major}", currency=currency) == major * 10 ** EXPONENTS[currency]


@given(st.integers(0, 99_999), st.integers(0, 99))
def test_thousands_and_cents_are_read_back(major: int, cents: int) -> None:
    expected = major * 100 + cents or None
    assert parse_price(f"¥{major:,}.{cents:02}", currency="CNY") == expected
    euros = f"{major:,}".replace(",", ".")
    assert parse_price(f"{euros},{cents:02} €", currency="EUR") == expected
