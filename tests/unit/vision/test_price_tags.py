"""Price labels and dates through the models that ship in a wheel, and labels linked to products."""

import io
from datetime import date

import cv2
import numpy as np
import pytest
from PIL import Image

from vision.errors import WeightsRejected
from vision.expiry import in_reading_order, read_expiry
from vision.expiry_dates import DateKind, ExpiryDate, Refusal
from vision.facings import Facing, Recognition, TagReading
from vision.images import Picture
from vision.price_tags import TagReader, link
from vision.text_lines import LineReader, Place, TextLine, read_alphabet
from vision.training.tags import draw_date, draw_label
from vision.values import Box, PositionVerdict, Slot, Verdict
from vision.weights import load_line_reader, load_tag_reader

TODAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def lines() -> LineReader:
    return load_line_reader(threads=1)


def card(*prints: tuple[str, tuple[int, int], float]) -> Picture:
    """A white label on grey, 300 by 200, with prints at (x, baseline) in a stroke font."""
    picture = np.full((240, 340, 3), 120, np.uint8)
    picture[20:220, 20:320] = 250
    for text, at, size in prints:
        cv2.putText(
            picture,
            text,
            at,
            cv2.FONT_HERSHEY_DUPLEX,
            size,
            (20, 20, 20),
            max(1, int(2 * size)),
            cv2.LINE_AA,
        )
    return picture


LABEL = Box(20, 20, 320, 220)


@pytest.mark.parametrize(
    ("picture", "currency", "minor"),
    [
        (card(("149", (120, 150), 3.0), ("Cola", (40, 60), 1.0)), "JPY", 149),
        (card(("12.90", (60, 150), 2.5)), "CNY", 1290),
        (card(("12", (60, 150), 3.0), ("90", (185, 110), 1.5)), "CNY", 1290),
        (card(("500ml", (60, 150), 2.0)), "JPY", None),
        (card(), "JPY", None),
    ],
)
def test_a_label_is_read(
    lines: LineReader, picture: Picture, currency: str, minor: int | None
) -> None:
    [tag] = TagReader(lines, currency=currency).read(picture, [LABEL])
    assert (tag.price_minor, tag.box) == (minor, LABEL)
    assert tag.confidence > 0.9 or minor is None


def test_a_price_at_the_border_of_the_photo_is_not_read(lines: LineReader) -> None:
    picture = card(("149", (120, 150), 3.0))
    reader = TagReader(lines, currency="JPY")
    [tag] = reader.read(picture[:, 160:], [Box(0, 20, 160, 220)])
    assert tag.price_minor is None


def test_labels_outside_the_picture_are_not_read(lines: LineReader) -> None:
    boxes = [Box(900, 900, 950, 950), Box(10, 10, 10, 10)]
    tags = TagReader(lines, currency="JPY").read(card(), boxes)
    assert [(tag.text, tag.price_minor) for tag in tags] == [("", None)] * 2


def test_labels_of_a_photo_are_read_in_its_own_pixels(lines: LineReader) -> None:
    reader = TagReader(lines, currency="JPY")
    buffer = io.BytesIO()
    Image.fromarray(card(("149", (120, 150), 3.0))).save(buffer, "JPEG")
    [tag] = reader.read_photo(buffer.getvalue(), [LABEL])
    assert (tag.price_minor, tag.box) == (149, LABEL)
    assert reader.read_photo(b"no photo at all", []) == []


def test_most_drawn_labels_are_read_and_hardly_one_wrong(lines: LineReader) -> None:
    """Not a measure of accuracy (`benchmarks.tags` is), but no step may break the chain."""
    rng = np.random.default_rng(7)
    exact = wrong = 0
    for currency in ("JPY", "CNY", "USD", "THB") * 3:
        label = draw_label(rng, currency, height_px=100)
        [tag] = TagReader(lines, currency=currency).read(label.picture, [label.box])
        exact += tag.price_minor == label.minor
        wrong += tag.price_minor not in {label.minor, None}
    assert exact >= 10
    assert wrong == 0


