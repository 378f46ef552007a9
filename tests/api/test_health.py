"""Health, metrics, request ids and the headers of every answer."""

import re

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from core.settings import Settings


def away(settings, **parts) -> Settings:
    """Return the settings with some servers at an address where nobody listens."""
    changed = settings.model_dump()
    for part, url in parts.items():
        changed[part]["url"] = url
    return Settings(_env_file=None, **changed)


def ready(settings):
    with TestClient(create_app(settings)) as client:
        return client.get("/readyz")


def test_it_is_alive_and_ready(anonymous):
    assert anonymous.get("/healthz").json() == {"status": "alive"}
    answer = anonymous.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")
    assert answer.json()["parts"] == {"database": "ready", "storage": "ready", "queue": "ready"}


def test_it_is_not_ready_without_the_database(settings):
    answer = ready(away(settings, database="postgresql+psycopg://rounds@127.0.0.1:1/rounds"))
    assert answer.status_code == 503
    assert answer.json()["parts"] == {"database": "away", "storage": "ready", "queue": "ready"}


def test_it_is_not_ready_without_the_photo_store(settings):
    answer = ready(away(settings, storage="http://127.0.0.1:1"))
    assert (answer.status_code, answer.json()["parts"]["storage"]) == (503, "away")


def test_it_takes_work_while_the_queue_is_away(settings):
    answer = ready(away(settings, queue="redis://127.0.0.1:1/0"))
    assert (answer.status_code, answer.json()["parts"]["queue"]) == (200, "away")


def test_without_the_database_phones_are_told_to_come_back(settings):
    url = "postgresql+psycopg://rounds@127.0.0.1:1/rounds"
    with TestClient(create_app(away(settings, database=url))) as client:
        body = {"tenant": "a", "login": "b", "password": "c"}
        answer = client.post("/v1/session", json=body)
    assert (answer.status_code, answer.json()["code"]) == (503, "database-away")
    assert answer.json()["retryable"] is True
    assert int(answer.headers["Retry-After"]) > 0


def test_metrics_count_requests_by_route_and_name_no_chain(anonymous, client, chain):
    client.get("/v1/stores")
    client.get("/v1/checklist-versions/00000000-0000-7000-8000-000000000000")
    text = anonymous.get("/metrics").text
    assert 'route="/v1/stores",status="200"' in text
    assert 'route="/v1/checklist-versions/{version_id}",status="404"' in text
    assert "rounds_request_seconds_bucket" in text
    assert chain.tenant_code not in text
    assert str(chain.tenant_id) not in text


def test_metrics_tell_how_much_work_waits(anonymous, client, chain):
    from core.ids import new_id
    from tests.fixtures.submissions import to_jpeg, with_photo

    def read(name: str) -> float:
        text = anonymous.get("/metrics").text
        return float(re.search(rf"^{name} (\S+)$", text, re.MULTILINE)[1])

    events, photos = read("rounds_events_waiting"), read("rounds_photos_expected")
    client.put(f"/v1/inspections/{new_id()}", with_photo(chain, to_jpeg()))
    assert read("rounds_events_waiting") == events + 1
    assert read("rounds_photos_expected") == photos + 1
    assert read("rounds_oldest_waiting_seconds") > 0


@pytest.mark.parametrize("given", ["abc-123", "x" * 64])
def test_a_good_request_id_is_kept(anonymous, given):
    answer = anonymous.get("/v1/me", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] == given == answer.json()["request_id"]


@pytest.mark.parametrize("given", ["", "x" * 65, "a b", "<script>", 'a"b'])
def test_a_bad_request_id_is_replaced(anonymous, given):
    answer = anonymous.get("/v1/me", headers={"X-Request-Id": given})
    assert answer.headers["X-Request-Id"] == answer.json()["request_id"] != given


@pytest.mark.parametrize("path", ["/healthz", "/v1/me", "/nowhere", "/"])
def test_every_answer_carries_the_security_headers(anonymous, path):
    headers = anonymous.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_the_bare_address_leads_to_the_console(anonymous):
    answer = anonymous.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/console")


def test_the_type_of_a_problem_leads_to_its_explanation(anonymous):
    problem = anonymous.get("/v1/me").json()
    page = anonymous.get(problem["type"])
    assert page.status_code == 200
    assert page.text.startswith("not-signed-in (401)")
    assert anonymous.get("/problems/no-such-code").status_code == 404


def test_the_contract_can_be_read_from_the_system_itself(anonymous):
    assert anonymous.get("/v1/openapi.json").json()["openapi"] == "3.1.0"
