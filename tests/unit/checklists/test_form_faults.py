"""Every fault that only the whole of a form can tell, each at its place."""

import pytest

from checklists.forms.faults import faults_of
from checklists.forms.form import MAX_QUESTIONS
from checklists.forms.texts import missing_words
from tests.factories import words
from tests.fixtures.forms import OPTIONS, ask, form_of, repeated

FIRST = "/sections/0/questions/0"
SECOND = "/sections/0/questions/1"
SLIDER = "a slider needs a minimum and a maximum"


def told(form) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.detail) for fault in faults_of(form)]


def table(*columns, **kw):
    return ask("q", "table", columns=list(columns), **kw)


def column(code="c", **kw):
    return {"code": code, "label": words(code)} | kw


def asked(code, kind="yes_no", **logic):
    return ask(code, kind, logic=logic)


def test_a_sound_form_has_no_fault() -> None:
    form = form_of(
        ask("floor", "choice", choice_set="states"),
        asked("warm", fail_if="this == false && floor != 'clean'", show_if="floor != null"),
        ask("shelf", "shelf_photo", shelf_code="A1", tags=["key"]),
        sections=[repeated(ask("temp", "temperature", limits={"minimum": 0, "maximum": 8}))],
        choice_sets=[{"code": "states", "options": OPTIONS}],
        scoring={
            "bands": [
                {"code": "good", "label": words("Good"), "at_least_pct": 80},
                {"code": "poor", "label": words("Poor"), "at_least_pct": 0},
            ],
            "critical": [
                {"code": "key", "effect": "fail", "tag": "key"},
                {"code": "floors", "effect": "cap", "questions": ["floor"], "pct": 50},
            ],
        },
    )
    assert told(form) == []


@pytest.mark.parametrize(
    ("questions", "pointer", "detail"),
    [
        ([ask("q", "slider", limits={"minimum": 0})], f"{FIRST}/limits", SLIDER),
        ([ask("q"), ask("q")], f"{SECOND}/code", f"another question has the code q: {FIRST}"),
        ([ask("this")], f"{FIRST}/code", "this is a word of expressions; choose another code"),
        (
            [ask("visit-kind")],
            f"{FIRST}/code",
            "visit-kind is a word of expressions; choose another code",
        ),
        (
            [ask("q", "choice", options=[OPTIONS[0], OPTIONS[0]])],
            f"{FIRST}/options/1/code",
            f"another choice has the code clean: {FIRST}/options/0",
        ),
        (
            [ask("q", "choices")],
            f"{FIRST}/options",
            "needs choices: its own, or a choice set",
        ),
        (
            [ask("q", "rank", choice_set="gone")],
            f"{FIRST}/choice_set",
            "there is no choice set gone",
        ),
        (
            [ask("q", "number", limits={"minimum": 8, "maximum": 2.5})],
            f"{FIRST}/limits",
            "the minimum 8 is above the maximum 2.5",
        ),
        (
            [ask("q", photos={"minimum": 3, "maximum": 2})],
            f"{FIRST}/photos",
            "at least 3 photos, but at most 2",
        ),
        (
            [ask("q", "photo", photos={"minimum": 0, "maximum": 0})],
            f"{FIRST}/photos/maximum",
            "it is answered by photos, but takes none",
        ),
        ([ask("q", "shelf_photo")], f"{FIRST}/shelf_code", "say which shelf the photo shows"),
        ([table()], f"{FIRST}/columns", "a table needs at least one column"),
        (
            [table(column(), column())],
            f"{FIRST}/columns/1/code",
            f"another column has the code c: {FIRST}/columns/0",
        ),
        (
            [table(column(kind="number", limits={"minimum": 2, "maximum": 1}))],
            f"{FIRST}/columns/0/limits",
            "the minimum 2 is above the maximum 1",
        ),
        (
            [table(column(kind="choice"))],
            f"{FIRST}/columns/0/options",
            "a column of choices needs choices",
        ),
        (
            [ask("q", root_causes=[{"code": "x", "label": words("X")}] * 2)],
            f"{FIRST}/root_causes/1/code",
            f"another root cause has the code x: {FIRST}/root_causes/0",
        ),
        ([ask("q", prompt={"en": " "})], f"{FIRST}/prompt", "has no text in any language"),
        (
            [asked("q", show_if="other-one > 1")],
            f"{FIRST}/logic/show_if",
            "there is no question one",
        ),
        ([asked("q", fail_if="(this")], f"{FIRST}/logic/fail_if", "a ( is never closed"),
        (
            [asked("q", require_if="this == 1")],
            f"{FIRST}/logic/require_if",
            "this is known only in fail_if, evidence_if, action_if, notify_if",
        ),
        ([asked("a", show_if="a")], f"{FIRST}/logic/show_if", "circular logic: a → a"),
        ([asked("a", default="a")], f"{FIRST}/logic/default", "circular logic: a → a"),
    ],
)
def test_each_fault_is_told_at_its_place(questions, pointer, detail) -> None:
    assert (pointer, detail) in told(form_of(*questions))


def test_a_long_circle_is_named_from_its_first_question() -> None:
    form = form_of(
        asked("free", show_if="c"),
        asked("b-two", show_if="c"),
        asked("a", show_if="b_two"),
        asked("c", show_if="a && free == null"),
    )
    assert told(form) == [
        ("/sections/0/questions/0/logic/show_if", "circular logic: free → c → free"),
        ("/sections/0/questions/1/logic/show_if", "circular logic: b-two → c → a → b-two"),
    ]


def test_a_section_that_reads_itself_is_a_circle() -> None:
    section = {
        "code": "k",
        "title": words("K"),
        "show_if": "oven",
        "questions": [ask("oven")],
    }
    assert told(form_of(ask("q"), sections=[section])) == [
        ("/sections/1/show_if", "circular logic: oven → oven")
    ]


