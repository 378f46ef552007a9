"""Checklists in a real browser: by keyboard, by drag, from Excel, by two people, offline."""

import json
from datetime import timedelta

import pytest

from api.console.assets import read_asset
from checklists.forms.form import Form
from checklists.packs import pack
from checklists.sheets.list_writing import write_list
from core.clock import now
from core.ids import new_id
from tests.fixtures.chromium import DESK, PHONE
from tests.journeys.test_console import FAULTS, look

LIST = "/console/checklists"


@pytest.fixture(autouse=True)
def built():
    """Without its script there is no editor to look at; `make test` builds it."""
    try:
        read_asset("built/editor.js")
    except FileNotFoundError:
        pytest.skip("the pages' scripts are not built; run `make web`")


def wait_saved(page):
    """Wait until the server has what was typed and has looked at it."""
    page.wait_for_timeout(900)
    page.locator("[data-part=status]", has_text="Saved").wait_for()


def begin(page, name, code):
    page.goto(LIST)
    page.get_by_label("Name in English").fill(name)
    page.get_by_label("Code (letters").fill(code)
    page.get_by_role("button", name="Create").click()
    page.locator("[data-pick]").first.wait_for()


def titles(page) -> list[str]:
    return page.locator(".part.question [data-title]").all_inner_texts()


def add(page, words):
    page.get_by_role("button", name="Add a question").press("Enter")
    page.keyboard.press("Tab")  # the field in Chinese stays empty
    page.keyboard.type(words)


def test_a_checklist_is_written_by_keyboard_published_and_filled(chain, open_page, phone_of):
    page = open_page(chain.staff["admin"])
    begin(page, "Evening check", "evening")
    for words in ("Is the floor dry?", "Is the door locked?", "Chiller"):
        add(page, words)
    set_limit_and_condition(page)
    page.locator(".part.question .pick").nth(1).focus()
    page.keyboard.press("Alt+ArrowUp")
    assert titles(page) == ["Is the door locked?", "Is the floor dry?", "Chiller"]
    assert "is now number 1" in page.locator("[data-part=said]").inner_text()
    page.keyboard.press("ArrowUp")  # to the section
    page.keyboard.press("Enter")
    page.get_by_label("Title (English)").fill("Closing")
    wait_saved(page)
    page.locator(".mark", has_text="Ready to publish").wait_for()

    try_on_the_phone(page)
    page.get_by_role("link", name="Publish…").click()
    page.get_by_role("button", name="Publish version 1").click()
    page.get_by_role("heading", name="Evening check").wait_for()
    assert page.complaints == []
    filled = fill(phone_of(chain.staff["clerk"]), chain, "evening", floor_dry=True)
    assert filled == {"question-1": "passed", "question-2": "passed", "question-3": "failed"}


def set_limit_and_condition(page):
    """Make the chosen question a temperature that is asked when the first one is answered yes."""
    page.get_by_label("Kind of answer").select_option("temperature")
    page.get_by_label("Largest right value").fill("8")
    page.locator("[data-group=Logic] summary").press("Enter")
    shown = page.locator("fieldset.logic", has_text="Shown when")
    shown.get_by_role("button", name="Set a condition").press("Enter")
    shown.get_by_label("Comparison").select_option("yes")
    wait_saved(page)
    assert "Is the floor dry?" in shown.locator("[data-plain]").inner_text()


def try_on_the_phone(page):
    """Answer in the preview: the condition shows the temperature, and its limit costs half."""
    shown = page.locator(".preview")
    assert shown.get_by_text("Chiller").is_hidden()
    shown.locator("[data-code=question-1]").get_by_role("button", name="Yes").click()
    shown.get_by_label("Chiller").fill("11")
    page.locator("[data-part=score] .score", has_text="50").wait_for()


def fill(phone, chain, code, *, floor_dry) -> dict[str, str]:
    """Fill a published checklist as a phone does, and return what each answer came to."""
    listed = phone.get("/v1/checklists").json()["items"]
    version = next(one for one in listed if one["code"] == code)
    body = {
        "store_id": str(chain.store.id),
        "checklist_version_id": version["version_id"],
        "started_at": (now() - timedelta(minutes=5)).isoformat(),
        "finished_at": now().isoformat(),
        "device": "test phone",
        "answers": [
            {"question": "question-1", "value": floor_dry},
            {"question": "question-2", "value": True},
            {"question": "question-3", "value": 11},
        ],
    }
    path = f"/v1/inspections/{new_id()}"
    sent = phone.put(path, json=body)
    assert sent.status_code == 201, sent.text
    return {one["question"]: one["final_outcome"] for one in phone.get(path).json()["answers"]}


def drag(page, handle, section):
    """Drag a question by its handle into an empty section, and let go once it lies there."""
    start = handle.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(start["x"] + 12, start["y"] + 40, steps=5)
    for nudge in range(40):
        goal = section.locator(".questions").bounding_box()
        page.mouse.move(goal["x"] + 20 + nudge % 3, goal["y"] + 4, steps=4)
        page.wait_for_timeout(50)
        if section.locator(".part.question").count():
            break
    page.mouse.up()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_question_is_dragged_into_another_section_and_undo_brings_it_back(chain, open_page, size):
    page = open_page(chain.staff["admin"], size=size)
    begin(page, "Evening check", "evening")
    for words in ("One?", "Two?"):
        page.locator("[data-tab=outline]").click() if size == PHONE else None
        add(page, words)
    page.locator("[data-tab=outline]").click() if size == PHONE else None
    page.get_by_role("button", name="Add a section").click()
    page.locator("[data-tab=outline]").click() if size == PHONE else None
    page.locator(".part.question .handle").first.scroll_into_view_if_needed()
    last = page.locator(".part.section").last
    drag(page, page.locator(".part.question .handle").first, last)
    assert titles(page) == ["Two?", "One?"]
    assert last.locator(".part.question").count() == 1
    page.locator("[data-tab=outline]").click() if size == PHONE else None
    page.get_by_role("button", name="Undo").click()
    assert titles(page) == ["One?", "Two?"]
    assert last.locator(".part.question").count() == 0


