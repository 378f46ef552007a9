"""The pages of checklists: the list, what the editor asks, publishing, assigning, pictures."""

import json
import re

import pytest

from checklists.packs import all_packs
from tests.fixtures.console import ORIGIN, text_of
from tests.fixtures.submissions import to_jpeg

FORM = {
    "code": "evening",
    "name": {"zh-CN": "晚间检查", "en": "Evening check"},
    "sections": [
        {
            "code": "floor",
            "title": {"zh-CN": "卖场", "en": "Shop floor"},
            "questions": [
                {
                    "code": "floor-dry",
                    "kind": "yes_no",
                    "prompt": {"zh-CN": "地面干燥？", "en": "Is the floor dry?"},
                },
                {
                    "code": "chiller",
                    "kind": "temperature",
                    "prompt": {"zh-CN": "冷柜温度", "en": "Chiller"},
                    "limits": {"maximum": 8},
                    "logic": {"show_if": "floor_dry == true"},
                },
            ],
        }
    ],
}


@pytest.fixture
def admin(chain, browser_of):
    """The browser of an administrator, who may write checklists."""
    return browser_of(chain.staff["admin"])


@pytest.fixture
def draft(admin):
    """The path of a new draft."""
    made = admin.send("/console/checklists", name_en="Evening check", code="evening")
    assert made.status_code == 303
    return made.headers["location"]


def ask(browser, path, **body):
    """Send JSON as the editor's script does."""
    headers = browser.headers | {"Origin": ORIGIN, "Content-Type": "application/json"}
    return browser.client.post(path, headers=headers, content=json.dumps(body))


def given_of(page) -> dict:
    """Return what the editor's script begins with."""
    found = re.search(r"<script type=\"application/json\" data-given>(.*?)</script>", page.text)
    return json.loads(found[1])


def write(browser, path, form=FORM, revision=1):
    answer = ask(browser, path, revision=revision, form=form)
    assert answer.status_code == 200, answer.text
    return answer.json()["revision"]


def test_the_list_shows_what_is_published_and_how_to_begin(chain, admin):
    told = text_of(admin.get("/console/checklists"))
    assert "Version 1" in told
    assert "Everybody" in told
    assert "From an Excel file" in told
    for one in all_packs():
        assert one.name["en"] in told


def test_who_may_not_write_sees_the_list_and_nothing_to_change(chain, browser_of, draft):
    clerk = browser_of(chain.staff["clerk"])
    told = text_of(clerk.get("/console/checklists"))
    assert "Version 1" in told
    assert "New checklist" not in told
    assert "Evening check" not in told, "a draft is for who may write"
    assert clerk.get(draft).status_code == 403
    assert ask(clerk, draft, revision=1, form=FORM).status_code == 403
    assert ask(clerk, f"{draft}/look", form=FORM).status_code == 403
    assert clerk.send("/console/checklists", name_en="Mine").status_code == 403
    assert clerk.get("/console/checklists/evening").status_code == 404


def test_a_new_checklist_gets_a_code_of_its_name_and_opens_the_editor(admin):
    first = admin.send("/console/checklists", name_en="Night round", name_zh="夜间")
    page = admin.get(first.headers["location"])
    assert given_of(page)["form"]["code"] == "night-round"
    assert given_of(page)["form"]["name"] == {"zh-CN": "夜间", "en": "Night round"}
    second = admin.send("/console/checklists", name_en="Night round")
    assert given_of(admin.get(second.headers["location"]))["form"]["code"] == "night-round-2"
    nameless = admin.send("/console/checklists", name_zh="仓库")
    assert given_of(admin.get(nameless.headers["location"]))["form"]["code"] == "checklist"


def test_only_the_editor_may_run_our_script_and_ask_our_server(admin, draft):
    policy = admin.get(draft).headers["content-security-policy"]
    assert "script-src 'self'; connect-src 'self'" in policy
    assert "script-src" not in admin.get("/console/checklists").headers["content-security-policy"]


def test_the_editor_speaks_the_language_of_the_person(admin, draft):
    assert given_of(admin.get(draft))["words"]["Add a choice"] == "Add a choice"
    admin.speak("zh-CN")
    given = given_of(admin.get(draft))
    assert given["words"]["Add a choice"] == "添加选项"
    assert given["kinds"]["temperature"] == "温度"


