"""The page of a place: its reference photo, its areas, and what becomes of a wrong outline."""

import re

import pytest

from core.ids import new_id
from tests.fixtures.console import text_of

EXIT = "10 10, 40 10, 40 60, 10 60"


@pytest.fixture
def admin(chain, browser_of):
    """The browser of the administrator, who may plan."""
    return browser_of(chain.staff["admin"])


def save(browser, place, *areas, photo=None, **fields):
    """Send the form with these areas: name in English and corners."""
    rows = {
        "code": [""] * len(areas),
        "name_zh": [""] * len(areas),
        "name_en": [name for name, _ in areas],
        "corners": [corners for _, corners in areas],
    }
    return browser.send(place.path, photo_id=str(photo or place.photo_ids[0]), **rows, **fields)


def test_a_place_without_a_view_offers_its_newest_photo(kitchen_place, admin):
    page = admin.get(kitchen_place.path)
    assert "No reference photo yet" in text_of(page)
    assert str(kitchen_place.photo_ids[0]) in page.text
    assert "not the reference yet" in text_of(page)


def test_what_is_drawn_is_kept_and_drawn_again(kitchen_place, admin):
    saved = save(admin, kitchen_place, ("Fire exit", EXIT), ("", ""), is_fixed="true")
    assert (saved.status_code, saved.headers["location"]) == (303, kitchen_place.path)
    [view] = kitchen_place.views()
    assert view.areas == [
        {
            "code": "fire-exit",
            "name": {"zh-CN": "Fire exit", "en": "Fire exit"},
            "corners": [[0.1, 0.1], [0.4, 0.1], [0.4, 0.6], [0.1, 0.6]],
        }
    ]
    assert view.is_fixed
    page = admin.get(kitchen_place.path)
    assert 'points="128.0,96.0 512.0,96.0 512.0,576.0 128.0,576.0"' in page.text
    assert "not the reference yet" not in text_of(page)


def test_areas_of_one_name_get_codes_of_their_own(kitchen_place, admin):
    far = "60 60, 80 60, 80 90"
    save(admin, kitchen_place, ("Drain", EXIT), ("Drain", far), ("地漏", far))
    [view] = kitchen_place.views()
    assert [area["code"] for area in view.areas] == ["drain", "drain-2", "area-3"]


def test_an_area_keeps_its_code_when_it_is_renamed_and_goes_when_it_is_removed(
    kitchen_place, admin
):
    save(admin, kitchen_place, ("Exit", EXIT), ("Drain", "60 60, 80 60, 80 90"))
    row = {"code": "exit", "name_zh": "后门", "name_en": "Back door", "corners": EXIT}
    again = admin.send(kitchen_place.path, photo_id=str(kitchen_place.photo_ids[0]), **row)
    assert again.status_code == 303
    old, new = kitchen_place.views()
    assert old.retired_at is not None
    assert [(area["code"], area["name"]["en"]) for area in new.areas] == [("exit", "Back door")]
    empty = admin.send(kitchen_place.path, photo_id=str(kitchen_place.photo_ids[0]))
    assert (empty.status_code, kitchen_place.views()[-1].areas) == (303, [])


@pytest.mark.parametrize(
    "corners",
    ["", "10 10, 20 20", "10 10, 140 20, 30 30", "10 10, 40 60, 40 10, 10 60", "ten, 1 2, 3 4"],
)
def test_a_wrong_outline_is_shown_again_and_not_kept(kitchen_place, admin, corners):
    refused = save(admin, kitchen_place, ("Exit", EXIT), ("Drain", corners))
    told = text_of(refused)
    assert refused.status_code == 422
    assert "Nothing was saved" in told
    assert told.count("This outline cannot be used") == 1
    assert re.search(rf'name="corners" value="{corners}"', refused.text)
    assert 'value="Drain"' in refused.text, "what was typed is not lost"
    assert kitchen_place.views() == []


def test_another_photo_can_become_the_reference(kitchen_place, admin):
    save(admin, kitchen_place, ("Exit", EXIT))
    other = kitchen_place.photo_ids[1]
    page = admin.get(f"{kitchen_place.path}?photo={other}")
    assert "not the reference yet" in text_of(page)
    assert 'value="10 10, 40 10, 40 60, 10 60"' in page.text, "the areas come along"
    assert save(admin, kitchen_place, ("Exit", EXIT), photo=other).status_code == 303
    assert kitchen_place.views()[1].sha256 != kitchen_place.views()[0].sha256
    lost = save(admin, kitchen_place, ("Exit", EXIT), photo=new_id())
    assert lost.status_code == 404


def test_who_may_not_plan_sees_the_view_and_no_form(kitchen_place, chain, admin, browser_of):
    save(admin, kitchen_place, ("Exit", EXIT))
    supervisor = browser_of(chain.staff["supervisor"])
    page = supervisor.get(kitchen_place.path)
    assert "Exit" in text_of(page)
    assert f'action="{kitchen_place.path}"' not in page.text
    assert save(supervisor, kitchen_place, ("Exit", EXIT)).status_code == 403
    stranger = browser_of(chain.staff["stranger"])
    assert stranger.get(kitchen_place.path).status_code == 404
    assert save(stranger, kitchen_place, ("Exit", EXIT)).status_code == 404


def test_only_this_page_may_run_a_script_and_only_ours(kitchen_place, chain, admin):
    page = admin.get(kitchen_place.path)
    assert "script-src 'self'" in page.headers["content-security-policy"]
    (source,) = re.findall(r'<script src="([^"]+)"', page.text)
    script = admin.get(source)
    assert script.headers["content-type"].startswith("text/javascript")
    assert "script-src" not in admin.get("/console").headers["content-security-policy"]


def test_the_store_leads_to_its_places(kitchen_place, chain, admin):
    path = f"/console/stores/{chain.store.id}"
    assert "No reference photo yet" in text_of(admin.get(path))
    save(admin, kitchen_place, ("Exit", EXIT))
    page = admin.get(path)
    assert f'href="{kitchen_place.path}"' in page.text
    assert "1 area to keep as it is" in text_of(page)
    photo = admin.get(f"/console/photos/{kitchen_place.photo_ids[1]}")
    assert f"{kitchen_place.path}?photo={kitchen_place.photo_ids[1]}" in photo.text
