"""Checklists in and out of Excel: every place that is wrong at once, or a draft."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from api.console.checklist_pages import edit, own_drafts, show_list
from api.console.visits import Visit, VisitDep
from checklists import drafting
from checklists.errors import ChecklistNotFound
from checklists.form_rows import form_of
from checklists.forms import form_questions
from checklists.history import versions_of
from checklists.sheets.list_writing import write_list
from checklists.sheets.lists import read_sheets
from checklists.sheets.readings import SheetReading
from checklists.sheets.workbooks import (
    MAX_BYTES,
    SheetFault,
    WorkbookRefused,
    open_workbook,
)
from checklists.sheets.xlsform_writing import write_xlsform
from checklists.sheets.xlsforms import is_xlsform, read_xlsform_sheets
from checklists.visit_kinds import require_author

router = APIRouter(prefix="/checklists")
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WRONG = 422


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One thing that is wrong with a workbook, or left out of it."""

    place: str  # such as `Questions!C7`; empty: the whole workbook
    detail: str


@router.post("/import", max_body_size=MAX_BYTES + 100_000)  # and the form around it
def send_sheet(
    visit: VisitDep,
    *,
    sheet: Annotated[UploadFile, File()],
    dry_run: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Make a draft of a workbook, or show every place that is wrong and change nothing.

    A checklist that is being written already gets it as its next revision: none is lost.
    """
    require_author(visit.session, visit.actor)
    name = PurePath(sheet.filename or "").stem[:100]
    reading = _read(sheet.file.read(MAX_BYTES + 1), name)
    notes = [_to_line(visit, one) for one in reading.notes]
    if reading.form is None:
        faults = [_to_line(visit, one) for one in reading.faults]
        return show_list(visit, status=_WRONG, faults=faults, notes=notes)
    if dry_run:
        count = len(list(form_questions(reading.form)))
        return show_list(visit, checked=count, notes=notes)
    form = reading.form.model_dump(mode="json", exclude_defaults=True)
    form["format"] = reading.form.format
    own = own_drafts(visit).get(reading.form.code)
    if own is None:
        draft = drafting.create(visit.session, visit.actor, form)
    else:
        draft = drafting.save(visit.session, visit.actor, own.id, form, revision=own.revision)
    # What was left out is read before the editor opens, where nothing would tell it any more.
    return show_list(visit, notes=notes, imported=draft) if notes else edit(draft)


@router.get("/{code}/versions/{number}/{kind}.xlsx")
def show_sheet(visit: VisitDep, code: str, number: int, kind: str) -> Response:
    """Send a version as a workbook: a plain list, or an XLSForm."""
    versions = versions_of(visit.session, code)
    found = next((one for one in versions if one.version.number == number), None)
    if found is None or kind not in {"list", "xlsform"}:
        raise ChecklistNotFound
    form = form_of(found)
    is_list = kind == "list"
    content = write_list(form, locale=visit.language.code) if is_list else write_xlsform(form)
    headers = {"Content-Disposition": f'attachment; filename="{code}-{number}-{kind}.xlsx"'}
    return Response(content, media_type=_XLSX, headers=headers)


def _read(content: bytes, name: str) -> SheetReading:
    try:
        sheets = open_workbook(content)
    except WorkbookRefused as refused:
        return SheetReading(None, (refused.fault,))
    read = read_xlsform_sheets if is_xlsform(sheets) else read_sheets
    return read(sheets, name=name)


def _to_line(visit: Visit, fault: SheetFault) -> SheetLine:
    place = f"{fault.sheet}!{fault.cell}" if fault.cell else fault.sheet
    return SheetLine(place, visit.language.say(fault.detail))