def test_most_drawn_dates_are_read_and_hardly_one_wrong(lines: LineReader) -> None:
    rng = np.random.default_rng(7)
    exact = wrong = 0
    for _ in range(12):
        printed = draw_date(rng, height_px=60)
        answer = read_expiry(printed.picture, lines, today=TODAY).answer
        exact += isinstance(answer, ExpiryDate) and answer.day == printed.day
        wrong += isinstance(answer, ExpiryDate) and answer.day != printed.day
    assert exact >= 9
    assert wrong == 0


def test_an_expiry_date_is_told_with_its_print(lines: LineReader) -> None:
    picture = card(("MFG 2026/05/22", (30, 100), 1.0), ("EXP 2026/11/22", (30, 160), 1.0))
    reading = read_expiry(picture, lines, today=TODAY)
    assert reading.answer == ExpiryDate(date(2026, 11, 22), DateKind.USE_BY, "2026/11/22")
    assert reading.text.splitlines() == ["MFG 2026/05/22", "EXP 2026/11/22"]
    assert reading.confidence > 0.9


def test_a_pack_without_print_has_no_date(lines: LineReader) -> None:
    empty = np.full((100, 200, 3), 200, np.uint8)
    reading = read_expiry(empty, lines, today=TODAY)
    assert (reading.answer, reading.text, reading.confidence) == (Refusal.NO_DATE, "", 0.0)


class Misreading(LineReader):
    """A reader whose answers are told: by the row a line is on, then one after another."""

    def __init__(self, at: dict[int, Place], answers: list[str]) -> None:
        self._at, self._answers = at, iter(answers)

    def find(self, rgb: Picture, *, finder_px: int = 96) -> list[Place]:
        return list(self._at.values()) if finder_px < 100 else []

    def read(self, rgb: Picture, place: Place) -> TextLine:
        return TextLine(next(self._answers), 0.99, place)


def raised_card() -> tuple[Picture, Place]:
    """A label with 12 and raised 90, and the line they are on."""
    picture = card(("12", (60, 150), 3.0), ("90", (185, 110), 1.5))
    return picture, Place((150, 120), 200, 80, 0.0)


@pytest.mark.parametrize(
    ("answers", "minor"),
    [
        (["1290", "12", "90"], 1290),
        # the cents, or what stands before them, cannot be read
        (["1290", "12", "g"], None),
        (["1290", "I?", "90"], None),
    ],
)
def test_raised_cents_are_read_apart(answers: list[str], minor: int | None) -> None:
    picture, place = raised_card()
    reader = TagReader(Misreading({0: place}, answers), currency="CNY")
    assert reader.read(picture, [LABEL])[0].price_minor == minor


def test_cents_on_a_line_of_their_own_need_no_second_reading() -> None:
    picture, _ = raised_card()
    whole, cents = Place((115, 120), 130, 80, 0.0), Place((215, 95), 60, 40, 0.0)
    answers = ["12", "90", "I?", "90"]  # then the cents found beyond the whole part
    reader = TagReader(Misreading({0: whole, 1: cents}, answers), currency="CNY")
    assert reader.read(picture, [LABEL])[0].price_minor == 1290


class Unsure(LineReader):
    """A reader that sees one date and is not sure of it."""

    def __init__(self) -> None:
        pass

    def find(self, rgb: Picture, *, finder_px: int = 96) -> list[Place]:
        return [Place((50, 10), 80, 10, 0.0), Place((50, 30), 80, 10, 0.0)]

    def read(self, rgb: Picture, place: Place) -> TextLine:
        return (
            TextLine("22NOV26", 0.8, place)
            if place.middle[1] < 20
            else TextLine("LOT 7", 0.99, place)
        )


def test_a_date_that_was_not_read_for_sure_is_refused() -> None:
    reading = read_expiry(np.zeros((50, 100, 3), np.uint8), Unsure(), today=TODAY)
    assert reading.answer is Refusal.UNSURE


def test_lines_are_read_from_top_to_bottom_and_left_to_right() -> None:
    at = {"a": (10, 10), "b": (60, 12), "c": (5, 40)}
    lines = [TextLine(text, 1.0, Place(where, 20, 10, 0.0)) for text, where in at.items()]
    assert "".join(line.text for line in in_reading_order(lines[::-1])) == "abc"


