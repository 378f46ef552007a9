"""What a workbook came to; apart because both formats end here, with a form or with all faults."""

from collections.abc import Mapping
from dataclasses import dataclass

from checklists.forms.fault_words import fault_words
from checklists.forms.form import Form
from checklists.forms.reading import look_at
from checklists.sheets.records import Desk, Part, Record
from checklists.sheets.workbooks import SheetFault


@dataclass(frozen=True, slots=True)
class SheetReading:
    """A workbook as far as it could be read."""

    form: Form | None  # None: there are faults, and nothing is imported
    faults: tuple[SheetFault, ...] = ()
    notes: tuple[SheetFault, ...] = ()  # left out or made up; keeps nothing from being imported


def finish(document: Part, desk: Desk) -> SheetReading:
    """Make a form of a document, or tell every fault by the cell it came from."""
    places = _places(document, desk)
    reading = look_at(document)
    known = {(fault.sheet, fault.cell) for fault in desk.faults}
    for fault in reading.faults:
        sheet, cell = place_of(fault.pointer, places)
        if (sheet, cell) not in known:  # one cell, one reason: the first is the cause
            desk.faults.append(SheetFault(sheet, cell, fault_words(fault)))
    form = None if desk.faults else reading.form
    return SheetReading(form, tuple(desk.faults), tuple(desk.notes))


def place_of(pointer: str, places: Mapping[str, Record]) -> tuple[str, str]:
    """Return the sheet and cell that a JSON Pointer came from, or the nearest above it."""
    members: list[str] = []
    while pointer and pointer not in places:
        pointer, _, member = pointer.rpartition("/")
        members.insert(0, member)
    if pointer not in places:
        return "", ""
    record = places[pointer]
    for length in range(len(members), 0, -1):
        path = tuple(members[:length])
        if path in record.places:
            return record.sheet, record.cell(path)
    fitting = [path for path in record.places if path[: len(members)] == tuple(members)]
    return record.sheet, record.cell(fitting[0] if members and fitting else ())


def _places(document: Part, desk: Desk) -> dict[str, Record]:
    """Return the row that each part came from, by its JSON Pointer; no nesting is too deep."""
    places: dict[str, Record] = {}
    waiting: list[tuple[str, object]] = [("", document)]
    while waiting:
        pointer, part = waiting.pop()
        if isinstance(part, dict):
            record = desk.source(part)
            if record is not None:
                places[pointer] = record
            waiting += [(f"{pointer}/{member}", below) for member, below in part.items()]
        elif isinstance(part, list):
            waiting += [(f"{pointer}/{number}", below) for number, below in enumerate(part)]
    return places
