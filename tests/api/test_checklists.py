"""Checklists over HTTP."""

import pytest

from core.db import unit_of_work
from core.ids import new_id
from tests.fixtures.people import add_chain


def test_anonymous_sees_no_checklists(anonymous, chain):
    assert anonymous.get("/v1/checklists").status_code == 401
    assert anonymous.get(f"/v1/checklist-versions/{chain.version_id}").status_code == 401


def test_checklists_come_with_their_questions_in_order(client, chain):
    (checklist,) = client.get("/v1/checklists").json()["items"]
    assert checklist["version_id"] == str(chain.version_id)
    assert [question["position"] for question in checklist["questions"]] == [0, 1, 2, 3, 4]
    assert client.get(f"/v1/checklist-versions/{chain.version_id}").json() == checklist


def test_a_version_that_is_not_there_is_not_found(client):
    response = client.get(f"/v1/checklist-versions/{new_id()}")
    assert response.status_code == 404
    assert response.json()["code"] == "checklist-not-found"


def test_a_version_of_another_chain_is_not_found(client, engine):
    with unit_of_work(engine, None) as session:
        other = add_chain(session)
    assert client.get(f"/v1/checklist-versions/{other.version_id}").status_code == 404


@pytest.mark.parametrize("wrong", ["7", "not-a-uuid", "0" * 40])
def test_an_id_that_is_none_is_pointed_at(client, wrong):
    response = client.get(f"/v1/checklist-versions/{wrong}")
    assert response.status_code == 422
    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/version_id"]
