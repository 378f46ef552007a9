"""Checklists in and out of Excel on the console's pages."""

import pytest

from checklists.sheets.workbooks import Sheet, write_workbook
from tests.api.test_console_checklists import given_of
from tests.fixtures.console import text_of


@pytest.fixture
def admin(chain, browser_of):
    """The browser of an administrator, who may write checklists."""
    return browser_of(chain.staff["admin"])


def xlsx(*rows) -> dict:
    """Return a workbook with one sheet as a browser sends it."""
    content = write_workbook([Sheet("Questions", tuple(rows))])
    return {"sheet": ("evening.xlsx", content)}


def test_an_excel_list_becomes_a_draft_and_what_was_left_out_is_told_first(admin):
    path = "/console/checklists/import"
    plain = admin.send(path, files=xlsx(("Question",), ("Is the floor dry?",)))
    assert plain.status_code == 303
    form = given_of(admin.get(plain.headers["location"]))["form"]
    assert form["sections"][0]["questions"][0]["prompt"] == {"en": "Is the floor dry?"}
    told = admin.send(path, files=xlsx(("Question", "Moon phase"), ("Is it full?", "yes")))
    assert told.status_code == 200
    assert "Left out or made up" in text_of(told)
    assert "/console/drafts/" in told.text


def test_a_wrong_sheet_names_its_place_and_changes_nothing(admin, chain, browser_of):
    path, before = "/console/checklists/import", text_of(admin.get("/console/checklists"))
    wrong = admin.send(path, files=xlsx(("Question", "Kind"), ("Is it dry?", "smell")))
    assert wrong.status_code == 422
    assert "Questions!B2" in text_of(wrong)
    assert text_of(admin.get("/console/checklists")) == before
    clerk = browser_of(chain.staff["clerk"])
    assert clerk.send(path, files=xlsx(("Question",), ("Mine?",))).status_code == 403


def test_a_version_goes_out_as_a_list_and_as_an_xlsform(admin):
    code = "shift-self-check"
    path = admin.send(f"/console/checklists/packs/{code}").headers["location"]
    admin.send(f"{path}/publish", revision="1")
    for kind in ("list", "xlsform"):
        sent = admin.get(f"/console/checklists/{code}/versions/1/{kind}.xlsx")
        assert (sent.status_code, sent.content[:2]) == (200, b"PK")
    assert admin.get(f"/console/checklists/{code}/versions/2/list.xlsx").status_code == 404
