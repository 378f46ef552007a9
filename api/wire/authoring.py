"""Drafts, versions and assignments in the words of the contract."""

from collections.abc import Iterable
from typing import Any

from api.wire.words import to_person, to_words
from checklists.authoring.assigning import Assigning
from checklists.authoring.drafting import name_of
from checklists.authoring.models import Assignment, Draft, FormPicture
from checklists.forms.diff_words import Names, names_of, tell
from checklists.forms.diffs import Change, diff
from checklists.forms.fault_words import fault_text
from checklists.forms.form import plain_words
from checklists.forms.reading import Reading
from checklists.forms.rows import form_of
from checklists.forms.texts import missing_words
from checklists.models import ChecklistVersion
from checklists.queries import VersionWithQuestions
from checklists.visits.kinds import Kind
from core.errors import Fault
from mobile_contract.v1 import authoring as wire
from mobile_contract.v1.wire import Words
from stores.models import Staff


def to_draft_summary(draft: Draft, editor: Staff | None) -> wire.DraftSummary:
    """Return a draft without its form."""
    return wire.DraftSummary(**_summary(draft, editor))


def to_draft(draft: Draft, editor: Staff | None, reading: Reading, locale: str) -> wire.DraftReply:
    """Return a draft with what is wrong with it, and what is not translated, in one language."""
    missing = missing_words(reading.form) if reading.form else ()
    return wire.DraftReply(
        **_summary(draft, editor),
        form=draft.form,
        faults=to_faults(reading.faults, locale),
        missing_words=to_faults(missing, locale),
    )


def _summary(draft: Draft, editor: Staff | None) -> dict[str, Any]:
    return {
        "id": draft.id,
        "code": draft.code,
        "name": to_words(name_of(draft)),
        "revision": draft.revision,
        "base_version_id": draft.base_version_id,
        "edited_by": to_person(editor),
        "edited_at": draft.edited_at,
    }


def to_faults(faults: Iterable[Fault], locale: str) -> list[wire.FormFault]:
    """Return what is wrong with a form, in one language."""
    return [
        wire.FormFault(pointer=fault.pointer, detail=fault_text(fault, locale)) for fault in faults
    ]


def to_version(version: ChecklistVersion) -> wire.VersionReply:
    """Return a published version without what it asks."""
    return wire.VersionReply(
        id=version.id,
        checklist_id=version.checklist_id,
        number=version.number,
        note=version.note,
        published_at=version.published_at,
        published_by_id=version.published_by_id,
    )


def to_diff(before: VersionWithQuestions | None, after: VersionWithQuestions) -> wire.DiffReply:
    """Return what changed from one version to another; nothing where there is only one."""
    new = form_of(after)
    old = form_of(before) if before else new
    names = names_of(old, new)
    changes = [to_change(change, names) for change in diff(old, new)]
    before_id = before.version.id if before else None
    return wire.DiffReply(before_id=before_id, after_id=after.version.id, changes=changes)


def to_change(change: Change, names: Names) -> wire.ChangeReply:
    """Return one difference with its sentence."""
    return wire.ChangeReply(
        deed=change.deed.value,
        part=change.part.value,
        code=change.code,
        field=change.field,
        before=change.before,
        after=change.after,
        is_scored=change.is_scored,
        words=Words(zh_cn=tell(change, names, "zh-CN"), en=tell(change, names, "en")),
    )


def to_visit_kind(kind: Kind) -> wire.VisitKindReply:
    """Return why somebody looks."""
    return wire.VisitKindReply(
        code=kind.code, name=to_words(kind.name), weight=kind.weight, is_on=kind.is_on
    )


def to_kind(code: str, body: wire.VisitKindRequest) -> Kind:
    """Return a kind of visit as somebody wants it."""
    return Kind(code, plain_words(body.name), float(body.weight), body.is_on)


def to_assigning(body: wire.AssignmentRequest) -> Assigning:
    """Return what somebody wants to be filled."""
    return Assigning(**dict(body))


def to_assignment(row: Assignment) -> wire.AssignmentReply:
    """Return who fills a checklist."""
    members = wire.AssignmentReply.model_fields
    return wire.AssignmentReply(**{name: getattr(row, name) for name in members})


def to_form_picture(picture: FormPicture) -> wire.FormPictureReply:
    """Return what is known of a picture for checklists."""
    return wire.FormPictureReply(
        sha256=picture.sha256, byte_count=picture.byte_count, content_type=picture.content_type
    )