def test_a_save_names_its_revision_and_two_editors_lose_nothing(chain, browser_of, admin, draft):
    assert write(admin, draft) == 2
    other = browser_of(chain.staff["admin"])
    colleague = {**FORM, "name": {"en": "Renamed by a colleague"}}
    assert write(other, draft, colleague, revision=2) == 3
    mine = {**FORM, "name": {"en": "Renamed by me"}}
    lost = ask(admin, draft, revision=2, form=mine)
    assert lost.status_code == 409
    assert (lost.json()["revision"], lost.json()["form"]["name"]) == (3, colleague["name"])
    assert any("Renamed by a colleague" in change for change in lost.json()["theirs"])
    assert write(admin, draft, mine, revision=3) == 4


def test_what_cannot_be_kept_is_told(admin, draft):
    refused = ask(admin, draft, revision=1, form={**FORM, "code": "No Code"})
    assert refused.status_code == 422
    assert refused.json()["faults"][0]["pointer"] == "/code"


def test_a_form_that_is_not_finished_is_looked_at_with_every_fault_at_its_place(admin, draft):
    wrong = json.loads(json.dumps(FORM))
    wrong["sections"][0]["questions"][0]["weight"] = -1
    wrong["sections"][0]["questions"][1]["kind"] = "smell"
    looked = ask(admin, f"{draft}/look", form=wrong).json()
    faults = {fault["pointer"]: fault["place"] for fault in looked["faults"]}
    assert faults == {
        "/sections/0/questions/0/weight": "Is the floor dry?",
        "/sections/0/questions/1/kind": "Chiller",
    }
    assert looked["score"] is None
    admin.speak("zh-CN")
    told = ask(admin, f"{draft}/look", form=wrong).json()["faults"]
    assert {fault["place"] for fault in told} == {"地面干燥？", "冷柜温度"}
    assert "不能小于 0" in {fault["detail"] for fault in told}


def test_logic_is_said_in_plain_words_and_answers_are_scored(admin, draft):
    answers = [
        {"question": "floor-dry", "value": True},
        {"question": "chiller", "value": 11},
    ]
    looked = ask(admin, f"{draft}/look", form=FORM, answers=answers).json()
    assert looked["faults"] == []
    plain = looked["plain"]["/sections/0/questions/1/logic/show_if"]
    assert "Is the floor dry?" in plain
    assert looked["score"]["score"] == "50"
    assert looked["score"]["sections"][0]["points"] == "1 / 2"
    hidden = [{"question": "floor-dry", "value": False}, {"question": "chiller", "value": 4}]
    looked = ask(admin, f"{draft}/look", form=FORM, answers=hidden).json()
    assert looked["score"]["sections"][0]["points"] == "0 / 1", "what is hidden is not counted"


def test_a_missing_translation_is_reported_and_keeps_nothing_back(admin, draft):
    half = {**FORM, "name": {"en": "Evening check"}}
    looked = ask(admin, f"{draft}/look", form=half).json()
    assert looked["faults"] == []
    assert [one["pointer"] for one in looked["missing"]] == ["/name/zh-CN"]
    write(admin, draft, half)
    told = text_of(admin.get(f"{draft}/publish"))
    assert "1 text is not translated" in told
    assert "Publish version 1" in told


def test_a_draft_with_faults_shows_them_and_cannot_be_published(admin, draft):
    told = text_of(admin.get(f"{draft}/publish"))
    assert "has to be put right first" in told or "have to be put right first" in told
    assert admin.send(f"{draft}/publish", revision="1").status_code == 422


def test_publishing_shows_what_changes_and_which_changes_move_scores(admin, draft):
    revision = write(admin, draft)
    published = admin.send(f"{draft}/publish", revision=str(revision), note="first")
    assert published.headers["location"] == "/console/checklists/evening"
    heavier = json.loads(json.dumps(FORM))
    heavier["sections"][0]["questions"][0]["weight"] = 3
    revision = write(admin, draft, heavier, revision)
    told = text_of(admin.get(f"{draft}/publish"))
    assert "What changes since version 1" in told
    assert "Changes scores" in told
    assert "Is the floor dry?" in told
    admin.send(f"{draft}/publish", revision=str(revision), note="floors count more")
    told = text_of(admin.get("/console/checklists/evening"))
    assert "Version 2" in told
    assert "floors count more" in told
    assert "1 change" in told