def test_an_excel_list_becomes_a_draft_and_a_wrong_one_names_its_cells(chain, open_page, tmp_path):
    form = pack("shift-self-check")
    assert form is not None
    sheet = tmp_path / "list.xlsx"
    sheet.write_bytes(write_list(Form.model_validate(form.model_dump()), locale="en"))
    page = open_page(chain.staff["admin"])
    page.goto(LIST)
    page.get_by_label("Excel file (.xlsx)").set_input_files(sheet)
    page.get_by_role("button", name="Only check").click()
    assert "The file is right" in page.get_by_role("status").inner_text()
    page.get_by_label("Excel file (.xlsx)").set_input_files(sheet)
    page.get_by_role("button", name="Import", exact=True).click()
    page.locator("[data-pick]").first.wait_for()
    assert form.name["en"] in page.locator(".whole-form").inner_text()
    page.locator(".mark", has_text="Ready to publish").wait_for()

    wrong = tmp_path / "wrong.xlsx"
    wrong.write_bytes(b"PK\x03\x04 this is no workbook")
    page.goto(LIST)
    page.get_by_label("Excel file (.xlsx)").set_input_files(wrong)
    page.get_by_role("button", name="Import", exact=True).click()
    assert "Nothing was imported" in page.get_by_role("alert").inner_text()


def test_two_editors_see_each_other_and_nothing_is_lost(chain, open_page):
    mine = open_page(chain.staff["admin"])
    begin(mine, "Evening check", "evening")
    theirs = open_page(chain.staff["admin"])
    theirs.goto(mine.url)
    theirs.locator("[data-pick]").first.wait_for()
    add(theirs, "Theirs?")
    wait_saved(theirs)
    add(mine, "Mine?")
    conflict = mine.get_by_role("alertdialog")
    conflict.wait_for()
    assert "Theirs?" in conflict.inner_text() or "Two people" in conflict.inner_text()
    conflict.get_by_role("button", name="Take theirs").click()
    assert titles(mine) == ["Theirs?"]
    mine.get_by_role("button", name="Undo").click()
    assert titles(mine) == ["Mine?"]
    wait_saved(mine)
    mine.reload()
    mine.locator("[data-pick]").first.wait_for()
    assert titles(mine) == ["Mine?"]


def test_what_is_typed_without_a_connection_is_kept_and_sent_later(chain, open_page):
    page = open_page(chain.staff["admin"])
    begin(page, "Evening check", "evening")
    page.context.set_offline(True)
    add(page, "Typed in the cellar?")
    page.get_by_text("No connection: your changes are kept in this browser").wait_for()
    kept = page.evaluate("Object.entries(localStorage).find(([key]) => key.includes('draft'))[1]")
    assert "Typed in the cellar?" in json.dumps(json.loads(kept)["form"])
    page.context.set_offline(False)
    wait_saved(page)
    page.reload()
    page.locator("[data-pick]").first.wait_for()
    assert titles(page) == ["Typed in the cellar?"]
    assert page.evaluate("localStorage.length") == 0


def test_faults_stand_beside_their_fields(chain, open_page):
    page = open_page(chain.staff["admin"])
    begin(page, "Evening check", "evening")
    add(page, "One?")
    page.locator("[data-group=Scoring] summary").click()
    page.get_by_label("Weight", exact=True).fill("-3")
    beside = page.locator("[data-at=weight] .told")
    beside.wait_for()
    assert "0" in beside.inner_text()
    assert page.locator(".part.question [data-faults]").inner_text() == "1 to fix"


LOOKS = [
    {"size": size, "scheme": scheme, "language": language}
    for size in (PHONE, DESK)
    for scheme in ("light", "dark")
    for language in ("en", "zh-CN")
]


SETTLED = "Promise.all(document.getAnimations().map(one => one.finished)).then(() => null)"
"""A colour on its way to another one is neither."""


@pytest.mark.parametrize("how", LOOKS, ids=lambda how: "-".join(map(str, how.values())))
def test_every_page_can_be_read_and_touched(chain, browser_of, open_page, how):
    admin = browser_of(chain.staff["admin"])
    path = admin.send(f"{LIST}/packs/restaurant-kitchen").headers["location"]
    admin.send(f"{path}/publish", revision="1", note="first")
    page = open_page(chain.staff["admin"], **how)
    for each in (LIST, f"{LIST}/restaurant-kitchen", "/console/visit-kinds", f"{path}/publish"):
        assert (each, look(page, each)) == (each, [])
    assert look(page, path) == []
    page.locator(".part.question .pick").nth(3).click()
    for group in page.locator("[data-part=panel] summary").all():
        group.click() if not group.evaluate("at => at.parentElement.open") else None
    assert page.evaluate(FAULTS) == []
    if how["size"] == PHONE:
        page.locator("[data-tab=preview]").click()
        page.evaluate(SETTLED)
        assert page.evaluate(FAULTS) == []
    assert page.complaints == []
