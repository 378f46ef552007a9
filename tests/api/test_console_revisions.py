"""A draft of two people in the console: both saves as one, and the way back in its history."""

import re

import pytest

from checklists.authoring.drafting import create, save
from core.db import unit_of_work
from stores.queries import actor_of
from tests.fixtures.forms import a_document, a_question, a_section


def asked(*codes):
    return a_document(a_section("floor", *codes))


@pytest.fixture
def draft_id(chain, engine):
    """A draft of the admin, saved after that by the regional manager, who weighed `a` 3."""
    with unit_of_work(engine, chain.tenant_id) as session:
        author, other = (
            actor_of(session, chain.staff[who].id) for who in ("admin", "regional_manager")
        )
        draft = create(session, author, asked("a", "b"))
        theirs = asked(a_question("a", weight=3), "b", "c")
        save(session, other, draft.id, theirs, revision=1)
        return draft.id


@pytest.fixture
def browser(browser_of, chain):
    return browser_of(chain.staff["admin"])


def post(browser, path, body):
    headers = browser.headers | {"Origin": "http://testserver"}
    return browser.client.post(path, headers=headers, json=body)


def test_who_saves_second_is_offered_both(browser, draft_id):
    path = f"/console/drafts/{draft_id}"
    mine = asked("a", "b", "x")
    told = post(browser, path, {"revision": 1, "form": mine})
    assert told.status_code == 409
    said = told.json()
    assert (said["revision"], said["clashes"], said["faults"]) == (2, [], [])
    both = asked(a_question("a", weight=3), "b", "x", "c")
    assert said["merged"] == both
    assert said["theirs"] == [
        "Question “Is it so: c?” added",
        "Question “Is it so: a?”, weight: 1 → 3",
    ]
    assert said["mine"] == ["Question “Is it so: x?” added"]
    saved = post(browser, path, {"revision": 2, "form": said["merged"]})
    assert saved.json() == {"revision": 3}


def test_where_both_changed_the_same_the_person_chooses(browser, draft_id):
    path = f"/console/drafts/{draft_id}/merge"
    body = {"revision": 1, "form": asked(a_question("a", weight=2), "b")}
    (clash,) = post(browser, path, body).json()["clashes"]
    assert clash == {
        "key": "question/a/weight",
        "place": "Question “Is it so: a?”, weight",
        "mine": "2",
        "theirs": "3",
    }
    said = post(browser, path, body | {"picks": {clash["key"]: "theirs"}}).json()
    assert (said["clashes"], said["merged"]) == ([], asked(a_question("a", weight=3), "b", "c"))
    assert post(browser, path, body | {"picks": {clash["key"]: "ours"}}).status_code == 422


def test_what_only_both_together_break_is_told(browser, draft_id):
    shown = a_question("b", logic={"show_if": "a == true"})
    mine = asked(a_question("a", weight=3), shown, "c")
    theirs = post(browser, f"/console/drafts/{draft_id}", {"revision": 2, "form": asked("b")})
    assert theirs.json() == {"revision": 3}
    body = {"revision": 2, "form": mine}
    said = post(browser, f"/console/drafts/{draft_id}/merge", body).json()
    assert said["faults"] == ["Is it so: b? – there is no question a"]


def test_what_is_no_form_yet_is_offered_without_sentences(browser, draft_id):
    body = {"revision": 1, "form": {"code": "patrol", "sections": "later"}}
    said = post(browser, f"/console/drafts/{draft_id}/merge", body).json()
    assert (said["mine"], len(said["clashes"])) == ([], 1)


def test_the_history_tells_who_changed_what_and_goes_back(browser, draft_id, engine, chain):
    path = f"/console/drafts/{draft_id}"
    page = browser.get(f"{path}/revisions").text
    assert page.index("Revision 2") < page.index("Revision 1")
    assert "Question “Is it so: c?” added" in page
    assert "Began the draft." in page
    assert re.findall(r'name="number" value="(\d+)"', page) == ["1"]
    went = browser.send(f"{path}/restore", number=1, revision=2)
    assert (went.status_code, went.headers["location"]) == (303, path)
    page = browser.get(f"{path}/revisions").text
    assert "Question “Is it so: c?” removed" in page
    assert re.findall(r'name="number" value="(\d+)"', page) == ["2", "1"]
    late = browser.send(f"{path}/restore", number=2, revision=2)
    assert late.status_code == 409
    assert browser.send(f"{path}/restore", number=9, revision=3).status_code == 404


def test_saves_in_one_go_are_one_line_with_each_save_below(browser, draft_id):
    path = f"/console/drafts/{draft_id}"
    for number in range(2, 11):
        form = asked("a", *(f"x{one}" for one in range(number)))
        assert post(browser, path, {"revision": number, "form": form}).status_code == 200
    page = browser.get(f"{path}/revisions").text
    assert "9 saves" in page
    assert "more changes" in page
    assert page.count("Restore this one") == 8 + 2


def test_long_histories_have_pages(browser, draft_id, chain, engine):
    with unit_of_work(engine, chain.tenant_id) as session:
        people = [actor_of(session, chain.staff[who].id) for who in ("admin", "regional_manager")]
        for number in range(2, 30):
            save(session, people[number % 2], draft_id, asked(f"q{number}"), revision=number)
    path = f"/console/drafts/{draft_id}/revisions"
    first, second = browser.get(path).text, browser.get(f"{path}?page=1").text
    assert "Revision 30" in first
    assert "page=1" in first
    assert "Began the draft." in second
    assert "page=0" in second


def test_a_draft_that_was_no_form_tells_no_changes(browser, draft_id):
    path = f"/console/drafts/{draft_id}"
    broken = {"code": "patrol", "sections": "later"}
    assert post(browser, path, {"revision": 2, "form": broken}).status_code == 200
    page = browser.get(f"{path}/revisions").text
    assert "not far enough along" in page


@pytest.mark.parametrize("who", ["supervisor", "store_manager"])
def test_who_does_not_write_checklists_sees_none_of_it(browser_of, chain, draft_id, who):
    browser = browser_of(chain.staff[who])
    path = f"/console/drafts/{draft_id}"
    assert browser.get(f"{path}/revisions").status_code == 403
    assert browser.send(f"{path}/restore", number=1, revision=2).status_code == 403
    body = {"revision": 1, "form": asked("a")}
    assert post(browser, f"{path}/merge", body).status_code == 403
