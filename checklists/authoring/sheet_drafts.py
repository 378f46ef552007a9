"""Workbooks that become drafts; apart because sheets keep nothing and drafts know no sheets."""

from enum import StrEnum

from sqlmodel import Session

from checklists.authoring import drafting
from checklists.authoring.models import Draft
from checklists.errors import SheetInvalid
from checklists.forms.form import Form, to_document
from checklists.sheets.list_writing import write_list
from checklists.sheets.lists import read_sheets
from checklists.sheets.readings import SheetReading
from checklists.sheets.workbooks import SheetFault, WorkbookRefused, open_workbook
from checklists.sheets.xlsform_writing import write_xlsform
from checklists.sheets.xlsforms import is_xlsform, read_xlsform_sheets
from core.errors import Fault, pointer_to
from core.words import say
from stores.rules import Actor


class SheetKind(StrEnum):
    """Which kind of workbook a checklist is written as."""

    LIST = "list"  # a plain Excel list
    XLSFORM = "xlsform"


def read_sheet(content: bytes, *, name: str = "") -> SheetReading:
    """Read a workbook, an XLSForm where it has a sheet `survey`, else a plain list.

    Args:
        content: An `.xlsx` file.
        name: What the checklist is called where the workbook does not say, such as its file name.
    """
    try:
        sheets = open_workbook(content)
    except WorkbookRefused as refused:
        return SheetReading(None, (refused.fault,))
    read = read_xlsform_sheets if is_xlsform(sheets) else read_sheets
    return read(sheets, name=name)


def write_sheet(form: Form, kind: SheetKind, *, locale: str) -> bytes:
    """Return a form as a workbook of either kind."""
    if kind is SheetKind.XLSFORM:
        return write_xlsform(form)
    return write_list(form, locale=locale)


def import_sheet(session: Session, actor: Actor, reading: SheetReading) -> Draft:
    """Keep what a workbook holds as a draft; one that is being written gets a next revision.

    Raises:
        RoleMissing: If they may not write checklists.
        SheetInvalid: With every fault by its sheet and cell; nothing is kept.
    """
    known = {draft.code: draft for draft in drafting.drafts(session, actor)}
    if reading.form is None:
        raise SheetInvalid(faults=tuple(_to_fault(one, actor.locale) for one in reading.faults))
    form = to_document(reading.form)
    draft = known.get(reading.form.code)
    if draft is None:
        return drafting.create(session, actor, form)
    return drafting.save(session, actor, draft.id, form, revision=draft.revision)


def place_of(fault: SheetFault) -> str:
    """Return where a fault is, as people write it: `Questions!C7`; "": the whole workbook."""
    return f"{fault.sheet}!{fault.cell}" if fault.cell else fault.sheet


def _to_fault(fault: SheetFault, locale: str) -> Fault:
    pointer = pointer_to(*filter(None, (fault.sheet, fault.cell)))
    return Fault(pointer, say(fault.detail, locale))