def test_what_was_published_is_a_draft_again_only_once_it_is_saved(admin, draft):
    pages = ("/console/checklists", "/console/checklists/evening")
    revision = write(admin, draft)
    admin.send(f"{draft}/publish", revision=str(revision))
    for page in pages:
        assert "Edit the draft" not in admin.get(page).text
    write(admin, draft, FORM | {"name": {"en": "Late check"}}, revision)
    for page in pages:
        assert "Edit the draft" in admin.get(page).text


def test_a_draft_that_moved_meanwhile_is_shown_again_before_it_is_published(admin, draft):
    write(admin, draft)
    moved = admin.send(f"{draft}/publish", revision="1")
    assert moved.status_code == 409
    assert "Somebody saved this draft while you looked" in text_of(moved)


def test_a_published_checklist_is_edited_copied_and_its_draft_discarded(admin, draft):
    revision = write(admin, draft)
    admin.send(f"{draft}/publish", revision=str(revision))
    assert admin.send("/console/checklists/evening/edit").headers["location"] == draft
    copied = admin.send("/console/checklists/evening/copy", new_code="evening-short")
    form = given_of(admin.get(copied.headers["location"]))["form"]
    assert (form["code"], len(form["sections"][0]["questions"])) == ("evening-short", 2)
    assert admin.send(f"{draft}/discard").status_code == 303
    assert admin.get(draft).status_code == 404
    again = admin.send("/console/checklists/evening/edit").headers["location"]
    assert given_of(admin.get(again))["form"]["code"] == "evening"


def test_every_pack_can_be_begun_and_published(admin):
    for one in all_packs():
        path = admin.send(f"/console/checklists/packs/{one.code}").headers["location"]
        given = given_of(admin.get(path))
        looked = ask(admin, f"{path}/look", form=given["form"]).json()
        assert (one.code, looked["faults"], looked["missing"]) == (one.code, [], [])
        assert admin.send(f"/console/checklists/packs/{one.code}").headers["location"] == path
        sent = admin.send(f"{path}/publish", revision=str(given["revision"]))
        assert sent.status_code == 303
    assert admin.send("/console/checklists/packs/unknown").status_code == 404


def test_a_checklist_is_assigned_and_taken_back(chain, admin, draft):
    revision = write(admin, draft)
    admin.send(f"{draft}/publish", revision=str(revision))
    path = "/console/checklists/evening"
    fields = {
        "role": "clerk",
        "visit_kind": "self_check",
        "every": "day",
        "starts_on": "2026-11-22",
    }
    sent = admin.send(f"{path}/assignments", scope=f"store:{chain.store.id}", **fields)
    assert sent.status_code == 303, sent.text
    page = admin.get(path)
    told = text_of(page)
    assert "Every day" in told
    assert "From 2026-11-22" in told
    assert "1 assignment" in text_of(admin.get("/console/checklists"))
    (removal,) = re.findall(rf'action="({path}/assignments/[^"]+/remove)"', page.text)
    assert admin.send(removal).status_code == 303
    assert "Nobody in particular" in text_of(admin.get(path))


def test_a_reference_picture_is_kept_and_shown(admin, draft):
    content = to_jpeg()
    headers = admin.headers | {"Origin": ORIGIN, "Content-Type": "image/jpeg"}
    sent = admin.client.post("/console/form/pictures", headers=headers, content=content)
    assert sent.status_code == 200, sent.text
    shown = admin.get(f"/console/form/pictures/{sent.json()['sha256']}")
    assert (shown.content, shown.headers["content-type"]) == (content, "image/jpeg")
    wrong = admin.client.post("/console/form/pictures", headers=headers, content=b"no picture")
    assert wrong.status_code == 415
    assert "title" in wrong.json()
    assert admin.get(f"/console/form/pictures/{'0' * 64}").status_code == 404


def test_kinds_of_visits_are_weighed(chain, admin, browser_of):
    path = "/console/visit-kinds"
    assert "Mystery" in text_of(admin.get(path)) or "mystery" in text_of(admin.get(path)).lower()
    sent = admin.send(path, code="night", name_en="Night visit", weight="2.5", is_on="true")
    assert sent.status_code == 303
    assert 'value="2.5"' in admin.get(path).text
    assert admin.send(path, code="night", name_en="Night visit", weight="99").status_code == 422
    clerk = browser_of(chain.staff["clerk"])
    assert "Weight: 2.5" in text_of(clerk.get(path))
    assert clerk.send(path, code="night", name_en="Mine", weight="1").status_code == 403
