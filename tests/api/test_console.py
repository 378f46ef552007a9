"""The console by its pages: who sees what, what it says, and what its forms do."""

import re
from datetime import timedelta

import pytest

from api.console.assets import asset_url
from api.console.problem_texts import PROBLEMS
from core.db import unit_of_work
from core.errors import Problem
from core.ids import new_id
from core.security import hash_password
from stores.models import Role
from tests.factories import make_staff
from tests.fixtures.console import text_of, ticket_now, words_of
from tickets.models import TicketState

PASSWORD = "rose garden 7"


@pytest.fixture
def login(engine, chain) -> dict:
    with unit_of_work(engine, chain.tenant_id) as session:
        staff = make_staff(
            session, role=Role.SUPERVISOR, store=chain.store, password_hash=hash_password(PASSWORD)
        )
    return {"chain": chain.tenant_code, "login": staff.login, "password": PASSWORD}


# Signing in


def test_signing_in_leads_to_the_page_that_was_wanted(stranger, login, chain):
    wanted = f"/console/stores/{chain.store.id}"
    away = stranger.get(wanted)
    assert away.status_code == 303
    assert away.headers["location"].startswith("/console/login?next=")
    form = stranger.get(away.headers["location"]).text
    assert f'name="next" value="{wanted}"' in form
    done = stranger.send("/console/login", **login, next=wanted)
    assert (done.status_code, done.headers["location"]) == (303, wanted)
    cookie = done.headers["set-cookie"].lower()
    assert {"httponly", "samesite=lax", "path=/console"} <= set(cookie.split("; "))
    assert stranger.get(wanted).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"password": "guess"}, {"login": "nobody"}, {"chain": "no-such-chain"}]
)
def test_signing_in_is_refused_alike_when_anything_is_wrong(stranger, login, wrong):
    refused = stranger.send("/console/login", **login | wrong)
    assert refused.status_code == 401
    assert "Chain, login or password is wrong" in text_of(refused)
    assert "set-cookie" not in refused.headers
    assert PASSWORD not in refused.text


def test_guessing_is_stopped(stranger, login):
    for _ in range(10):
        assert stranger.send("/console/login", **login | {"password": "guess"}).status_code == 401
    stopped = stranger.send("/console/login", **login)
    assert stopped.status_code == 429
    assert "wait a few minutes" in text_of(stopped)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example"]
)
def test_signing_in_leads_nowhere_else(stranger, login, elsewhere):
    done = stranger.send("/console/login", **login, next=elsewhere)
    assert done.headers["location"] == "/console"


def test_a_nul_in_a_field_is_a_bad_request(stranger, login):
    assert stranger.send("/console/login", **login | {"login": "a\x00b"}).status_code == 422


def test_signing_out_ends_the_sign_in_itself(manager):
    assert manager.get("/console").status_code == 200
    assert manager.send("/console/logout").headers["location"] == "/console/login"
    assert manager.get("/console").status_code == 303  # with the same cookie


@pytest.mark.parametrize("origin", [None, "null", "https://evil.example", "http://testserver.evil"])
def test_a_form_from_elsewhere_is_refused(engine, story, manager, origin):
    ticket = story.tickets["gap"]
    form = {"id": str(new_id()), "to": "acknowledged"}
    refused = manager.send(f"/console/tickets/{ticket.id}/moves", origin=origin, **form)
    assert refused.status_code == 403
    assert ticket_now(engine, story).state == TicketState.OPEN


# Every page


@pytest.mark.parametrize("language", ["en", "zh-CN"])
def test_every_page_is_there_and_brings_no_script(story, supervisor, language):
    supervisor.speak(language)
    for path in story.paths:
        page = supervisor.get(path)
        assert page.status_code == 200, path
        assert f'<html lang="{language}">' in page.text
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|https?://", page.text), path
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert page.headers["cache-control"] == "no-store"


def test_pages_in_chinese_leave_no_english_words(story, supervisor):
    supervisor.speak("zh-CN")
    # What the chain itself wrote in English, and codes.
    own = r"Rounds|English|new packaging|"
    own += r"water under the fridge|canned-1|store-\S+|sku-\S+|[\w .?-]+（中）|AI"
    for path in story.paths:
        said = re.sub(own, "", words_of(supervisor.get(path).text))
        assert not re.findall(r"[a-zA-Z]{3,}", said), path


@pytest.mark.parametrize("who", ["stranger"])
def test_what_is_not_theirs_is_not_there(story, browser_of, who):
    other = browser_of(story.chain.staff[who])
    theirs = [path for path in story.paths if re.search(r"/[0-9a-f-]{36}", path)]
    assert len(theirs) >= 6
    for path in theirs:
        assert other.get(path).status_code == 404, path
    assert story.chain.store.code not in other.get("/console").text
    review = other.send(f"/console/findings/{story.gap.id}/review", result="no_fault")
    assert review.status_code == 404


