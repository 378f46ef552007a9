"""The pages that tell how far the AI can be trusted, and the word that moves their numbers."""

import re

import pytest
from sqlmodel import select

from core.db import unit_of_work
from findings.models import Analysis
from tests.factories import make_finding
from tests.fixtures.console import text_of

BOX = [200, 100, 420, 380]


def see(session, story, **kw):
    defaults = {
        "store_id": story.chain.store.id,
        "photo_id": story.photo_id,
        "inspection_id": None,
        "kind": "no_mask",
        "item": "person-1",
        "box": BOX,
        "confidence": 0.8,
        "ai_result": "fault",
        "decision": "review",
        "final_result": None,
        "model_version": "canned-1",
    }
    return make_finding(session, **defaults | kw)


@pytest.fixture
def kitchen(engine, story):
    """Masks: two confirmed, one rejected, one nobody could tell, one waiting; one on probation."""
    with unit_of_work(engine, story.chain.tenant_id) as session:
        for word in ("fault", "fault", "no_fault", "cannot_tell"):
            see(session, story, human_result=word, final_result=word)
        see(session, story, is_shadow=True, decision="record", decision_note="on_probation")
        analysis = session.exec(select(Analysis).where(Analysis.photo_id == story.photo_id)).one()
        analysis.report = analysis.report | {"unclear": {"no_mask": 3}}
        return see(session, story)


def numbers(page, name="Face without a mask"):
    """Return the cells of the row of a class."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.text, flags=re.DOTALL)
    row = next(row for row in rows if name in row)
    cells = re.findall(r"<td[^>]*>(.*?)</td>", row, flags=re.DOTALL)
    return [
        re.sub(r"<span class=\"unseen\">.*?</span>|<[^>]+>", "", cell).strip() for cell in cells
    ]


def test_every_class_is_counted_and_what_nobody_sees_is_said(kitchen, supervisor):
    page = supervisor.get("/console/classes")
    assert numbers(page) == ["66.7% 21–94%", "5", "2", "1", "1", "1", "3"]
    told = text_of(page)
    assert re.search(r"Not yet seen by the eyes .*Head without a hat", told)
    assert "seen by a model that is only watched" in told


def test_every_number_leads_to_its_photos(kitchen, supervisor, story):
    page = supervisor.get("/console/classes")
    links = re.findall(r'href="(/console/classes/no_mask/findings\?[^"]+)"', page.text)
    assert len(links) == 7  # six numbers, and one of what is on probation
    for link in links:
        behind = supervisor.get(link.replace("&amp;", "&"))
        assert behind.status_code == 200
        assert f"/console/photos/{story.photo_id}" in behind.text, link


def test_a_rejection_moves_the_number_and_goes_back_to_the_page(kitchen, supervisor, story):
    path = "/console/classes/no_mask/findings?word=waiting"
    assert f"finding-{kitchen.id}" in supervisor.get(path).text
    supervisor.headers["Referer"] = f"http://testserver{path}"
    done = supervisor.send(f"/console/findings/{kitchen.id}/review", result="no_fault")
    assert (done.status_code, done.headers["location"]) == (303, path)
    assert f"finding-{kitchen.id}" not in supervisor.get(path).text
    assert numbers(supervisor.get("/console/classes"))[1:5] == ["5", "2", "2", "1"]


def test_one_store_and_its_class_can_be_looked_at(kitchen, supervisor, story):
    store = story.chain.store
    assert numbers(supervisor.get(f"/console/classes?store_id={store.id}"))[1] == "5"
    told = text_of(supervisor.get("/console/classes/no_mask"))
    assert "A visible person, close enough to see" in told
    assert "canned-1" in told
    assert f"{store.name['en']} 5" not in told  # the name of a number is read out with it
    assert "Where it is judged" not in told  # that is for administrators


def test_an_administrator_switches_a_class_off_in_a_zone(kitchen, browser_of, story):
    admin = browser_of(story.chain.staff["admin"])
    page = admin.get("/console/classes/no_mask")
    assert page.text.count('name="zone"') == 6
    done = admin.send("/console/classes/no_mask", zone="wash_up", is_on="off", mode="")
    assert (done.status_code, done.headers["location"]) == (303, "/console/classes/no_mask#rules")
    assert "Shop floor, Kitchen, Hot kitchen, Store room" in text_of(admin.get("/console/classes"))
    admin.send("/console/classes/no_mask", zone="", is_on="off")
    admin.send("/console/classes/no_mask", zone="wash_up")
    assert "Switched off" in text_of(admin.get("/console/classes"))


def test_nobody_else_switches_and_what_always_needs_a_person_stays_so(
    kitchen, supervisor, browser_of, story
):
    assert supervisor.send("/console/classes/no_mask", is_on="off").status_code == 403
    admin = browser_of(story.chain.staff["admin"])
    refused = admin.send("/console/classes/fire", mode="auto_action")
    assert refused.status_code == 422
    assert "A person always looks at this class first" in text_of(refused)
    assert "Each opens a ticket" not in admin.get("/console/classes/fire").text
    assert admin.get("/console/classes/no_such_class").status_code == 404


def test_a_class_that_dropped_itself_says_so(engine, supervisor, story):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        for number in range(20):
            word = "no_fault" if number < 3 else "fault"
            see(session, story, kind="gap", item=f"x-{number}", human_result=word)
    told = text_of(supervisor.get("/console/classes"))
    assert "Dropped to review" in told
    told = text_of(supervisor.get("/console/classes/gap"))
    assert "People rejected too many, so a person decides again (17/20)" in told


def test_a_fire_is_asked_about_first_and_at_once(engine, kitchen, supervisor, story):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        see(session, story, kind="fire", item="fire@0.4,0.6", severity="critical")
    page = supervisor.get("/console/reviews")
    told = text_of(page)
    assert "Go and look now. If it burns" in told
    assert page.text.index("Fire outside of a cooker</h2>") < page.text.index("Face without a mask")
    assert re.search(
        r'class="bad"><span class="big">\d+</span><span>Findings to review',
        supervisor.get("/console").text,
    )


def test_a_photo_says_what_could_not_be_told(kitchen, supervisor, story):
    told = text_of(supervisor.get(f"/console/photos/{story.photo_id}"))
    assert "Cannot tell Face without a mask: 3" in told
