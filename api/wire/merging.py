"""Two edits of one draft in the words of the contract."""

from collections.abc import Iterable, Mapping
from typing import Any

from api.wire.authoring import to_change, to_faults
from checklists.authoring.merging.forms import Clash, Side
from checklists.authoring.merging.words import names_in
from checklists.authoring.revisions import Offer
from checklists.forms.diff_words import Names, names_of, tell_place
from checklists.forms.diffs import diff
from checklists.forms.reading import look_at
from mobile_contract.v1 import merging as wire
from mobile_contract.v1.authoring import ChangeReply
from mobile_contract.v1.problems import ProblemReply
from mobile_contract.v1.wire import Words


def to_picks(picks: Iterable[wire.Pick]) -> dict[str, Side]:
    """Return whose values somebody takes, by the key of the conflict."""
    return {pick.key: Side(pick.side) for pick in picks}


def to_moved(problem: ProblemReply, offer: Offer) -> wire.MovedReply:
    """Return a refused save with what it takes to go on."""
    return wire.MovedReply(
        **problem.model_dump(), revision=offer.draft.revision, conflicts=_conflicts(offer)
    )


def to_merge(offer: Offer, locale: str) -> wire.MergeReply:
    """Return two edits as one; faults in one language."""
    return wire.MergeReply(
        revision=offer.draft.revision,
        form=offer.merged.form,
        conflicts=_conflicts(offer),
        changes=_changes(offer.base, offer.draft.form),
        faults=to_faults(offer.merged.faults, locale),
    )


def _conflicts(offer: Offer) -> list[wire.ConflictReply]:
    names = names_in(offer.mine, offer.draft.form) if offer.merged.clashes else {}
    return [_to_conflict(clash, names) for clash in offer.merged.clashes]


def _to_conflict(clash: Clash, names: Names) -> wire.ConflictReply:
    what = (clash.part, clash.code, clash.field)
    return wire.ConflictReply(
        key=clash.key,
        part=clash.part.value,
        code=clash.code,
        field=clash.field,
        base=clash.base,
        mine=clash.mine,
        theirs=clash.theirs,
        words=Words(zh_cn=tell_place(what, names, "zh-CN"), en=tell_place(what, names, "en")),
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[ChangeReply]:
    old, new = look_at(before).form, look_at(after).form
    if old is None or new is None:
        return []
    names = names_of(old, new)
    return [to_change(change, names) for change in diff(old, new)]
