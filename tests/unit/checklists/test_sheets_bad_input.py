"""What bad workbooks get, whichever of both kinds they are: every fault named, and nothing run."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from checklists.authoring.sheet_drafts import SheetKind, read_sheet, write_sheet
from checklists.forms.form import Form, FormQuestion, Option, Section, form_questions
from checklists.models import QuestionKind
from checklists.sheets.readings import SheetReading
from checklists.sheets.workbooks import Sheet, Value, write_workbook

LOOKS_LIKE_FORMULAS = ('=cmd|"/c calc"!A1', "+1+1", "-2+3", "@SUM(A1)", '=HYPERLINK("http://x")')
Rows = Sequence[Sequence[Value]]


def read(**sheets: Rows) -> SheetReading:
    content = write_workbook([Sheet(name, rows) for name, rows in sheets.items()])
    return read_sheet(content)


def said(reading: SheetReading) -> dict[str, str]:
    """Return the faults by sheet and cell; each is in both languages."""
    assert reading.form is None
    assert all(fault.detail["zh-CN"] != fault.detail["en"] for fault in reading.faults)
    return {f"{fault.sheet}!{fault.cell}": fault.detail["en"] for fault in reading.faults}


def nested(depth: int) -> list[list[Value]]:
    begins: list[list[Value]] = [["begin_group", f"g{each}", "G"] for each in range(depth)]
    return [*begins, ["text", "a", "A"], *([["end_group"]] * depth)]


@pytest.mark.parametrize("opening", ["(", "[", "!(", "a == ("])
def test_huge_nesting_of_a_condition_is_named(opening: str):
    deep = (opening * 3000)[:1900]
    told = said(read(Questions=[["Code", "Question", "Show if"], ["a", "A"], ["b", "B", deep]]))
    assert list(told) == ["Questions!C3"]
    survey: Rows = [
        ["type", "name", "label", "relevant"], ["text", "a", "A"], ["text", "b", "B", deep]
    ]  # fmt: skip
    assert list(said(read(survey=survey))) == ["survey!D3"]


def test_huge_nesting_of_sections_is_named():
    assert said(read(survey=[["type", "name", "label"], *nested(6)])) == {
        "survey!A6": "sections are at most 4 levels deep"
    }
    parents: Rows = [
        ["Code", "Parent", "Title"], *([f"s{n}", f"s{n - 1}" if n else None, "S"] for n in range(6))
    ]  # fmt: skip
    asked: Rows = [["Section code", "Question"], ["s5", "A?"]]
    told = said(read(Questions=asked, Sections=parents))
    assert set(told.values()) == {"sections are at most 4 levels deep"}
    assert all(place.startswith("Sections!") for place in told)
    assert said(read(survey=[["type", "name", "label"], *nested(3000)]))


def test_circular_logic_is_named():
    told = said(
        read(
            Questions=[
                ["Code", "Question", "Show if"],
                ["a", "A?", "b == true"],
                ["b", "B?", "c == true"],
                ["c", "C?", "a == true"],
            ]
        )
    )
    (place,) = told
    assert place.startswith("Questions!C")
    assert "circular logic: a → " in told[place]
    survey: Rows = [
        ["type", "name", "label", "relevant"],
        ["integer", "a", "A", "${b} > 1"],
        ["integer", "b", "B", "${a} > 1"],
    ]
    told = said(read(survey=survey))
    assert any("circular logic: a → b → a" in detail for detail in told.values())


def test_duplicate_names_are_named():
    told = said(
        read(
            Questions=[["Code", "Question"], ["a", "A?"], ["a", "B?"]],
            Choices=[["Question code", "Option code", "Option"], ["a", "x", "X"], ["a", "x", "Y"]],
            Sections=[["Code", "Title"], ["s", "S"], ["s", "T"]],
        )
    )
    assert {"Questions!A3", "Choices!B3", "Sections!A3"} <= set(told)
    assert all("has the code" in told[place] for place in ("Questions!A3", "Choices!B3"))
    survey: Rows = [
        ["type", "name", "label"], ["text", "a", "A"], ["text", "a", "B"]
    ]  # fmt: skip
    assert "survey!A3" in said(read(survey=survey)) or "survey!B3" in said(read(survey=survey))


def test_every_fault_of_an_xlsform_is_told_at_once():
    told = said(
        read(
            survey=[
                ["type", "name", "label", "relevant", "required"],
                ["audio", "a", "A"],
                ["text", None, "B"],
                ["text", "c", "C", "${nobody} = 1"],
                ["select_one gone", "d", "D", None, "pulldata('x')"],
                ["end_group"],
            ],
            choices=[["list_name", "name", "label"], [None, "x", "X"]],
        )
    )
    assert {
        "survey!A2", "survey!B3", "survey!D4", "survey!A5", "survey!E5", "survey!A6", "choices!A2",
    } <= set(told)  # fmt: skip


def formulas() -> Form:
    """Return a form whose every text looks like a formula."""
    questions = tuple(
        FormQuestion(
            code=f"q-{number}",
            kind=QuestionKind.CHOICE,
            prompt={"zh-CN": text, "en": text},
            hint={"en": text},
            options=(
                Option(code="x", label={"en": text}),
                Option(code="y", label={"en": f"{text}?"}),
            ),
        )
        for number, text in enumerate(LOOKS_LIKE_FORMULAS)
    )
    texts = {"zh-CN": LOOKS_LIKE_FORMULAS[0], "en": LOOKS_LIKE_FORMULAS[1]}
    section = Section(code="s", title={"en": LOOKS_LIKE_FORMULAS[3]}, questions=questions)
    return Form(code="f", name=texts, sections=(section,), sources=LOOKS_LIKE_FORMULAS)


def cells(content: bytes) -> Iterable[tuple[str, str, bool]]:
    for page in load_workbook(BytesIO(content)).worksheets:
        for row in page.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    yield cell.value, cell.data_type, bool(cell.quotePrefix)


@pytest.mark.parametrize("kind", SheetKind)
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_no_text_of_a_form_is_a_formula_in_what_we_write(kind: SheetKind, locale: str):
    form = formulas()
    content = write_sheet(form, kind, locale=locale)
    risky = [(typed, quoted) for text, typed, quoted in cells(content) if text[:1] in "=+-@"]
    assert len(risky) > 3 * len(LOOKS_LIKE_FORMULAS)
    assert set(risky) == {("s", True)}
    with ZipFile(BytesIO(content)) as packed:
        pages = [packed.read(name) for name in packed.namelist() if "worksheets" in name]
    assert pages
    assert all(b"<f>" not in page and b"<f " not in page for page in pages)
    assert read_sheet(content).form == form


def test_formulas_are_texts_of_an_xlsform_too():
    labels: list[list[Value]] = [
        ["text", f"q{number}", text] for number, text in enumerate(LOOKS_LIKE_FORMULAS)
    ]
    reading = read(survey=[["type", "name", "label"], *labels])
    assert reading.form is not None
    prompts = [question.prompt["en"] for _, question in form_questions(reading.form)]
    assert prompts == list(LOOKS_LIKE_FORMULAS)


def test_a_first_choice_without_a_word_in_one_language_is_no_fault():
    """Pyxform took the cells of the first choice for the headings, and fell over the second."""
    reading = read(
        survey=[
            ["type", "name", "label::中文", "label::English"],
            ["select_one s", "a", "甲", "A"],
        ],
        choices=[
            ["list_name", "name", "label::中文", "label::English"],
            ["s", "x", None, "X"],
            ["s", "y", "乙", "Y"],
        ],
    )
    assert reading.faults == ()
