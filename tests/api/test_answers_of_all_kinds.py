"""Answers of all kinds over HTTP: taken, told as given, refused with their place, sent again."""

import pytest

from checklists.authoring.publishing import publish_form
from checklists.models import Inspection
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from tests.factories import words
from tests.fixtures.forms import OPTIONS, ask, form_of, repeated
from tests.fixtures.submissions import answer, promise, submission, to_jpeg

COLUMNS = [{"code": "temp", "label": words("°C"), "kind": "number"}]
FORM = form_of(
    ask("tools", "choices", options=OPTIONS, is_required=False),
    ask("goods", "table", columns=COLUMNS, is_required=False),
    ask("where", "location", is_required=False),
    ask("cooks", "kitchen_photo", is_required=False),
    sections=[repeated(ask("fridge", "temperature", limits={"maximum": 5}))],
)
PLACE = {"latitude": 31.2, "longitude": 121.5, "accuracy_m": 8.0}


@pytest.fixture
def version_id(engine, chain):
    with unit_of_work(engine, chain.tenant_id) as session:
        return str(publish_form(session, None, FORM, at=now()).id)


def body_of(chain, version_id, *answers):
    return submission(chain, *answers, checklist_version_id=version_id)


def test_a_checklist_comes_whole_and_its_answers_are_told_as_given(client, chain, version_id):
    told = client.get(f"/v1/checklist-versions/{version_id}").json()
    assert told["form"] == FORM.model_dump(mode="json")
    photo = promise(to_jpeg())
    body = body_of(
        chain,
        version_id,
        answer("tools", value=["clean", "dirty"]),
        answer("goods", value=[{"temp": 4}, {}]),
        answer("where", value=PLACE),
        answer("cooks", photos=[photo], verdict="passed"),
        answer("fridge", value=3),
        answer("fridge", value=7, occurrence=1, action="turned it down"),
    )
    where = f"/v1/inspections/{new_id()}"

    assert client.put(where, body).status_code == 201
    assert client.put(where, body).status_code == 200

    rows = client.get(where).json()["answers"]
    assert [(row["question"], row["occurrence"], row["value"], row["given"]) for row in rows] == [
        ("tools", 0, None, ["clean", "dirty"]),
        ("goods", 0, None, [{"temp": 4.0}, {}]),
        ("where", 0, None, PLACE),
        ("cooks", 0, None, None),
        ("fridge", 0, 3.0, 3.0),
        ("fridge", 1, 7.0, 7.0),
    ]
    assert [row["final_outcome"] for row in rows] == [
        "failed", "not_judged", "not_judged", "passed", "passed", "failed",
    ]  # fmt: skip
    assert rows[3]["photo_ids"] == [photo["id"]]
    assert (rows[3]["human_outcome"], rows[3]["ai_outcome"]) == ("passed", None)
    assert rows[5]["action"] == "turned it down"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (answer("tools", value=["shiny"]), ["/answers/0/value"]),
        (answer("goods", value=[{"temp": 4}, {"temp": "cold"}]), ["/answers/0/value/1/temp"]),
        (answer("where", value=[{"latitude": 1}]), ["/answers/0/value"]),
        (answer("fridge", value=3, occurrence=3), ["/answers/0/occurrence"]),
        (answer("fridge", value=3, verdict="passed", occurrence=1), ["/answers/0/verdict"]),
        (answer("fridge", value=3, root_cause="moon", occurrence=1), ["/answers/0/root_cause"]),
    ],
)
def test_what_is_wrong_is_pointed_at(client, chain, version_id, given, expected):
    body = body_of(chain, version_id, given, answer("fridge", value=3))
    response = client.put(f"/v1/inspections/{new_id()}", body)

    assert (response.status_code, response.json()["code"]) == (422, "answers-invalid")
    assert [fault["pointer"] for fault in response.json()["errors"]] == expected


def test_what_a_phone_sent_before_forms_is_still_the_same(client, chain, engine):
    inspection_id, body = new_id(), submission(chain)
    assert client.put(f"/v1/inspections/{inspection_id}", body).status_code == 201

    with unit_of_work(engine, chain.tenant_id) as session:
        kept = session.get(Inspection, (chain.tenant_id, inspection_id)).body
    assert {key for one in kept["answers"] for key in one} == {
        "question", "value", "not_applicable", "note", "photos",
    }  # fmt: skip
    spelt_out = [
        one | {"occurrence": 0, "root_cause": None, "action": "", "verdict": None}
        for one in body["answers"]
    ]
    again = client.put(f"/v1/inspections/{inspection_id}", body | {"answers": spelt_out})
    assert again.status_code == 200