def test_a_question_may_ask_itself_whether_it_fails() -> None:
    assert told(form_of(asked("q", fail_if="q == false", require_if="q == null"))) == []


def test_at_most_so_many_circles_are_told() -> None:
    form = form_of(*(asked(f"q{n}", show_if=f"q{n}") for n in range(30)))
    assert len([one for one in told(form) if "circular" in one[1]]) == 20


def test_sections_are_looked_at() -> None:
    inner = {**repeated(ask("inside")), "code": "inner"}
    outer = {
        **repeated(ask("out"), minimum=4, maximum=3),
        "sections": [inner],
        "show_if": "nobody",
    }
    again = {"code": "first", "title": {}, "questions": []}
    assert told(form_of(ask("q"), sections=[outer, again])) == [
        ("/sections/2/code", "another section has the code first: /sections/0"),
        ("/sections/1/repeat", "at least 4, but at most 3"),
        ("/sections/1/sections/0/repeat", "a repeated section is already within another"),
        ("/sections/1/show_if", "there is no question nobody"),
        ("/sections/2/title", "has no text in any language"),
    ]


def test_a_form_asks_something() -> None:
    empty = {"code": "empty", "title": words("Empty")}
    assert told(form_of(sections=[empty])) == [("/sections", "asks nothing yet; add a question")]


def test_depth_and_number_of_questions_are_bounded() -> None:
    section = {"code": "s9", "title": words("S"), "questions": [ask("deep")]}
    for level in range(8, 3, -1):
        section = {"code": f"s{level}", "title": words("S"), "sections": [section]}
    place = "/sections/0" + "/sections/0" * 4
    assert told(form_of(sections=[section])) == [(place, "sections are at most 4 levels deep")]
    many = form_of(*(ask(f"q{n}") for n in range(MAX_QUESTIONS + 1)))
    assert told(many) == [("/sections", "has 1001 questions; a checklist has at most 1000")]


def test_scoring_is_looked_at() -> None:
    bands = [
        {"code": code, "label": words(code), "at_least_pct": pct}
        for code, pct in (("a", 90), ("b", 95), ("b", 90))
    ]
    critical = [
        {"code": "one", "effect": "fail", "questions": ["q", "gone"]},
        {"code": "two", "effect": "fail", "tag": "gone"},
        {"code": "two", "effect": "fail"},
    ]
    form = form_of(ask("q"), scoring={"bands": bands, "critical": critical})
    assert told(form) == [
        ("/scoring/bands/2/code", "another band has the code b: /scoring/bands/1"),
        ("/scoring/critical/2/code", "another rule has the code two: /scoring/critical/1"),
        ("/scoring/bands/1/at_least_pct", "bands stand in order, the highest first"),
        ("/scoring/bands/2/at_least_pct", "another band begins at 90 too"),
        ("/scoring/critical/0/questions/1", "there is no question gone"),
        ("/scoring/critical/1/tag", "no question has the tag gone"),
        ("/scoring/critical/2/questions", "name questions or a tag"),
    ]


def test_choice_sets_and_languages_are_looked_at() -> None:
    chosen = {"code": "states", "options": [OPTIONS[0], OPTIONS[0]]}
    form = form_of(ask("q"), choice_sets=[chosen, chosen], languages=["en", "en"])
    assert [pointer for pointer, _ in told(form)] == [
        "/choice_sets/0/options/1/code",
        "/choice_sets/1/options/1/code",
        "/choice_sets/1/code",
        "/languages/1",
    ]


def test_missing_translations_are_a_report_and_no_fault() -> None:
    form = form_of(
        ask("q", prompt={"zh-CN": "问"}, hint={"en": "Look"}, sop={}),
        ask(
            "t",
            "table",
            columns=[column(label={"en": "C"})],
            root_causes=[{"code": "x", "label": {"en": "X"}}],
            references=[{"sha256": "0" * 64, "caption": {"zh-CN": "好"}}],
        ),
    )
    assert told(form) == []
    assert [fault.pointer for fault in missing_words(form)] == [
        f"{FIRST}/prompt/en",
        f"{FIRST}/hint/zh-CN",
        f"{SECOND}/columns/0/label/zh-CN",
        f"{SECOND}/references/0/caption/en",
        f"{SECOND}/root_causes/0/label/zh-CN",
    ]
    assert missing_words(form)[0].detail == "has no text in en"
    only = form_of(ask("q", prompt={"zh-CN": "问"}), languages=["zh-CN"])
    assert missing_words(only) == []


def test_texts_that_everything_needs_are_named_wherever_they_are() -> None:
    form = form_of(
        ask("q", "choice", options=[{"code": "a", "label": {}}]),
        name={},
        sections=[repeated(ask("inside"), title={"en": "Fridge"})],
        scoring={"bands": [{"code": "a", "label": {}, "at_least_pct": 1}]},
        choice_sets=[{"code": "set", "name": {"en": "Set"}, "options": OPTIONS}],
    )
    assert [pointer for pointer, _ in told(form)] == [
        "/name",
        f"{FIRST}/options/0/label",
        "/scoring/bands/0/label",
    ]
    assert [fault.pointer for fault in missing_words(form)] == [
        "/name/zh-CN",
        "/name/en",
        "/choice_sets/0/name/zh-CN",
        f"{FIRST}/options/0/label/zh-CN",
        f"{FIRST}/options/0/label/en",
        "/sections/1/repeat/title/zh-CN",
        "/scoring/bands/0/label/zh-CN",
        "/scoring/bands/0/label/en",
    ]
