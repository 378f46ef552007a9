"""The words around a drawn photo: a legend with counts below, what speaks against it above."""

import io
from collections.abc import Mapping, Sequence

from PIL import Image, ImageDraw

from vision.marks import INK, LETTERS, PAPER, Mark, Pen, font

MAX_BYTES = 300_000
_BAND = LETTERS * 2  # height of one line
_MARGIN = 10
_SMALLEST = 8  # letters below this cannot be read anyway

WORDS: Mapping[str, tuple[Mark | None, Mapping[str, str]]] = {
    "match": (Mark.WELL, {"en": "match", "zh-CN": "相符"}),
    "present": (Mark.WELL, {"en": "in stock", "zh-CN": "有货"}),
    "mask": (Mark.WELL, {"en": "mask", "zh-CN": "戴口罩"}),
    "gap": (Mark.MISSING, {"en": "empty", "zh-CN": "缺货"}),
    "no_mask": (Mark.MISSING, {"en": "no mask", "zh-CN": "没戴口罩"}),
    "wrong_product": (Mark.WRONG, {"en": "wrong product", "zh-CN": "商品不符"}),
    "misplaced": (Mark.MOVED, {"en": "misplaced", "zh-CN": "错位"}),
    "substitute": (Mark.SUBSTITUTE, {"en": "substitute", "zh-CN": "替代"}),
    "extra": (Mark.EXTRA, {"en": "extra", "zh-CN": "多余"}),
    "price": (Mark.PRICE, {"en": "wrong price", "zh-CN": "价格不符"}),
    "fire": (Mark.ALARM, {"en": "fire", "zh-CN": "明火"}),
    "smoke": (Mark.ALARM, {"en": "smoke", "zh-CN": "烟雾"}),
    "lens": (Mark.ALARM, {"en": "lens not clear", "zh-CN": "镜头不清"}),
    "finding": (Mark.ALARM, {"en": "finding", "zh-CN": "发现问题"}),
    "changed": (Mark.CHANGED, {"en": "changed", "zh-CN": "有变化"}),
    "unclear": (Mark.DOUBT, {"en": "cannot tell", "zh-CN": "无法判断"}),
    "picture": (None, {"en": "only a picture", "zh-CN": "仅为图像"}),
    "not_visible": (None, {"en": "not in photo", "zh-CN": "未拍到"}),
}


def framed(
    picture: Image.Image, warnings: Sequence[str], counts: Mapping[str, int], note: str, locale: str
) -> Image.Image:
    """Put warnings above a picture and, where there are none, a legend below it.

    The legend takes as many lines as it needs, at least one, so that no mark stays unexplained.
    """
    lines = [] if warnings else _lines(counts, picture.width, locale)
    height = picture.height + _BAND * (len(warnings) + max(1, len(lines)))
    page = Image.new("RGB", (picture.width, height), PAPER)
    for number, line in enumerate(warnings):
        _write(page, line, (_MARGIN, _BAND * number + 8))
    page.paste(picture, (0, _BAND * len(warnings)))
    top = picture.height + _BAND * len(warnings)
    end = _MARGIN
    for number, entries in enumerate(lines):
        end = _draw(page, entries, top + _BAND * number)
    if not warnings:
        _sign(page, note, after=end)
    return page


def jpeg(page: Image.Image) -> bytes:
    """Encode below the size limit: lower quality first, then fewer pixels."""
    for grade in (85, 75, 65, 50):
        buffer = io.BytesIO()
        page.save(buffer, "JPEG", quality=grade, optimize=True)
        if buffer.tell() < MAX_BYTES:
            return buffer.getvalue()
    smaller = page.resize((page.width * 3 // 4, page.height * 3 // 4), Image.Resampling.LANCZOS)
    return jpeg(smaller)


def _lines(
    counts: Mapping[str, int], width: int, locale: str
) -> list[list[tuple[Mark | None, str]]]:
    """Break the legend's entries into lines that fit."""
    lines: list[list[tuple[Mark | None, str]]] = []
    room = 0
    for key, count in counts.items():
        if not count:
            continue
        mark, words = WORDS[key]
        entry = mark, f"{words.get(locale, words['en'])} {count}"
        wide = _width(entry)
        if not lines or wide > room:
            lines.append([])
            room = width - 2 * _MARGIN
        lines[-1].append(entry)
        room -= wide
    return lines


def _width(entry: tuple[Mark | None, str]) -> int:
    mark, text = entry
    return int(font(LETTERS).getlength(text)) + 24 + (0 if mark is None else LETTERS + 6)


def _draw(page: Image.Image, line: Sequence[tuple[Mark | None, str]], top: int) -> int:
    """Draw one line of the legend; return where it ends."""
    x = _MARGIN
    for mark, text in line:
        start = x
        if mark is not None:
            Pen(page).sample(mark, (x, top + 11))
            x += LETTERS + 6
        ImageDraw.Draw(page).text((x, top + 8), text, fill=INK, font=font(LETTERS))
        x = start + _width((mark, text))
    return x


def _sign(page: Image.Image, note: str, *, after: int) -> None:
    """Write who looked into the last line, where there is room for it."""
    letters = font(12)
    wide = int(letters.getlength(note))
    if after + wide + _MARGIN < page.width:
        at = page.width - wide - _MARGIN, page.height - _BAND + 14
        ImageDraw.Draw(page).text(at, note, fill=INK, font=letters)


def _write(page: Image.Image, text: str, at: tuple[int, int]) -> None:
    """Write one line, smaller where it would not fit."""
    room = page.width - at[0] * 2
    size = LETTERS
    while size > _SMALLEST and font(size).getlength(text) > room:
        size -= 1
    ImageDraw.Draw(page).text(at, text, fill=INK, font=font(size))
