"""Scores told sum by sum over HTTP, and what they would be under another version."""

from datetime import timedelta

import pytest

from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from scorecards import service
from tests.fixtures.scores import make_filled
from tests.integration.test_scorecards_forms import CLEAN, FORM


@pytest.fixture
def visit(engine, chain):
    """A scored inspection of the store, of a checklist with a repeated section."""
    cold = [("cold", "passed", 3.5, 0), ("cold", "failed", 9.0, 1)]
    with unit_of_work(engine, chain.tenant_id) as session:
        found = make_filled(
            session,
            chain.store,
            FORM,
            *CLEAN,
            *cold,
            finished_at=now() - timedelta(hours=1),
            staff_id=chain.staff["supervisor"].id,
        )
        service.score_inspection(session, found.id)
        return found


def explain(phone, inspection_id):
    return phone.get(f"/v1/inspections/{inspection_id}/explain")


def test_a_score_is_told_sum_by_sum(client, visit):
    told = explain(client, visit.id).json()
    assert (told["rule"], told["score_pct"], told["recomputed_pct"]) == ("inspection/2", 75.0, 75.0)
    assert (told["score"], told["scale"], told["band"]) == (75.0, 100.0, "fair")
    assert (told["is_failed"], told["is_complete"], told["fails"]) == (False, True, [])
    sums = [
        (node["kind"], node["depth"], node["code"], node["arithmetic"]) for node in told["nodes"]
    ]
    assert sums == [
        ("section", 0, "kitchen", "(3 + 0.5) ÷ (3 + 1) = 87.5 %"),
        ("question", 1, "clean", "3 × 1 = 3"),
        ("question", 1, "floor", "1 × 0.5 = 0.5"),
        ("section", 0, "fridges", "(1 + 0) ÷ (1 + 1) = 50 %; (1 + 0) ÷ 2 = 0.5"),
        ("filling", 1, "", "(1) ÷ (1) = 100 %"),
        ("question", 2, "cold", "1 × 1 = 1"),
        ("filling", 1, "", "(0) ÷ (1) = 0 %"),
        ("question", 2, "cold", "1 × 0 = 0"),
    ]
    assert told["nodes"][0]["name"] == {"zh-CN": "词", "en": "Words"}
    assert [(step["step"], step["rule"], step["arithmetic"]) for step in told["steps"]] == [
        ("earned", None, "4 ÷ 5 = 80 %"),
        ("deduct", "warm", "80 − 1 × 5 = 75 %"),
        ("round", None, "75 % × 100 ≈ 75"),
    ]
    stored = client.get(f"/v1/inspections/{visit.id}").json()
    assert (told["explanation"], told["score_pct"]) == (stored["explanation"], stored["score_pct"])


def test_what_was_not_scored_yet_says_so(client, engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        found = make_filled(session, chain.store, FORM, *CLEAN)
    told = explain(client, found.id).json()
    assert (told["rule"], told["score_pct"], told["recomputed_pct"]) == (None, None, None)
    assert (told["nodes"], told["steps"], told["explanation"]) == ([], [], {})


def test_a_score_from_before_forms_is_told_too(client, loop):
    told = explain(client, loop.inspection_id).json()
    stored = client.get(f"/v1/inspections/{loop.inspection_id}").json()
    assert told["score_pct"] == told["recomputed_pct"] == stored["score_pct"]
    assert told["nodes"][0]["kind"] == "section"


def test_an_unknown_inspection_is_not_found(client):
    answer = explain(client, new_id())
    assert (answer.status_code, answer.json()["code"]) == (404, "inspection-not-found")


def test_what_if_tells_and_changes_nothing(client, visit):
    path = f"/v1/checklist-versions/{visit.version_id}/what-if"
    told = client.get(path).json()
    assert (told["inspections"], told["changed"], told["is_cut"]) == (1, 0, False)
    assert (told["mean_before_pct"], told["mean_after_pct"], told["lost"]) == (75.0, 75.0, [])
    [item] = told["items"]
    assert (item["inspection_id"], item["number"]) == (str(visit.id), 1)
    assert (item["before_band"], item["after_band"], item["lost"]) == ("fair", "fair", [])
    before = (now() - timedelta(hours=2)).isoformat()
    earlier = client.get(path, params={"until": before}).json()
    assert (earlier["inspections"], earlier["mean_after_pct"]) == (0, None)
    assert explain(client, visit.id).json()["score_pct"] == 75.0


def test_what_if_needs_a_version_and_times_with_an_offset(client, visit):
    answer = client.get(f"/v1/checklist-versions/{new_id()}/what-if")
    assert (answer.status_code, answer.json()["code"]) == (404, "checklist-not-found")
    path = f"/v1/checklist-versions/{visit.version_id}/what-if"
    assert client.get(path, params={"since": "2026-11-22"}).status_code == 422
