"""The broker or the database away for a while: nothing acknowledged is lost."""

import os
import signal
from http import HTTPStatus

import pytest

from benchmarks.kill9 import is_idle
from checklists.queries import inspection_by_id
from core.ids import new_id
from deploy.demo import chain
from deploy.demo.pictures import DRINKS, SNACKS, draw_shelf
from deploy.smoke_forms import checklist_with, fill
from deploy.smoke_phone import Login, Phone

pytestmark = pytest.mark.timeout(420)


@pytest.fixture
def phone(parts):
    login = Login(chain.CODE, f"super.{chain.EAST}", chain.PASSWORD)
    phone = Phone(parts.client, login)
    phone.sign_in()
    return phone


@pytest.fixture
def form(phone):
    """A filled checklist with a gap on one of its photos."""
    me = phone.call("GET", "/v1/me")
    pictures = {
        DRINKS: draw_shelf(DRINKS, seed=1, missing=("2-01",)),
        SNACKS: draw_shelf(SNACKS, seed=0),
    }
    checklist = checklist_with(me["checklists"], "shelf_photo")
    return fill(checklist, me["stores"][0]["id"], lambda q: pictures.get(q["shelf_code"]))


def upload(phone, form, receipt) -> list[str]:
    shots = {str(shot.id): shot for shot in form.shots.values()}
    for slot in receipt["photos"]:
        phone.upload_through_api(slot, shots[slot["photo_id"]])
    return list(shots)


def judged(phone, photo_ids) -> list[dict] | None:
    photos = [phone.call("GET", f"/v1/photos/{photo_id}") for photo_id in photo_ids]
    return photos if all(photo["analysis"] for photo in photos) else None


def test_submissions_are_taken_while_the_broker_is_away_and_judged_afterwards(parts, phone, form):
    valkey = parts.stack.valkey
    valkey.stop()

    receipt = phone.call("PUT", f"/v1/inspections/{new_id()}", json=form.body)
    photo_ids = upload(phone, form, receipt)
    assert judged(phone, photo_ids) is None

    valkey.launch()
    valkey.wait_ready()
    photos = phone.wait_for("the verdicts", lambda: judged(phone, photo_ids), within_s=150)

    assert [photo["analysis"]["state"] for photo in photos] == ["done", "done"]
    assert [finding["item"] for photo in photos for finding in photo["findings"]] == ["2-01"]


def test_the_phone_is_told_to_wait_while_the_database_is_away_and_loses_nothing(parts, phone, form):
    before, after = str(new_id()), str(new_id())
    phone.call("PUT", f"/v1/inspections/{before}", json=_without_photos_in_common(form))
    parts.stack.postgres.stop()

    refused = phone.send("PUT", f"/v1/inspections/{after}", json=form.body)
    assert refused.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert float(refused.headers["Retry-After"]) > 0
    assert refused.json()["retryable"] is True

    parts.stack.postgres.launch()
    parts.stack.postgres.wait_ready()
    receipt = phone.call("PUT", f"/v1/inspections/{after}", json=form.body)
    photo_ids = upload(phone, form, receipt)
    phone.wait_for("the verdicts", lambda: judged(phone, photo_ids), within_s=150)
    with parts.session() as session:
        assert inspection_by_id(session, before) is not None
        assert inspection_by_id(session, after) is not None


def _without_photos_in_common(form) -> dict:
    """Return the same answers with photos of their own: a photo belongs to one inspection."""
    answers = [
        {**given, "photos": [{**photo, "id": str(new_id())} for photo in given["photos"]]}
        if "photos" in given
        else given
        for given in form.body["answers"]
    ]
    return {**form.body, "answers": answers}


def test_a_broker_that_hangs_is_as_good_as_away(parts, phone, form):
    os.kill(parts.stack.valkey.pid, signal.SIGSTOP)
    try:
        receipt = phone.call("PUT", f"/v1/inspections/{new_id()}", json=form.body)
        photo_ids = upload(phone, form, receipt)
    finally:
        os.kill(parts.stack.valkey.pid, signal.SIGCONT)

    phone.wait_for("the verdicts", lambda: judged(phone, photo_ids), within_s=150)
    phone.wait_for("everything to be done", lambda: _idle(parts), within_s=60)


def _idle(parts) -> bool | None:
    with parts.session() as session:
        return is_idle(session) or None
