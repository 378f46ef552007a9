"""Two edits of one form, merged: its choices, pictures and texts, and what is no form yet."""

import copy

import pytest

from checklists.authoring.merging.forms import Clash, merge_forms
from checklists.authoring.merging.words import names_in, tell_clash
from checklists.forms.diffs import Part
from tests.factories import words
from tests.fixtures.forms import a_question
from tests.unit.checklists.merging_kit import BASE, clashes, floor


def test_choice_sets_are_matched_by_their_codes():
    def marks(label, *more):
        options = [{"code": "good", "label": words(label)}, {"code": "bad", "label": words("Bad")}]
        return floor("a", choice_sets=[{"code": "marks", "options": [*options, *more]}])

    extra = {"code": "fair", "label": words("Fair")}
    merged = merge_forms(marks("Good"), marks("Fine"), marks("Good", extra))
    assert merged.form == marks("Fine", extra)
    merged = merge_forms(marks("Good"), marks("Fine"), marks("Great"))
    assert set(clashes(merged)) == {
        "choice_set/marks/options.good.label.zh-CN",
        "choice_set/marks/options.good.label.en",
    }


def test_choice_sets_in_two_orders_are_of_the_form():
    def sets(*names):
        return floor(choice_sets=[{"code": name} for name in names])

    merged = merge_forms(sets("u", "v", "w"), sets("w", "u", "v"), sets("u", "w", "v"))
    assert list(clashes(merged)) == ["form/patrol/choice_sets.order"]


def test_pictures_are_matched_by_their_hashes():
    def shown(*pairs):
        return floor(
            a_question("a", references=[{"sha256": a * 64, "is_good": b} for a, b in pairs])
        )

    merged = merge_forms(shown(("1", True)), shown(("1", False)), shown(("1", True), ("2", True)))
    assert merged.form == shown(("1", False), ("2", True))


def test_lists_without_codes_are_one_value():
    def tagged(*tags):
        return floor(a_question("a", tags=list(tags)))

    merged = merge_forms(tagged(), tagged("x", "x"), tagged("y"))
    assert clashes(merged) == {"question/a/tags": (["x", "x"], ["y"])}


def test_fields_of_the_form_clash_under_its_code():
    def named(name):
        return floor(name={"en": name})

    merged = merge_forms(named("One"), named("Two"), named("Three"))
    assert clashes(merged) == {"form/patrol/name.en": ("Two", "Three")}


def test_a_fault_that_only_both_together_have_is_told():
    mine = floor("a", "b", a_question("c", logic={"show_if": "b == true"}))
    merged = merge_forms(BASE, mine, floor("a", "c"))
    assert merged.clashes == ()
    assert [(one.pointer, one.detail) for one in merged.faults] == [
        ("/sections/0/questions/1/logic/show_if", "there is no question b")
    ]


def test_a_fault_that_one_has_already_is_not_new():
    broken = a_question("c", logic={"show_if": "nobody == true"})
    merged = merge_forms(floor("a", broken), floor("a", broken, "x"), floor("y", broken, "a"))
    assert merged.faults == ()


@pytest.mark.parametrize(
    "sections",
    [
        "later",
        [7],
        [{"title": {}}],
        [{"code": "s", "questions": None}],
        [{"code": "s", "questions": ["a"]}],
        [{"code": "s", "section": "x"}],
        [{"code": "s"}, {"code": "s"}],
        [{"code": "s", "questions": [{"code": "q"}, {"code": "q"}]}],
    ],
)
def test_what_has_no_usable_codes_is_merged_as_it_is(sections):
    base = {"code": "patrol", "sections": sections}
    mine, theirs = {**base, "tags": ["x"]}, {**base, "name": {"en": "Patrol"}}
    merged = merge_forms(base, mine, theirs)
    assert (merged.form, merged.clashes) == ({**mine, **theirs}, ())
    assert clashes(merge_forms(base, {**base, "sections": 1}, {**base, "sections": 2})) == {
        "form/patrol/sections": (1, 2)
    }


def test_questions_outside_of_sections_stay_where_they_are():
    base = {"code": "patrol", "questions": [a_question("a")]}
    merged = merge_forms(base, {**base, "tags": []}, {**base, "sections": []})
    assert merged.form == {**base, "tags": [], "sections": []}


def test_a_draft_is_merged_from_nothing():
    assert merge_forms({}, BASE, {}).form == BASE
    assert merge_forms({}, BASE, BASE).form == BASE


@pytest.mark.parametrize(
    ("clash", "chinese", "english"),
    [
        (
            Clash(Part.QUESTION, "a", "limits.maximum", 1.0, 2.0, None),
            ("问题“是吗：a？”的限值 › 上限", "2", "—"),
            ("Question “Is it so: a?”, limits › most", "2", "—"),
        ),
        (
            Clash(Part.QUESTION, "a", "", {}, None, {"code": "a"}),
            ("问题“是吗：a？”", "删除", "保留并修改"),
            ("Question “Is it so: a?”", "removed", "kept and changed"),
        ),
        (
            Clash(Part.QUESTION, "a", "section", "floor", "kitchen", ""),
            ("问题“是吗：a？”的所在分区", "分区 kitchen", "最上层"),
            ("Question “Is it so: a?”, section", "Section kitchen", "the top"),
        ),
        (
            Clash(Part.SECTION, "floor", "questions.order", [], ["a", "b"], ["b", "gone"]),
            ("分区“分区 floor”的问题 › 顺序", "是吗：a？ · 是吗：b？", "是吗：b？ · gone"),
            (
                "Section “Section floor”, questions › order",
                "Is it so: a? · Is it so: b?",
                "Is it so: b? · gone",
            ),
        ),
        (
            Clash(Part.FORM, "patrol", "sections.order", [], ["floor"], ["kitchen"]),
            ("检查表“巡检”的分区 › 顺序", "分区 floor", "分区 kitchen"),
            ("Checklist “Patrol”, sections › order", "Section floor", "Section kitchen"),
        ),
        (
            Clash(Part.CHOICE_SET, "marks", "name", None, True, "Good"),
            ("选项集“marks”的名称", "是", "“Good”"),
            ("Choice set “marks”, name", "yes", "“Good”"),
        ),
    ],
)
def test_choices_are_told_in_both_languages(clash, chinese, english):
    named = copy.deepcopy(BASE)
    named["name"]["zh-CN"] = "巡检"
    for section in named["sections"]:
        section["title"]["zh-CN"] = f"分区 {section['code']}"
        for one in section["questions"]:
            one["prompt"]["zh-CN"] = f"是吗：{one['code']}？"
    named["choice_sets"] = [{"code": "marks", "options": [{"code": "x", "label": words("X")}]}]
    names = names_in({"code": "patrol"}, named)
    for locale, expected in (("zh-CN", chinese), ("en", english)):
        told = tell_clash(clash, names, locale)
        assert (told.key, told.place, told.mine, told.theirs) == (clash.key, *expected)


def test_parts_of_what_is_no_form_yet_are_told_by_their_codes():
    assert names_in({}, {}) == {}
