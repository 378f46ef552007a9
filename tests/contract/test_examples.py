"""The examples of the contract are true: played again they give the same answers."""

import json
from functools import cache

import pytest
from openapi_schema_validator import OAS31Validator

from api.openapi import build
from core.db import unit_of_work
from core.ids import new_id
from tests.contract.example_chain import FOLDER, Player, add_example_chain, steady
from tests.contract.example_story import tell_story
from tests.fixtures.drained import Drain

TENANT = "example"


@cache
def document() -> dict:
    return build()


def examples() -> list[dict]:
    return [json.loads(file.read_text("utf-8")) for file in sorted(FOLDER.glob("*.json"))]


@pytest.fixture
def player(request, engine, _served):
    code = f"{TENANT}-{new_id()}"
    with unit_of_work(engine, None) as session:
        tenant_id = add_example_chain(session, code)
    is_recording = request.config.getoption("--record-examples", default=False)
    return Player(_served, tenant_id, code, is_recording=is_recording)


def test_the_story_of_the_examples_plays_as_recorded(player, kit, scene):
    content, _ = scene
    player.work = Drain(kit, player.tenant_id)
    tell_story(player, content)
    assert player.played == len(examples())


def test_every_operation_has_an_example_but_those_about_a_file():
    operations = {
        op["operationId"] for path in document()["paths"].values() for op in path.values()
    }
    assert operations - {example["operation"] for example in examples()} == {
        "read_media",
        "export_planogram",
        "read_form_picture",
        "export_checklist",  # a workbook, which no JSON shows
    }


@pytest.mark.parametrize("example", examples(), ids=lambda example: example["name"])
def test_an_example_is_valid_by_its_schema(example):
    operation = next(
        op
        for path in document()["paths"].values()
        for op in path.values()
        if op["operationId"] == example["operation"]
    )
    answer = example["response"]
    told = operation["responses"][str(answer["status"])]
    if answer["body"] is not None:
        (content,) = told["content"].values()
        check(content["schema"], answer["body"])
        assert content["examples"][example["name"]]["value"] == answer["body"]
    if example["request"]["body"] is not None:
        content = operation["requestBody"]["content"]["application/json"]
        check(content["schema"], example["request"]["body"])


def check(schema: dict, value: object) -> None:
    OAS31Validator({**schema, "components": document()["components"]}).validate(value)


def test_an_example_that_lies_is_caught():
    (example, *_) = examples()
    changed = json.loads(json.dumps(example))
    changed["response"]["status"] = 418
    assert steady(changed) != steady(example)
    with pytest.raises(Exception, match="is a required property"):
        check({"$ref": "#/components/schemas/SessionReply"}, {})
