"""A phone decides as the server does: the conformance file and more, in a real Chromium."""

import json
from pathlib import Path

import pytest

from api.console.assets import read_asset
from checklists.forms.form import Form
from checklists.forms.state import FormState, Given, state_of
from checklists.logic.expressions import LogicInvalid, compile_expression, evaluate
from checklists.packs import all_packs
from tests.journeys.logic_kit import VALUES, Writer, draw_answers

FILE = Path(__file__).parents[2] / "mobile_contract" / "v1" / "logic_cases.json"
CASES = json.loads(FILE.read_text("utf-8"))
SETS = ("shown", "required", "evidence", "action", "notify", "failed")

EVALUATE = """cases => cases.map(({ expression, values }) => {
  try {
    return { result: roundsLogic.evaluate(roundsLogic.compile(expression), values) };
  } catch (error) {
    return error instanceof roundsLogic.LogicInvalid ? { invalid: true } : { crash: String(error) };
  }
})"""
STATES = """forms => forms.map(({ form, given, visitKind, storeCode }) => {
  const { defaults, ...sets } = roundsLogic.stateOf(form, new Map(given), { visitKind, storeCode });
  const plain = Object.entries(sets).map(([name, keys]) => [name, [...keys].sort()]);
  return { ...Object.fromEntries(plain), defaults: Object.fromEntries(defaults) };
})"""


@pytest.fixture(scope="module")
def phone(chromium):
    """A page with the bundle that `make web` built, as a phone loads it."""
    page = chromium.new_page()
    page.add_script_tag(content=read_asset("built/logic.js").decode())
    yield page
    page.close()


def key_of(key: tuple[str, int]) -> str:
    return f"{key[0]}/{key[1]}"


def to_phone(form: Form, given: dict[tuple[str, int], Given], **context: str) -> dict:
    answers = [
        (
            key_of(key),
            {
                "value": one.value,
                "isNotApplicable": one.is_not_applicable,
                "photoCount": one.photo_count,
            },
        )
        for key, one in given.items()
    ]
    return {"form": form.model_dump(mode="json"), "given": answers, **context}


def from_server(state: FormState) -> dict:
    told = {name: sorted(map(key_of, getattr(state, name))) for name in SETS}
    return {**told, "defaults": {key_of(key): value for key, value in state.defaults.items()}}


def strict(value: object) -> str:
    """A value as JSON has it: to Python true is 1, which it must not be here."""
    plain = json.loads(json.dumps(value), parse_int=float)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


def on_server(expression: str) -> dict:
    try:
        return {"result": evaluate(compile_expression(expression), VALUES)}
    except LogicInvalid:
        return {"invalid": True}


def test_every_case_of_the_conformance_file_comes_to_its_result(phone):
    found = phone.evaluate(EVALUATE, CASES["cases"])
    assert len(found) == len(CASES["cases"]) >= 300
    cases = zip(CASES["cases"], found, strict=True)
    assert [
        (case["name"], said)
        for case, said in cases
        if strict(said) != strict({"result": case["result"]})
    ] == []


def test_every_expression_that_the_file_refuses_is_refused(phone):
    found = phone.evaluate(EVALUATE, [{**case, "values": {}} for case in CASES["refused"]])
    cases = zip(CASES["refused"], found, strict=True)
    assert [(case["name"], said) for case, said in cases if said != {"invalid": True}] == []


@pytest.mark.parametrize("number", range(len(CASES["forms"])))
def test_every_form_of_the_file_asks_for_what_it_says(phone, number):
    case = CASES["forms"][number]
    given = [
        (
            key,
            {
                "value": one.get("value"),
                "isNotApplicable": one.get("is_not_applicable", False),
                "photoCount": one.get("photo_count", 0),
            },
        )
        for key, one in case["given"].items()
    ]
    context = {"visitKind": case["visit_kind"], "storeCode": case["store_code"]}
    (found,) = phone.evaluate(STATES, [{"form": case["form"], "given": given, **context}])
    assert strict(found) == strict({name: case[name] for name in (*SETS, "defaults")})


def test_thousands_of_expressions_come_to_the_same(phone):
    writer = Writer(seed=5)
    expressions = [writer.expression() for _ in range(5000)]
    expected = [on_server(expression) for expression in expressions]
    cases = [{"expression": expression, "values": VALUES} for expression in expressions]
    found = phone.evaluate(EVALUATE, cases)
    # Enough of each sort for this to say something.
    assert sum("invalid" in one for one in expected) > 100
    assert sum(one.get("result") is not None for one in expected) > 1000
    asked = zip(expressions, expected, found, strict=True)
    assert [
        (text, server, said) for text, server, said in asked if strict(server) != strict(said)
    ] == []


def test_shipped_packs_ask_for_the_same(phone):
    asked = [
        (pack, draw_answers(pack, seed), kind)
        for pack in all_packs()
        for seed, kind in enumerate(("routine", "self_check", "unannounced") * 8)
    ]
    found = phone.evaluate(
        STATES,
        [to_phone(pack, given, visitKind=kind, storeCode="s-1") for pack, given, kind in asked],
    )
    expected = [
        from_server(state_of(pack, given, visit_kind=kind, store_code="s-1"))
        for pack, given, kind in asked
    ]
    assert [strict(one) for one in found] == [strict(one) for one in expected]


def test_a_form_with_a_fault_is_shown_all_the_same(phone):
    question = {"code": "open", "kind": "yes_no", "prompt": {"en": "?"}, "logic": {"show_if": "("}}
    form = {"sections": [{"code": "a", "title": {}, "questions": [question, {"code": "b"}]}]}
    found = phone.evaluate(STATES, [{"form": form, "given": []}])
    assert found[0]["shown"] == ["b/0"]
