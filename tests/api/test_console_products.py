"""Products in the console: what the AI knows, teaching it, and correcting it on a photo."""

import pytest
from sqlmodel import select

from core.db import unit_of_work
from core.ids import new_id
from findings.models import Correction
from planograms.models import ProductPicture
from tests.fixtures.console import text_of
from tests.fixtures.submissions import to_jpeg


@pytest.fixture
def admin(story, browser_of):
    """The browser of the administrator, who may plan."""
    return browser_of(story.chain.staff["admin"])


def rows(engine, story, table):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        return list(session.exec(select(table).order_by(table.id)))


def send_pictures(browser, sku, *contents):
    files = [("pictures", ("pack.jpg", content, "image/jpeg")) for content in contents]
    return browser.send(f"/console/products/{sku}/pictures", files=files)


def test_the_list_says_what_the_ai_knows(story, supervisor):
    told = text_of(supervisor.get("/console/products"))
    assert "36 products" in told
    assert "1 picture 1 not ready" in told
    assert "No picture" in told


def test_a_product_shows_its_pictures_and_how_far_they_are(story, supervisor):
    told = text_of(supervisor.get(f"/console/products/{story.sku}"))
    assert "Waiting for the AI" in told
    assert "Cut out of a shelf photo" in told
    assert "Send pictures" not in told, "a supervisor does not plan"
    lost = supervisor.get("/console/products/no-such-product")
    assert (lost.status_code, "no such product" in text_of(lost)) == (404, True)


def test_pictures_are_sent_and_forgotten(engine, story, admin):
    before = len(rows(engine, story, ProductPicture))
    contents = (to_jpeg(90, 120, seed=21), to_jpeg(90, 120, seed=22))
    done = send_pictures(admin, "sku-0-0", *contents)
    assert (done.status_code, done.headers["location"]) == (303, "/console/products/sku-0-0")
    assert send_pictures(admin, "sku-0-0", *contents).status_code == 303
    kept = rows(engine, story, ProductPicture)
    assert len(kept) == before + 2, "the same pictures twice are kept once"
    retire = f"/console/products/sku-0-0/pictures/{kept[-1].id}/retire"
    assert admin.send(retire).status_code == 303
    assert rows(engine, story, ProductPicture)[-1].retired_at is not None


@pytest.mark.parametrize("content", [b"", b"no picture at all"])
def test_what_is_no_picture_is_refused(story, admin, content):
    refused = send_pictures(admin, "sku-0-0", content)
    assert refused.status_code in {415, 422}
    assert refused.headers["content-type"].startswith("text/html")


def test_who_may_not_plan_may_not_teach(story, supervisor):
    refused = send_pictures(supervisor, "sku-0-0", to_jpeg(seed=3))
    assert (refused.status_code, "role" in text_of(refused)) == (403, True)


# Correcting the AI


def correct(browser, story, **fields):
    path = f"/console/photos/{story.photo_id}/facings/{story.facing}"
    return browser.send(path, **{"id": str(new_id()), "sku": "sku-0-0"} | fields)


def test_the_photo_leads_to_every_facing(story, supervisor):
    page = supervisor.get(f"/console/photos/{story.photo_id}")
    assert f"/console/photos/{story.photo_id}/facings/{story.facing}" in page.text
    assert "Every product seen" in text_of(page)


def test_a_person_says_what_stands_there_once(engine, story, supervisor):
    fields = {"id": str(new_id()), "note": "old design"}
    for _ in range(2):
        done = correct(supervisor, story, **fields)
        assert done.status_code == 303
    mine = [one for one in rows(engine, story, Correction) if one.note == "old design"]
    assert [(one.ai_sku, one.human_sku, one.final_sku) for one in mine] == [
        (None, "sku-0-0", "sku-0-0")
    ]
    assert mine[0].slot == "0-03"
    assert mine[0].picture_id is not None
    told = text_of(supervisor.get(done.headers["location"]))
    assert "What people said" in told
    assert "old design" in told


def test_a_person_may_say_only_that_the_ai_is_wrong(engine, story, supervisor):
    assert correct(supervisor, story, sku="?").status_code == 303
    assert rows(engine, story, Correction)[-1].human_sku is None


@pytest.mark.parametrize(
    ("facing", "sku", "status"),
    [("9-9-9", "sku-0-0", 422), ("nonsense", "sku-0-0", 422), (None, "no-such-product", 404)],
)
def test_a_word_on_nothing_is_refused(story, supervisor, facing, sku, status):
    path = f"/console/photos/{story.photo_id}/facings/{facing or story.facing}"
    assert supervisor.send(path, id=str(new_id()), sku=sku).status_code == status


def test_who_may_not_review_sees_no_form(story, manager):
    page = manager.get(f"/console/photos/{story.photo_id}/facings/{story.facing}")
    assert "Correct the AI" not in text_of(page)
    assert correct(manager, story).status_code == 403
