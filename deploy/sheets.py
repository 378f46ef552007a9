"""Checklists in and out of workbooks, for the command line."""

from pathlib import Path

from checklists import packs
from checklists.authoring.sheet_drafts import (
    SheetKind,
    import_sheet,
    place_of,
    read_sheet,
    write_sheet,
)
from checklists.authoring.versions import versions_with_questions
from checklists.forms.form import Form, form_questions
from checklists.forms.rows import form_of
from checklists.sheets.readings import SheetReading
from core.settings import DatabaseSettings
from core.words import say
from deploy.chains import NotThere, actor_named, in_chain


def read(path: Path) -> SheetReading:
    """Read a workbook of either kind; its name stands in where it says none."""
    return read_sheet(path.read_bytes(), name=path.stem)


def report(reading: SheetReading, locale: str) -> list[str]:
    """Return what a workbook comes to, a line for each fault and each note with its place."""
    texts = {
        "zh-CN": ("错误", "提示", "可以导入：{code}，{count} 个检查项"),
        "en": ("fault", "note", "can be imported: {code}, {count} questions"),
    }
    fault, note, usable = texts[locale]
    lines = [
        f"{word} {place_of(one)}: {say(one.detail, locale)}"
        for word, found in ((fault, reading.faults), (note, reading.notes))
        for one in found
    ]
    if reading.form is not None:
        count = len(list(form_questions(reading.form)))
        lines.append(usable.format(code=reading.form.code, count=count))
    return lines


def keep(database: DatabaseSettings, reading: SheetReading, *, tenant: str, login: str) -> str:
    """Keep a workbook's checklist as a draft of a chain, and return what it has now in one line.

    Raises:
        NotThere: If there is no such chain or person.
        SheetInvalid: If the workbook has faults.
        RoleMissing: If this person may not write checklists.
    """
    with in_chain(database, tenant) as session:
        draft = import_sheet(session, actor_named(session, login), reading)
        return f"draft {draft.code}, revision {draft.revision}"


def write(
    database: DatabaseSettings, code: str, *, tenant: str | None, kind: SheetKind, locale: str
) -> bytes:
    """Return a chain's newest version of a checklist as a workbook; without a chain, a pack.

    Raises:
        NotThere: If there is no such chain, checklist or pack.
    """
    form = packs.pack(code) if tenant is None else _published(database, code, tenant)
    if form is None:
        msg = f"no checklist {code!r}"
        raise NotThere(msg)
    return write_sheet(form, kind, locale=locale)


def _published(database: DatabaseSettings, code: str, tenant: str) -> Form | None:
    with in_chain(database, tenant) as session:
        versions = versions_with_questions(session, code)
        return form_of(versions[0]) if versions else None
