"""Whatever way a request fails, the answer has one shape, and the shape is the promised one."""

import pytest
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from api.errors import InternalError
from core.errors import Fault, Forbidden, NotFound, Problem, Unavailable
from core.ids import new_id
from core.storage import StorageAway
from mobile_contract.v1.problems import ProblemReply
from tests.fixtures.submissions import submission


def check(response, status: int, code: str, *, retryable: bool = False) -> ProblemReply:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem = ProblemReply.model_validate_json(response.text)
    assert (problem.status, problem.code, problem.retryable) == (status, code, retryable)
    assert problem.type == f"/problems/{code}"
    assert problem.request_id == response.headers["X-Request-Id"]
    assert problem.instance == response.request.url.path
    assert ("retry-after" in response.headers) == (status in {429, 503})
    return problem


WAYS = [
    ("GET", "/v1/nowhere", {}, 404, "route-not-found"),
    ("GET", "/nowhere", {}, 404, "route-not-found"),
    ("PATCH", "/v1/me", {}, 405, "method-not-allowed"),
    ("GET", "/v1/me", {"headers": {"Authorization": "Basic x"}}, 401, "not-signed-in"),
    ("POST", "/v1/session", {"content": b"{"}, 422, "request-invalid"),
    ("POST", "/v1/session", {"json": []}, 422, "request-invalid"),
    ("POST", "/v1/session", {"data": {"login": "x"}}, 422, "request-invalid"),
    ("POST", "/v1/session", {"content": b"9" * 5000}, 422, "request-invalid"),
    ("POST", "/v1/session", {"content": b"\xff", "headers": {"Content-Type": "application/json"}},
     422, "request-invalid"),
    ("GET", "/v1/media/x", {}, 404, "picture-not-found"),
    ("GET", "/v1/../healthz/../nowhere", {}, 404, "route-not-found"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "more", "status", "code"), WAYS)
def test_a_request_that_is_wrong(anonymous, method, path, more, status, code):
    check(anonymous.request(method, path, **more), status, code)


def test_a_method_that_is_not_taken_says_which_are(anonymous):
    assert "GET" in anonymous.request("PATCH", "/v1/me").headers["Allow"]


@pytest.fixture
def fail(app):
    """Let one extra route of the application fail as told."""

    def add(error: Exception):
        path = f"/fail-{new_id()}"

        def raise_it():
            raise error

        app.add_api_route(path, raise_it, include_in_schema=False)
        added.append(app.router.routes[-1])
        return path

    added: list = []
    yield add
    for route in added:
        app.router.routes.remove(route)


@pytest.mark.parametrize(
    ("error", "status", "code", "retryable"),
    [
        (OperationalError("x", {}, Exception("secret-host")), 503, "database-away", True),
        (InterfaceError("x", {}, Exception("secret-host")), 503, "database-away", True),
        (PoolTimeoutError("secret-host"), 503, "database-away", True),
        (StorageAway(), 503, "storage-away", True),
        (Unavailable(), 503, "unavailable", True),
        (IntegrityError("x", {}, Exception("secret-host")), 500, "internal-error", True),
        (RuntimeError("secret-host"), 500, "internal-error", True),
        (ValueError("secret-host"), 500, "internal-error", True),
        (Forbidden(), 403, "forbidden", False),
        (NotFound(faults=(Fault("/a~1b", "gone"),)), 404, "not-found", False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_a_failure_inside(anonymous, fail, error, status, code, retryable):
    response = anonymous.get(fail(error))
    problem = check(response, status, code, retryable=retryable)
    assert "secret" not in response.text, "what broke is for the logs"
    assert [fault.pointer for fault in problem.errors] == [
        fault.pointer for fault in getattr(error, "faults", ())
    ]


def kinds(kind: type[Problem]) -> set[type[Problem]]:
    return {kind, *(deeper for below in kind.__subclasses__() for deeper in kinds(below))}


@pytest.mark.parametrize("kind", sorted(kinds(Problem), key=lambda kind: kind.code))
def test_every_problem_there_is_can_be_told_and_explained(anonymous, fail, kind):
    if kind.__module__.startswith(("api", "core", "stores", "checklists", "findings", "tickets")):
        check(anonymous.get(fail(kind())), kind.status, kind.code, retryable=kind.retryable)
        assert anonymous.get(f"/problems/{kind.code}").status_code == 200


def test_two_problems_never_share_a_code():
    found = [kind for kind in kinds(Problem) if kind is not InternalError]  # `Problem`'s own word
    codes = [kind.code for kind in found]
    assert sorted(codes) == sorted(set(codes))


def test_a_pointer_is_escaped(client, chain):
    response = client.put(f"/v1/inspections/{new_id()}", submission(chain) | {"a/b~c": 1})
    problem = check(response, 422, "request-invalid")
    assert [fault.pointer for fault in problem.errors] == ["/a~1b~0c"]
