"""Workbooks are judged by their packing, and nothing in them is ever run."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
from openpyxl import Workbook, load_workbook

from checklists.sheets import workbooks
from checklists.sheets.workbooks import (
    Sheet,
    WorkbookRefused,
    open_workbook,
    to_text,
    write_workbook,
)


def refusal(content: bytes) -> str:
    with pytest.raises(WorkbookRefused) as refused:
        open_workbook(content)
    fault = refused.value.fault
    assert fault.detail["zh-CN"] != fault.detail["en"]
    return fault.detail["en"]


def packed(parts: dict[str, bytes]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return content.getvalue()


def test_what_is_no_workbook_is_refused():
    assert "no Excel workbook" in refusal(b"type,name,label\n")
    assert "no Excel workbook" in refusal(packed({"readme.txt": b"hello"}))
    assert "old .xls" in refusal(b"\xd0\xcf\x11\xe0" + bytes(600))
    assert "broken" in refusal(packed({"xl/workbook.xml": b"<not closed"}))


def test_fifty_megabytes_are_refused_before_they_are_looked_at():
    assert "10 MB" in refusal(bytes(50_000_000))


def test_a_bomb_is_refused_by_what_it_declares(monkeypatch: pytest.MonkeyPatch):
    bomb = packed({"xl/workbook.xml": b"<x/>", "xl/worksheets/sheet1.xml": bytes(30_000_000)})
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("it was unpacked"))
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_, **__: pytest.fail("it was unpacked"))
    assert "unpack to too much" in refusal(bomb)


def test_many_parts_and_a_large_whole_are_bombs_too():
    many = {f"xl/{number}": b"" for number in range(workbooks.MAX_PARTS)}
    assert "unpack to too much" in refusal(packed({"xl/workbook.xml": b"<x/>", **many}))
    declared = [zipfile.ZipInfo("a"), zipfile.ZipInfo("b")]
    for part in declared:
        part.file_size = part.compress_size = workbooks.MAX_UNPACKED // 2 + 1
    assert workbooks._is_bomb(declared)
    assert not workbooks._is_bomb(declared[:1])


def test_a_part_that_lies_about_its_size_is_broken():
    content = bytearray(write_workbook([Sheet("a", [["x" * 500_000]])]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        part = max(archive.infolist(), key=lambda each: each.file_size)
    # The size after unpacking, in the directory at the end: 10 bytes, where 500,000 follow.
    place = content.rfind(part.filename.encode()) - 46 + 24
    content[place : place + 4] = (10).to_bytes(4, "little")
    assert "broken" in refusal(bytes(content))


def test_an_entity_in_the_xml_is_never_expanded():
    good = write_workbook([Sheet("a", [["x"]])])
    with zipfile.ZipFile(io.BytesIO(good)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]>'
    place = next(name for name, part in parts.items() if b">x<" in part)
    parts[place] = entity + parts[place].replace(b">x<", b">&e;<")
    assert "broken" in refusal(packed(parts))


def test_what_looks_like_a_formula_is_text_on_the_way_in_and_out():
    book = Workbook()
    page = book.worksheets[0]
    page.append(["=1+1", '=HYPERLINK("x")', "+1", "@a", 2, True])
    content = io.BytesIO()
    book.save(content)
    texts = ["=1+1", '=HYPERLINK("x")', "+1", "@a"]
    assert list(open_workbook(content.getvalue())[0].rows[0]) == [*texts, 2.0, True]
    written = write_workbook([Sheet("a", [texts])])
    cells = load_workbook(io.BytesIO(written)).worksheets[0][1]
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.quotePrefix for cell in cells)
    assert list(open_workbook(written)[0].rows[0]) == texts


def test_values_are_those_of_the_cells():
    book = Workbook()
    page = book.worksheets[0]
    page.append([date(2026, 11, 22), datetime(2026, 11, 22, 8, 30), time(8, 30), " ", None, 7])  # noqa: DTZ001 - Excel knows no zones
    page["A4"] = "below two empty rows"
    content = io.BytesIO()
    book.save(content)
    rows = open_workbook(content.getvalue())[0].rows
    assert list(rows[0]) == ["2026-11-22", "2026-11-22T08:30:00", "08:30:00", None, None, 7.0]
    assert [len(row) for row in rows[1:3]] == [0, 0]
    assert rows[3][0] == "below two empty rows"


def test_texts_lose_only_what_xml_cannot_hold():
    written = write_workbook([Sheet("a", [["a\x07b\n c", "007", "\x00"]])])
    assert list(open_workbook(written)[0].rows[0])[:2] == ["ab\n c", "007"]


def test_too_many_rows_and_sheets_are_refused_by_name(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(workbooks, "MAX_ROWS", 2)
    content = write_workbook([Sheet("long", [["a"], ["b"], ["c"]])])
    with pytest.raises(WorkbookRefused) as refused:
        open_workbook(content)
    assert refused.value.fault.sheet == "long"
    monkeypatch.setattr(workbooks, "MAX_SHEETS", 0)
    assert "sheets" in refusal(content)


def test_a_cell_says_a_code_as_people_typed_it():
    assert [to_text(value) for value in (None, 7.0, 7.5, True, " x ")] == [
        "",
        "7",
        "7.5",
        "TRUE",
        "x",
    ]
