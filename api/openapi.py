"""Builds the document of the mobile contract; `python -m api.openapi` writes it."""

import json
import sys
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

import mobile_contract.v1
from api.app import add_v1, to_operation_id
from api.examples import add_examples
from api.problems import MEDIA_TYPE

DOCUMENT = Path(mobile_contract.v1.__file__).with_name("openapi.json")
OPENAPI = "3.1.0"
_ABOUT = (
    "What phones can rely on. Within this version it only grows. Ids are minted by whoever makes "
    "the thing, and sending the same request again is always harmless. Every error is an RFC 9457 "
    "problem with a stable `code`."
)
_FIRST_ERROR = 400


def build() -> dict[str, Any]:
    """Return the document: the routes of version 1, their schemas and examples."""
    app = FastAPI(generate_unique_id_function=to_operation_id, openapi_url=None)
    add_v1(app)
    document = get_openapi(
        title="Rounds", version="1", openapi_version=OPENAPI, description=_ABOUT, routes=app.routes
    )
    for path in document["paths"].values():
        for operation in path.values():
            _keep_problem_type_only(operation)
    add_examples(document)
    _drop_unused(document)
    return document


def to_text(document: dict[str, Any]) -> str:
    """Return the document as it is committed."""
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _keep_problem_type_only(operation: dict[str, Any]) -> None:
    """Say that errors are problem+json; FastAPI knows only one media type per route."""
    for status, response in operation["responses"].items():
        content = response.get("content", {})
        if int(status) >= _FIRST_ERROR:
            response["content"] = {MEDIA_TYPE: content["application/json"]}
        elif any(name.startswith("image/") for name in content):
            content.pop("application/json", None)


def _drop_unused(document: dict[str, Any]) -> None:
    """Drop FastAPI's own error schemas, which no route refers to any more."""
    for name in ("HTTPValidationError", "ValidationError"):
        document["components"]["schemas"].pop(name, None)


def main(arguments: list[str]) -> int:
    """Write the document where phones' developers find it; with `--check` only compare."""
    text = to_text(build())
    if "--check" in arguments:
        is_current = DOCUMENT.exists() and DOCUMENT.read_text("utf-8") == text
        sys.stdout.write("" if is_current else f"{DOCUMENT.name} is stale: run `make contract`\n")
        return 0 if is_current else 1
    DOCUMENT.write_text(text, encoding="utf-8")
    sys.stdout.write(f"wrote {DOCUMENT.name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
