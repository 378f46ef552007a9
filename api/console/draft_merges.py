"""What the editor shows when somebody else saved the draft: both edits as one, or a choice."""

import uuid
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse, Response

from api.console.form_words import tell_faults
from api.console.visits import Visit, VisitDep
from checklists.authoring.merging.forms import Side
from checklists.authoring.merging.words import names_in, tell_clash
from checklists.authoring.revisions import Offer, offer
from checklists.forms.diff_words import names_of, tell
from checklists.forms.diffs import diff
from checklists.forms.form import Form
from checklists.forms.reading import look_at
from mobile_contract.v1.merging import MAX_PICKS
from stores.queries import staff_by_ids

router = APIRouter(prefix="/drafts")


class Undecided(BaseModel):
    """What the editor could not save, and what the person took of it so far."""

    revision: int
    form: dict[str, Any]
    picks: Annotated[dict[str, Literal["mine", "theirs"]], Field(max_length=MAX_PICKS)] = {}


@router.post("/{draft_id}/merge")
def send_merge(visit: VisitDep, draft_id: uuid.UUID, undecided: Undecided) -> Response:
    """Return both edits as one; nothing is kept before the editor saves it."""
    picks = {key: Side(side) for key, side in undecided.picks.items()}
    offered = offer(
        visit.session,
        visit.actor,
        draft_id,
        undecided.form,
        revision=undecided.revision,
        picks=picks,
    )
    return JSONResponse(tell_offer(visit, offered))


def tell_offer(visit: Visit, offered: Offer) -> dict[str, Any]:
    """Return what the editor needs to let a person go on: forms, and sentences about them."""
    draft, merged, locale = offered.draft, offered.merged, visit.language.code
    names = names_in(offered.mine, draft.form) if merged.clashes else {}
    told = [tell_clash(clash, names, locale) for clash in merged.clashes]
    return {
        "revision": draft.revision,
        "form": draft.form,
        "who": staff_by_ids(visit.session, [draft.edited_by_id])[draft.edited_by_id].name,
        "merged": merged.form,
        "clashes": [
            {"key": one.key, "place": one.place, "mine": one.mine, "theirs": one.theirs}
            for one in told
        ],
        "theirs": _sentences(visit, offered.base, draft.form),
        "mine": _sentences(visit, offered.base, offered.mine),
        "faults": [
            f"{one.place} – {one.detail}"
            for one in tell_faults(visit.language, merged.form, merged.faults)
        ],
    }


def tell_changes(visit: Visit, old: Form, new: Form) -> list[tuple[str, bool]]:
    """Return each change in words, and whether it may move scores."""
    names = names_of(old, new)
    locale = visit.language.code
    return [(tell(change, names, locale), change.is_scored) for change in diff(old, new)]


def _sentences(visit: Visit, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return how two documents differ; nothing while one is no form yet."""
    old, new = look_at(before).form, look_at(after).form
    if old is None or new is None:
        return []
    return [text for text, _ in tell_changes(visit, old, new)]