def test_a_leaning_line_knows_its_corners_and_what_follows_it() -> None:
    place = Place((50, 50), 40, 10, 90.0)
    assert place.corners[0] == pytest.approx([55, 30])
    assert place.box == Box(45, 30, 55, 70)
    assert place.longer(10).box == Box(45, 30, 55, 80)


@pytest.mark.parametrize("lean", [12, -12])
def test_a_line_that_leans_is_straightened_and_read(lines: LineReader, lean: int) -> None:
    picture = card(("4182", (60, 150), 2.5))
    turn = cv2.getRotationMatrix2D((170, 120), -lean, 1.0)
    turned = np.asarray(cv2.warpAffine(picture, turn, (340, 240), borderValue=(120,) * 3), np.uint8)
    place = max(lines.find(turned), key=lambda place: place.width)
    assert place.angle == pytest.approx(lean, abs=3)
    assert lines.read(turned, place).text == "4182"


def test_a_very_long_line_is_squeezed_not_cut(lines: LineReader) -> None:
    text = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    strip = np.full((40, 800, 3), 255, np.uint8)
    cv2.putText(strip, text, (4, 30), cv2.FONT_HERSHEY_DUPLEX, 1.0, (0, 0, 0), 2, cv2.LINE_AA)
    assert lines.read(strip, Place((400, 20), 800, 40, 0.0)).text == text


def test_models_are_checked_before_they_run(tmp_path: object) -> None:
    with pytest.raises(WeightsRejected, match="is missing"):
        load_line_reader(tmp_path)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="'XYZ' cannot be read"):
        load_tag_reader(currency="XYZ")


@pytest.mark.parametrize(
    "model",
    [
        b"",
        b"\x08\x07",  # one number, no properties
        b"\x72\x0c\x0a\x04name\x12\x04text",  # another property
        b"\x72\x0b\x0a\x09character",  # a property without a value
        b"\x72\xff",  # cut short
    ],
)
def test_a_model_without_an_alphabet_is_refused(model: bytes) -> None:
    with pytest.raises(WeightsRejected, match="names no letters"):
        read_alphabet(model)


def test_the_alphabet_stands_between_blank_and_space() -> None:
    model = b"\x08\x07" + b"\x72\x10" + b"\x0a\x09character" + b"\x12\x03a\nb"
    assert read_alphabet(model) == ("", "a", "b", " ")


# A row of two positions, feet at 100, and one below, feet at 220; labels hang on the rails.
UPPER, RIGHT, LOWER = Box(0, 20, 100, 100), Box(100, 20, 200, 100), Box(0, 140, 200, 220)
POSITIONS = [
    PositionVerdict(Slot(name, f"sku-{name}", row, left, 100), Verdict.MATCH, box, 0.9)
    for name, row, left, box in (("a", 0, 0, UPPER), ("b", 0, 100, RIGHT), ("c", 1, 0, LOWER))
]


def hanging(x: float, y: float) -> TagReading:
    return TagReading(Box(x - 10, y - 5, x + 10, y + 5), "", 0.9)


@pytest.mark.parametrize(
    ("x", "y", "slot"),
    [
        (50, 108, "a"),
        (150, 108, "b"),
        (150, 230, "c"),
        # just above the lower row: still the rail of the upper
        (50, 130, "a"),
        # over the top row there is nothing above
        (50, 10, "a"),
        # stuck on the foot of the packs
        (50, 95, "a"),
        # beside everything, or far below
        (300, 108, None),
        (50, 400, None),
    ],
)
def test_a_label_speaks_for_what_stands_above_it(x: float, y: float, slot: str | None) -> None:
    [tag] = link([hanging(x, y)], POSITIONS)
    assert tag.slot_id == slot
    assert tag.sku == (f"sku-{slot}" if slot else None)


def test_without_a_position_the_product_seen_above_counts() -> None:
    seen = Facing(UPPER, 0.9, 0, 0, recognition=Recognition("cola", 0.9))
    unknown = Facing(RIGHT, 0.9, 0, 1, recognition=Recognition(None, 0.9))
    unseen = PositionVerdict(POSITIONS[0].slot, Verdict.NOT_VISIBLE, None, 1.0)
    tags = link([hanging(50, 108), hanging(150, 108)], [unseen], [seen, unknown])
    assert [(tag.slot_id, tag.sku) for tag in tags] == [(None, "cola"), (None, None)]
