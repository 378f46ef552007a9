"""Which line of a label is the price, and where raised cents begin."""

import cv2
import numpy as np
import pytest

from vision.images import Picture
from vision.price_lines import BEYOND, CannotTell, choose_price, find_cents, goes_on
from vision.text_lines import Place, TextLine


def line(
    text: str, at: tuple[float, float] = (0, 0), height: float = 20, sure: float = 0.99
) -> TextLine:
    """A line of text whose top left corner is at `at`, letters half as wide as tall."""
    width = max(1, len(text)) * height / 2
    return TextLine(text, sure, Place((at[0] + width / 2, at[1] + height / 2), width, height, 0.0))


@pytest.mark.parametrize(
    ("lines", "currency", "minor"),
    [
        ([], "JPY", None),
        ([line("ソース")], "JPY", None),
        ([line("ソース"), line("199", (0, 40), 30)], "JPY", 199),
        # not sure enough
        ([line("199", sure=0.7)], "JPY", None),
        # a taller number that was not read surely may be the price; noise is not
        ([line("199", height=20), line("298", (0, 60), 40, 0.7)], "JPY", None),
        ([line("199", height=20), line("298", (0, 60), 40, 0.3)], "JPY", 199),
        ([line("199", height=20), line("6a", (0, 60), 40, 0.7)], "JPY", 199),
        # two numbers: the outstanding one, or nobody knows
        ([line("199", height=40), line("4902", (0, 60), 20)], "JPY", 199),
        ([line("199", height=30), line("10", (0, 60), 25)], "JPY", None),
        # but size says nothing where tax is spoken of
        ([line("100", height=40), line("税抜", (0, 60), 20), line("50", (0, 90), 20)], "JPY", None),
        ([line("100", height=40), line("税込108円", (0, 60), 20)], "JPY", 108),
        # parts of one line: a sign, a plus, a unit, raised cents
        ([line("¥"), line("199", (14, 0)), line("88", (0, 60))], "JPY", 199),
        ([line("+", height=12), line("10", (10, -4), 40), line("189", (0, 60), 30)], "JPY", 189),
        ([line("500", height=30), line("g", (46, 8), 20)], "JPY", None),
        ([line("12", height=40), line("90", (42, 0), 20)], "CNY", 1290),
        ([line("12", height=40), line("90", (42, 20), 20)], "CNY", 1200),  # not raised
        ([line("12", height=40), line("90", (142, 0), 20)], "CNY", 1200),  # too far
        ([line("ab", height=40), line("90", (42, 0), 40)], "CNY", 9000),
    ],
)
def test_the_price_is_chosen_or_refused(
    lines: list[TextLine], currency: str, minor: int | None
) -> None:
    assert choose_price(lines, currency=currency)[0] == minor
    assert choose_price(lines[::-1], currency=currency)[0] == minor


def test_confidence_is_that_of_the_price_or_of_what_spoils_it() -> None:
    assert choose_price([line("199", sure=0.95)], currency="JPY") == (199, 0.95)
    assert choose_price([line("199", sure=0.7)], currency="JPY") == (None, 0.7)
    rivals = [line("199"), line("298", (0, 60), 40, 0.7)]
    assert choose_price(rivals, currency="JPY") == (None, 0.7)


def test_a_line_goes_on_to_the_right_only() -> None:
    left, right = line("12"), line("90", (24, 0))
    assert goes_on(left, right)
    assert not goes_on(right, left)
    assert not goes_on(left, line("90", (24, 30)))


def print_of(whole: str, cents: str = "", *, raised: bool = True, dark: bool = False) -> Picture:
    """A straightened line, 48 pixels tall, with room to the right of what was read."""
    strip = np.zeros((48, 400), np.uint8)
    cv2.putText(strip, whole, (8, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 255, 4)
    end = 12 + cv2.getTextSize(whole, cv2.FONT_HERSHEY_SIMPLEX, 1.3, 4)[0][0]
    if cents:
        cv2.putText(
            strip, cents, (end, 26 if raised else 40), cv2.FONT_HERSHEY_SIMPLEX, 0.65, 255, 2
        )
        end += 4 + cv2.getTextSize(cents, cv2.FONT_HERSHEY_SIMPLEX, 0.65, 2)[0][0]
    grey = (strip if dark else 255 - strip)[:, : end + round(BEYOND * 48)]
    return np.repeat(grey[..., None], 3, 2)


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("1290", print_of("12", "90")),
        ("¥1290元", print_of("12", "90")),
        ("12 90", print_of("12", "90")),
        ("1290", print_of("12", "90", dark=True)),
        # one digit was not read, or the cents were not: they are there all the same
        ("129", print_of("12", "90")),
    ],
)
def test_raised_cents_are_found(text: str, picture: Picture) -> None:
    cents = find_cents(line(text), picture, currency="CNY")
    assert cents is not None
    assert (cents.left, cents.bottom) == (pytest.approx(64, abs=6), pytest.approx(26, abs=2))


def test_cents_beyond_what_was_read_are_found() -> None:
    picture = print_of("12", "90")
    width = 12 + cv2.getTextSize("12", cv2.FONT_HERSHEY_SIMPLEX, 1.3, 4)[0][0]
    beyond = picture[:, : width + round(BEYOND * 48)]
    assert find_cents(line("12"), beyond, currency="CNY") is not None


def test_digits_that_touch_are_level_when_the_last_ends_low() -> None:
    level, raised = print_of("1290"), print_of("12", "90")
    for picture in (level, raised):
        picture[20:23, 8 : picture.shape[1] - round(BEYOND * 48) - 4] = 0  # a stroke joins them all
    assert find_cents(line("1290"), level, currency="CNY") is None
    with pytest.raises(CannotTell):
        find_cents(line("1290"), raised, currency="CNY")


@pytest.mark.parametrize(
    ("text", "picture", "currency"),
    [
        ("1290", print_of("1290"), "CNY"),
        ("12", print_of("12"), "CNY"),
        # there is a point already, or no number at the end
        ("12.90", print_of("12", "90"), "CNY"),
        ("酸奶", print_of("12", "90"), "CNY"),
        # yen have no cents
        ("1290", print_of("12", "90"), "JPY"),
    ],
)
def test_level_numbers_end_in_no_cents(text: str, picture: Picture, currency: str) -> None:
    assert find_cents(line(text), picture, currency=currency) is None


@pytest.mark.parametrize(
    ("text", "picture"),
    [
        ("129", print_of("12", "9")),  # one small digit
        ("12999", print_of("12", "999")),  # three
        ("12 90", print_of("12 90")),  # a space that may be a point
        ("1290", np.full((48, 330, 3), 200, np.uint8)),  # nothing to see
    ],
)
def test_what_may_be_cents_is_not_guessed(text: str, picture: Picture) -> None:
    with pytest.raises(CannotTell):
        find_cents(line(text), picture, currency="CNY")
