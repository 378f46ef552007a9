"""Rows of a sheet as parts of a document; apart because every sheet of the list is read so.

What is wrong with a cell is noted with its place, and reading goes on. Which part came from which
row is kept, so that what only the whole can tell is told by its cell too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from checklists.sheets.cell_texts import is_chinese, lines_of, to_hours, to_number
from checklists.sheets.columns import Column, Path, Table
from checklists.sheets.paper_words import FILLED_IN
from checklists.sheets.vocabulary import FLAGS, folded, value_of
from checklists.sheets.workbooks import Sheet, SheetFault, Value, to_text
from core.cells import letters
from core.words import Words

Part = dict[str, Any]
HEADING_ROWS = 20
"""So far down the row of headings is looked for: above it stand titles and who signed."""

_LOOSE = frozenset({("severity",), ("due_hours",), ("owner_role",), ("notify_roles",)})
"""Under a heading that is not ours these hold anything, such as a name: noted where not understood.
"""


@dataclass(frozen=True, slots=True)
class Record:
    """One row below its headings."""

    sheet: str
    number: int  # as the sheet counts
    values: Mapping[Path, Value]
    places: Mapping[Path, int]  # which column holds what
    loose: frozenset[Path] = frozenset()  # what is not understood there is left out and noted
    levels: tuple[Words, ...] = ()  # sections that begin here, the outermost first

    def cell(self, path: Path) -> str:
        """Return the name of a cell; of the row's first one where there is no such column."""
        return f"{letters(self.places.get(path, 0))}{self.number}"

    def text(self, *path: str) -> str:
        """Return what a cell says."""
        return to_text(self.values.get(path))


@dataclass(slots=True)
class Desk:
    """What was found while reading: faults, what was left out, and where everything stood."""

    faults: list[SheetFault] = field(default_factory=list)
    notes: list[SheetFault] = field(default_factory=list)
    _sources: dict[int, tuple[Part, Record]] = field(default_factory=dict)

    def fault(self, record: Record, path: Path, chinese: str, english: str) -> None:
        """Note what is wrong with a cell."""
        detail = {"zh-CN": chinese, "en": english}
        self.faults.append(SheetFault(record.sheet, record.cell(path), detail))

    def note(self, sheet: str, cell: str, chinese: str, english: str) -> None:
        """Note what was left out or made up, and keeps nothing from being read."""
        self.notes.append(SheetFault(sheet, cell, {"zh-CN": chinese, "en": english}))

    def mark(self, part: Part, record: Record) -> None:
        """Remember from which row a part of the document came."""
        self._sources[id(part)] = (part, record)

    def source(self, part: Part) -> Record | None:
        """Return the row that a part came from; None: it stood nowhere."""
        found = self._sources.get(id(part))
        return None if found is None else found[1]


def records_of(sheet: Sheet, table: Table, desk: Desk) -> list[Record]:
    """Return the rows below the headings that say anything; unknown headings are noted."""
    top, places = find_headings(sheet, table)
    if top is None:
        return []
    headings = sheet.rows[top]
    for index in range(max(len(row) for row in sheet.rows[top:])):
        heading = to_text(headings[index]) if index < len(headings) else ""
        if index not in places.values() and (heading or _is_said(sheet.rows[top + 1 :], index)):
            _tell_unknown(desk, sheet.name, f"{letters(index)}{top + 1}", heading)
    loose = frozenset(
        column.path
        for column in table.columns
        if column.path in _LOOSE & set(places)
        and folded(to_text(headings[places[column.path]])) not in set(column.own_names())
    )
    bare = {column.path for column in table.columns if _is_bare(column, places, headings)}
    return [replace(record, loose=loose) for record in _records(sheet, top, places, bare)]


def _is_said(rows: Iterable[Sequence[Value]], index: int) -> bool:
    return any(index < len(row) and to_text(row[index]) for row in rows)


def _tell_unknown(desk: Desk, sheet: str, cell: str, heading: str) -> None:
    if not heading:
        chinese, english = "这一列没有标题，已忽略", "this column has no heading and was left out"
    elif folded(heading) in FILLED_IN:
        chinese = f"“{heading}”在检查时填写，不属于检查表，已忽略"
        english = f"“{heading}” is filled in at a visit, belongs to no checklist, and was left out"
    else:
        chinese = f"不认识的列“{heading}”，已忽略"
        english = f"the column “{heading}” is not known and was left out"
    desk.note(sheet, cell, chinese, english)


def find_headings(sheet: Sheet, table: Table) -> tuple[int | None, dict[Path, int]]:
    """Return the row of headings, from 0, and which column holds what; None: there is none.

    It is the first row that knows most headings, with one that is needed among them.
    """
    best: tuple[int | None, dict[Path, int]] = (None, {})
    for number, row in enumerate(sheet.rows[:HEADING_ROWS]):
        places = _places(row, table.columns)
        is_enough = not table.needed or any(path in places for path in table.needed)
        if is_enough and len(places) > len(best[1]):
            best = (number, places)
    return best


