"""Areas of a place drawn in a real browser: by mouse, by keyboard, and seen on phone and desk."""

import pytest

from tests.fixtures.chromium import DESK, PHONE
from tests.journeys.test_console import look


def corners(page) -> list[list[float]]:
    """Return the corners of the first area as the form would send them."""
    text = page.locator("[data-corners]").first.input_value()
    return [[float(share) for share in pair.split()] for pair in text.split(",") if pair.strip()]


def add_area(page, name):
    page.get_by_role("button", name="Add an area").click()
    page.get_by_label("Name in English").last.fill(name)


def test_an_area_is_drawn_by_keyboard_alone(kitchen_place, chain, open_page):
    page = open_page(chain.staff["admin"])
    page.goto(kitchen_place.path)
    page.get_by_role("button", name="Add an area").press("Enter")
    page.keyboard.type("出口")
    page.keyboard.press("Tab")
    page.keyboard.type("Exit")
    assert corners(page) == [[35, 35], [65, 35], [65, 65], [35, 65]]
    page.get_by_role("button", name="Corner 1 of Exit").focus()
    for key in ("ArrowLeft", "Shift+ArrowUp"):
        page.keyboard.press(key)
    assert corners(page)[0] == [34, 30]
    assert "34 per cent from the left, 30 from the top" in page.locator("[data-said]").inner_text()
    page.keyboard.press("Enter")  # a corner in the middle of the next side
    assert corners(page)[1] == [49.5, 32.5]
    page.keyboard.press("Delete")
    assert len(corners(page)) == 4
    page.get_by_role("button", name="Save as reference").press("Enter")
    page.get_by_text("Reference photo:").wait_for()
    [view] = kitchen_place.views()
    assert view.areas[0]["name"] == {"zh-CN": "出口", "en": "Exit"}
    assert view.areas[0]["corners"][0] == [0.34, 0.3]
    assert page.complaints == []


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_an_area_is_drawn_by_pointer(kitchen_place, chain, open_page, size):
    page = open_page(chain.staff["admin"], size=size)
    page.goto(kitchen_place.path)
    add_area(page, "Exit")
    page.locator("[data-sketch]").scroll_into_view_if_needed()
    box = page.locator("[data-sketch]").bounding_box()

    def at(left, top):
        return box["x"] + box["width"] * left / 100, box["y"] + box["height"] * top / 100

    page.mouse.move(*at(35, 35))
    page.mouse.down()
    page.mouse.move(*at(20, 10), steps=4)
    page.mouse.up()
    assert [round(share) for share in corners(page)[0]] == [20, 10]
    assert len(corners(page)) == 4, "the end of a drag adds no corner"
    page.mouse.click(*at(80, 50))
    assert [[round(share) for share in corner] for corner in corners(page)][2] == [80, 50]
    page.get_by_role("button", name="Save as reference").click()
    page.get_by_text("Reference photo:").wait_for()
    assert len(kitchen_place.views()[0].areas[0]["corners"]) == 5


def test_an_area_is_removed_and_a_wrong_one_comes_back_marked(kitchen_place, chain, open_page):
    page = open_page(chain.staff["admin"])
    page.goto(kitchen_place.path)
    add_area(page, "Exit")
    add_area(page, "Drain")
    page.get_by_role("button", name="Remove this area").first.click()
    assert page.locator("fieldset.area legend").inner_text() == "Area 1"
    page.get_by_text("Corners as numbers").click()
    page.locator("[data-corners]").fill("10 10, 40 60, 40 10, 10 60")
    page.get_by_role("button", name="Save as reference").click()
    assert "Nothing was saved" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Name in English").input_value() == "Drain"
    page.get_by_role("button", name="Remove this area").click()
    page.get_by_role("button", name="Save as reference").click()
    page.get_by_text("Reference photo:").wait_for()
    assert kitchen_place.views()[0].areas == []


LOOKS = [
    {"size": size, "scheme": scheme, "language": language}
    for size in (PHONE, DESK)
    for scheme in ("light", "dark")
    for language in ("en", "zh-CN")
]


@pytest.mark.parametrize("how", LOOKS, ids=lambda how: "-".join(map(str, how.values())))
def test_the_page_can_be_read_and_touched(kitchen_place, chain, browser_of, open_page, how):
    rows = {"code": ["", ""], "name_zh": ["消防出口", "地漏"], "name_en": ["Fire exit", "Drain"]}
    rows["corners"] = ["8 12, 30 10, 32 60, 9 66", "60 80, 78 80, 78 94, 60 94"]
    editor = browser_of(chain.staff["admin"])
    editor.send(kitchen_place.path, photo_id=str(kitchen_place.photo_ids[0]), **rows)
    for role in ("admin", "supervisor"):
        page = open_page(chain.staff[role], **how)
        assert look(page, kitchen_place.path) == []
        if role == "admin":
            page.locator("[data-name]").first.focus()
            page.locator("[data-numbers] summary").first.click()
            assert page.evaluate("document.querySelectorAll('.corner').length") == 4
        assert page.complaints == []
