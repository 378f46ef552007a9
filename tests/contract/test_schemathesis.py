"""Schemathesis over HTTP against a served system: nothing breaks, nothing undocumented comes back.

Bounded here to the examples and a few fuzzed requests per route; `--long-fuzz` adds the coverage
phase, thousands of requests at every boundary, and takes an hour.
"""

import json
import socket
import sys
import threading
import time
from dataclasses import dataclass, field

import pytest
import schemathesis
import uvicorn
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from sqlmodel import select

from api.app import create_app
from api.openapi import DOCUMENT
from core.db import unit_of_work
from core.ids import new_id
from findings.models import Finding
from findings.service import from_answers
from stores.models import Staff
from tests.contract.example_chain import FOLDER, add_example_chain, to_id
from tests.fixtures.people import add_token
from tickets.opening import open_for_findings

SCHEMATHESIS_EXAMPLES = 8
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@schemathesis.serializer(XLSX)
def to_workbook(_context, value):
    """Send what was drawn as it is: no workbook, which is what the route has to live with."""
    return value if isinstance(value, bytes) else str(value).encode()


schema = schemathesis.openapi.from_dict(json.loads(DOCUMENT.read_text("utf-8")))
schema.config.phases.coverage.enabled = "--long-fuzz" in sys.argv


@dataclass(frozen=True)
class Served:
    """A system behind a real port, a chain in it, and ids of things that are there."""

    url: str
    tenant_id: object
    engine: object
    settings: object
    ids: dict[str, str]
    kept: dict[str, str] = field(default_factory=dict)

    def headers(self) -> dict[str, str]:
        """Return the header of somebody who has just signed in."""
        with unit_of_work(self.engine, self.tenant_id) as session:
            staff = session.exec(select(Staff).where(Staff.login == "chen.jing")).one()
            token = add_token(session, staff, self.settings)
        return {"Authorization": f"Bearer {token}"}

    def headers_for(self, operation: str) -> dict[str, str]:
        """Return the same header again and again, but where a request ends the sign-in."""
        if operation == "sign_out" or "Authorization" not in self.kept:
            self.kept.update(self.headers())
        return self.kept


@pytest.fixture(scope="module")
def url(settings):
    """The address of a real server in a thread of this process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(30)


@pytest.fixture(scope="module")
def served(url, engine, settings) -> Served:
    with unit_of_work(engine, None) as session:
        tenant_id = add_example_chain(session, f"fuzzed-{new_id()}")
    served = Served(url, tenant_id, engine, settings, {})
    submit(served)
    with unit_of_work(engine, tenant_id) as session:
        from_answers(session, to_id("inspection"))
        (ticket_id,) = open_for_findings(session, inspection_id=to_id("inspection"))
        finding_id = session.exec(select(Finding.id)).one()
    served.ids.update(
        inspection_id=to_id("inspection"),
        photo_id=to_id("photo"),
        version_id=to_id("version"),
        store_id=to_id("store"),
        ticket_id=str(ticket_id),
        finding_id=str(finding_id),
    )
    return served


def submit(served: Served) -> None:
    """Submit the inspection of the examples."""
    from httpx2 import put

    example = json.loads((FOLDER / "11-submit-inspection-201.json").read_text("utf-8"))
    path, body = example["request"]["path"], example["request"]["body"]
    assert (
        put(served.url + path, json=body, headers=served.headers(), timeout=60).status_code == 201
    )


@schema.parametrize()
@settings(
    max_examples=SCHEMATHESIS_EXAMPLES,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_route_keeps_its_promise(case, served):
    is_positive = case.meta is None or case.meta.generation.mode.is_positive
    if is_positive:  # ids of things that are there lead deeper than invented ones
        known = {name: served.ids[name] for name in case.path_parameters if name in served.ids}
        case.path_parameters = {**case.path_parameters, **known}
    headers = served.headers_for(case.operation.definition.raw["operationId"])
    case.call_and_validate(served.url, headers=headers, checks=CHECKS, timeout=60)
