"""Two edits of one form, merged: nobody's words are lost, and only what clashes is asked for."""

import copy

import pytest

from checklists.authoring.merging.forms import Clash, Side, merge_forms
from checklists.forms.diffs import Part
from tests.factories import words
from tests.fixtures.forms import a_document, a_question, a_section
from tests.unit.checklists.merging_kit import BASE, clashes, codes, floor, question


def test_edits_of_different_questions_are_both_kept():
    mine = floor(a_question("a", weight=3), "b", "c")
    theirs = floor("a", a_question("b", prompt=words("Is it warm?")), "c")
    merged = merge_forms(BASE, mine, theirs)
    assert merged.clashes == merged.faults == ()
    assert question(merged.form, "a")["weight"] == 3
    assert question(merged.form, "b")["prompt"] == words("Is it warm?")


def test_edits_of_different_fields_of_one_question_are_both_kept():
    limits = {"limits": {"minimum": 1, "maximum": 5}, "tags": ["x"]}
    base = floor(a_question("a", **limits))
    mine = floor(a_question("a", limits={"minimum": 2, "maximum": 5}, tags=["x", "y"]))
    theirs = floor(a_question("a", limits={"minimum": 1, "maximum": 4}, tags=["z", "x"]))
    merged = merge_forms(base, mine, theirs)
    assert merged.clashes == ()
    assert question(merged.form, "a") == a_question(
        "a", limits={"minimum": 2, "maximum": 4}, tags=["z", "x", "y"]
    )


def test_each_language_of_a_text_is_a_field():
    base = floor(a_question("a", prompt={"en": "Clean?"}))
    mine = floor(a_question("a", prompt={"en": "Is it clean?"}))
    theirs = floor(a_question("a", prompt={"en": "Clean?", "zh-CN": "干净吗？"}))
    merged = merge_forms(base, mine, theirs)
    assert question(merged.form, "a")["prompt"] == {"en": "Is it clean?", "zh-CN": "干净吗？"}


def test_one_field_changed_to_two_values_is_asked_for():
    mine, theirs = floor(a_question("a", weight=2), "b"), floor(a_question("a", weight=3), "b", "c")
    base = floor(a_question("a", weight=1), "b")
    merged = merge_forms(base, mine, theirs)
    assert merged.clashes == (Clash(Part.QUESTION, "a", "weight", 1, 2, 3),)
    assert question(merged.form, "a")["weight"] == 2
    for side, weight in ((Side.MINE, 2), (Side.THEIRS, 3)):
        settled = merge_forms(base, mine, theirs, {"question/a/weight": side})
        assert settled.clashes == ()
        assert question(settled.form, "a")["weight"] == weight
        assert codes(settled.form)["floor"] == ["a", "b", "c"]


def test_one_moves_what_the_other_rewords():
    mine = a_document(a_section("floor", "b", "c"), a_section("kitchen", "a", "d"))
    theirs = floor(a_question("a", prompt=words("New?")), "b", "c")
    merged = merge_forms(BASE, mine, theirs)
    assert merged.clashes == ()
    assert codes(merged.form) == {"floor": ["b", "c"], "kitchen": ["a", "d"]}
    assert question(merged.form, "a")["prompt"] == words("New?")


def test_both_move_one_question_elsewhere():
    office = a_section("office")
    base = a_document(a_section("floor", "a"), a_section("kitchen"), office)
    mine = a_document(a_section("floor"), a_section("kitchen", "a"), office)
    theirs = a_document(a_section("floor"), a_section("kitchen"), a_section("office", "a"))
    merged = merge_forms(base, mine, theirs)
    assert clashes(merged) == {"question/a/section": ("kitchen", "office")}
    settled = merge_forms(base, mine, theirs, {"question/a/section": Side.THEIRS})
    assert codes(settled.form) == {"floor": [], "kitchen": [], "office": ["a"]}


def test_orders_are_merged_where_different_questions_moved():
    base = floor("a", "b", "c", "e", "f")
    merged = merge_forms(base, floor("b", "a", "c", "e", "f"), floor("a", "b", "c", "f", "e"))
    assert merged.clashes == ()
    assert codes(merged.form)["floor"] == ["b", "a", "c", "f", "e"]


def test_one_question_moved_to_two_places_is_asked_for():
    base = floor("a", "b", "c", "e")
    mine, theirs = floor("e", "a", "b", "c"), floor("a", "e", "b", "c")
    merged = merge_forms(base, mine, theirs)
    assert clashes(merged) == {
        "section/floor/questions.order": (["e", "a", "b", "c"], ["a", "e", "b", "c"])
    }
    assert codes(merged.form)["floor"] == ["e", "a", "b", "c"]
    settled = merge_forms(base, mine, theirs, {"section/floor/questions.order": Side.THEIRS})
    assert codes(settled.form)["floor"] == ["a", "e", "b", "c"]
    new = floor("a", "e", "n", "b", "c")
    for side, order in ((Side.MINE, "enabc"), (Side.THEIRS, "aenbc")):
        settled = merge_forms(base, mine, new, {"section/floor/questions.order": side})
        assert codes(settled.form)["floor"] == list(order)


def test_what_both_moved_alike_is_moved_once():
    mine = floor("b", "a", "c")
    assert merge_forms(BASE, mine, floor("b", "a", "c", "x")).form == floor("b", "a", "c", "x")


def test_new_questions_of_both_are_kept():
    merged = merge_forms(BASE, floor("a", "x", "b", "c"), floor("a", "b", "c", "y"))
    assert codes(merged.form)["floor"] == ["a", "x", "b", "c", "y"]


