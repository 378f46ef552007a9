"""Giving a chain a shipped checklist: as a draft to make its own, or published as it is."""

from sqlmodel import Session

from checklists import packs
from checklists.authoring import drafting
from checklists.authoring.models import Draft
from checklists.forms.form import to_document
from core.settings import DatabaseSettings
from deploy.chains import NotThere, actor_named, in_chain
from stores.rules import Actor


def lines(locale: str) -> list[str]:
    """Return one line for each shipped checklist: its code, its name and how much it asks."""
    return [
        f"{form.code:28}{packs.name_of(form, locale)} ({packs.question_count(form)})"
        for form in packs.all_packs()
    ]


def add(database: DatabaseSettings, code: str, *, tenant: str, login: str, publish: bool) -> str:
    """Give a chain the pack with this code, and return what it has now, in one line.

    The same pack again changes nothing while nobody edited it.

    Raises:
        NotThere: If there is no such pack, chain or person.
        RoleMissing: If this person may not write checklists.
        DraftExists: If the chain is working on a checklist with this code.
    """
    form = packs.pack(code)
    if form is None:
        known = ", ".join(one.code for one in packs.all_packs())
        msg = f"no pack {code!r}; there are {known}"
        raise NotThere(msg)
    with in_chain(database, tenant) as session:
        actor = actor_named(session, login)
        draft = drafting.create(session, actor, to_document(form))
        return _published(session, actor, draft) if publish else f"draft {draft.code}"


def _published(session: Session, actor: Actor, draft: Draft) -> str:
    version = drafting.publish(session, actor, draft.id, revision=draft.revision, note="pack")
    return f"version {version.number} of {draft.code}"
