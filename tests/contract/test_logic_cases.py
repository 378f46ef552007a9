"""The conformance file of logic, as any other implementation reads it, run by the server's own."""

import json
from pathlib import Path

import pytest

from checklists.forms.faults import faults_of
from checklists.forms.form import Form
from checklists.forms.state import Given, state_of
from checklists.logic.expressions import LogicInvalid, compile_expression, evaluate
from checklists.rules import Key

CASES = json.loads(
    (Path(__file__).parents[2] / "mobile_contract" / "v1" / "logic_cases.json").read_bytes()
)
SETS = ("shown", "required", "evidence", "action", "notify", "failed")


def numbered(group: str) -> list:
    return [pytest.param(case, id=f"{group}-{n}") for n, case in enumerate(CASES[group])]


def to_key(text: str) -> Key:
    code, occurrence = text.rsplit("/", 1)
    return code, int(occurrence)


def said(value: object) -> str:
    """A value as JSON has it: there, true is not 1, and 1 is 1.0."""
    plain = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return json.dumps(json.loads(plain, parse_int=float), ensure_ascii=False, sort_keys=True)


@pytest.mark.parametrize("case", numbered("cases"))
def test_an_expression_comes_to_the_result(case) -> None:
    result = evaluate(compile_expression(case["expression"]), case["values"])
    assert said(result) == said(case["result"]), case["name"]


@pytest.mark.parametrize("case", numbered("refused"))
def test_what_is_not_in_the_profile_is_refused(case) -> None:
    with pytest.raises(LogicInvalid):
        compile_expression(case["expression"])


@pytest.mark.parametrize("case", numbered("forms"))
def test_a_form_asks_for_what_the_case_says(case) -> None:
    form = Form.model_validate(case["form"])
    assert faults_of(form) == []
    given = {to_key(key): Given(**answer) for key, answer in case["given"].items()}
    state = state_of(form, given, visit_kind=case["visit_kind"], store_code=case["store_code"])
    told = {name: sorted(f"{code}/{n}" for code, n in getattr(state, name)) for name in SETS}
    assert told == {name: case[name] for name in SETS}, case["name"]
    defaults = {f"{code}/{n}": value for (code, n), value in state.defaults.items()}
    assert said(defaults) == said(case["defaults"]), case["name"]


def test_the_file_is_large_enough_and_names_each_case_once() -> None:
    names = [case["name"] for group in ("cases", "refused", "forms") for case in CASES[group]]
    assert len(names) == len(set(names))
    assert len(CASES["cases"]) >= 400
    assert CASES["profile"] == 1
