"""A form written as a plain Excel list; apart because reading never needs it.

What it writes, `lists` reads back to an equal form: what the columns cannot hold is written down
in docs/sheets.md.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from checklists.forms.form import Form
from checklists.sheets import columns as tables
from checklists.sheets.columns import Column, Path, Table
from checklists.sheets.records import Part
from checklists.sheets.vocabulary import FLAGS, word_of
from checklists.sheets.workbooks import Sheet, Value, write_workbook


def write_list(form: Form, *, locale: str = "zh-CN") -> bytes:
    """Return a form as a workbook; headings in both languages, words of ours in one.

    Args:
        form: What to write.
        locale: `zh-CN` or `en`: in which language kinds, roles and yes and no are said.
    """
    return write_workbook(list_sheets(form, locale=locale))


def list_sheets(form: Form, *, locale: str = "zh-CN") -> tuple[Sheet, ...]:
    """Return the sheets of a plain list; those that would be empty are left out."""
    document = form.model_dump(mode="json", exclude_defaults=True)
    whole = form.model_dump(mode="json")
    repeats = {each["code"]: each["repeat"] for each in _sections(whole["sections"], "")}
    sections = [
        {**each, "repeat": repeats[each["code"]]} for each in _sections(document["sections"], "")
    ]  # a repeat is written whole: one that says only what is so anyway is still one
    questions = [each for section in sections for each in section.get("questions", ())]
    scoring = document.get("scoring", {})
    rows: dict[str, Iterable[Part]] = {
        "Checklist": [document | {"languages": list(form.languages)}],
        "Questions": _questions(whole, sections),
        "Sections": sections,
        "Choices": [*_shared(document), *_own(questions)],
        "Table columns": _below(questions, "columns"),
        "Root causes": _below(questions, "root_causes"),
        "Pictures": _below(questions, "references"),
        "Bands": scoring.get("bands", ()),
        "Critical rules": scoring.get("critical", ()),
    }
    order = (tables.QUESTIONS, *(table for table in tables.TABLES if table is not tables.QUESTIONS))
    found = (_sheet(table, list(rows[table.english]), locale) for table in order)
    return tuple(sheet for sheet in found if len(sheet.rows) > 1)


def _sections(sections: Iterable[Part], parent: str) -> Iterator[Part]:
    for section in sections:
        yield {**section, "parent": parent}
        yield from _sections(section.get("sections", ()), section["code"])


def _questions(whole: Part, sections: Iterable[Part]) -> Iterator[Part]:
    """Yield the questions with their section; what is always written has its value."""
    full = {
        question["code"]: question
        for section in _sections(whole["sections"], "")
        for question in section["questions"]
    }
    always = [column.path[0] for column in tables.QUESTIONS.columns if column.is_always]
    for section in sections:
        for question in section.get("questions", ()):
            known = full[question["code"]]
            told = {member: known[member] for member in always if member in known}
            own = {member: value for member, value in question.items() if member != "options"}
            yield {**told, **own, "section": section["code"], "title": section["title"]}


def _shared(document: Part) -> Iterator[Part]:
    for choices in document.get("choice_sets", ()):
        for option in choices["options"]:
            yield {**option, "choice_set": choices["code"], "name": choices.get("name", {})}


def _own(questions: Iterable[Part]) -> Iterator[Part]:
    for question in questions:
        for option in question.get("options", ()):
            yield {**option, "question": question["code"]}
        for column in question.get("columns", ()):
            for option in column.get("options", ()):
                yield {**option, "question": question["code"], "column": column["code"]}


def _below(questions: Iterable[Part], member: str) -> Iterator[Part]:
    for question in questions:
        for part in question.get(member, ()):
            yield {**part, "question": question["code"]}


def _sheet(table: Table, parts: list[Part], locale: str) -> Sheet:
    """Return a table as a sheet; columns in which nothing stands are left out."""
    cells = [[_cell(column, part, locale) for column in table.columns] for part in parts]
    kept = [
        index
        for index, column in enumerate(table.columns)
        if column.is_always or any(row[index] not in (None, "") for row in cells)
    ]
    heading: list[Value] = [table.columns[index].heading for index in kept]
    return Sheet(table.name, [heading, *([row[index] for index in kept] for row in cells)])


def _cell(column: Column, part: Part, locale: str) -> Value:
    value = _member(part, column.path)
    if value is None:
        return None
    if column.kind == "flag":
        return word_of(FLAGS, "true" if value else "false", locale)
    if isinstance(value, list):
        return "\n".join(_said(column, entry, locale) for entry in value)
    if isinstance(value, int | float):
        return float(value)
    return _said(column, str(value), locale)


def _said(column: Column, value: str, locale: str) -> str:
    return value if column.vocabulary is None else word_of(column.vocabulary, value, locale)


def _member(part: Part, path: Path) -> Any:  # noqa: ANN401 - whatever the document has there
    for member in path:
        if not isinstance(part, dict) or member not in part:
            return None
        part = part[member]
    return part
