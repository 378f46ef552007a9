"""The phone preview of a form in a real Chromium: it shows, hides and asks as answers come in."""

import json

import pytest

from api.console.assets import read_asset
from checklists.forms.state import state_of
from checklists.packs import all_packs
from tests.fixtures.chromium import PHONE


def ask(code: str, kind: str = "yes_no", **told) -> dict:
    return {"code": code, "kind": kind, "prompt": {"en": code, "zh-CN": f"问{code}"}, **told}


FRIDGES = {
    "code": "fridges",
    "title": {"en": "Fridges"},
    "repeat": {"minimum": 1, "maximum": 2, "title": {"en": "fridge"}},
    "questions": [
        ask(
            "degrees",
            "temperature",
            limits={"minimum": 0, "maximum": 8},
            logic={"evidence_if": "this > 8", "action_if": "this > 10"},
            next_step={"en": "Call the technician"},
            root_causes=[{"code": "door", "label": {"en": "Door open"}}],
        ),
        ask("why", "text", logic={"show_if": "degrees > 8"}, is_required=False),
    ],
}
FORM = {
    "code": "a-try",
    "name": {"en": "A try", "zh-CN": "试用"},
    "sections": [
        FRIDGES,
        {
            "code": "rest",
            "title": {"en": "Rest"},
            "questions": [
                ask("count", "number", logic={"default": "size(degrees) * 10"}),
                ask("done", "instruction", logic={"show_if": "degrees.all(one, one > 0)"}),
            ],
        },
    ],
}


@pytest.fixture
def mount(chromium):
    page = chromium.new_page(viewport=PHONE)
    page.complaints = []
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.set_content("<main></main>")
    page.add_script_tag(content=read_asset("built/preview.js").decode())

    def mount_(form: dict, locale: str = "en"):
        page.evaluate(
            """([form, locale]) => {
              const place = document.querySelector("main");
              window.told = [];
              window.preview = roundsPreview.mountPreview(
                place, form, { locale, onChange: ({ given }) => told.push([...given]) });
            }""",
            [form, locale],
        )
        return page

    yield mount_
    assert page.complaints == []
    page.close()


def question(page, key: str):
    return page.locator(f'[data-key="{key}"]')


def test_an_answer_shows_and_asks_for_more_at_once(mount):
    page = mount(FORM)
    assert question(page, "why/0").is_hidden()
    question(page, "degrees/0").get_by_role("spinbutton").fill("12")
    assert question(page, "why/0").is_visible()
    said = question(page, "degrees/0").get_by_role("status").inner_text()
    assert "Above 8 °C" in said
    assert "Failed · Call the technician" in said
    assert "A photo is needed as evidence" in said
    assert "Say what was done about it" in said
    question(page, "degrees/0").get_by_role("button", name="Take a photo").click()
    question(page, "degrees/0").get_by_label("What was done").fill("closed the door")
    question(page, "degrees/0").get_by_label("Cause").select_option("door")
    said = question(page, "degrees/0").get_by_role("status").inner_text()
    assert "needed" not in said
    assert "Say what" not in said
    given = dict(page.evaluate("told.at(-1)"))
    assert given["degrees/0"] == {
        "value": 12,
        "isNotApplicable": False,
        "photoCount": 1,
        "rootCause": "door",
        "action": "closed the door",
    }


def test_what_does_not_apply_fails_nothing(mount):
    page = mount(FORM)
    question(page, "degrees/0").get_by_role("spinbutton").fill("12")
    question(page, "degrees/0").get_by_label("N/A").check()
    assert question(page, "why/0").is_hidden()
    assert question(page, "degrees/0").get_by_role("status").inner_text() == ""


def test_fillings_come_and_go_between_their_limits(mount):
    page = mount(FORM)
    assert page.get_by_role("button", name="Remove fridge").is_disabled()
    page.get_by_role("button", name="Add fridge").click()
    assert question(page, "degrees/1").is_visible()
    assert page.get_by_role("button", name="Add fridge").is_disabled()
    page.get_by_role("button", name="Remove fridge").click()
    assert question(page, "degrees/1").count() == 0


def test_a_default_follows_the_answers_until_it_is_touched(mount):
    page = mount(FORM)
    assert question(page, "count/0").get_by_role("spinbutton").input_value() == "0"
    question(page, "degrees/0").get_by_role("spinbutton").press_sequentially("5")
    count = question(page, "count/0").get_by_role("spinbutton")
    assert count.input_value() == "10"
    # Typing goes on where it was.
    assert page.evaluate("document.activeElement.closest('[data-key]').dataset.key") == "degrees/0"
    count.fill("")
    page.get_by_role("button", name="Add fridge").click()
    question(page, "degrees/1").get_by_role("spinbutton").fill("4")
    assert count.input_value() == ""


def test_a_changed_form_keeps_the_answers_that_are_left(mount):
    page = mount(FORM)
    question(page, "degrees/0").get_by_role("spinbutton").fill("5")
    page.evaluate(
        "form => preview.update(form, { locale: 'zh-CN' })",
        json.loads(json.dumps(FORM).replace('"degrees > 8"', '"degrees > 4"')),
    )
    assert question(page, "degrees/0").get_by_role("spinbutton").input_value() == "5"
    assert question(page, "why/0").is_visible()
    assert "问why" in question(page, "why/0").inner_text()


def test_words_of_people_are_text_and_never_run(mount):
    evil = "<img src=x onerror=\"document.title='run'\">"
    sections = [{"code": "s", "title": {"en": evil}, "questions": [ask("q", sop={"en": evil})]}]
    page = mount({"code": "f", "name": {"en": evil}, "sections": sections})
    assert evil in page.locator("main").inner_text()
    assert page.title() == ""


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_shipped_pack_is_drawn(mount, locale):
    for pack in all_packs():
        page = mount(pack.model_dump(mode="json"), locale)
        shown = state_of(pack, {}, visit_kind="routine").shown
        assert page.locator("[data-key]:not([hidden])").count() == len(shown) > 3
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
