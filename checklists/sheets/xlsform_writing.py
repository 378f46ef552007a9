"""A form written as an XLSForm; apart because reading never needs it.

Other tools read what XLSForm has columns for. The rest is in one column of ours, so that reading
it back gives an equal form: what that column has to keep is found by reading the sheet back once.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from checklists.forms.form import Form, FormQuestion, Option, Section, form_questions
from checklists.logic.expressions import to_name
from checklists.models import CHOICE_KINDS, QuestionKind
from checklists.sheets.records import Part
from checklists.sheets.workbooks import Sheet, Value, write_workbook
from checklists.sheets.xlsform_lines import OURS
from checklists.sheets.xlsform_types import OWN_LIST, WRITTEN, YES_NO_LIST
from checklists.sheets.xlsforms import to_document
from checklists.sheets.xpath_writing import Named, to_xpath

_LANGUAGES = {"zh-CN": "中文 (zh)", "en": "English (en)"}
_TEXTS = {"label": "prompt", "hint": "hint", "guidance_hint": "sop"}
_SURVEY = (
    "type",
    "name",
    *(f"{heading}::{language}" for heading in _TEXTS for language in _LANGUAGES.values()),
    "required",
    "relevant",
    "appearance",
    OURS,
)
_CHOICES = ("list_name", "name", *(f"label::{each}" for each in _LANGUAGES.values()), OURS)
_SETTINGS = ("form_title", "form_id", "default_language", OURS)
_OF_FORM = ("name", "description", "languages", "tags", "sources", "scoring")


def write_xlsform(form: Form) -> bytes:
    """Return a form as a workbook that tools for XLSForm read."""
    return write_workbook(xlsform_sheets(form))


def xlsform_sheets(form: Form) -> tuple[Sheet, ...]:
    """Return the sheets of an XLSForm; see `write_xlsform`."""
    rows = list(_survey(form))
    choices = list(_choices(form))
    settings = {
        "form_title": next(iter(form.name.values()), form.code),
        "form_id": form.code,
        "default_language": _LANGUAGES[form.languages[0]],
        OURS: _of_form(form),
    }
    plain = _sheets(rows, choices, settings)
    document, _ = to_document(plain)
    read = {part["code"]: part for part in _parts(document.get("sections", ()))}
    asked = {question.code: question for _, question in form_questions(form)}
    for row in rows:
        question = asked.get(row["name"]) if row["type"] not in _ENDS_AND_BEGINS else None
        if question is not None:
            row[OURS] |= _unsaid(question, read.get(question.code, {}))
    return _sheets(rows, choices, settings)


_ENDS_AND_BEGINS = frozenset({"begin_group", "end_group", "begin_repeat", "end_repeat"})


def _survey(form: Form) -> Iterator[Part]:
    names = {
        to_name(question.code): Named(question.code, question.kind)
        for _, question in form_questions(form)
    }
    for section in form.sections:
        yield from _section(section, names)


def _section(section: Section, names: Mapping[str, Named]) -> Iterator[Part]:
    kind = "group" if section.repeat is None else "repeat"
    relevant = to_xpath(section.show_if, names) if section.show_if else ""
    own = section.model_dump(
        mode="json", exclude_defaults=True, include={"weight", "pass_mark_pct", "show_if"}
    )
    if section.repeat is not None:
        own["repeat"] = section.repeat.model_dump(mode="json")
    if section.show_if:
        own["was"] = {"relevant": relevant}
    yield {
        "type": f"begin_{kind}",
        "name": section.code,
        **_texts("label", section.title),
        "relevant": relevant,
        OURS: own,
    }
    for question in section.questions:
        yield _question(question, names)
    for below in section.sections:
        yield from _section(below, names)
    yield {"type": f"end_{kind}", "name": "", OURS: {}}


def _question(question: FormQuestion, names: Mapping[str, Named]) -> Part:
    logic = question.logic
    relevant = to_xpath(logic.show_if, names) if logic.show_if else ""
    required = "yes" if question.is_required else ""
    if logic.require_if and not question.is_required:
        required = to_xpath(logic.require_if, names)
    # The expressions stand beside what was made of them: who edits one column means that one.
    own = {
        "kind": question.kind,
        "was": {"relevant": relevant, "required": required},
        "logic": {},
    }
    row: Part = {
        "type": _type(question),
        "name": question.code,
        "required": required,
        "relevant": relevant,
        "appearance": "signature" if question.kind is QuestionKind.SIGNATURE else "",
        OURS: own,
    }
    for heading, member in _TEXTS.items():
        row |= _texts(heading, getattr(question, member))
    return row


def _type(question: FormQuestion) -> str:
    written = WRITTEN[question.kind]
    if question.kind not in CHOICE_KINDS:
        return written
    listed = f"{OWN_LIST}{question.code}" if question.options else question.choice_set
    return f"{written} {listed}"


def _choices(form: Form) -> Iterator[Part]:
    for choices in form.choice_sets:
        yield from (_option(choices.code, option) for option in choices.options)
    for _, question in form_questions(form):
        if question.options and question.kind in CHOICE_KINDS:
            listed = f"{OWN_LIST}{question.code}"
            yield from (_option(listed, option) for option in question.options)
    for name, label in (("yes", {"zh-CN": "是", "en": "Yes"}), ("no", {"zh-CN": "否", "en": "No"})):
        yield {"list_name": YES_NO_LIST, "name": name, **_texts("label", label), OURS: {}}


def _option(listed: str, option: Option) -> Part:
    own = option.model_dump(mode="json", exclude_defaults=True, include={"score", "is_fail"})
    return {"list_name": listed, "name": option.code, **_texts("label", option.label), OURS: own}


def _of_form(form: Form) -> Part:
    own = form.model_dump(mode="json", include=set(_OF_FORM))
    own["choice_set_names"] = {each.code: each.name for each in form.choice_sets}
    return own


def _texts(heading: str, words: Mapping[Any, str]) -> Part:
    return {f"{heading}::{_LANGUAGES[locale]}": text for locale, text in words.items()}


def _parts(sections: Iterable[Part]) -> Iterator[Part]:
    for section in sections:
        yield from section.get("questions", ())
        yield from _parts(section.get("sections", ()))


def _unsaid(question: FormQuestion, read: Part) -> Part:
    """Return the members of a question that reading its row back does not give."""
    whole = question.model_dump(mode="json")
    bare = FormQuestion(code="x", kind=question.kind, prompt={}).model_dump(mode="json")
    unsaid = {
        member: value
        for member, value in whole.items()
        if member != "logic" and value != _filled(bare[member], read.get(member, bare[member]))
    }
    logic = {name: text for name, text in whole["logic"].items() if text}
    return {**unsaid, "kind": question.kind, "logic": logic}


def _filled(bare: object, read: object) -> object:
    """Return what was read with what a form has by itself where nothing was."""
    if isinstance(bare, dict) and isinstance(read, dict):
        return {**bare, **read}
    if isinstance(read, list):
        option = {"score": None, "is_fail": False}
        return [{**option, **each} if isinstance(each, dict) else each for each in read]
    return read


def _sheets(rows: Iterable[Part], choices: Iterable[Part], settings: Part) -> tuple[Sheet, ...]:
    return (
        Sheet("survey", [_SURVEY, *(_row(_SURVEY, row) for row in rows)]),
        Sheet("choices", [_CHOICES, *(_row(_CHOICES, row) for row in choices)]),
        Sheet("settings", [_SETTINGS, _row(_SETTINGS, settings)]),
    )


def _row(headings: Iterable[str], part: Part) -> list[Value]:
    return [_cell(part.get(heading)) for heading in headings]


def _cell(value: object) -> Value:
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False) if value else None
    return str(value) if value else None
