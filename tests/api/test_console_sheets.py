"""Checklists in and out of Excel on the console's pages."""

import re

import pytest

from checklists.sheets.workbooks import Sheet, write_workbook
from tests.api.test_console_checklists import given_of
from tests.api.test_sheets import bomb
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


PAPER = (
    ("门店巡检表",),
    ("序号", "检查区域", "检查内容", "分值", "检查结果"),
    (1.0, "收银区", "台面整洁", "１０分"),
    (2.0, None, "小票齐全", "多"),
    ("合计", None, None, "20分"),
)
TREE = (("Code", "Question", "Show if"), ("a", "A?", "b == true"), ("b", "B?", "a == true"))


def test_a_paper_list_is_told_by_sheet_and_cell_before_it_is_kept(admin):
    path = "/console/checklists/import"
    wrong = admin.send(path, files=xlsx(*PAPER))
    assert wrong.status_code == 422
    assert {"Questions!D4", "Questions!A5", "Questions!B2", "Questions!E2"} <= set(places(wrong))
    mended = (*PAPER[:3], (2.0, None, "小票齐全", "１０分"), PAPER[-1])
    tried = admin.send(path, files=xlsx(*mended), dry_run="1")
    assert tried.status_code == 200
    assert {"Questions!A5", "Questions!B2", "Questions!E2"} == set(places(tried))
    assert "/console/drafts/" not in tried.text


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (write_workbook([Sheet("Questions", TREE)]), "Questions!C2"),
        (write_workbook([Sheet("survey", (("type", "name"), ("audio", "a")))]), "survey!A2"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old .xls"),
        (b"no workbook", "no Excel workbook"),
        (bomb(), "unpack to too much"),
    ],
    ids=["circle", "xlsform", "old", "none", "bomb"],
)
def test_every_bad_workbook_is_named_and_nothing_is_kept(admin, content, told):
    before = text_of(admin.get("/console/checklists"))
    wrong = admin.send("/console/checklists/import", files={"sheet": ("a.xlsx", content)})
    assert wrong.status_code == 422
    assert told in text_of(wrong)
    assert text_of(admin.get("/console/checklists")) == before


def test_fifty_megabytes_are_refused_from_the_header(admin):
    sheet = {"sheet": ("a.xlsx", bytes(50_000_000))}
    assert admin.send("/console/checklists/import", files=sheet).status_code == 413


def places(response) -> list[str]:
    return re.findall(r"Questions![A-Z]+\d+", text_of(response))
