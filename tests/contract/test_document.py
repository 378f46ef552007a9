"""The document of the contract: current, valid, of one error type, and only ever growing."""

import copy
import json
from collections.abc import Callable
from functools import cache

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.openapi import DOCUMENT, build, to_text
from mobile_contract.v1.problems import ProblemReply
from tests.contract.growth import breaks

RELEASED = DOCUMENT.with_name("released.json")


@cache
def built() -> str:
    return to_text(build())


def document() -> dict:
    return json.loads(built())


def operations() -> list[tuple[str, dict]]:
    return [
        (f"{method} {path}", operation)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
    ]


def test_the_committed_document_is_current():
    assert DOCUMENT.read_text("utf-8") == built(), "run `make contract`"


def test_the_document_is_valid_openapi():
    OpenAPIV31SpecValidator(document()).validate()
    assert document()["openapi"] == "3.1.0"


def test_errors_come_as_problems_and_nothing_else():
    for where, operation in operations():
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], where
                schema = answer["content"]["application/problem+json"]["schema"]
                assert "#/components/schemas/ProblemReply" in references(schema), where
                assert all(map(is_problem, references(schema))), where
    assert "HTTPValidationError" not in document()["components"]["schemas"]


def references(schema: dict) -> list[str]:
    """What a schema may be: one thing, or one of several."""
    return [one["$ref"] for one in schema.get("anyOf", [schema])]


def is_problem(reference: str) -> bool:
    """Whether a schema has every member of a problem just as it is there, and perhaps its own."""
    schemas = document()["components"]["schemas"]
    problem, found = schemas["ProblemReply"], schemas[reference.rsplit("/", 1)[-1]]
    members = all(
        found["properties"].get(name) == one for name, one in problem["properties"].items()
    )
    return members and set(problem["required"]) <= set(found["required"])


def test_every_route_says_what_may_go_wrong():
    for where, operation in operations():
        assert {"422", "500", "503"} <= operation["responses"].keys(), where
        if operation.get("security"):
            assert "401" in operation["responses"], where


def test_requests_refuse_unknown_members_and_answers_have_no_defaults():
    schemas = document()["components"]["schemas"]
    for name, schema in schemas.items():
        if schema.get("type") == "object":
            assert schema["additionalProperties"] is False, name
    for where, operation in operations():
        for answer in operation["responses"].values():
            for content in answer.get("content", {}).values():
                name = content["schema"].get("$ref", "").rsplit("/", 1)[-1]
                if name:
                    properties = schemas[name]["properties"]
                    assert set(schemas[name]["required"]) == set(properties), (where, name)


def test_the_shape_of_a_problem_is_as_promised():
    assert set(ProblemReply.model_fields) == {
        "type", "title", "status", "detail", "instance", "code", "retryable", "request_id",
        "errors",
    }  # fmt: skip


def test_this_version_only_grows():
    assert breaks(json.loads(RELEASED.read_text("utf-8")), document()) == []


def drop_route(doc: dict) -> None:
    del doc["paths"]["/v1/me"]


def drop_member(doc: dict) -> None:
    schema = doc["components"]["schemas"]["SessionReply"]
    del schema["properties"]["staff_id"]
    schema["required"].remove("staff_id")


def ask_for_more(doc: dict) -> None:
    doc["components"]["schemas"]["SignInRequest"]["required"].append("device")


def take_shorter(doc: dict) -> None:
    doc["components"]["schemas"]["SignInRequest"]["properties"]["login"]["maxLength"] = 20


def take_fewer(doc: dict) -> None:
    doc["components"]["schemas"]["TicketTarget"]["enum"].remove("closed")


def tell_maybe(doc: dict) -> None:
    member = doc["components"]["schemas"]["StoreReply"]["properties"]
    member["code"] = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def rename_operation(doc: dict) -> None:
    doc["paths"]["/v1/me"]["get"]["operationId"] = "who_am_i"


def ask_for_a_parameter(doc: dict) -> None:
    parameter = {"in": "query", "name": "page", "required": True, "schema": {"type": "integer"}}
    doc["paths"]["/v1/stores"]["get"].setdefault("parameters", []).append(parameter)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (drop_route, "GET /v1/me: is gone"),
        (drop_member, "POST /v1/session 200/staff_id: is no longer told"),
        (ask_for_more, "POST /v1/session body/device: is now required"),
        (take_shorter, "POST /v1/session body/login: maxLength is smaller"),
        (take_fewer, "POST /v1/tickets/{ticket_id}/moves body/to: takes fewer values"),
        (tell_maybe, "GET /v1/stores 200/items/*/code: is told in other types"),
        (rename_operation, "GET /v1/me: its operation has another name"),
        (ask_for_a_parameter, "GET /v1/stores: the parameter page is now required"),
    ],
)
def test_a_broken_promise_is_caught(change: Callable[[dict], None], told: str):
    old, new = document(), copy.deepcopy(document())
    change(new)
    assert told in breaks(old, new)


def test_growing_is_no_break():
    old, new = document(), copy.deepcopy(document())
    new["paths"]["/v1/new"] = new["paths"]["/v1/me"]
    new["components"]["schemas"]["StoreReply"]["properties"]["phone"] = {"type": "string"}
    new["components"]["schemas"]["SignInRequest"]["properties"]["otp"] = {"type": "string"}
    assert breaks(old, new) == []
