"""Forms while they are written; apart from publishing.py, after which nothing changes any more.

Every save is kept as a revision, and a save names the revision it began from: two editors cannot
overwrite each other.
"""

import uuid
from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, select

from checklists.authoring.models import Draft, DraftRevision
from checklists.authoring.publishing import publish_form
from checklists.errors import DraftExists, DraftMoved, DraftNotFound, FormInvalid
from checklists.forms.diff_words import names_of, tell
from checklists.forms.diffs import diff
from checklists.forms.form import is_code
from checklists.forms.reading import MAX_FAULTS, look_at, read_form, unstorable
from checklists.forms.rows import form_of
from checklists.models import Checklist, ChecklistVersion
from checklists.queries import version_with_questions
from checklists.rules import differences
from checklists.visits.kinds import require_author
from core.clock import now
from core.db import lock_name
from core.errors import Fault
from core.words import LOCALES, Words, say
from stores.queries import staff_by_ids
from stores.rules import Actor

Document = Mapping[str, Any]


def drafts(session: Session, actor: Actor) -> list[Draft]:
    """Return the drafts of the chain that were not discarded, the last edited first.

    Raises:
        RoleMissing: If they may not write checklists.
    """
    require_author(session, actor)
    return list(
        session.exec(
            select(Draft)
            .where(col(Draft.discarded_at).is_(None))
            .order_by(col(Draft.edited_at).desc(), col(Draft.id))
        )
    )


def name_of(draft: Draft) -> Words:
    """Return what a draft is called so far; a name that is not finished says less."""
    name = draft.form.get("name")
    texts = name if isinstance(name, Mapping) else {}
    return {locale: texts[locale] for locale in LOCALES if isinstance(texts.get(locale), str)}


def draft_by_id(session: Session, actor: Actor, draft_id: uuid.UUID) -> Draft:
    """Return one draft.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there, or was discarded.
    """
    require_author(session, actor)
    draft = session.exec(
        select(Draft).where(Draft.id == draft_id, col(Draft.discarded_at).is_(None))
    ).first()
    if draft is None:
        raise DraftNotFound
    return draft


def create(session: Session, actor: Actor, form: Document) -> Draft:
    """Begin a draft of a form, finished or not; the same form again gives the same draft.

    A form with the code of a published checklist becomes its next version. A pack, an import and
    another draft are begun as well by handing over their form, under a code of its own.

    Raises:
        RoleMissing: If they may not write checklists.
        FormInvalid: If it has no usable code, or cannot be kept.
        DraftExists: If another draft writes the checklist with this code.
    """
    require_author(session, actor)
    code = require_storable(form)
    lock_name(session, f"draft/{code}")
    draft = _draft_with(session, code)
    if draft is not None and draft.discarded_at is None:
        if draft.form == form:
            return draft
        raise DraftExists(faults=(Fault("/code", f"{code} is being written in another draft"),))
    if draft is None:
        draft = Draft(code=code, form={}, revision=0, edited_by_id=actor.staff_id, edited_at=now())
    draft.discarded_at = None
    draft.base_version_id = _newest_version_id(session, code)
    return _write(session, actor, draft, form)


def edit(session: Session, actor: Actor, version_id: uuid.UUID) -> Draft:
    """Return the draft of a published checklist, begun with this version unless there is one.

    Raises:
        RoleMissing: If they may not write checklists.
        ChecklistNotFound: If there is no such version.
    """
    require_author(session, actor)
    found = version_with_questions(session, version_id)
    lock_name(session, f"draft/{found.checklist.code}")
    draft = _draft_with(session, found.checklist.code)
    if draft is not None and draft.discarded_at is None:
        return draft
    draft = create(session, actor, form_of(found).model_dump(mode="json"))
    draft.base_version_id = version_id
    session.flush()
    return draft


def copy(
    session: Session, actor: Actor, form: Document, *, code: str, name: Mapping[str, str]
) -> Draft:
    """Begin a new checklist that asks what another one asks, under a code and a name of its own.

    Raises:
        RoleMissing: If they may not write checklists.
        FormInvalid: If the code is not one, or cannot be kept.
        DraftExists: If the code is taken by another draft or by a published checklist.
    """
    require_author(session, actor)
    if _newest_version_id(session, code) is not None:
        raise DraftExists(faults=(Fault("/code", f"{code} is a published checklist"),))
    return create(session, actor, {**form, "code": code, "name": dict(name)})


def save(
    session: Session, actor: Actor, draft_id: uuid.UUID, form: Document, *, revision: int
) -> Draft:
    """Keep a draft as the next revision; sent again, the same save changes nothing.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there, or was discarded.
        FormInvalid: If it has no usable code, a published code changes, or it cannot be kept.
        DraftMoved: If it was saved since this revision, with who did it and what they changed.
        DraftExists: If another draft has the new code.
    """
    draft = _held(session, actor, draft_id)
    code = require_storable(form)
    is_theirs = draft.edited_by_id == actor.staff_id
    if draft.form == form and (draft.revision == revision or is_theirs):
        return draft
    if draft.revision != revision:
        raise _moved(session, actor, draft, revision)
    if code != draft.code:
        _rename(session, draft, code)
    return _write(session, actor, draft, form)


