"""Checklists in and out of Excel: every place that is wrong at once, or a draft."""

from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, File, Form, UploadFile
from starlette.responses import Response

from api.console.checklist_pages import edit, show_list
from api.console.visits import Visit, VisitDep
from checklists.authoring.sheet_drafts import (
    SheetKind,
    import_sheet,
    place_of,
    read_sheet,
    write_sheet,
)
from checklists.authoring.versions import versions_of
from checklists.errors import ChecklistNotFound
from checklists.forms.form import form_questions
from checklists.forms.rows import form_of
from checklists.queries import version_with_questions
from checklists.sheets.workbooks import MAX_BYTES, SheetFault
from checklists.visits.kinds import require_author

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
    reading = read_sheet(sheet.file.read(MAX_BYTES + 1), name=name)
    notes = [_to_line(visit, one) for one in reading.notes]
    if reading.form is None:
        faults = [_to_line(visit, one) for one in reading.faults]
        return show_list(visit, status=_WRONG, faults=faults, notes=notes)
    if dry_run:
        count = len(list(form_questions(reading.form)))
        return show_list(visit, checked=count, notes=notes)
    draft = import_sheet(visit.session, visit.actor, reading)
    # What was left out is read before the editor opens, where nothing would tell it any more.
    return show_list(visit, notes=notes, imported=draft) if notes else edit(draft)


@router.get("/{code}/versions/{number}/{kind}.xlsx")
def show_sheet(visit: VisitDep, code: str, number: int, kind: str) -> Response:
    """Send a version as a workbook: a plain list, or an XLSForm."""
    versions = versions_of(visit.session, code)
    found = next((one for one in versions if one.number == number), None)
    if found is None or kind not in set(SheetKind):
        raise ChecklistNotFound
    form = form_of(version_with_questions(visit.session, found.id))
    content = write_sheet(form, SheetKind(kind), locale=visit.language.code)
    headers = {"Content-Disposition": f'attachment; filename="{code}-{number}-{kind}.xlsx"'}
    return Response(content, media_type=_XLSX, headers=headers)


def _to_line(visit: Visit, fault: SheetFault) -> SheetLine:
    return SheetLine(place_of(fault), visit.language.say(fault.detail))
