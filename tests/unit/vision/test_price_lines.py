"""Which line of a label is the price, and where raised cents begin."""

import cv2
import numpy as np
import pytest

from vision.images import Picture
from vision.price_lines import BEYOND, choose_price, goes_on, mend_cents
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
    """A straightened line, 48 pixels tall, with room for cents to the right of its whole part."""
    strip = np.zeros((48, 330), np.uint8)
    cv2.putText(strip, whole, (8, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 255, 4)
    if cents:
        start = 12 + cv2.getTextSize(whole, cv2.FONT_HERSHEY_SIMPLEX, 1.3, 4)[0][0]
        at = (start, 26 if raised else 40)
        cv2.putText(strip, cents, at, cv2.FONT_HERSHEY_SIMPLEX, 0.65, 255, 2)
    grey = strip if dark else 255 - strip
    return np.repeat(grey[..., None], 3, 2)


@pytest.mark.parametrize(
    ("text", "picture", "mended"),
    [
        ("1290", print_of("12", "90"), "12.90"),
        ("¥1290元", print_of("12", "90"), "¥12.90元"),
        ("1290", print_of("12", "90", dark=True), "12.90"),
        ("1290", print_of("1290"), "1290"),
        ("12", print_of("12"), "12"),
        # cents that were not read: the whole part alone is not the price
        ("12", print_of("12", "90")[:, :150], None),
        # uneven, but not cents: one small digit, and small print in front
        ("129", print_of("12", "9"), None),
        # nothing to see
        ("1290", np.full((48, 330, 3), 200, np.uint8), None),
        # what is no bare number is left as it is
        ("12.90", print_of("12", "90"), "12.90"),
        ("酸奶", print_of("12", "90"), "酸奶"),
    ],
)
def test_the_point_goes_before_raised_cents(
    text: str, picture: Picture, mended: str | None
) -> None:
    if text == "12" and mended is None:
        # the line ends with the whole part: what follows is beyond it
        width = cv2.getTextSize("12", cv2.FONT_HERSHEY_SIMPLEX, 1.3, 4)[0][0] + 10
        picture = picture[:, : width + round(BEYOND * 48)]
    assert mend_cents(line(text), picture, currency="CNY") == mended


def test_yen_have_no_cents_to_mend() -> None:
    assert mend_cents(line("1290"), print_of("12", "90"), currency="JPY") == "1290"
