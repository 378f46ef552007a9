"""The examples of the contract, shown in its document; each is an answer the system gave."""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import mobile_contract.v1

_MEDIA_TYPES = ("application/json", "application/problem+json")


@cache
def read_examples() -> tuple[Mapping[str, Any], ...]:
    """Return every example in the order of the story they tell."""
    folder = resources.files(mobile_contract.v1).joinpath("examples")
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".json")), key=_name)
    return tuple(json.loads(file.read_text("utf-8")) for file in files)


def _name(file: Any) -> str:  # noqa: ANN401 - importlib's Traversable has no public name in 3.11
    return str(file.name)


def add_examples(document: dict[str, Any]) -> None:
    """Put each example beside the request and the answer that it shows."""
    operations = {
        operation["operationId"]: operation
        for path in document["paths"].values()
        for operation in path.values()
    }
    for example in read_examples():
        operation = operations[example["operation"]]
        if example["request"].get("body") is not None:
            _show(operation["requestBody"]["content"], example, example["request"]["body"])
        answer = example["response"]
        if answer.get("body") is not None:
            _show(operation["responses"][str(answer["status"])]["content"], example, answer["body"])


def _show(content: dict[str, Any], example: Mapping[str, Any], value: object) -> None:
    for media_type in _MEDIA_TYPES:
        if media_type in content:
            shown = content[media_type].setdefault("examples", {})
            shown[example["name"]] = {"summary": example["summary"], "value": value}
