"""The plain Excel list read as a form; apart because people type it by hand and leave much out.

One row for each question. Sections are named beside it, or on a sheet of their own where there is
more to say about them; choices, tables, causes, pictures and scoring have sheets too.
"""

from collections.abc import Iterable, Sequence

from checklists.sheets import columns as tables
from checklists.sheets.cell_texts import is_chinese
from checklists.sheets.codes import made_code, unused
from checklists.sheets.columns import Path, Table
from checklists.sheets.list_questions import read_question, tell_guesses
from checklists.sheets.list_sections import section_tree
from checklists.sheets.paper import settle
from checklists.sheets.paper_words import ANNEX
from checklists.sheets.readings import SheetReading, finish
from checklists.sheets.records import (
    Desk,
    Part,
    Record,
    fill,
    find_headings,
    records_of,
)
from checklists.sheets.vocabulary import folded
from checklists.sheets.workbooks import Sheet, SheetFault, to_text
from core.words import DEFAULT_LOCALE, LOCALES

_OWNER: tuple[Path, ...] = (("question",), ("choice_set",), ("column",), ("parent",), ("section",))


def read_sheets(sheets: Sequence[Sheet], *, name: str = "") -> SheetReading:
    """Read a plain list as far as it goes; every fault is told by its sheet and cell.

    Args:
        sheets: All there are.
        name: What the checklist is called where the workbook does not say, such as its file name.
    """
    desk = Desk()
    asked = _questions_sheet(sheets)
    if asked is None:
        detail = {
            "zh-CN": "没有找到检查项：需要有一列标题为“检查内容”或 Question",
            "en": "there are no questions: a column is to be headed “Question” or “检查内容”",
        }
        return SheetReading(None, (SheetFault(sheets[0].name if sheets else "", "A1", detail),))
    found = {table.english: _records(sheets, table, asked, desk) for table in tables.TABLES}
    _tell_left_out(sheets, asked, desk)
    document = _form(found["Checklist"], asked, name, desk)
    parts = _questions(found["Questions"], desk)
    tell_guesses(desk, found["Questions"], parts.values())
    _choices(found["Choices"], document, parts, desk)
    for table, member in (
        (tables.TABLE_COLUMNS, "columns"),
        (tables.CAUSES, "root_causes"),
        (tables.REFERENCES, "references"),
    ):
        _details(found[table.english], table, member, parts, desk)
    document["sections"] = section_tree(found["Sections"], found["Questions"], parts.values(), desk)
    for table, member in ((tables.BANDS, "bands"), (tables.CRITICAL, "critical")):
        rows = [_part(desk, each, table) for each in found[table.english]]
        if rows:
            document.setdefault("scoring", {})[member] = rows
    document.setdefault("languages", _languages(parts.values()))
    return finish(document, desk)


def _questions_sheet(sheets: Sequence[Sheet]) -> Sheet | None:
    """Return the sheet of that name, else the first with a column of questions."""
    named = [sheet for sheet in sheets if _is_named(sheet, tables.QUESTIONS)]
    fitting = (
        sheet
        for sheet in (*named, *sheets)
        if find_headings(sheet, tables.QUESTIONS)[0] is not None
    )
    return next(fitting, None)


def _is_named(sheet: Sheet, table: Table) -> bool:
    return folded(sheet.name) in {folded(table.name), folded(table.chinese), folded(table.english)}


def _records(sheets: Sequence[Sheet], table: Table, asked: Sheet, desk: Desk) -> list[Record]:
    if table is tables.QUESTIONS:
        return settle(asked, records_of(asked, table, desk), desk)
    return [
        record
        for sheet in sheets
        if sheet is not asked and _is_named(sheet, table)
        for record in records_of(sheet, table, desk)
    ]


def _part(desk: Desk, record: Record, table: Table) -> Part:
    """Return a row as a part of the document, without who it belongs to."""
    return fill(desk, record, [each for each in table.columns if each.path not in _OWNER], {})