def fill(desk: Desk, record: Record, columns: Iterable[Column], part: Part) -> Part:
    """Write what a row says into a part of the document; empty cells say nothing."""
    for column in columns:
        value = record.values.get(column.path)
        if value is None or to_text(value) == "":
            continue
        found = _read(desk, record, column, value)
        if found is not None:
            put(part, column.path, found)
    desk.mark(part, record)
    return part


def put(part: Part, path: Path, value: object) -> None:
    """Set a member of a document, making what is above it."""
    for member in path[:-1]:
        part = part.setdefault(member, {})
    part[path[-1]] = value


def _places(row: Sequence[Value], columns: Sequence[Column]) -> dict[Path, int]:
    """Match headings to columns: those we write first, then others that mean the same."""
    places: dict[Path, int] = {}
    names = [folded(to_text(value)) for value in row]
    for is_own in (True, False):
        for index, name in enumerate(names):
            if not name or index in places.values():
                continue
            for column in columns:
                known = column.own_names() if is_own else column.names()
                if column.path not in places and name in known:
                    places[column.path] = index
                    break
    return places


def _is_bare(column: Column, places: Mapping[Path, int], row: Sequence[Value]) -> bool:
    index = places.get(column.path)
    if not column.bare or index is None or (column.path[0], "en") in places:
        return False
    return folded(to_text(row[index])) == folded(column.bare)


def _records(
    sheet: Sheet, top: int, places: Mapping[Path, int], bare: set[Path]
) -> Iterator[Record]:
    for number, row in enumerate(sheet.rows[top + 1 :], start=top + 2):
        values = {
            path: row[index]
            for path, index in places.items()
            if index < len(row) and to_text(row[index])
        }
        if not values:
            continue  # an empty row parts what people group
        own = dict(places)
        for path in bare & set(values):
            if not is_chinese(to_text(values[path])):
                values[(path[0], "en")] = values.pop(path)
                own[(path[0], "en")] = own[path]
        yield Record(sheet.name, number, values, own)


def _read(desk: Desk, record: Record, column: Column, value: Value) -> object:
    if column.kind in ("number", "count", "hours"):
        return _number(desk, record, column, value)
    if column.kind == "flag":
        return _flag(desk, record, column, value)
    text = to_text(value)
    if column.kind == "lines":
        return [line.strip() for line in text.split("\n") if line.strip()]
    if column.kind == "list":
        return lines_of(text)
    if column.kind == "words":
        found = [_word(desk, record, column, entry) for entry in lines_of(text)]
        return [word for word in found if word is not None]
    return text if column.vocabulary is None else _word(desk, record, column, text)


def _number(desk: Desk, record: Record, column: Column, value: Value) -> float | int | None:
    found = to_hours(value) if column.kind == "hours" else to_number(value)
    if found is None and column.path == ("photos", "minimum"):
        found = {"true": 1.0, "false": 0.0}.get(value_of(FLAGS, to_text(value)) or "")
    if found is None or (column.kind == "count" and found != int(found)):
        chinese, english = (
            ("整数", "a whole number") if column.kind == "count" else ("数字", "a number")
        )
        text = to_text(value)
        _tell(
            desk, record, column, f"应为{chinese}，不是“{text}”", f"must be {english}, not “{text}”"
        )
        return None
    return int(found) if column.kind == "count" else found


def _flag(desk: Desk, record: Record, column: Column, value: Value) -> bool | None:
    if isinstance(value, bool):
        return value
    text = to_text(value)
    found = value_of(FLAGS, text)
    if found is None:
        english = f"must be yes or no, not “{text}”"
        _tell(desk, record, column, f"应为“是”或“否”，不是“{text}”", english)
        return None
    return found == "true"


def _word(desk: Desk, record: Record, column: Column, text: str) -> str | None:
    vocabulary = column.vocabulary or {}
    found = value_of(vocabulary, text)
    if found is None:
        chinese = "、".join(words[0] for words in vocabulary.values())
        english = ", ".join(words[1] for words in vocabulary.values())
        _tell(
            desk,
            record,
            column,
            f"不认识“{text}”；可以是：{chinese}",
            f"“{text}” is not known; it may be: {english}",
        )
    return found


def _tell(desk: Desk, record: Record, column: Column, chinese: str, english: str) -> None:
    """Tell what a cell says and is not understood: a fault, or a note where anything may stand."""
    if column.path in record.loose:
        cell = record.cell(column.path)
        desk.note(record.sheet, cell, f"{chinese}；已忽略", f"{english}; it was left out")
    else:
        desk.fault(record, column.path, chinese, english)
