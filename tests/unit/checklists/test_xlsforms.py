"""An XLSForm becomes a form, or says by cell why not; ours go out and come back whole."""

import json

from checklists.authoring.sheet_drafts import read_sheet
from checklists.forms.form import Form, form_questions
from checklists.models import QuestionKind
from checklists.packs import all_packs
from checklists.sheets.readings import SheetReading
from checklists.sheets.workbooks import Sheet, write_workbook
from checklists.sheets.xlsform_writing import write_xlsform, xlsform_sheets
from checklists.sheets.xlsforms import is_xlsform, read_xlsform_sheets
from tests.unit.checklists.sheets_kit import everything

YES_NO = [["list_name", "name", "label"], ["yn", "yes", "Yes"], ["yn", "no", "No"]]


def read(*survey: list[str], choices: list[list[str]] | None = None) -> SheetReading:
    sheets = [Sheet("survey", list(survey)), Sheet("choices", choices or YES_NO)]
    return read_xlsform_sheets(sheets, name="Test")


def good(reading: SheetReading) -> Form:
    assert reading.faults == ()
    assert reading.form is not None
    return reading.form


def cells(reading: SheetReading) -> list[tuple[str, str]]:
    for fault in (*reading.faults, *reading.notes):
        assert fault.detail["zh-CN"] != fault.detail["en"]
    return sorted((fault.sheet, fault.cell) for fault in reading.faults)


def notes(reading: SheetReading) -> list[str]:
    return sorted(note.cell for note in reading.notes)


def test_a_form_of_another_tool_becomes_ours():
    form = good(
        read(
            ["type", "name", "label::English (en)", "label::中文", "hint", "required", "relevant",
             "constraint", "default"],
            ["start", "start"],
            ["begin group", "Visit_1", "The visit", "来访"],
            ["select_one yn", "is_open", "Is it open?", "营业吗", "Look", "yes"],
            ["integer", "people", "How many?", "几人", "", "${is_open} = 'yes'",
             "${is_open} = 'yes'", ". > 0 and . != 5", "2"],
            ["decimal", "temp", "Temperature", "温度", "", "", "", ". >= -20 and . <= 8"],
            ["begin_repeat", "fridges", "Fridge"],
            ["select_multiple yn", "what", "What?", "", "", "", "selected(${is_open}, 'no')"],
            ["end_repeat"],
            ["note", "bye", "Thank you"],
            ["end group"],
            ["image", "sign", "Sign", "", "", "true()"],
        )
    )  # fmt: skip
    visit, general = form.sections
    assert (visit.code, visit.title) == ("visit-1", {"en": "The visit", "zh-CN": "来访"})
    assert [section.code for section in visit.sections] == ["fridges", "visit-1-more"]
    assert visit.sections[0].repeat is not None
    assert general.questions[0].kind is QuestionKind.PHOTO
    is_open, people, temp = visit.questions
    assert (is_open.kind, is_open.choice_set, is_open.is_required) == (
        QuestionKind.CHOICE,
        "yn",
        True,
    )
    assert is_open.hint == {"en": "Look"}
    assert people.logic.show_if == people.logic.require_if == 'is_open == "yes"'
    assert people.logic.fail_if == "this != null && !(this > 0 && this != 5)"
    assert (people.logic.default, people.limits.step) == ("2", 1.0)
    assert (temp.limits.minimum, temp.limits.maximum, temp.logic.fail_if) == (-20.0, 8.0, "")
    assert form.choice_sets[0].options[1].code == "no"
    assert form.languages == ("zh-CN", "en")


def test_what_changes_the_questions_is_a_fault_by_its_cell():
    reading = read(
        ["type", "name", "label", "relevant"],
        ["text", "a", "A", "today() > '2020-01-01'"],
        ["audio", "b", "B"],
        ["select_one nolist", "c", "C"],
        ["text", "", "D"],
        ["end group"],
        ["begin group", "g", "G"],
        ["text", "e", "E"],
    )
    assert reading.form is None
    assert cells(reading) == [("survey", cell) for cell in ("A3", "A4", "A6", "A7", "B5", "D2")]


def test_what_only_comforts_is_a_note():
    reading = read(
        ["type", "name", "label", "constraint", "choice_filter", "default", "media::image"],
        ["today", "t"],
        ["text", "a", "Hello ${b}", "regex(., '[a-z]+')", "", "today()"],
        ["select_one yn or_other", "b", "B", "", "", "", "b.png"],
        ["select_one yn", "c", "C", "", "name != ${b}"],
    )
    form = good(reading)
    assert notes(reading) == ["A2", "C3", "D3", "E5", "F3", "G4"]
    codes = [option.code for _, question in form_questions(form) for option in question.options]
    assert codes == ["yes", "no", "other"]


