"""Printed dates: every format that is read, every reason to refuse, and GS1 strings."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vision.calendar_days import full_year, last_day_of, real_day
from vision.expiry_dates import DateKind, ExpiryDate, Refusal, read_date
from vision.gs1 import gs1_date, read_gs1
from vision.printed_days import DateOrder, find_days

TODAY = date(2026, 7, 1)
K, R = DateKind, Refusal
DAY = date(2026, 11, 22)


def told(text: str, order: DateOrder | None = None) -> tuple[date, DateKind] | Refusal:
    answer = read_date(text, today=TODAY, order=order)
    return (answer.day, answer.kind) if isinstance(answer, ExpiryDate) else answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", R.NO_DATE),
        ("4901234567894 L123", R.NO_DATE),
        # every format
        ("2026.11.22", (DAY, K.UNSAID)),
        ("2026/11/22", (DAY, K.UNSAID)),
        ("2026-11-22", (DAY, K.UNSAID)),
        ("２０２６．１１．２２", (DAY, K.UNSAID)),
        ("22.11.2026", (DAY, K.UNSAID)),
        ("11/22/2026", (DAY, K.UNSAID)),
        ("22NOV26", (DAY, K.UNSAID)),
        ("22 Nov 2026", (DAY, K.UNSAID)),
        ("22-NOVEMBER-26", (DAY, K.UNSAID)),
        ("Nov 22, 2026", (DAY, K.UNSAID)),
        ("20261122", (DAY, K.UNSAID)),
        ("2026年11月22日", (DAY, K.UNSAID)),
        ("26年11月22日", (DAY, K.UNSAID)),
        ("22.11.99", R.IMPOSSIBLE),  # 1999 is no year of a pack, and 2022-11-99 no day
        # a month is good to its last day
        ("2026.11", (date(2026, 11, 30), K.UNSAID)),
        ("02/2028", (date(2028, 2, 29), K.UNSAID)),
        ("NOV 2026", (date(2026, 11, 30), K.UNSAID)),
        ("2026年2月", (date(2026, 2, 28), K.UNSAID)),
        # words
        ("EXP 22NOV26", (DAY, K.USE_BY)),
        ("EXP:20261122", (DAY, K.USE_BY)),
        ("EXP20261122", (DAY, K.USE_BY)),
        ("BEST BEFORE 22.11.2026", (DAY, K.BEST_BEFORE)),
        ("BB 22.11.2026", (DAY, K.BEST_BEFORE)),
        ("use by\n22 NOV 2026", (DAY, K.USE_BY)),
        ("賞味期限 26.11.22", (DAY, K.BEST_BEFORE)),
        ("消費期限26.11.22", (DAY, K.USE_BY)),
        ("有效期至2026年11月", (date(2026, 11, 30), K.USE_BY)),
        # a production date is not an expiry date
        ("生产日期 20260522", R.PRODUCTION_ONLY),
        ("MFG 22NOV26", R.PRODUCTION_ONLY),
        ("製造年月日 26.05.22", R.PRODUCTION_ONLY),
        ("生产日期20260522 保质期至20261122", (DAY, K.BEST_BEFORE)),
        ("MFG 22MAY26\nEXP 22NOV26", (DAY, K.USE_BY)),
        ("PROD. 22MAY26 22NOV26", (DAY, K.UNSAID)),
        # a column of words beside a column of dates
        ("生产日期\n保质期至\n20260522\n20261122", (DAY, K.BEST_BEFORE)),
        ("生产日期\n保质期至\n20261122", R.CONFLICT),
        ("保质期至 EXP 20261122", (DAY, K.BEST_BEFORE)),
        # production and a shelf life
        ("生产日期:2026.05.23 保质期:6个月", (DAY, K.BEST_BEFORE)),
        ("保质期12个月\n生产日期2025.11.23", (DAY, K.BEST_BEFORE)),
        ("生产日期2026.11.21 保质期2天", (DAY, K.BEST_BEFORE)),
        ("生产日期20251123 保质期1年", (DAY, K.BEST_BEFORE)),
        ("生产日期20260522 保质期0天", R.PRODUCTION_ONLY),
        ("生产日期20260231 保质期2天", R.IMPOSSIBLE),
        ("生产日期20260522 保质期99年", R.IMPOSSIBLE),
        ("MFG 03/04/26", R.PRODUCTION_ONLY),
        ("生产日期20260522 生产日期20260523 保质期2天", R.AMBIGUOUS),
        # numbers that make more than one day
        ("03/04/26", R.AMBIGUOUS),
        ("03.04.2026", R.AMBIGUOUS),
        ("26.11.22", R.AMBIGUOUS),
        ("221126", R.AMBIGUOUS),
        ("EXP 03/04/26", R.AMBIGUOUS),
        # the same day in every order
        ("11.11.11", (date(2011, 11, 11), K.UNSAID)),
        # no such day
        ("2026.02.31", R.IMPOSSIBLE),
        ("EXP 2026.13.01", R.IMPOSSIBLE),
        ("2026.11.00", R.IMPOSSIBLE),
        ("EXP 45.67.89", R.IMPOSSIBLE),
        # expiry before production
        ("MFG 22NOV26 EXP 22MAY26", R.IMPOSSIBLE),
        # several dates and nothing to tell them apart
        ("22NOV26 23NOV26", R.CONFLICT),
        ("EXP 22NOV26 EXP 23NOV26", R.CONFLICT),
        ("EXP 22NOV26 20261122", (DAY, K.USE_BY)),
        # GS1
        ("(01)04901234567894(17)261122(10)A7", (DAY, K.USE_BY)),
        ("(15)261100", (date(2026, 11, 30), K.BEST_BEFORE)),
        ("(17)260231", R.IMPOSSIBLE),
        ("(11)260522", R.PRODUCTION_ONLY),
        ("(13)260522(16)261122", (DAY, K.BEST_BEFORE)),
        ("GS1: ]d20104901234567894172611221012345", (DAY, K.USE_BY)),
        # a string without dates leaves the printed one
        ("(01)04901234567894\nEXP 22NOV26", (DAY, K.USE_BY)),
    ],
)
def test_print_gives_one_date_or_a_reason(
    text: str, expected: tuple[date, DateKind] | Refusal
) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "order", "day"),
    [
        ("03/04/26", DateOrder.DAY_FIRST, date(2026, 4, 3)),
        ("03/04/26", DateOrder.MONTH_FIRST, date(2026, 3, 4)),
        ("03/04/26", DateOrder.YEAR_FIRST, None),
        ("03/04/2026", DateOrder.DAY_FIRST, date(2026, 4, 3)),
        ("03/04/2026", DateOrder.MONTH_FIRST, date(2026, 3, 4)),
        ("261122", DateOrder.YEAR_FIRST, DAY),
        ("221126", DateOrder.DAY_FIRST, DAY),
    ],
)
def test_a_known_order_settles_it(text: str, order: DateOrder, day: date | None) -> None:
    expected = (day, K.UNSAID) if day else (date(2003, 4, 26), K.UNSAID)
    assert told(text, order) == expected


@pytest.mark.parametrize(
    ("two", "today", "year"),
    [
        (26, date(2026, 1, 1), 2026),
        (76, date(2026, 1, 1), 2076),
        (77, date(2026, 1, 1), 1977),
        (0, date(2026, 1, 1), 2000),
        (10, date(2060, 1, 1), 2110),
        (11, date(2060, 1, 1), 2011),
    ],
)
def test_two_digit_years_follow_the_rule_of_gs1(two: int, today: date, year: int) -> None:
    assert full_year(two, today) == year


@pytest.mark.parametrize(
    ("text", "elements"),
    [
        ("", None),
        ("20261122", None),
        ("(01)0490123456789", None),
        ("(17)26112A", None),
        ("(10)", None),
        ("0104901234567894", {"01": "04901234567894"}),
        ("\x1d01049012345678941726112210AB", {"01": "04901234567894", "17": "261122", "10": "AB"}),
        ("10AB\x1d17261122", None),  # strings start with a number or a date
        (
            "010490123456789410AB\x1d17261122",
            {"01": "04901234567894", "10": "AB", "17": "261122"},
        ),
        # a weight, and a place
        (
            "01049012345678943103001250" + "4149012345678904",
            {"01": "04901234567894", "3103": "001250", "414": "9012345678904"},
        ),
        # an identifier twice, cut short, or no number
        ("01049012345678940104901234567894", None),
        ("010490123456789417261", None),
        ("0104901234567894AB12", None),
    ],
)
def test_element_strings_are_taken_apart(text: str, elements: dict[str, str] | None) -> None:
    assert read_gs1(text) == elements


def test_a_gs1_date_wants_six_plain_digits() -> None:
    assert gs1_date("261122", TODAY) == DAY
    assert gs1_date("26112", TODAY) is None
    assert gs1_date("٢٦١١٢٢", TODAY) is None


def test_a_shelf_life_ends_with_a_month_that_is_shorter() -> None:
    assert last_day_of(date(2026, 1, 31), 1, "month") == date(2026, 2, 27)
    assert last_day_of(date(2026, 1, 31), 10, "day") == date(2026, 2, 9)
    assert real_day(1999, 1, 1) is None


DAYS = st.dates(date(2000, 1, 1), date(2075, 12, 31))


@given(DAYS)
def test_clear_formats_are_read_back(day: date) -> None:
    for shape in (
        "%Y.%m.%d",
        "%Y/%m/%d",
        "%Y-%m-%d",
        "%Y%m%d",
        "%Y年%m月%d日",
        "%d %b %Y",
        "EXP %d%b%Y",
    ):
        answer = read_date(day.strftime(shape), today=TODAY)
        assert isinstance(answer, ExpiryDate), shape
        assert answer.day == day


@given(st.dates(date(1977, 1, 1), date(2076, 12, 31)).filter(lambda day: day.year >= 2000))
def test_gs1_dates_are_read_back(day: date) -> None:
    assert gs1_date(day.strftime("%y%m%d"), TODAY) == day
    answer = read_date(f"0104901234567894{day:17%y%m%d}10LOT", today=TODAY)
    assert isinstance(answer, ExpiryDate)
    assert answer.day == day


@given(DAYS, st.sampled_from(list(DateOrder)))
def test_an_order_is_read_as_it_is_written(day: date, order: DateOrder) -> None:
    shapes = {"ymd": "%y.%m.%d", "dmy": "%d.%m.%y", "mdy": "%m.%d.%y"}
    answer = read_date(day.strftime(shapes[order]), today=TODAY, order=order)
    assert isinstance(answer, ExpiryDate)
    assert answer.day == day


@given(DAYS)
def test_without_an_order_the_true_day_is_among_the_readings(day: date) -> None:
    for shape in ("%y.%m.%d", "%d/%m/%y", "%m-%d-%y", "%d.%m.%Y", "%m/%d/%Y", "%y%m%d"):
        [printed] = find_days(day.strftime(shape), today=TODAY, order=None)
        assert day in printed.days


PIECES = [
    *("EXP", "MFG", "保质期", "生产日期", "賞味期限", "6个月", "NOV", "年", "月", "日", ".", "/"),
    *("26", "11", "2026", "22", "01", "0", "(17)", "(11)", "261122", "]d2", "\n", " ", "\x1d"),
]
TEXTS = st.text(max_size=40) | st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@given(TEXTS, st.none() | st.sampled_from(list(DateOrder)))
def test_any_text_is_read_or_refused(text: str, order: DateOrder | None) -> None:
    answer = read_date(text, today=TODAY, order=order)
    assert isinstance(answer, Refusal) or 2000 <= answer.day.year <= 2099