def test_an_unknown_page_is_a_page_in_the_persons_language(supervisor):
    supervisor.speak("zh-CN")
    for path in ("/console/nowhere", "/console/stores/17", f"/console/tickets/{new_id()}"):
        lost = supervisor.get(path)
        assert lost.status_code in {404, 422}
        assert lost.headers["content-type"].startswith("text/html")
        assert "返回" in lost.text


def test_the_language_is_chosen_in_this_order(engine, story, browser_of):
    browser = browser_of(story.chain.staff["supervisor"])  # whose own language is English
    browser.headers["Accept-Language"] = "zh"
    assert '<html lang="en">' in browser.get("/console").text
    assert '<html lang="zh-CN">' in browser.get("/console/login").text
    switched = browser.send("/console/language", code="zh-CN", back="/console/tickets?tab=all")
    assert switched.headers["location"] == "/console/tickets?tab=all"
    browser.speak("zh-CN")
    assert '<html lang="zh-CN">' in browser.get("/console").text


def test_static_files_are_kept_by_content(stranger):
    page = stranger.get("/console/login").text
    address = re.search(r'rel="stylesheet" href="([^"]+)"', page).group(1)
    style = stranger.get(address)
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    old = stranger.get("/console/static/000000000000/console.css")
    assert old.headers["cache-control"] == "no-cache"
    assert stranger.get("/console/static/x/pages.py").status_code == 404
    assert stranger.get("/console/static/x/built%2F..%2F..%2Fassets.py").status_code == 404


def test_a_page_opens_where_its_script_is_not_built(stranger):
    address = asset_url("built/never-written.js")
    assert address == "/console/static/missing/built/never-written.js"
    assert stranger.get(address).status_code == 404


def test_a_script_that_was_built_is_kept_by_content(stranger):
    # Always there: `make test` builds before it tests.
    script = stranger.get(asset_url("built/logic.js"))
    assert script.headers["content-type"].startswith("text/javascript")
    assert "immutable" in script.headers["cache-control"]


def test_every_problem_is_put_into_words(app):
    # The console neither submits inspections nor announces their photos, nor edits planograms.
    elsewhere = {
        "planogram-invalid",
        "planogram-not-found",
        "inspection-differs",
        "photo-differs",
        "photo-not-uploaded",
        "products-invalid",
    }
    kinds = [Problem]
    for kind in kinds:
        kinds += kind.__subclasses__()
    codes = {kind.code for kind in kinds if not kind.__module__.startswith("tests")}
    assert codes - set(PROBLEMS) == elsewhere
    assert set(PROBLEMS) - codes == set()


# What pages tell


def test_home_says_which_store_needs_help_and_why(story, supervisor):
    page = supervisor.get("/console")
    told = text_of(page)
    assert "Needs help" in told
    assert "2 open tickets" in told
    assert "First:" in told
    assert f"/console/stores/{story.chain.store.id}" in page.text


def test_the_scorecard_adds_up_and_leads_down(story, supervisor):
    page = supervisor.get(f"/console/stores/{story.chain.store.id}")
    told = text_of(page)
    # One of three judged questions passed: 33.3; two open tickets of medium severity: -2.
    assert re.search(r"Mean of the inspections 33\.3 ÷ 1 33\.3", told)
    assert "2 open tickets · Medium" in told
    assert "−2.0" in told
    assert "31.3" in told
    assert f"/console/inspections/{story.inspection_id}" in page.text
    assert f"/console/tickets/{story.tickets['gap'].id}" in page.text


def test_an_inspection_shows_ai_and_person_and_what_is_left_out(story, supervisor):
    page = supervisor.get(f"/console/inspections/{story.inspection_id}")
    told = text_of(page)
    assert "water under the fridge" in told
    assert re.search(r"AI Failed Person – Final Failed", told)
    assert "Left out of the score: does not apply" in told
    assert f"/console/photos/{story.photo_id}" in page.text


def test_a_photo_shows_each_position_and_its_pictures_open(story, supervisor):
    page = supervisor.get(f"/console/photos/{story.photo_id}")
    table = page.text.partition('id="positions"')[2].partition("</table>")[0]
    assert len(re.findall(r"<tr><td>", table)) == 36
    assert "canned-1" in page.text
    pictures = set(re.findall(r'(?:src|href)="(/v1/media/[^"]+)"', page.text))
    assert len(pictures) == 2  # with marks, and the original for the close-up
    for path in pictures:
        picture = supervisor.client.get(path)
        assert picture.status_code == 200
        assert picture.headers["content-type"] == "image/jpeg"


def test_times_are_those_of_the_store(engine, story, supervisor):
    with unit_of_work(engine, story.chain.tenant_id) as session:
        store = session.merge(story.chain.store)
        store.timezone = "Asia/Urumqi"
    page = supervisor.get(f"/console/tickets/{story.tickets['gap'].id}").text
    due = ticket_now(engine, story).due_at
    local = (due + timedelta(hours=6)).strftime("%H:%M")
    assert re.search(rf'datetime="{re.escape(due.isoformat())}"[^>]*>[^<]*{local}<', page)
