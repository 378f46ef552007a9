"""What two people changed differently, in words; apart because a clash is no single change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checklists.authoring.merging.flat import HOME
from checklists.authoring.merging.forms import Clash
from checklists.forms.diff_words import Names, names_of, tell_place, tell_value
from checklists.forms.diffs import Part
from checklists.forms.reading import look_at
from core.words import say

_GONE = {"zh-CN": "删除", "en": "removed"}
_KEPT = {"zh-CN": "保留并修改", "en": "kept and changed"}
_ORDERED = {"questions.order": Part.QUESTION, "sections.order": Part.SECTION}
_TOP = {"zh-CN": "最上层", "en": "the top"}


@dataclass(frozen=True, slots=True)
class ToldClash:
    """One choice as a person reads it."""

    key: str
    place: str  # what both changed, such as `Question “Frying oil”, limits › most`
    mine: str
    theirs: str


def tell_clash(clash: Clash, names: Names, locale: str) -> ToldClash:
    """Return one choice in words.

    Example:
        >>> told = tell_clash(Clash(Part.QUESTION, "oil", "weight", 1, 2, 3.5), {}, "en")
        >>> told.place, told.mine, told.theirs
        ('Question “oil”, weight', '2', '3.5')
    """
    place = tell_place((clash.part, clash.code, clash.field), names, locale)
    mine, theirs = (_side(clash, value, names, locale) for value in (clash.mine, clash.theirs))
    return ToldClash(clash.key, place, mine, theirs)


def names_in(mine: Mapping[str, Any], theirs: Mapping[str, Any]) -> Names:
    """Return what the parts of two documents are called, as far as they are forms."""
    forms = [form for form in (look_at(one).form for one in (theirs, mine)) if form is not None]
    return names_of(forms[0], forms[-1]) if forms else {}


def _side(clash: Clash, value: Any, names: Names, locale: str) -> str:  # noqa: ANN401 - JSON
    if not clash.field or any(isinstance(one, Mapping) for one in (clash.mine, clash.theirs)):
        return say(_GONE if value is None else _KEPT, locale)
    if clash.field == HOME:
        return _name(Part.SECTION, value, names, locale) if value else say(_TOP, locale)
    if part := _ORDERED.get(clash.field):
        return " · ".join(_name(part, code, names, locale) for code in value)
    return tell_value(value, locale)


def _name(part: Part, code: str, names: Names, locale: str) -> str:
    return say(names.get((part, code), {}), locale) or code
