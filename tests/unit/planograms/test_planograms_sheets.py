"""Excel planograms: headings in two languages, every fault by its cell, and written back."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from planograms import sheets
from planograms.readings import check, to_number
from planograms.rules import PlanogramDraft, SlotDraft, is_same
from planograms.sheets import Heading

NAME = {"zh-CN": "饮料", "en": "Drinks"}
HEADING = Heading("drinks", NAME, date(2026, 1, 1), width_mm=600, height_mm=900)
ENGLISH = ("Row", "Position", "SKU", "Facings", "Left (mm)", "Width (mm)")
CHINESE = ("层", "位置", "商品编码", "排面数", "左边距（毫米）", "宽度（毫米）")
WIDTHS = {"cola": 60.0}


def workbook(*rows):
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(list(row))
    content = BytesIO()
    book.save(content)
    return content.getvalue()


def faults_of(content, known=("cola",)):
    reading = sheets.read(content, HEADING, widths=WIDTHS)
    return [(fault.pointer, fault.detail) for fault in check(reading, known_skus=known)]


@pytest.mark.parametrize("headings", [ENGLISH, CHINESE, [word.upper() for word in ENGLISH]])
def test_headings_are_known_in_both_languages(headings):
    content = workbook(headings, (1, 1, "cola", 2, 0, 120), (1, 2, "cola", 1, 120, 60))
    reading = sheets.read(content, HEADING, widths=WIDTHS)
    assert reading.faults == ()
    assert reading.draft.slots == (
        SlotDraft("0-00", "cola", 0, 0, 120, 2),
        SlotDraft("0-01", "cola", 0, 120, 60, 1),
    )


def test_what_the_sheet_leaves_out_follows_from_the_products():
    content = workbook(ENGLISH[:4], (1, 2, "cola"), (), (1, 1, "cola", 3), (2, 1, "cola", ""))
    reading = sheets.read(content, HEADING, widths=WIDTHS)
    assert reading.draft.slots == (
        SlotDraft("0-00", "cola", 0, 0, 180, 3),
        SlotDraft("0-01", "cola", 0, 180, 60, 1),
        SlotDraft("1-00", "cola", 1, 0, 60, 1),
    )


def test_a_shelf_whose_size_nobody_says_is_as_large_as_its_positions():
    content = workbook(ENGLISH[:3], (1, 1, "cola"), (1, 2, "cola"), (3, 1, "cola"))
    draft = sheets.read(content, Heading("x", NAME, date(2026, 1, 1)), widths=WIDTHS).draft
    assert (draft.width_mm, draft.height_mm) == (120, 3 * sheets.ROW_MM)


def test_a_code_that_excel_took_for_a_number_stays_a_code():
    content = workbook(ENGLISH[:3], (1, 1, 6901234567892), (1, 2, 6901234567892.0))
    assert sheets.skus_of(content) == {"6901234567892"}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([("Row", "Position")], [("/A1", "there is no column 商品编码 / sku")]),
        ([ENGLISH], [("/A2", "there is no position")]),
        ([ENGLISH, ("x", 1, "cola", 1, 0, 60)],
         [("/A2", "must be a whole number from 1, not 'x'")]),
        ([ENGLISH, (1, 0, "cola", 1.5, "wide", 60)], [
            ("/B2", "must be a whole number from 1, not '0'"),
            ("/D2", "must be a whole number from 1, not '1.5'"),
            ("/E2", "must be a number of millimetres, not 'wide'"),
        ]),
        ([ENGLISH, (1, 1, None, 1, 0, 60)], [("/C2", "a product code is missing")]),
        ([ENGLISH, (1, 1, "tea", 1, 0, 60)], [("/C2", "there is no product tea")]),
        ([ENGLISH, (1, 1, "tea", 1, 0, 60), (1, "?", "cola", 1, 60, 60)], [
            ("/B3", "must be a whole number from 1, not '?'"),
            ("/C2", "there is no product tea"),
        ]),
        ([ENGLISH, (1, 1, "cola", 1, 0, 60), (1, 2, "cola", 1, 30, 60)],
         [("/E3", "0-01 overlaps 0-00")]),
        ([ENGLISH, (1, 1, "cola", 1, 580, 60)], [("/E2", "the position leaves the shelf")]),
        ([ENGLISH, (1, 1, "cola", 1, "NaN", 60)],
         [("/E2", "must be a number of millimetres, not 'NaN'")]),
        ([ENGLISH, (1, 1, "cola", 1, 0, 60), (1, 1, "cola", 1, 60, 60)],
         [("/B3", "0-00 is there twice")]),
        ([ENGLISH, (1, 1, "cola", 1, 0, -5)],
         [("/F2", "position and width must be finite, width above 0")]),
    ],
)  # fmt: skip
def test_every_fault_is_told_by_its_cell(rows, expected):
    assert faults_of(workbook(*rows)) == expected


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a workbook", b"{}"])
def test_what_is_no_workbook_is_refused(content):
    [(pointer, detail)] = faults_of(content)
    assert pointer == ""
    assert "no Excel workbook" in detail
    assert sheets.skus_of(content) == set()


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_UNPACKED", 100)
    assert faults_of(workbook(ENGLISH)) == [("", "the workbook is too large")]


def test_too_many_positions_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_ROWS", 2)
    rows = [(1, n, "cola", 1, 60 * n, 60) for n in range(1, 4)]
    assert faults_of(workbook(ENGLISH, *rows)) == [("/A4", "more than 2 positions")]


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_what_is_written_is_read_again(locale):
    slots = (
        SlotDraft("0-00", "cola", 0, 0, 120, 2),
        SlotDraft("0-01", "=cola", 0, 130.5, 60, 1),
        SlotDraft("1-00", "cola", 1, 0, 180, 3),
    )
    draft = PlanogramDraft("drinks", NAME, 600, 900, HEADING.valid_from_on, slots)
    content = sheets.write(draft, {"=cola": {"zh-CN": "可乐", "en": "=1+1"}}, locale=locale)
    again = sheets.read(content, HEADING, widths={})
    assert again.faults == ()
    assert is_same(again.draft, draft)
    assert not is_same(again.draft, replace(draft, width_mm=601))
    cells = load_workbook(BytesIO(content)).worksheets[0]
    assert "f" not in {cell.data_type for row in cells.iter_rows() for cell in row}


@pytest.mark.parametrize(("value", "number"), [(1, 1.0), ("2.5", 2.5), (True, None), ("x", None),
                                               (None, None), (float("inf"), None),
                                               (10**400, None)])  # fmt: skip
def test_what_is_a_number(value, number):
    assert to_number(value) == number
