"""XPath of XLSForms as CEL and back: what has an equal, and what is refused by name."""

import pytest

from checklists.logic.expressions import compile_expression, evaluate
from checklists.models import QuestionKind as Kind
from checklists.sheets.cel_writing import Known, to_cel
from checklists.sheets.xpath import XPathUnknown
from checklists.sheets.xpath_writing import Named, to_xpath

NAMES = {
    "age": Known("age", Kind.NUMBER),
    "mood": Known("mood", Kind.CHOICE, {"1": "x-1", "good": "good"}),
    "seen": Known("seen", Kind.CHOICES, {"red": "red"}),
    "open": Known("open", Kind.YES_NO),
    "note": Known("note", Kind.TEXT),
    "double": Known("double", None, {}, "${age} * 2"),
    "loop": Known("loop", None, {}, "${loop} + 1"),
}
EMPTY = dict.fromkeys(("age", "mood", "seen", "open", "note", "this"))


@pytest.mark.parametrize(
    ("xpath", "cel"),
    [
        ("${age} > 5 and selected(${seen}, 'red')", 'age > 5 && (seen != null && "red" in seen)'),
        ("${mood} = 1 or ${mood}='good'", 'mood == "x-1" || mood == "good"'),
        ("selected(${mood}, '1')", 'mood == "x-1"'),
        ("${open} = 'yes'", "open == true"),
        ("not(selected(${seen}, 'red'))", '!(seen != null && "red" in seen)'),
        ("not(${age} >= 3)", "!(age != null && (age >= 3))"),
        ("${note} = ''", "note == null"),
        ("'' != ${note}", "note != null"),
        ("string-length(${note}) > 0", "note != null"),
        (". >= 0 and . <= 120", "this >= 0 && this <= 120"),
        ("${double} + 1 < 10", "(age * 2) + 1 < 10"),
        ("(${age} + 1) * 2 div 4 = .5", "(age + 1) * 2 / 4 == 0.5"),
        ("${age} - (1 - 2) = -3", "age - (1 - 2) == -3"),
        ("if(${mood} = '1', 2, 3) = 2", '((mood == "x-1") ? 2 : 3) == 2'),
        ("count-selected(${seen}) >= 2", "(seen == null ? 0 : size(seen)) >= 2"),
        ("coalesce(${age}, 1) = 1", "(age != null ? age : 1) == 1"),
        ("contains(${note}, 'a') and starts-with(${note}, “b”)",
         'note.contains("a") && note.startsWith("b")'),
        ("-${age} < -3", "(0 - age) < -3"),
        ("true() and not(false())", "true && !false"),
    ],
)  # fmt: skip
def test_what_means_the_same_is_translated(xpath: str, cel: str):
    assert to_cel(xpath, NAMES, Known("this", Kind.NUMBER)) == cel
    evaluate(compile_expression(cel), EMPTY)


@pytest.mark.parametrize(
    ("xpath", "part"),
    [
        ("regex(., '[a-z]+')", "regex()"),
        ("today() > .", "today()"),
        ("${nobody} = 1", "${nobody}"),
        ("${age} mod 2 = 0", "mod"),
        ("../x = 1", "../x = 1"),
        ("${loop} > 1", "${loop}"),
        ("(${age} > 1", ")"),
        ("", "…"),
        ("1 +", "…"),
        ("selected(1, 2)", "selected()"),
        ("(" * 60 + "1" + ")" * 60, "more than 40 brackets"),
        ("1" * 5000, "longer than 4000 characters"),
    ],
)
def test_what_has_no_equal_is_refused_by_name(xpath: str, part: str):
    with pytest.raises(XPathUnknown) as unknown:
        to_cel(xpath, NAMES, Known("this", Kind.NUMBER))
    assert str(unknown.value) == part


def test_a_dot_is_known_only_beside_a_question():
    with pytest.raises(XPathUnknown):
        to_cel(". > 1", NAMES)


WRITTEN = {
    "age": Named("age", Kind.NUMBER),
    "drinks_chiller": Named("drinks-chiller", Kind.YES_NO),
    "seen": Named("seen", Kind.CHOICES),
}


@pytest.mark.parametrize(
    ("cel", "xpath"),
    [
        ("age > 5.0 && age != null", "${age} > 5 and ${age} != ''"),
        ("drinks_chiller", "${drinks-chiller} = 'yes'"),
        ("!drinks_chiller || false == drinks_chiller",
         "${drinks-chiller} = 'no' or 'no' = ${drinks-chiller}"),
        ("!(age > 5)", "not(${age} > 5)"),
        ('"red" in seen', "selected(${seen}, 'red')"),
        ("age in [1, 2] && age < 3", "(${age} = 1 or ${age} = 2) and ${age} < 3"),
        ("(age + 1) * -2 / 4 == 0.5", "(${age} + 1) * -2 div 4 = 0.5"),
        ("age == \"it's\"", '${age} = "it\'s"'),
        ("'it\\'s' == age", '"it\'s" = ${age}'),
        ("age == \"a\\\\b\\t\"", "${age} = 'a\\b\t'"),
        ("age - (1 - 2) == 3", "${age} - (1 - 2) = 3"),
    ],
)  # fmt: skip
def test_logic_is_written_for_other_tools(cel: str, xpath: str):
    assert to_xpath(cel, WRITTEN) == xpath


@pytest.mark.parametrize(
    "cel",
    ["size(seen) > 1", "seen.exists(x, x == 1)", "nobody == 1", "age ? 1 : 2", "age", "age == true",
     "(age", "age in age2", '"a" in "b"', "\"'\\\"\" == age", "[" * 50, "&& 1", "", '"\\q" == age',
     "age > 1e3", "age > 1 ?"],
)  # fmt: skip
def test_what_xpath_cannot_say_is_left_out(cel: str):
    assert to_xpath(cel, WRITTEN) == ""
