"""Readings of workbooks in the words of the contract."""

from api.wire.authoring import to_draft_summary
from api.wire.words import to_words
from checklists.authoring.models import Draft
from checklists.forms.form import form_questions
from checklists.sheets.readings import SheetReading
from checklists.sheets.workbooks import SheetFault
from mobile_contract.v1 import sheets as wire
from stores.models import Staff


def to_import(
    reading: SheetReading, draft: Draft | None = None, editor: Staff | None = None
) -> wire.SheetImportReply:
    """Return what a workbook came to, with the draft it became if it became one."""
    form = reading.form
    return wire.SheetImportReply(
        is_usable=form is not None,
        code=form.code if form else "",
        questions=len(list(form_questions(form))) if form else 0,
        faults=[_fault(one) for one in reading.faults],
        notes=[_fault(one) for one in reading.notes],
        draft=to_draft_summary(draft, editor) if draft else None,
    )


def _fault(fault: SheetFault) -> wire.SheetFaultReply:
    return wire.SheetFaultReply(sheet=fault.sheet, cell=fault.cell, detail=to_words(fault.detail))
