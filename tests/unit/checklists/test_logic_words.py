"""Expressions in plain words, in both languages."""

import pytest

from checklists.forms.form import FormQuestion
from checklists.logic.words import explain
from tests.fixtures.forms import OPTIONS, ask, form_of


def named(code, kind, zh, en, **kw):
    return ask(code, kind, prompt={"zh-CN": zh, "en": en}, **kw)


FORM = form_of(
    named("chiller", "temperature", "饮料冷柜", "Drinks chiller"),
    named("queue", "number", "排队人数", "Queue", limits={"unit": "people"}),
    named("floor", "choice", "地面", "Floor", options=OPTIONS),
    named("parts", "choices", "部位", "Parts", options=OPTIONS),
    named("open", "yes_no", "营业", "Open"),
    named("until", "date", "保质期", "Best before"),
    named("proof", "photo", "照片", "Proof"),
    named("note", "text", "备注", "Note"),
)


@pytest.mark.parametrize(
    ("expression", "english", "chinese"),
    [
        ("chiller > 8", "“Drinks chiller” is above 8 °C", "“饮料冷柜”高于 8 °C"),
        ("-12 >= chiller", "“Drinks chiller” is at most -12 °C", "“饮料冷柜”不高于 -12 °C"),
        ("queue == 5", "“Queue” is 5 people", "“排队人数”为 5 people"),
        ("queue > chiller", "“Queue” is above “Drinks chiller”", "“排队人数”高于“饮料冷柜”"),
        (
            "queue > chiller + 2",
            "“Queue” is above “Drinks chiller” + 2",
            "“排队人数”高于“饮料冷柜” + 2",
        ),
        ("open", "“Open” is yes", "“营业”为“是”"),
        ("!open", "not (“Open” is yes)", "并非（“营业”为“是”）"),
        ("this == false", "the answer is no", "本题答案为“否”"),
        ("note == null", "“Note” is not answered", "“备注”未作答"),
        ("note != null", "“Note” is answered", "“备注”已作答"),
        ('floor == "dirty"', "“Floor” is “Dirty”", "“地面”为“Dirty（中）”"),
        (
            'floor in ["dirty", "dusty"]',
            "“Floor” is one of “Dirty”, “Dusty”",
            "“地面”是“Dirty（中）”、“Dusty（中）”之一",
        ),
        ('"clean" in parts', "“Parts” includes “Clean”", "“部位”包含“Clean（中）”"),
        ("size(parts) >= 2", "the number of “Parts” is at least 2", "“部位”的数量不低于 2"),
        ("proof < 1", "the number of photos of “Proof” is below 1", "“照片”的照片数低于 1"),
        ("until < '2026-12-01'", "“Best before” is before “2026-12-01”",
         "“保质期”早于“2026-12-01”"),
        ("note.contains('x')", "“Note” contains “x”", "“备注”含有“x”"),
        ("'chiller' in not_applicable", "“Drinks chiller” does not apply", "“饮料冷柜”不适用"),
        ("visit_kind == 'special'", "the kind of visit is “special”", "检查类型为“special”"),
        (
            "chiller.exists(t, t > 8)",
            "for at least one: “Drinks chiller” is above 8 °C",
            "至少有一个：“饮料冷柜”高于 8 °C",
        ),
        (
            "open && (chiller > 8 || queue > 5)",
            "“Open” is yes and (“Drinks chiller” is above 8 °C or “Queue” is above 5 people)",
            "“营业”为“是”，且（“饮料冷柜”高于 8 °C，或“排队人数”高于 5 people）",
        ),
    ],
)  # fmt: skip
def test_usual_shapes_are_told_in_both_languages(expression, english, chinese) -> None:
    assert explain(expression, FORM, "en") == english
    assert explain(expression, FORM, "zh-CN") == chinese


@pytest.mark.parametrize(
    "expression",
    [
        "open ? chiller > 8 : queue > 5",
        "parts[0] == 'clean'",
        "parts.filter(p, p != 'clean') == []",
        "chiller > 8 == true",
        "open > true",
        "chiller >",
        "nobody > 1",
        "'a' in 'b'",
        "true",
        "(open && open) + 1 > 2",
        "'a'.contains('b')",
        "[1, 2] == parts",
        "chiller > [1]",
        "!5",
        "",
    ],
)
def test_what_has_no_words_is_shown_as_it_was_written(expression) -> None:
    assert explain(expression, FORM, "en") == expression


def test_choices_of_the_question_itself_are_told() -> None:
    question = FormQuestion.model_validate(ask("floor", "choice", options=OPTIONS))
    told = explain("this == 'dirty'", FORM, "en", question)
    assert told == "the answer is “Dirty”"


def test_an_unknown_language_is_told_in_chinese() -> None:
    assert explain("open", FORM, "fr") == "“营业”为“是”"


def test_circular_and_unfinished_shapes_are_shown_as_written() -> None:
    for expression in ("(open ? open : open)", "size(size(parts)) > 1", "open == [true]"):
        assert explain(expression, FORM, "en") == expression
