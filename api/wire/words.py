"""Texts, boxes and people in the words of the contract."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.words import say
from mobile_contract.v1.tickets import PersonReply
from mobile_contract.v1.wire import Box, Words
from stores.models import Staff


def to_words(words: Mapping[str, str]) -> Words:
    """Return a text in every language; where one is missing another stands in."""
    return Words(zh_cn=say(words, "zh-CN"), en=say(words, "en"))


def to_words_or_none(words: Mapping[str, str] | None) -> Words | None:
    """Return a text in every language; None where nobody gave one."""
    return to_words(words) if words else None


def to_box(box: Sequence[float] | Mapping[str, Any] | None) -> Box | None:
    """Return a box that is kept as a list or as an object."""
    if not box:
        return None
    if isinstance(box, Mapping):
        return Box(left=box["left"], top=box["top"], right=box["right"], bottom=box["bottom"])
    left, top, right, bottom = box
    return Box(left=left, top=top, right=right, bottom=bottom)


def to_person(staff: Staff | None) -> PersonReply | None:
    """Return a person by name."""
    return None if staff is None else PersonReply(id=staff.id, name=to_words(staff.name))
