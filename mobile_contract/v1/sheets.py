"""Checklists as workbooks: what an import comes to."""

from pydantic import Field

from mobile_contract.v1.authoring import DraftSummary
from mobile_contract.v1.wire import Reply, Words


class SheetFaultReply(Reply):
    """Something wrong with a workbook, or left out of it, at one place."""

    sheet: str = Field(description="Empty: the whole workbook.")
    cell: str = Field(description="Such as `C7`; empty: the whole sheet.")
    detail: Words


class SheetImportReply(Reply):
    """What a workbook comes to; nothing is kept unless `draft` is there."""

    is_usable: bool
    code: str = Field(description="Of the checklist; empty where there are faults.")
    questions: int
    faults: list[SheetFaultReply]
    notes: list[SheetFaultReply] = Field(
        description="What was left out or made up; it keeps nothing from being imported."
    )
    draft: DraftSummary | None = Field(description="Null after a dry run.")
