"""Expressions: what the profile takes, what it refuses, and that nothing ever fails."""

import pytest

from checklists.logic.cel_profile import to_plain
from checklists.logic.expressions import (
    LogicInvalid,
    compile_expression,
    evaluate,
    is_true,
    to_name,
)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("n > ", "is not a complete expression"),
        ("a b", "is not a complete expression"),
        ("(n > 1", "a ( is never closed"),
        ("n > 1)", "character 6: ) closes nothing"),
        ("[n)", "character 3: ) closes nothing"),
        ("()", "character 2: a value is missing"),
        ("[1, 2,]", "character 7: a value is missing"),
        ("[, 1]", "character 2: this comma separates nothing"),
        ("1, 2", "character 2: this comma separates nothing"),
        ("(1, 2)", "character 6: needs 1 between its brackets"),
        ("-n > 1", "character 1: a minus sign stands before a number; write 0 - x"),
        ("n % 2", "character 3: '%' is not understood here"),
        ("n.matches('a')", "character 3: .matches is not known"),
        ("n.code == 1", "character 3: .code is not known"),
        ("timestamp('x')", "character 1: there is no function timestamp"),
        ("{'a': 1}", "character 1: '{' is not understood here"),
        (".exists(x, x)", "character 1: before this dot stands no value"),
        ("size > 1", "character 1: size needs a list in ( )"),
        ("size()", "character 6: a value is missing"),
        ("list[n]", "character 5: between [ ] after a list stands one whole number"),
        ("list[0", "character 5: between [ ] after a list stands one whole number"),
        ("list.exists(x)", "character 6: .exists needs a name, a comma and a test"),
        ("list.all(true, x)", "character 6: .all needs a name, a comma and a test"),
        ("list.all(1, x)", "character 6: .all needs a name, a comma and a test"),
        ("list.filter(x, x, x)", "character 20: needs 2 between its brackets"),
        (r"n == '\u6c49'", r"""character 6: "'" is not understood here"""),
        ("1.", "character 1: '1' is not understood here"),
        ("0x1F", "character 1: '0' is not understood here"),
    ],
)
def test_what_leaves_the_profile_is_refused_at_its_place(text: str, why: str) -> None:
    with pytest.raises(LogicInvalid) as refused:
        compile_expression(text)
    assert str(refused.value) == why


def test_whole_numbers_become_doubles_outside_texts_and_places() -> None:
    plain = to_plain("n > 5 && list[2] == 'in 5' && n < 1e3 && 7.5 > n")
    assert plain.text == (
        "v_n > dyn(5.0) && v_list [2] == dyn('in 5') && v_n < dyn(1e3) && dyn(7.5) > v_n"
    )
    assert plain.names == {"n", "list"}


def test_what_a_walk_calls_its_values_is_no_name_of_a_question() -> None:
    text = "fridge.exists(t, t > limit) && t"
    assert compile_expression(text).names == {"fridge", "limit", "t"}
    assert compile_expression("fridge.exists(t, t > limit)").names == {"fridge", "limit"}


def test_a_walk_is_told_for_all_or_for_none_of_its_values() -> None:
    """Where one cannot be told, some implementations still answer: ours must not."""
    program = compile_expression("[9, low].exists(t, t > 8)")
    assert evaluate(program, {"low": None}) is None
    assert evaluate(program, {"low": 3}) is True


@pytest.mark.parametrize("word", ["as", "return", "int", "timestamp", "optional"])
def test_words_of_cel_are_names_like_others(word: str) -> None:
    assert evaluate(compile_expression(f"{word} + 1"), {word: 2}) == 3.0


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0 / 0", None),
        ("1 / 0", None),
        ("[1 / 0]", [None]),
        ("0 - 0.0", 0.0),
        ("missing", None),
        ("place", None),
        ("huge", None),
        ("rows[7]", None),
        ("rows[0]", "a"),
        ("size('text')", None),
        ("rows", ["a", "b"]),
    ],
)
def test_what_cannot_be_told_is_null(text: str, value: object) -> None:
    values = {"place": {"latitude": 1.0}, "huge": 10**400, "rows": ("a", "b")}
    assert evaluate(compile_expression(text), values) == value


def test_only_true_counts() -> None:
    for text, expected in (("true", True), ("1", False), ("'true'", False), ("null", False)):
        assert is_true(compile_expression(text), {}) is expected


def test_sizes_are_bounded_before_a_parser_is_asked() -> None:
    assert evaluate(compile_expression("(" * 40 + "1" + ")" * 40), {}) == 1.0
    with pytest.raises(LogicInvalid, match="more than 40 brackets"):
        compile_expression("(" * 41 + "1" + ")" * 41)
    with pytest.raises(LogicInvalid, match="more than 2000 characters"):
        compile_expression("1" * 2001)
    with pytest.raises(LogicInvalid, match="more than 2 walks"):
        compile_expression("a.all(x, b.all(y, c.all(z, true)))")
    assert evaluate(compile_expression("!" * 1990 + "true"), {}) is True
    assert evaluate(compile_expression("+".join("1" * 999)), {}) == 999.0


def test_codes_become_names() -> None:
    assert to_name("drinks-chiller-2") == "drinks_chiller_2"