def test_a_language_of_others_is_said():
    french = read(["type", "name", "label::Français (fr)"], ["text", "a", "Nom"])
    assert next(form_questions(good(french)))[1].prompt == {"en": "Nom"}
    assert "kept as English" in french.notes[0].detail["en"]
    both = read(["type", "name", "label::English", "label::fr"], ["text", "a", "Name", "Nom"])
    assert next(form_questions(good(both)))[1].prompt == {"en": "Name"}
    assert "left out" in both.notes[0].detail["en"]


def test_calculations_are_put_in_their_place():
    form = good(
        read(
            ["type", "name", "label", "calculation", "relevant"],
            ["integer", "a", "A"],
            ["calculate", "twice", "", "${a} * 2"],
            ["text", "b", "B", "", "${twice} > 4"],
        )
    )
    assert [each.logic.show_if for _, each in form_questions(form)] == ["", "(a * 2) > 4"]


def test_old_headings_are_understood_and_unknown_ones_are_said():
    reading = read(
        ["type", "name", "label", "bind:relevant", "bind::constraint", "body::accuracy"],
        ["phone number", "a", "A"],
        ["decimal", "b", "B", "${a} != ''", ". <= 8", "5"],
    )
    question = list(form_questions(good(reading)))[1][1]
    assert (question.logic.show_if, question.limits.maximum) == ("a != null", 8.0)
    assert notes(reading) == ["F1"]


def test_names_that_are_no_codes_become_some_and_logic_follows():
    form = good(
        read(
            ["type", "name", "label", "relevant"],
            ["select_one s", "Q_1", "A"],
            ["text", "q.1", "B", "${Q_1} = 2"],
            choices=[["list_name", "name", "label"], ["s", "1", "One"], ["s", "2", "Two"]],
        )
    )
    first, second = (question for _, question in form_questions(form))
    assert (first.code, second.code) == ("q-1", "q-1-2")
    assert second.logic.show_if == 'q_1 == "x-2"'


def test_pyxform_has_its_say():
    reading = read(["type", "name", "label"], ["text", "a b", "A"])
    assert cells(reading) == [("survey", "A2")]
    assert "pyxform" in reading.faults[0].detail["en"]
    nothing = read_xlsform_sheets([Sheet("survey", [["type", "name", "label"]])])
    assert cells(nothing) == [("survey", "A1")]
    assert cells(read_sheet(b"no")) == [("", "")]


def test_ours_come_back_whole():
    for form in (everything(), *all_packs()):
        reading = read_sheet(write_xlsform(form))
        assert good(reading) == form
        assert reading.notes == ()


def test_other_tools_read_what_they_can():
    survey, choices, settings = xlsform_sheets(everything())
    assert is_xlsform([survey, choices, settings])
    types = [row[0] for row in survey.rows]
    assert {"select_one marks", "select_one yes_no", "rank own_of-rank", "geopoint"} <= set(types)
    outer = next(row for row in survey.rows if row[1] == "outer")
    relevant = survey.rows[0].index("relevant")
    assert outer[relevant] == "${of-yes-no} = 'yes' and selected(${of-choices}, 'good')"


def test_who_changes_a_condition_in_the_sheet_means_that_one():
    survey, choices, settings = xlsform_sheets(everything())
    relevant = survey.rows[0].index("relevant")
    rows = [list(row) for row in survey.rows]
    next(row for row in rows if row[1] == "cold")[relevant] = "${of-number} > 3"
    next(row for row in rows if row[1] == "outer")[relevant] = None
    changed = good(read_sheet(write_workbook([Sheet("survey", rows), choices, settings])))
    assert changed.sections[1].show_if == ""
    cold = next(each for _, each in form_questions(changed) if each.code == "cold")
    assert cold.logic.show_if == "of_number > 3"
    assert cold.logic.fail_if == "this > 9.0"


def test_our_column_must_hold_json():
    for text in ("no", "[]", json.dumps("x"), '{"was": 1}', "[" * 9999):
        reading = read(["type", "name", "label", "rounds"], ["text", "a", "A", text])
        assert cells(reading) == [("survey", "D2")]
    wrong = json.dumps({"weight": "much", "kind": "nothing"})
    reading = read(["type", "name", "label", "rounds"], ["text", "a", "A", wrong])
    assert cells(reading) == [("survey", "A2"), ("survey", "D2")]


def test_disabled_rows_are_not_there():
    form = good(
        read(
            ["type", "name", "label", "disabled"], ["text", "a", "A", "yes"], ["text", "b", "B", ""]
        )
    )
    assert [question.code for _, question in form_questions(form)] == ["b"]


def test_groups_within_groups_are_told_however_deep_they_go():
    deep = [["begin group", f"g{number}", "Group"] for number in range(1500)]
    ends = [["end group"]] * len(deep)
    reading = read(["type", "name", "label"], *deep, ["text", "what", "What?"], *ends)
    assert reading.form is None
    assert "is nested deeper than 24 levels" in {fault.detail["en"] for fault in reading.faults}
