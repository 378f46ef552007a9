"""Checklists in and out of workbooks, for the command line."""

import uuid
from pathlib import Path

from sqlmodel import Session

from checklists import packs
from checklists.form_rows import form_of
from checklists.forms import Form, form_questions
from checklists.history import versions_of
from checklists.sheet_drafts import SheetKind, import_sheet, place_of, read_sheet, write_sheet
from checklists.sheets.readings import SheetReading
from core.db import make_engine, unit_of_work
from core.settings import DatabaseSettings
from core.words import say
from deploy.packs import NotThere
from stores.queries import actor_of, staff_by_login, tenant_by_code
from stores.rules import Actor


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
    engine = make_engine(database)
    try:
        with unit_of_work(engine, None) as session:
            tenant_id = _tenant_id(session, tenant)
        with unit_of_work(engine, tenant_id) as session:
            draft = import_sheet(session, _actor(session, login), reading)
            return f"draft {draft.code}, revision {draft.revision}"
    finally:
        engine.dispose()


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
    engine = make_engine(database)
    try:
        with unit_of_work(engine, None) as session:
            tenant_id = _tenant_id(session, tenant)
        with unit_of_work(engine, tenant_id) as session:
            versions = versions_of(session, code)
            return form_of(versions[0]) if versions else None
    finally:
        engine.dispose()


def _tenant_id(session: Session, code: str) -> uuid.UUID:
    found = tenant_by_code(session, code)
    if found is None:
        msg = f"no chain {code!r}"
        raise NotThere(msg)
    return found.id


def _actor(session: Session, login: str) -> Actor:
    staff = staff_by_login(session, login)
    actor = actor_of(session, staff.id) if staff else None
    if actor is None:
        msg = f"nobody signs in as {login!r}"
        raise NotThere(msg)
    return actor
