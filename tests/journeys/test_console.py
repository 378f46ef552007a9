"""Managers in a real browser: from the worst store to a closed ticket, on phone and desk."""

import pytest

from core.db import unit_of_work
from core.security import hash_password
from stores.models import Role
from tests.factories import make_staff
from tests.fixtures.chromium import DESK, PHONE
from tests.fixtures.submissions import to_jpeg

PASSWORD = "rose garden 7"

# What is wrong with a page, as far as a browser can tell without a person looking at it.
FAULTS = """() => {
  const faults = [];
  const say = (what, at) => faults.push(`${what}: ${at.outerHTML.slice(0, 90)}`);
  const isSeen = at => {
    const box = at.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && !at.closest('.skip, .unseen') &&
      at.checkVisibility({visibilityProperty: true});
  };
  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll('main *')].filter(
      at => at.getBoundingClientRect().right > innerWidth + 1 && !at.closest('.scroll, svg'));
    say('wider than the window', wide.at(-1) ?? document.body);
  }
  for (const at of document.querySelectorAll('img, image')) {
    if (at.tagName === 'IMG' && !(at.complete && at.naturalWidth)) say('picture missing', at);
    if (at.tagName === 'IMG' && !at.hasAttribute('alt')) say('picture without words', at);
  }
  const touched = `button, .button, .nav a, .chips a, .counters a,
    input, select, textarea, summary`;
  for (const at of document.querySelectorAll(touched)) {
    if (at.type === 'hidden' || !isSeen(at)) continue;
    if (at.getBoundingClientRect().height < 47.5) say('small to touch', at);
  }
  for (const at of document.querySelectorAll('input, select, textarea')) {
    const isNamed = at.labels?.length || at.getAttribute('aria-label');
    if (at.type !== 'hidden' && !isNamed) say('no label', at);
  }
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const parse = text => text.match(/[0-9.]+/g).map(Number);
  const behind = at => {
    for (; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] === 1) return color;
    }
    return [255, 255, 255];
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const at = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !isSeen(at)) continue;
    const style = getComputedStyle(at);
    const ink = at.closest('svg') ? style.fill : style.color;
    const [one, other] = [light(parse(ink)), light(behind(at))].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    if ((one + 0.05) / (other + 0.05) < least) say('hard to read', at);
  }
  if (document.querySelectorAll('h1').length !== 1) say('not one heading', document.body);
  return faults;
}"""


def look(page, path):
    """Open a page, let every picture load, and return what is wrong with it."""
    answer = page.goto(path)
    assert answer.status == 200, path
    for picture in page.locator("img").all():
        picture.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    return page.evaluate(FAULTS)


def test_faults_of_a_page_are_found(chromium):
    page = chromium.new_page(viewport=PHONE)
    page.set_content(
        "<main><h1>One</h1><h1>Two</h1><button>tiny</button><input style='height: 60px'>"
        "<img src='data:,'><p style='color: #999; background: #fff'>pale</p>"
        "<div style='width: 900px; height: 9px'></div></main>"
    )
    found = {fault.partition(":")[0] for fault in page.evaluate(FAULTS)}
    page.close()
    assert found == {
        "hard to read",
        "no label",
        "not one heading",
        "picture missing",
        "picture without words",
        "small to touch",
        "wider than the window",
    }


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_can_be_read_and_touched(story, open_page, size, scheme, language):
    staff = story.chain.staff["supervisor"]
    page = open_page(staff, language=language, size=size, scheme=scheme)
    faults = {path: look(page, path) for path in ["/console/login", *story.paths]}
    assert {path: found for path, found in faults.items() if found} == {}
    assert page.complaints == []


def test_a_manager_goes_from_the_worst_store_to_a_closed_ticket(engine, story, open_page, tmp_path):
    chain, ticket = story.chain, story.tickets["gap"]
    with unit_of_work(engine, chain.tenant_id) as session:
        judge = make_staff(
            session,
            role=Role.SUPERVISOR,
            store=chain.store,
            password_hash=hash_password(PASSWORD),
        )
    photo = tmp_path / "fix.jpg"
    photo.write_bytes(to_jpeg(seed=5))

    fixer = open_page(chain.staff["store_manager"], size=PHONE)
    fixer.goto("/console/tickets?tab=mine")
    fixer.get_by_role("link", name=ticket.title["en"]).click()
    fixer.get_by_role("button", name="Acknowledge").click()
    fixer.get_by_text("Submit the fix").first.click()
    fixer.get_by_label("Photo of the fix").set_input_files(photo)
    fixer.get_by_role("button", name="Submit the fix").click()
    fixer.get_by_role("heading", name="Before and after").wait_for()
    assert fixer.get_by_role("button", name="Fix is good").count() == 0

    page = open_page()
    page.goto(f"/console/tickets/{ticket.id}")
    page.get_by_label("Chain").fill(chain.tenant_code)
    page.get_by_label("Login").fill(judge.login)
    page.get_by_label("Password").fill("a guess")
    page.get_by_role("button", name="Sign in").click()
    assert "wrong" in page.get_by_role("alert").inner_text()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Fix is good").click()
    page.get_by_role("button", name="Close").click()
    page.get_by_role("link", name="Stores", exact=True).click()
    page.get_by_role("link", name=chain.store.name["en"], exact=True).click()
    page.get_by_role("heading", name="Score this week").wait_for()
    assert "closed" in page.get_by_role("region", name="Most frequent faults").inner_text().lower()


def test_keyboards_reach_the_content_first(story, open_page):
    page = open_page(story.chain.staff["supervisor"])
    page.goto("/console")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("at => at === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
