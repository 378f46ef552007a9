"""One draft in two real browsers: both people's changes survive, and every save can be found."""

import pytest

from tests.fixtures.chromium import DESK, PHONE
from tests.journeys.test_console import FAULTS
from tests.journeys.test_console_checklists import add, begin, built, titles, wait_saved

__all__ = ["built"]  # skips where the scripts are not built


@pytest.fixture
def pair(chain, open_page):
    """Two people with the same draft open, which asks one thing already."""
    mine = open_page(chain.staff["admin"])
    begin(mine, "Evening check", "evening")
    add(mine, "Is the door locked?")
    wait_saved(mine)
    theirs = open_page(chain.staff["regional_manager"])
    theirs.goto(mine.url)
    theirs.locator("[data-pick]").first.wait_for()
    return mine, theirs


def test_two_people_add_questions_and_both_are_kept(pair):
    mine, theirs = pair
    add(theirs, "Theirs?")
    wait_saved(theirs)
    add(mine, "Mine?")
    conflict = mine.get_by_role("alertdialog")
    conflict.wait_for()
    assert "both can be kept" in conflict.inner_text()
    assert "Question “Theirs?” added" in conflict.inner_text()
    assert "null" not in conflict.inner_text()
    conflict.get_by_role("button", name="Keep both").click()
    wait_saved(mine)
    assert sorted(titles(mine)) == ["Is the door locked?", "Mine?", "Theirs?"]
    theirs.reload()
    theirs.locator("[data-pick]").first.wait_for()
    assert sorted(titles(theirs)) == ["Is the door locked?", "Mine?", "Theirs?"]


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_where_both_reword_one_question_somebody_chooses(pair, size):
    mine, theirs = pair
    for page, words in ((theirs, "Is the back door locked?"), (mine, "Is every door locked?")):
        page.locator(".part.question .pick").first.click()
        page.get_by_label("What is asked (English)").fill(words)
        if page is theirs:
            wait_saved(theirs)
    mine.set_viewport_size(size)
    conflict = mine.get_by_role("alertdialog")
    conflict.wait_for()
    both = conflict.get_by_role("button", name="Keep both")
    assert both.is_disabled()
    assert mine.evaluate(FAULTS) == []
    conflict.get_by_label("Theirs:").check()
    both.click()
    conflict.wait_for(state="hidden")
    wait_saved(mine)
    assert titles(mine) == ["Is the back door locked?"]


def test_what_was_left_in_a_browser_is_kept_with_what_came_since(pair):
    mine, theirs = pair
    mine.context.set_offline(True)
    add(mine, "Typed in the cellar?")
    mine.get_by_text("No connection: your changes are kept in this browser").wait_for()
    add(theirs, "Theirs?")
    wait_saved(theirs)
    again = mine.context.new_page()
    mine.close(run_before_unload=False)
    again.context.set_offline(False)
    again.goto(theirs.url)
    conflict = again.get_by_role("alertdialog")
    conflict.get_by_role("button", name="Keep both").click()
    wait_saved(again)
    assert sorted(titles(again)) == ["Is the door locked?", "Theirs?", "Typed in the cellar?"]


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_the_history_goes_back_without_losing_anything(pair, size):
    page, theirs = pair
    add(theirs, "Theirs?")
    wait_saved(theirs)
    page.set_viewport_size(size)
    page.get_by_role("link", name="History").click()
    assert page.evaluate(FAULTS) == []
    assert "Question “Theirs?” added" in page.locator("main").inner_text()
    page.get_by_role("button", name="Restore this one").first.click()
    page.locator("[data-pick]").first.wait_for()
    assert titles(page) == ["Is the door locked?"]
    page.get_by_role("link", name="History").click()
    assert "Question “Theirs?” removed" in page.locator("main").inner_text()
    assert page.get_by_role("button", name="Restore this one").count() > 1
