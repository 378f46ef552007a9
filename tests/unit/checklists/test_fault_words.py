"""What is wrong with a form, said in Chinese and English."""

import json
import re

import pytest

from checklists.forms import reading as form_reading
from checklists.forms.fault_words import fault_text, fault_words
from checklists.logic.expressions import LogicInvalid, compile_expression
from core.errors import Fault
from tests.fixtures.servers import ROOT


class Numbers(dict):
    """A number for whatever a sentence counts."""

    def __missing__(self, name):
        return 3


@pytest.mark.parametrize("sentence", sorted(set(form_reading._PLAIN.values())))
def test_every_fault_of_a_value_is_said_in_chinese(sentence) -> None:
    fault = Fault("/x", sentence.format_map(Numbers()))
    said = fault_words(fault)
    assert said["en"] == fault.detail
    assert re.search("[一-鿿]", said["zh-CN"])
    assert "填写有误" not in said["zh-CN"]


def test_every_refused_expression_of_the_conformance_file_is_told_in_chinese() -> None:
    cases = json.loads((ROOT / "mobile_contract" / "v1" / "logic_cases.json").read_bytes())
    untold = []
    for case in cases["refused"]:
        with pytest.raises(LogicInvalid) as refused:
            compile_expression(case["expression"])
        said = fault_text(Fault("/logic/show_if", str(refused.value)), "zh-CN")
        if "填写有误" in said or "character" in said:
            untold.append(said)
    assert untold == []


def test_where_an_expression_goes_wrong_is_told_by_its_character() -> None:
    fault = Fault("/logic/show_if", "character 5: there is no function now")
    assert fault_text(fault, "zh-CN") == "第 5 个字符：没有函数“now”"


def test_what_a_sentence_names_is_named_in_chinese_too() -> None:
    fault = Fault("/limits", "the minimum 9 is above the maximum 8")
    assert fault_text(fault, "zh-CN") == "下限 9 大于上限 8"
    assert fault_text(fault, "en") == "the minimum 9 is above the maximum 8"


def test_a_sentence_that_is_in_no_list_is_told_as_it_is() -> None:
    fault = Fault("/logic/show_if", "character 3: what is this")
    assert fault_text(fault, "zh-CN") == "第 3 个字符：填写有误：what is this"
    assert fault_text(fault, "en") == fault.detail
