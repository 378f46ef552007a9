"""Rows of an XLSForm by their headings; apart because its headings have languages and aliases."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checklists.sheets.cell_texts import is_chinese
from checklists.sheets.columns import Path
from checklists.sheets.records import Desk, Record
from checklists.sheets.workbooks import Sheet, to_text
from core.cells import letters
from core.words import Words

OURS = "rounds"
"""The column in which our exports keep what XLSForm has no column for."""

_ALIASES = {
    "relevance": "relevant",
    "caption": "label",
    "calculate": "calculation",
    "list name": "list_name",
    "read_only": "readonly",
    "value": "name",
    "tag": "name",
    "command": "type",
    "constraining_message": "constraint_message",
    "form_title": "title",
    "set_form_title": "title",
    "set_form_id": "form_id",
    "guidance": "guidance_hint",
    "jr:count": "repeat_count",
    "jr:constraintmsg": "constraint_message",
    "constraintmsg": "constraint_message",
}
KNOWN = frozenset(
    {
        "type", "name", "label", "hint", "guidance_hint", "required", "relevant", "constraint",
        "constraint_message", "default", "appearance", "repeat_count", "parameters", "disabled",
        "calculation", "choice_filter", "media", "image", "audio", "video", "trigger", OURS,
    }
)  # fmt: skip
"""Headings of `survey` that are read, or told of where a row has something in them."""

COMFORT = frozenset({"required_message", "no_app_error_string", "readonly", "autoplay", "rows"})
"""Headings whose loss nobody has to be told of."""

_PREFIXES = ("bind", "control", "body")
_PLACES: Mapping[str, tuple[Path, ...]] = {
    "name": (("code",),),
    "type": (("kind",), ("choice_set",), ("options",)),
    "label": (("prompt",), ("title",), ("label",)),
    "hint": (("hint",),),
    "guidance_hint": (("sop",),),
    "constraint_message": (("next_step",),),
    "relevant": (("logic", "show_if"), ("show_if",)),
    "required": (("logic", "require_if"), ("is_required",)),
    "constraint": (("limits",), ("logic", "fail_if")),
    "default": (("logic", "default"),),
    "repeat_count": (("repeat",),),
    "parameters": (("limits", "step"),),
    OURS: (("scoring",), ("weight",)),
}
_CODE = re.compile(r"\(([a-z-]+)\)$")


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its cells by heading and language."""

    sheet: str
    number: int
    cells: Mapping[tuple[str, str], str]  # (heading, language as written) → text
    columns: Mapping[tuple[str, str], int]

    def text(self, heading: str) -> str:
        """Return a cell that has no language; "": empty."""
        return self.cells.get((heading, ""), "")

    def words(self, heading: str, stand_in: str = "") -> Words:
        """Return a text in our languages; what has no language is told by its letters.

        Args:
            heading: Such as `label`.
            stand_in: A language of the workbook that stands for English where it has none of ours.
        """
        words: Words = {}
        for (name, language), text in self.cells.items():
            if name != heading:
                continue
            locale = locale_of(language) if language else ("zh-CN" if is_chinese(text) else "en")
            if locale is None and language == stand_in:
                locale = "en"
            if locale is not None:
                words.setdefault(locale, text)
        return words

    def record(self) -> Record:
        """Return the row as a place for faults."""
        places: dict[Path, int] = {}
        for (heading, language), index in self.columns.items():
            for path in _PLACES.get(heading, ((heading,),)):
                locale = locale_of(language) if language else None
                places.setdefault((*path, locale) if locale else path, index)
                places.setdefault(path, index)
        return Record(self.sheet, self.number, {}, places)

    def place(self, heading: str) -> str:
        """Return the name of a cell."""
        found = next((index for (name, _), index in self.columns.items() if name == heading), 0)
        return f"{letters(found)}{self.number}"

    def fault(self, desk: Desk, heading: str, chinese: str, english: str) -> None:
        """Note what is wrong with a cell."""
        desk.fault(self.record(), _PLACES.get(heading, ((heading,),))[0], chinese, english)

    def note(self, desk: Desk, heading: str, chinese: str, english: str) -> None:
        """Note what is left out of a cell."""
        desk.note(self.sheet, self.place(heading), chinese, english)

    def ours(self, desk: Desk) -> dict[str, Any]:
        """Return what an export of ours keeps in the row's own column."""
        text = self.text(OURS)
        if not text:
            return {}
        try:
            found = json.loads(text)
        except (ValueError, RecursionError):
            found = None
        below = {"was", "logic", "choice_set_names"}
        if isinstance(found, dict) and all(
            isinstance(found[member], dict) for member in below & set(found)
        ):
            return found
        self.fault(desk, OURS, "这一列应为 JSON 对象", "this column is to hold a JSON object")
        return {}


def lines_of(sheets: Sequence[Sheet], name: str) -> list[Line]:
    """Return the rows of a sheet by its name; none where there is no such sheet."""
    sheet = next((each for each in sheets if each.name.strip().lower() == name), None)
    return [] if sheet is None else list(_lines(sheet))


def unknown_headings(lines: Sequence[Line]) -> list[tuple[str, str]]:
    """Return the headings of `survey` that nobody reads, each with its cell's letters."""
    columns = lines[0].columns if lines else {}
    return [
        (name, letters(index))
        for (name, _), index in columns.items()
        if name not in KNOWN | COMFORT
        and any(each[0] == name for row in lines for each in row.cells)
    ]


def stand_in_of(lines: Sequence[Line]) -> str:
    """Return the workbook's first language where it has neither Chinese nor English; else ""."""
    used = {language: None for line in lines for name, language in line.cells if name == "label"}
    if any(not language or locale_of(language) for language in used):
        return ""
    return next(iter(used), "")


def locale_of(language: str) -> str | None:
    """Return our locale for a language as an XLSForm names it; None: it is none of ours.

    Example:
        >>> locale_of("English (en)"), locale_of("简体中文"), locale_of("Français (fr)")
        ('en', 'zh-CN', None)
    """
    plain = language.strip().lower()
    code = _CODE.search(plain)
    tag = code[1] if code else plain
    if tag.split("-")[0] == "zh" or "中文" in plain or plain.startswith("chinese"):
        return "zh-CN"
    return "en" if tag.split("-")[0] in ("en", "eng") or plain.startswith("english") else None


def _lines(sheet: Sheet) -> Iterator[Line]:
    top = next((n for n, row in enumerate(sheet.rows) if any(to_text(v) for v in row)), None)
    if top is None:
        return
    columns: dict[tuple[str, str], int] = {}
    for index, value in enumerate(sheet.rows[top]):
        if to_text(value):
            columns.setdefault(_heading(to_text(value)), index)
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        cells = {
            key: to_text(row[index])
            for key, index in columns.items()
            if index < len(row) and to_text(row[index])
        }
        if cells:
            yield Line(sheet.name, number, cells, columns)


def _heading(text: str) -> tuple[str, str]:
    """Return a heading and its language; `bind:relevant` is what XLSForms once had for relevant."""
    parts = [part.strip() for part in re.split("::?", text)]
    while len(parts) > 1 and parts[0].lower() in _PREFIXES:
        parts = parts[1:]
    if parts[0].lower() == "jr":
        parts = [":".join(parts[:2]), *parts[2:]]
    name = parts[0].lower()
    name = _ALIASES.get(name, name).replace(" ", "_").replace("-", "_")
    return _ALIASES.get(name, name), parts[1] if len(parts) > 1 else ""