def _form(rows: Sequence[Record], asked: Sheet, name: str, desk: Desk) -> Part:
    document: Part = fill(desk, rows[0], tables.FORM.columns, {}) if rows else {}
    title = _title_above(asked) or name or asked.name
    names = document.setdefault("name", {"zh-CN" if is_chinese(title) else "en": title})
    document.setdefault("code", made_code("list", names.get("en", ""), names.get("zh-CN", "")))
    return document


def _title_above(asked: Sheet) -> str:
    """Return the title that a paper list has above its headings."""
    top, _ = find_headings(asked, tables.QUESTIONS)
    above = (to_text(value) for row in asked.rows[: top or 0] for value in row)
    return next((text for text in above if text and not _is_no_title(text)), "")


def _is_no_title(text: str) -> bool:
    return bool(ANNEX.fullmatch(text)) or ":" in text or "：" in text


def _tell_left_out(sheets: Sequence[Sheet], asked: Sheet, desk: Desk) -> None:
    """Note the sheets that say something and are not read."""
    for sheet in sheets:
        is_read = sheet is asked or any(_is_named(sheet, table) for table in tables.TABLES)
        if not is_read and any(to_text(value) for row in sheet.rows for value in row):
            desk.note(
                sheet.name,
                "",
                f"工作表“{sheet.name}”没有导入；检查项只从“{asked.name}”读取",
                f"the sheet “{sheet.name}” was left out; questions are read from “{asked.name}”",
            )


def _questions(rows: Iterable[Record], desk: Desk) -> dict[str, Part]:
    """Return the questions by code, in the order of their rows; a code twice stays twice."""
    taken = {row.text("code") for row in rows} - {""}
    parts: dict[str, Part] = {}
    for row in rows:
        part = read_question(desk, row)
        if "code" not in part:
            prompt = part.get("prompt", {})
            code = made_code("q", prompt.get("en", ""), prompt.get("zh-CN", ""))
            part["code"] = unused(code, taken)
        key = part["code"]
        while key in parts:
            key += "+"  # twice in the document too, where it is told as a fault of the second
        parts[key] = part
    return parts


def _languages(parts: Iterable[Part]) -> list[str]:
    """Return the languages that questions are asked in; Chinese where nothing is asked."""
    used = {locale for part in parts for locale in part.get("prompt", {})}
    return [locale for locale in LOCALES if locale in used] or [DEFAULT_LOCALE]


def _choices(rows: Iterable[Record], document: Part, parts: dict[str, Part], desk: Desk) -> None:
    """Give choices to their choice set, their question, or a column of its table."""
    known: dict[str, Part] = {}
    for row in rows:
        option = _part(desk, row, tables.CHOICES)
        name = option.pop("name", {})
        label = option.get("label", {})
        option.setdefault("code", made_code("o", label.get("en", ""), label.get("zh-CN", "")))
        if row.text("choice_set"):
            code = row.text("choice_set")
            if code not in known:
                known[code] = {"code": code, "name": {}, "options": []}
                desk.mark(known[code], row)
                document.setdefault("choice_sets", []).append(known[code])
            known[code]["name"].update(name)
            known[code]["options"].append(option)
        else:
            owner = _owner(row, parts, desk)
            column = row.text("column")
            owner.setdefault(f"options@{column}" if column else "options", []).append(option)


def _owner(row: Record, parts: dict[str, Part], desk: Desk) -> Part:
    code = row.text("question")
    if code not in parts:
        desk.fault(
            row, ("question",), f"没有编码为“{code}”的检查项", f"there is no question “{code}”"
        )
    return parts.get(code, {})


def _details(
    rows: Iterable[Record], table: Table, member: str, parts: dict[str, Part], desk: Desk
) -> None:
    for row in rows:
        owner, part = _owner(row, parts, desk), _part(desk, row, table)
        options = owner.pop(f"options@{part.get('code')}", None)
        if options is not None:
            part["options"] = options
        owner.setdefault(member, []).append(part)