def test_new_questions_under_one_code_are_told_apart():
    """The editor numbers what is new, so both get `question-5`."""
    mine = a_document(
        a_section(
            "floor",
            "a",
            a_question("q-5", prompt=words("Mine?")),
            a_question("b", logic={"show_if": 'q_5 == true && a == "q_5"', "fail_if": "this"}),
            "c",
            show_if="!q_5",
        ),
        a_section("kitchen", "d"),
        scoring={"critical": [{"code": "k", "effect": "fail", "questions": ["q-5", "a"]}, 7]},
    )
    theirs = floor("a", "b", "c", a_question("q-5", prompt=words("Theirs?")), "q-5-2")
    merged = merge_forms(BASE, mine, theirs)
    assert merged.clashes == ()
    assert codes(merged.form)["floor"] == ["a", "q-5-3", "b", "c", "q-5", "q-5-2"]
    assert question(merged.form, "q-5-3")["prompt"] == words("Mine?")
    assert question(merged.form, "q-5")["prompt"] == words("Theirs?")
    assert question(merged.form, "b")["logic"] == {
        "show_if": 'q_5_3 == true && a == "q_5"', "fail_if": "this",
    }  # fmt: skip
    assert merged.form["sections"][0]["show_if"] == "!q_5_3"
    assert merged.form["scoring"]["critical"][0]["questions"] == ["q-5-3", "a"]


def test_new_sections_under_one_code_are_told_apart():
    mine = a_document(*BASE["sections"], a_section("new", "x", title=words("Mine")))
    theirs = a_document(*BASE["sections"], a_section("new", "y", title=words("Theirs")))
    merged = merge_forms(BASE, mine, theirs)
    assert merged.clashes == ()
    assert codes(merged.form) == {
        "floor": ["a", "b", "c"], "kitchen": ["d"], "new-2": ["x"], "new": ["y"],
    }  # fmt: skip


@pytest.mark.parametrize("rules", [None, "none", {"critical": 7}, {"critical": [{"code": "k"}]}])
def test_rules_that_are_no_rules_yet_stay(rules):
    mine = floor(a_question("q", prompt=words("Mine?")), scoring=rules)
    merged = merge_forms(floor(scoring=rules), mine, floor("q", scoring=rules))
    assert merged.form["scoring"] == rules
    assert codes(merged.form)["floor"] == ["q-2", "q"]


def test_logic_that_is_none_yet_stays():
    new = a_question("q", prompt=words("Mine?"), logic={"show_if": 7, "default": ["q"]})
    merged = merge_forms(floor(), floor(new), floor("q"))
    assert question(merged.form, "q-2")["logic"] == {"show_if": 7, "default": ["q"]}


def test_what_one_removed_and_the_other_left_is_gone():
    merged = merge_forms(BASE, floor("a", "c"), floor("a", "b", a_question("c", weight=2)))
    assert merged.clashes == ()
    assert codes(merged.form)["floor"] == ["a", "c"]


@pytest.mark.parametrize("is_mine", [True, False])
def test_what_one_removed_and_the_other_changed_is_asked_for(is_mine):
    gone, changed = floor("a", "c"), floor("a", a_question("b", weight=2), "c")
    mine, theirs = (gone, changed) if is_mine else (changed, gone)
    merged = merge_forms(BASE, mine, theirs)
    (clash,) = merged.clashes
    assert (clash.part, clash.code, clash.field) == (Part.QUESTION, "b", "")
    assert (clash.mine is None, clash.theirs is None) == (is_mine, not is_mine)
    assert codes(merged.form)["floor"] == ["a", "b", "c"]
    remover, keeper = (Side.MINE, Side.THEIRS) if is_mine else (Side.THEIRS, Side.MINE)
    kept = merge_forms(BASE, mine, theirs, {clash.key: keeper})
    assert kept.form == changed
    assert merge_forms(BASE, mine, theirs, {clash.key: remover}).form == gone


@pytest.mark.parametrize("is_mine", [True, False])
def test_a_removed_section_stays_for_what_the_other_put_there(is_mine):
    inner = a_section("cold", "d")
    base = a_document(a_section("floor", "a"), a_section("kitchen", sections=[inner]))
    gone = a_document(a_section("floor", "a"))
    added = copy.deepcopy(base)
    added["sections"][1]["sections"][0]["questions"].append(a_question("new"))
    mine, theirs = (gone, added) if is_mine else (added, gone)
    merged = merge_forms(base, mine, theirs)
    assert merged.clashes == ()
    assert codes(merged.form) == {"floor": ["a"], "kitchen": [], "cold": ["new"]}


@pytest.mark.parametrize("side", [None, Side.MINE, Side.THEIRS])
def test_sections_moved_into_each_other_are_asked_for(side):
    one, two = a_section("one", "a"), a_section("two", "b")
    base = a_document(one, two)
    mine = a_document(two | {"sections": [one, a_section("three", "c")]})
    theirs = a_document(one | {"sections": [two, a_section("four", "e")]})
    picks = {"section/one/section": side, "section/two/section": side} if side else {}
    merged = merge_forms(base, mine, theirs, picks)
    assert bool(merged.clashes) == (side is None)
    assert set(codes(merged.form)) == {"one", "two", "three", "four"}
    (top,) = merged.form["sections"]
    assert top["code"] == ("one" if side is Side.THEIRS else "two")


def test_three_sections_in_a_circle():
    one, two, three = (a_section(code, code[0]) for code in ("one", "two", "xthree"))
    base = a_document(one, two, three)
    mine = a_document(three, two | {"sections": [one]})
    theirs = a_document(one | {"sections": [three | {"sections": [two]}]})
    merged = merge_forms(base, mine, theirs)
    assert len(merged.clashes) == 1
    assert set(codes(merged.form)) == {"one", "two", "xthree"}
