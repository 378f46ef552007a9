"""One row of the plain list as a question; apart because what is left out is guessed here.

Without a kind, choices make it a choice, limits a number, and else it is a yes/no question.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from checklists.models import QuestionKind
from checklists.sheets.cell_texts import is_chinese, to_number
from checklists.sheets.codes import made_code, unused
from checklists.sheets.columns import AREA, NUMBER, QUESTIONS, TOPIC
from checklists.sheets.records import Desk, Part, Record, fill
from checklists.sheets.vocabulary import JUDGED, KINDS, SKIPPED, folded

_SECTION = (("section",), ("title", "zh-CN"), ("title", "en"), AREA, TOPIC, NUMBER)
_BOXES = re.compile(r"[□☐○◯☑]")
_COLUMNS = tuple(column for column in QUESTIONS.columns if column.path not in _SECTION)


def read_question(desk: Desk, record: Record) -> Part:
    """Return what a row asks; its code may be missing, and its choices are on another sheet."""
    part: Part = fill(desk, record, _COLUMNS, {})
    entries: list[str] = part.pop("options", [])
    if len(entries) == 1:
        entries = _parted(entries[0])
    if "kind" not in part and ("kind",) not in _faulty(desk, record):
        part["kind"] = _guessed(part, entries)
    if part.get("kind") == QuestionKind.YES_NO:
        if any(folded(entry) in SKIPPED for entry in entries):
            part.setdefault("allows_na", True)
    elif entries:
        part["options"] = _options(desk, record, entries)
    return part


def tell_guesses(desk: Desk, records: Sequence[Record], parts: Iterable[Part]) -> None:
    """Note once for each kind that it was guessed, and where choices have no scores."""
    guessed: dict[str, list[Record]] = {}
    unscored: list[Record] = []
    for record, part in zip(records, parts, strict=True):
        kind = part.get("kind", "")
        if kind in (QuestionKind.CHOICE, QuestionKind.NUMBER) and not record.text("kind"):
            guessed.setdefault(kind, []).append(record)
        options: list[Part] = part.get("options", [])
        if kind == QuestionKind.CHOICE and options and not any("score" in one for one in options):
            unscored.append(record)
    for kind, rows in guessed.items():
        chinese, english = KINDS[kind][0], KINDS[kind][1]
        desk.note(
            rows[0].sheet,
            rows[0].cell(("options",) if kind == QuestionKind.CHOICE else ("limits", "minimum")),
            f"从这里起有 {len(rows)} 项没有写类型，当作“{chinese}”",
            f"{len(rows)} questions from here on have no kind and are taken as “{english}”",
        )
    if unscored:
        desk.note(
            unscored[0].sheet,
            unscored[0].cell(("options",)),
            f"从这里起有 {len(unscored)} 项的选项没有得分，不计分；可写成“好=1；差=0”",
            f"{len(unscored)} questions from here on have choices without scores and are not "
            "scored; “good=1; bad=0” gives them",
        )


def _parted(entry: str) -> list[str]:
    """Return choices in one line: with boxes before or behind them, or parted by a slash."""
    texts = _BOXES.split(entry) if _BOXES.search(entry) else entry.split("/")
    return [text.strip(" /") for text in texts if text.strip(" /")]


def _faulty(desk: Desk, record: Record) -> set[tuple[str, ...]]:
    """Return the columns of a row that are wrong already: nothing is guessed for them."""
    cells = {fault.cell for fault in desk.faults if fault.sheet == record.sheet}
    return {path for path in record.places if record.cell(path) in cells}


def _guessed(part: Part, entries: list[str]) -> str:
    said = {folded(entry) for entry in entries}
    if said and said - SKIPPED <= JUDGED:
        return QuestionKind.YES_NO
    if entries or "choice_set" in part:
        return QuestionKind.CHOICE
    limits: dict[str, Any] = part.get("limits", {})
    if "minimum" in limits or "maximum" in limits:
        return QuestionKind.NUMBER
    return QuestionKind.YES_NO


def _options(desk: Desk, record: Record, entries: list[str]) -> list[Part]:
    """Return choices typed into the cell, such as `好=1`, a share of the weight behind each."""
    taken: set[str] = set()
    return [_option(desk, record, entry, taken) for entry in entries]


def _option(desk: Desk, record: Record, entry: str, taken: set[str]) -> Part:
    label, sign, share = entry.partition("=")
    label = label.strip()
    option: Part = {
        "code": unused(made_code("o", label), taken),
        "label": {"zh-CN" if is_chinese(label) else "en": label},
    }
    score = to_number(share) if sign else None
    if sign and score is None:
        desk.fault(
            record,
            ("options",),
            f"“{entry}”中等号后面应为 -1 到 1 的数字",
            f"in “{entry}” a number from -1 to 1 is to follow the equals sign",
        )
    if score is not None:
        option["score"] = score
    return option
