"""One request is one transaction, and it is over before the answer leaves."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from checklists.models import Inspection
from core.db import unit_of_work
from core.ids import new_id
from tests.fixtures.submissions import submission


@pytest.fixture
def failing_commit(app):
    """Let every commit of the application fail, as a database that went away would."""

    def install(error: Exception):
        def refuse(_connection):
            raise error

        event.listen(app.state.engine, "commit", refuse)
        installed.append(refuse)

    installed: list = []
    yield install
    for refuse in installed:
        event.remove(app.state.engine, "commit", refuse)


def stored(engine, chain) -> int:
    with unit_of_work(engine, chain.tenant_id) as session:
        return len(session.exec(select(Inspection)).all())


def test_a_commit_that_fails_is_never_answered_with_created(client, chain, engine, failing_commit):
    body, path = submission(chain), f"/v1/inspections/{new_id()}"
    failing_commit(RuntimeError("the disk is full"))
    response = client.put(path, body)
    assert (response.status_code, response.json()["code"]) == (500, "internal-error")
    assert "disk" not in response.text
    assert response.json()["request_id"] == response.headers["X-Request-Id"]
    assert stored(engine, chain) == 0


def test_a_database_that_goes_away_at_the_commit_is_a_503_and_the_retry_succeeds(
    client, chain, engine, app, failing_commit
):
    body, path = submission(chain), f"/v1/inspections/{new_id()}"
    failing_commit(OperationalError("commit", {}, Exception("server closed the connection")))
    response = client.put(path, body)
    assert (response.status_code, response.json()["code"]) == (503, "database-away")
    assert response.json()["retryable"] is True
    assert stored(engine, chain) == 0


def test_a_refused_request_leaves_nothing_behind(client, chain, engine):
    body = submission(chain)
    body["answers"] = body["answers"][:1]
    assert client.put(f"/v1/inspections/{new_id()}", body).status_code == 422
    assert stored(engine, chain) == 0


def test_a_phone_that_sends_all_at_once_is_taken_once(client, chain, engine):
    body, path = submission(chain), f"/v1/inspections/{new_id()}"
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: client.put(path, body), range(8)))
    assert sorted(answer.status_code for answer in answers) == [200] * 7 + [201]
    assert len({answer.text for answer in answers}) == 1
    assert stored(engine, chain) == 1


def test_more_requests_than_connections_wait_their_turn(client, app):
    with ThreadPoolExecutor(40) as crowd:
        answers = list(crowd.map(lambda _: client.get("/v1/stores").status_code, range(120)))
    assert set(answers) == {200}
    assert app.state.seats.borrowed_tokens == 0
