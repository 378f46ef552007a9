"""Lists typed for paper by people who never read our docs, as Excel keeps them, become forms."""

import pytest

from checklists.authoring.sheet_drafts import read_sheet
from checklists.forms.form import Form, FormQuestion, Section, form_questions
from checklists.models import QuestionKind, Severity
from checklists.sheets.readings import SheetReading
from stores.models import Role, Zone
from tests.unit.checklists.paper_kit import PAPERS, Paper, book


def outline(form: Form) -> list[str]:
    """Return the tree as `分节 > 分节: question`."""
    lines: list[str] = []

    def walk(section: Section, above: str) -> None:
        path = f"{above}{next(iter(section.title.values()))}"
        lines.extend(
            f"{path}: {next(iter(question.prompt.values()))}" for question in section.questions
        )
        for below in section.sections:
            walk(below, f"{path} > ")

    for section in form.sections:
        walk(section, "")
    return lines


def good(reading: SheetReading) -> Form:
    assert reading.faults == ()
    assert reading.form is not None
    for note in reading.notes:
        assert note.detail["zh-CN"] != note.detail["en"]
    return reading.form


def notes(reading: SheetReading) -> dict[str, str]:
    return {note.cell: note.detail["en"] for note in reading.notes}


def asked(reading: SheetReading) -> list[FormQuestion]:
    return [question for _, question in form_questions(good(reading))]


@pytest.mark.parametrize("paper", PAPERS.values(), ids=PAPERS.keys())
def test_a_list_for_paper_becomes_what_its_writer_meant(paper: Paper):
    reading = read_sheet(book(*paper.rows, merged=paper.merged))
    assert outline(good(reading)) == list(paper.becomes)
    assert sorted(notes(reading)) == list(paper.noted)


def test_the_title_is_the_name_and_points_are_weights():
    paper = PAPERS["area-merged"]
    reading = read_sheet(book(*paper.rows, merged=paper.merged))
    assert good(reading).name == {"zh-CN": "门店日常巡检表"}
    counter, slips, floor = asked(reading)
    assert [one.weight for one in (counter, slips, floor)] == [10.0, 10.0, 5.0]
    assert floor.hint == {"zh-CN": "看下水口"}
    assert {one.kind for one in (counter, slips, floor)} == {QuestionKind.YES_NO}


def test_what_is_filled_in_at_a_visit_is_told_from_what_nobody_knows():
    reading = read_sheet(book(["检查内容", "得分", "天气"], ["灯", None, "晴"]))
    told = notes(reading)
    assert "filled in at a visit" in told["B1"]
    assert "not known" in told["C1"]


def test_standards_stand_beside_what_is_asked():
    reading = read_sheet(book(["检查内容", "检查标准", "要求"], ["灯", "全亮", None]))
    assert asked(reading)[0].sop == {"zh-CN": "全亮"}


def test_who_and_until_when_are_taken_where_they_are_ours():
    reading = read_sheet(
        book(
            ["检查内容", "责任人", "整改期限", "等级", "是否拍照"],
            ["灯", "店长", "3天", "严重", "是"],
            ["门", "张三", "24小时内", "A级", "否"],
            ["窗", None, "立即", None, None],
        )
    )
    lamp, door, window = asked(reading)
    assert (lamp.owner_role, lamp.due_hours, lamp.severity) == (
        Role.STORE_MANAGER,
        72.0,
        Severity.HIGH,
    )
    assert (door.due_hours, window.due_hours) == (
        24.0,
        FormQuestion.model_fields["due_hours"].default,
    )
    assert [one.photos.minimum for one in (lamp, door, window)] == [1, 0, 0]
    assert sorted(notes(reading)) == ["B3", "C4", "D3"]


def test_the_same_under_our_own_headings_is_a_fault():
    reading = read_sheet(book(["检查内容", "责任角色", "严重程度"], ["灯", "张三", "A级"]))
    assert reading.form is None
    assert {fault.cell for fault in reading.faults} == {"B2", "C2"}


def test_zones_stay_zones():
    only = read_sheet(book(["区域", "检查内容"], ["后厨", "灯"], ["卖场", "门"]))
    assert [one.zone for one in asked(only)] == [Zone.KITCHEN, Zone.SHOP_FLOOR]
    assert outline(good(only)) == ["后厨: 灯", "卖场: 门"]
    beside = read_sheet(book(["分类", "区域", "检查内容"], ["卫生", "后厨", "灯"]))
    assert outline(good(beside)) == ["卫生: 灯"]
    assert asked(beside)[0].zone is Zone.KITCHEN
    mixed = read_sheet(book(["分类", "区域", "检查内容"], ["卫生", "收银台", "灯"]))
    assert outline(good(mixed)) == ["卫生 > 收银台: 灯"]
    assert asked(mixed)[0].zone is not Zone.KITCHEN


def test_choices_are_read_from_boxes_and_slashes():
    reading = read_sheet(
        book(
            ["检查内容", "选项"],
            ["灯", "□是 □否"],
            ["门", "是/否/不适用"],
            ["窗", "○好　○中　○差"],
            ["墙", "好=1；差=0"],
        )
    )
    lamp, door, window, wall = asked(reading)
    assert (lamp.kind, door.kind) == (QuestionKind.YES_NO, QuestionKind.YES_NO)
    assert [option.label["zh-CN"] for option in window.options] == ["好", "中", "差"]
    assert wall.kind is QuestionKind.CHOICE
    told = [note.detail["en"] for note in reading.notes]
    assert [text.split(" questions")[0] for text in told] == ["2", "1"]
    assert {note.cell for note in reading.notes} == {"B4"}


def test_points_of_a_merged_cell_are_told():
    reading = read_sheet(book(["检查内容", "分值"], ["灯", 10], ["门"], ["窗"], merged=["B2:B4"]))
    assert [one.weight for one in asked(reading)] == [10.0, 1.0, 1.0]
    assert notes(reading) == {
        "B3": "2 questions from here on have no points and count 1; those of a merged cell are its "
        "first row's"
    }


def test_numbers_that_are_codes_are_codes():
    reading = read_sheet(book(["编号", "检查内容"], ["lamp", "灯"], ["door", "门"]))
    assert [one.code for one in asked(reading)] == ["lamp", "door"]


def test_a_second_list_in_the_workbook_is_told():
    reading = read_sheet(book(["检查内容"], ["灯"], other="后厨"))
    assert [(note.sheet, note.cell) for note in reading.notes] == [("后厨", "")]


def test_a_question_that_looks_like_a_sum_or_a_date_stays_one():
    reading = read_sheet(
        book(["检查内容"], ["日期：检查保质期"], ["合计金额与小票一致"], ["一次性手套齐全"])
    )
    assert len(asked(reading)) == 3
    assert reading.notes == ()


def test_every_fault_of_a_paper_list_is_told_by_its_own_cell():
    reading = read_sheet(
        book(
            ["表"],
            ["序号", "检查项目", "检查标准", "分值", "必填"],
            [1, "环境", "地面", "很多", "也许"],
            [2, None, "灯" * 5000, "５分", "是"],
            [3, None, "门", -5, "否"],
        )
    )
    assert reading.form is None
    assert {fault.cell for fault in reading.faults} == {"D3", "E3", "C4", "D5"}