def discard(session: Session, actor: Actor, draft_id: uuid.UUID) -> None:
    """Put a draft away; its revisions are kept, and the same code can be begun anew.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there; one that was discarded before is no fault.
    """
    require_author(session, actor)
    draft = session.exec(select(Draft).where(Draft.id == draft_id).with_for_update()).first()
    if draft is None:
        raise DraftNotFound
    draft.discarded_at = draft.discarded_at or now()
    session.flush()


def publish(
    session: Session, actor: Actor, draft_id: uuid.UUID, *, revision: int, note: str = ""
) -> ChecklistVersion:
    """Publish what somebody read of a draft; sent again, it gives the same version.

    Raises:
        RoleMissing: If they may not write checklists.
        DraftNotFound: If it is not there, or was discarded.
        DraftMoved: If it was saved since this revision.
        FormInvalid: With every fault at its place.
    """
    draft = _held(session, actor, draft_id)
    if draft.revision != revision:
        raise _moved(session, actor, draft, revision)
    version = publish_form(session, actor, read_form(draft.form), note=note, at=now())
    draft.base_version_id = version.id
    session.flush()
    return version


def require_storable(form: Document) -> str:
    """Return the code of a document that may be kept, finished or not.

    Raises:
        FormInvalid: If it has no usable code, or something that the database cannot hold.
    """
    faults = list(unstorable(form))[:MAX_FAULTS]
    code = form.get("code")
    if not isinstance(code, str) or not is_code(code):
        detail = "must be lower-case letters and digits, parts joined by -"
        faults.append(Fault("/code", detail))
    if faults or not isinstance(code, str):
        raise FormInvalid(faults=tuple(faults))
    return code


def _held(session: Session, actor: Actor, draft_id: uuid.UUID) -> Draft:
    """Return a draft that nobody else writes before this transaction ends."""
    draft_by_id(session, actor, draft_id)
    draft = session.exec(
        select(Draft)
        .where(Draft.id == draft_id, col(Draft.discarded_at).is_(None))
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if draft is None:
        raise DraftNotFound
    return draft


def _write(session: Session, actor: Actor, draft: Draft, form: Document) -> Draft:
    draft.form, draft.revision = dict(form), draft.revision + 1
    draft.edited_by_id, draft.edited_at = actor.staff_id, now()
    session.add(draft)
    session.flush()
    session.add(
        DraftRevision(
            draft_id=draft.id,
            revision=draft.revision,
            form=draft.form,
            edited_by_id=actor.staff_id,
        )
    )
    session.flush()
    return draft


def _rename(session: Session, draft: Draft, code: str) -> None:
    if draft.base_version_id is not None:
        fault = Fault("/code", "the code of a published checklist stays; copy it instead")
        raise FormInvalid(faults=(fault,))
    lock_name(session, f"draft/{code}")
    if _draft_with(session, code) is not None or _newest_version_id(session, code) is not None:
        raise DraftExists(faults=(Fault("/code", f"{code} is taken"),))
    draft.code = code


def _draft_with(session: Session, code: str) -> Draft | None:
    return session.exec(select(Draft).where(Draft.code == code)).first()


def _newest_version_id(session: Session, code: str) -> uuid.UUID | None:
    return session.exec(
        select(ChecklistVersion.id)
        .where(ChecklistVersion.checklist_id == Checklist.id, Checklist.code == code)
        .order_by(col(ChecklistVersion.number).desc())
        .limit(1)
    ).first()


def _moved(session: Session, actor: Actor, draft: Draft, revision: int) -> DraftMoved:
    """Return the problem that tells who saved meanwhile, when, and what they changed."""
    editor = staff_by_ids(session, [draft.edited_by_id])[draft.edited_by_id]
    detail = f"{say(editor.name, actor.locale)}, {draft.edited_at.isoformat(timespec='seconds')}"
    read = session.exec(
        select(DraftRevision.form).where(
            DraftRevision.draft_id == draft.id, DraftRevision.revision == revision
        )
    ).first()
    return DraftMoved(detail, faults=_changes(read or {}, draft.form, actor.locale))


def _changes(before: Document, after: Document, locale: str) -> tuple[Fault, ...]:
    """Return what differs as sentences; by place where one of the two is no form yet."""
    old, new = look_at(before).form, look_at(after).form
    if old is None or new is None:
        return tuple(differences(before, after)[:MAX_FAULTS])
    names = names_of(old, new)
    return tuple(
        Fault(f"/{change.part.value}/{change.code}", tell(change, names, locale))
        for change in diff(old, new)[:MAX_FAULTS]
    )
