"""Expiry dates on photos of packs: the print read, its date told or refused with a reason."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from vision.expiry_dates import ExpiryDate, Refusal, read_date
from vision.images import Picture
from vision.printed_days import DateOrder
from vision.text_lines import LineReader, TextLine

SURE = 0.9  # how sure the least sure letter of a line with a date must be
_HEARD = 0.5  # words beside it may be read less surely
_FINDER_PX = 320  # print on packs is small
_MOST_LINES = 24


@dataclass(frozen=True, slots=True)
class ExpiryReading:
    """What the print on one pack says: a date or a refusal, and the text it comes from."""

    answer: ExpiryDate | Refusal
    text: str  # the lines that were read, top to bottom
    confidence: float  # of the least sure letter of the lines with numbers, 0 to 1


def read_expiry(
    rgb: Picture, reader: LineReader, *, today: date, order: DateOrder | None = None
) -> ExpiryReading:
    """Read the expiry date off a picture of the printed part of a pack.

    A date that was not read for sure is refused (`unsure`): a wrong digit is a wrong date, and
    nobody would notice. What else is refused says `expiry_dates.read_date`.
    """
    places = reader.find(rgb, finder_px=_FINDER_PX)[:_MOST_LINES]
    lines = [reader.read(rgb, place) for place in places]
    lines = in_reading_order([line for line in lines if line.confidence >= _HEARD])
    text = "\n".join(line.text for line in lines)
    numbers = [line for line in lines if any(map(str.isdigit, line.text))]
    answer = read_date(text, today=today, order=order)
    confidence = min((line.confidence for line in numbers), default=0.0)
    is_doubtful = isinstance(answer, ExpiryDate) and any(
        line.confidence < SURE for line in _sources(numbers, answer)
    )
    return ExpiryReading(Refusal.UNSURE if is_doubtful else answer, text, confidence)


def in_reading_order(lines: Sequence[TextLine]) -> list[TextLine]:
    """Sort lines top to bottom, and left to right where they stand side by side."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.place.middle[1]):
        last = rows[-1][0].place if rows else None
        if last and line.place.middle[1] - last.middle[1] < last.height / 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.place.middle[0])]


def _sources(lines: Sequence[TextLine], answer: ExpiryDate) -> list[TextLine]:
    """Give the lines that an answer comes from; all of them where that cannot be told."""
    parts = answer.text.split(" + ")
    plain = [(line, unicodedata.normalize("NFKC", line.text)) for line in lines]
    return [line for line, text in plain if any(part in text for part in parts)] or list(lines)
