"""An XLSForm read as a form; apart because other tools make them and mean a little else.

What has no equal here is told by its cell: a fault where it would change what is asked or when,
a note where only comfort is lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from checklists.logic.expressions import to_name
from checklists.models import QuestionKind
from checklists.sheets.cel_writing import Known
from checklists.sheets.cell_texts import is_chinese
from checklists.sheets.codes import made_code, plain_code, unused
from checklists.sheets.pyxform_check import pyxform_faults
from checklists.sheets.readings import SheetReading, finish
from checklists.sheets.records import Desk, Part
from checklists.sheets.workbooks import Sheet, SheetFault
from checklists.sheets.xlsform_lines import (
    Line,
    lines_of,
    locale_of,
    stand_in_of,
    unknown_headings,
)
from checklists.sheets.xlsform_questions import Context, read_question, read_section
from checklists.sheets.xlsform_types import (
    BEGINS,
    ENDS,
    METADATA,
    OWN_LIST,
    YES_NO_LIST,
    asked_of,
)
from core.words import DEFAULT_LOCALE, LOCALES

_SETTINGS = ("description", "tags", "sources", "scoring", "languages", "name")


def read_xlsform_sheets(sheets: Sequence[Sheet], *, name: str = "") -> SheetReading:
    """Read an XLSForm as far as it goes; every fault is told by its sheet and cell.

    Args:
        sheets: Those named `survey`, `choices` and `settings` are read.
        name: What the checklist is called where the workbook does not say.
    """
    document, desk = to_document(sheets, name=name)
    if not document:
        return SheetReading(None, tuple(desk.faults), tuple(desk.notes))
    desk.faults += pyxform_faults(sheets, desk.faults)
    return finish(document, desk)


def is_xlsform(sheets: Sequence[Sheet]) -> bool:
    """Tell whether a workbook is an XLSForm: it has a sheet of that name."""
    return any(sheet.name.strip().lower() == "survey" for sheet in sheets)


def to_document(sheets: Sequence[Sheet], *, name: str = "") -> tuple[Part, Desk]:
    """Return the document an XLSForm comes to, finished or not, and what is wrong with it."""
    desk = Desk()
    survey = [line for line in lines_of(sheets, "survey") if line.text("disabled").lower() != "yes"]
    if not survey or not any(line.text("type") for line in survey):
        detail = {
            "zh-CN": "没有名为 survey 的工作表，或其中没有 type 列",
            "en": "there is no sheet named survey with a column type",
        }
        desk.faults.append(SheetFault("survey", "A1", detail))
        return {}, desk
    reader = _Reader(desk, stand_in_of(survey))
    reader.tell_languages(survey)
    for heading, column in unknown_headings(survey):
        chinese, english = f"列“{heading}”已忽略", f"the column “{heading}” was left out"
        desk.note("survey", f"{column}1", chinese, english)
    reader.read_choices(lines_of(sheets, "choices"))
    reader.name_all(survey)
    for line in survey:
        reader.read_line(line)
    reader.close_all()
    return reader.document(lines_of(sheets, "settings"), name), desk


@dataclass(slots=True)
class _Reader:
    """The form being built: where in the tree the next row belongs, and every name so far."""

    desk: Desk
    stand_in: str
    tree: list[Part] = field(default_factory=list)
    open: list[tuple[Line, Part]] = field(default_factory=list)
    names: dict[str, Known] = field(default_factory=dict)
    lists: dict[str, list[Part]] = field(default_factory=dict)
    sets: list[Part] = field(default_factory=list)
    options: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)  # by row
    section_codes: set[str] = field(default_factory=set)
    implicit: set[str] = field(default_factory=set)  # sections that only keep the order
    set_codes: dict[str, str] = field(default_factory=dict)  # by list

    def tell_languages(self, survey: Sequence[Line]) -> None:
        """Note the languages that are none of ours."""
        for language in (language for name, language in survey[0].columns if name == "label"):
            if not language or locale_of(language):
                continue
            if language == self.stand_in:
                chinese, english = f"语言“{language}”按英文保存", f"“{language}” is kept as English"
            else:
                chinese, english = f"不支持语言“{language}”，已忽略", f"“{language}” was left out"
            self.desk.note("survey", "", chinese, english)

    def read_choices(self, lines: Sequence[Line]) -> None:
        """Read the lists of choices."""
        taken: dict[str, set[str]] = {}
        for line in lines:
            listed, name = line.text("list_name"), line.text("name")
            if not listed:
                line.fault(self.desk, "list_name", "缺少 list_name", "the list_name is missing")
                continue
            label = line.words("label", self.stand_in) or ({"en": name} if name else {})
            used = taken.setdefault(listed, set())
            code = unused(plain_code(name) or made_code("o", *label.values()), used)
            part: Part = {"code": code, "label": label, **line.ours(self.desk)}
            self.desk.mark(part, line.record())
            self.options.setdefault(listed, {})[name] = code
            if listed not in self.lists:
                self.lists[listed] = []
                self._share(listed, line)
            self.lists[listed].append(part)

    def _share(self, listed: str, line: Line) -> None:
        if listed.startswith(OWN_LIST) or listed == YES_NO_LIST:
            return
        used = {each["code"] for each in self.sets}
        code = unused(plain_code(listed) or made_code("c", listed), used)
        self.set_codes[listed] = code
        part: Part = {"code": code, "name": {}, "options": self.lists[listed]}
        self.desk.mark(part, line.record())
        self.sets.append(part)

    def name_all(self, survey: Sequence[Line]) -> None:
        """Give every question its code before logic is read: it may name what comes later."""
        taken: set[str] = set()
        for line in survey:
            name, type_text = line.text("name"), line.text("type")
            if type_text.lower() in ("calculate", "calculation"):
                self.names[name] = Known(name, None, {}, line.text("calculation") or "''")
                continue
            asked = asked_of(type_text, line.text("appearance"))
            if asked.kind is None or not name:
                continue
            code = unused(plain_code(name) or made_code("q", name), taken)
            self.codes[line.number] = code
            told = line.ours(Desk()).get("kind", asked.kind)
            kind = QuestionKind(told) if told in set(QuestionKind) else asked.kind
            known_options = self.options.get(asked.choices, {})
            self.names[name] = Known(to_name(code), kind, known_options)

    def read_line(self, line: Line) -> None:
        """Put one row where it belongs."""
        kind = " ".join(line.text("type").split()).lower()
        if kind in BEGINS:
            self._begin(line, repeats=BEGINS[kind])
        elif kind in ENDS:
            self._end(line)
        elif kind in METADATA or kind in ("calculate", "calculation"):
            self._skip(line, kind)
        elif line.number in self.codes:
            part = read_question(self._context(), line, self.codes[line.number])
            self._home().setdefault("questions", []).append(part)
        else:
            self._unknown(line)

    def _skip(self, line: Line, kind: str) -> None:
        if kind in METADATA:
            chinese, english = f"“{kind}”由系统自动记录，已忽略", f"“{kind}” was left out"
        else:
            chinese = "计算值只代入用到它的条件，不作为答案保存"
            english = "what is calculated stands in conditions that use it and is no answer"
        line.note(self.desk, "type", chinese, english)

    def _unknown(self, line: Line) -> None:
        text = line.text("type")
        if not text:
            line.fault(self.desk, "type", "缺少 type", "the type is missing")
        elif not line.text("name"):
            line.fault(self.desk, "name", "缺少 name", "the name is missing")
        else:
            line.fault(
                self.desk, "type", f"不支持题型“{text}”", f"the type “{text}” has no equal here"
            )

    def _begin(self, line: Line, *, repeats: bool) -> None:
        home = self.open[-1][1].setdefault("sections", []) if self.open else self.tree
        part = read_section(self._context(), line, self.section_codes, repeats=repeats)
        home.append(part)
        self.open.append((line, part))

    def _end(self, line: Line) -> None:
        if self.open:
            self.open.pop()
        else:
            line.fault(
                self.desk, "type", "多余的结束行：没有对应的开始", "ends a group that never began"
            )

    def close_all(self) -> None:
        """Tell the groups that never end."""
        for line, _ in self.open:
            line.fault(self.desk, "type", "这个分组没有结束行", "this group never ends")

    def _home(self) -> Part:
        """Return the section of a question; behind subsections one more keeps the order."""
        parent = self.open[-1][1] if self.open else None
        if parent is not None and "sections" not in parent:
            return parent
        below: list[Part] = self.tree if parent is None else parent["sections"]
        if below and below[-1].get("code", "") in self.implicit:
            return below[-1]
        title = {"zh-CN": "检查项", "en": "Questions"} if parent is None else parent["title"]
        code = unused("general" if parent is None else f"{parent['code']}-more", self.section_codes)
        below.append({"code": code, "title": dict(title)})
        self.implicit.add(code)
        return below[-1]

    def _context(self) -> Context:
        return Context(self.desk, self.names, self.lists, self.set_codes, self.stand_in)

    def document(self, settings: Sequence[Line], name: str) -> Part:
        """Return the form's document."""
        line = settings[0] if settings else None
        ours = line.ours(self.desk) if line else {}
        title = (line.text("title") if line else "") or name or "XLSForm"
        code = plain_code(line.text("form_id") if line else "") or made_code("form", title)
        document: Part = {
            "code": code,
            "name": {"zh-CN" if is_chinese(title) else "en": title},
            "languages": _languages(self.tree),
            "choice_sets": self.sets,
            "sections": self.tree,
        }
        for part in self.sets:
            part["name"] = ours.get("choice_set_names", {}).get(part["code"], {})
        document |= {member: ours[member] for member in _SETTINGS if member in ours}
        if line is not None:
            self.desk.mark(document, line.record())
        return document


def _languages(sections: Sequence[Part]) -> list[str]:
    used: set[str] = set()
    waiting = list(sections)
    while waiting:
        section = waiting.pop()
        waiting += section.get("sections", ())
        for question in section.get("questions", ()):
            used |= set(question["prompt"])
    return [locale for locale in LOCALES if locale in used] or [DEFAULT_LOCALE]
