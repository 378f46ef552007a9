"""A plain Excel list becomes a form, or every fault is told by its cell, in both languages."""

import pytest

from checklists.authoring.sheet_drafts import read_sheet
from checklists.forms.form import Form, form_questions
from checklists.models import QuestionKind
from checklists.packs import all_packs
from checklists.sheets.list_writing import list_sheets, write_list
from checklists.sheets.lists import read_sheets
from checklists.sheets.readings import SheetReading
from checklists.sheets.workbooks import Sheet, Value, write_workbook
from tests.unit.checklists.sheets_kit import everything

PAPER: list[list[Value]] = [
    ["门店日常巡检表"],
    ["序号", "检查类别", "检查内容", "分值", "选项", "备注"],
    [1.0, "环境卫生", "地面干净无积水", 5.0],
    [2.0, None, "垃圾桶加盖", "5分", "合格/不合格/不适用"],
    [],
    [3.0, "服务", "仪容仪表", 10.0, "好=1；中=0.5；差=0", "看工牌"],
]


def read(*rows: list[Value]) -> SheetReading:
    return read_sheets([Sheet("Sheet1", rows)])


def places(reading: SheetReading) -> set[tuple[str, str]]:
    for fault in (*reading.faults, *reading.notes):
        assert set(fault.detail) == {"zh-CN", "en"}
    return {(fault.sheet, fault.cell) for fault in reading.faults}


def good(reading: SheetReading) -> Form:
    assert reading.faults == ()
    assert reading.form is not None
    return reading.form


def test_a_paper_list_becomes_a_form():
    form = good(read_sheet(write_workbook([Sheet("Sheet1", PAPER)])))
    assert form.name == {"zh-CN": "门店日常巡检表"}
    assert form.languages == ("zh-CN",)
    assert [section.title["zh-CN"] for section in form.sections] == ["环境卫生", "服务"]
    floor, bin_, looks = (question for _, question in form_questions(form))
    assert (floor.kind, floor.weight, floor.prompt) == (
        QuestionKind.YES_NO,
        5.0,
        {"zh-CN": "地面干净无积水"},
    )
    assert (bin_.kind, bin_.weight, bin_.allows_na) == (QuestionKind.YES_NO, 5.0, True)
    assert looks.kind is QuestionKind.CHOICE
    assert [(one.label["zh-CN"], one.score) for one in looks.options] == [
        ("好", 1.0),
        ("中", 0.5),
        ("差", 0.0),
    ]
    assert looks.hint == {"zh-CN": "看工牌"}


def test_one_column_is_enough_in_either_language():
    form = good(read(["Question"], ["Is the floor clean?"], ["门口有地垫"]))
    assert [question.prompt for _, question in form_questions(form)] == [
        {"en": "Is the floor clean?"},
        {"zh-CN": "门口有地垫"},
    ]
    assert form.languages == ("zh-CN", "en")
    assert form.sections[0].title == {"zh-CN": "检查项", "en": "Questions"}


def test_made_codes_stay_when_rows_are_inserted():
    before = good(read(["检查内容"], ["地面干净"], ["门口有地垫"]))
    after = good(read(["检查内容"], ["灯亮"], ["地面干净"], ["门口有地垫"]))
    codes = [question.code for _, question in form_questions(before)]
    assert [question.code for _, question in form_questions(after)][1:] == codes
    twice = good(read(["Question"], ["Clean?"], ["Clean?"]))
    assert [question.code for _, question in form_questions(twice)] == ["clean", "clean-2"]


def test_kinds_are_guessed_from_what_stands_beside():
    form = good(
        read(
            ["Question", "Kind", "Options", "Min", "Max", "Shelf"],
            ["Fridge", "temperature", None, 0.0, 8.0],
            ["People", None, None, 1.0, None],
            ["Colour", None, "red; green"],
            ["Fine?", None, "Pass/Fail"],
            ["Shelf", "货架照片", None, None, None, "drinks-1"],
        )
    )
    kinds = [question.kind.value for _, question in form_questions(form)]
    assert kinds == ["temperature", "number", "choice", "yes_no", "shelf_photo"]


def test_every_fault_is_told_at_once_by_its_cell():
    reading = read(
        ["Section", "Question", "Kind", "Weight", "Required", "Due", "Owner", "Photos at least"],
        ["Fridges", "Cold?", "thermal", "x", "perhaps", 24.0, "boss", 1.5],
        [None, "Clean?", None, -1.0],
        [None, "Tidy?", None, None, None, 0.0],
    )  # fmt: skip
    assert reading.form is None
    assert places(reading) == {
        ("Sheet1", cell) for cell in ("C2", "D2", "E2", "G2", "H2", "D3", "F4")
    }


def test_unknown_columns_are_left_out_and_said():
    reading = read(["检查内容", "天气"], ["地面干净", "晴"])
    assert good(reading)
    assert [(note.cell, note.detail["en"]) for note in reading.notes] == [
        ("B1", "the column “天气” is not known and was left out")
    ]


def test_rows_of_other_sheets_must_have_an_owner():
    asked = Sheet("Questions", [["Code", "Question"], ["a", "A?"]])
    choices = Sheet("Choices", [["Question code", "Option"], ["b", "Yes"]])
    sections = Sheet("Sections", [["Code", "Parent", "Title"], ["x", "y", "X"]])
    bands = Sheet("Bands", [["Code", "Band", "At least (%)"], ["good", "Good", 101.0]])
    reading = read_sheets([asked, choices, sections, bands])
    assert places(reading) == {("Choices", "A2"), ("Sections", "B2"), ("Bands", "C2")}


def test_what_only_the_whole_can_tell_has_a_cell_too():
    reading = read(
        ["Code", "Question", "Show if"], ["a", "A?", "nobody == true"], ["a", "B?", None]
    )
    assert reading.form is None
    assert {cell for _, cell in places(reading)} == {"C2", "A3"}


def test_a_share_behind_a_choice_must_be_a_number():
    assert places(read(["Question", "Options"], ["How?", "good=much; bad=0"])) == {("Sheet1", "B2")}


@pytest.mark.parametrize("rows", [[], [["天气"], ["晴"]], [["Question"]]])
def test_a_list_without_questions_is_a_fault(rows: list[list[Value]]):
    assert places(read(*rows))


def test_what_is_no_workbook_is_a_fault_of_the_whole():
    assert places(read_sheet(b"no")) == {("", "")}


def test_formulas_are_texts_of_questions():
    form = good(read(["检查内容"], ['=cmd|"/c calc"!A1']))
    assert next(form_questions(form))[1].prompt == {"zh-CN": '=cmd|"/c calc"!A1'}


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_a_list_written_and_read_is_the_same_form(locale: str):
    for form in (everything(), *all_packs()):
        reading = read_sheet(write_list(form, locale=locale))
        assert reading.notes == ()
        assert good(reading) == form


def test_what_is_written_is_said_in_the_words_of_the_reader():
    asked = list_sheets(everything(), locale="en")[0]
    kinds = asked.rows[0].index("类型 Kind")
    assert {row[kinds] for row in asked.rows[1:]} >= {"yes/no", "shelf photo", "table"}
