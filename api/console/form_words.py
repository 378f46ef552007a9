"""Where a fault of a form is, in the form's own words: a person reads no JSON Pointer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from api.console.language import Language
from checklists.forms.fault_words import fault_text
from core.errors import Fault


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is wrong with a form, or missing in it."""

    pointer: str
    place: str  # what the question or section is called
    detail: str


def tell_faults(
    language: Language, document: Mapping[str, Any], faults: Iterable[Fault]
) -> list[Told]:
    """Return faults with the names of the parts they are in."""
    return [
        Told(
            fault.pointer,
            place_of(language, document, fault.pointer),
            fault_text(fault, language.code),
        )
        for fault in faults
    ]


def place_of(language: Language, document: Mapping[str, Any], pointer: str) -> str:
    """Return what the part of a document is called in which a JSON Pointer ends.

    The document may be anything: it is named as far as it is a form.
    """
    part: object = document
    name = _name(language, part)
    for step in pointer.split("/")[1:]:
        part = _step(part, step)
        name = _name(language, part) or name
    return name


def _name(language: Language, part: object) -> str:
    if not isinstance(part, Mapping):
        return ""
    words = next((part[key] for key in ("prompt", "title", "name") if key in part), None)
    is_said = isinstance(words, dict) and all(isinstance(text, str) for text in words.values())
    return language.say(words) if is_said and words else str(part.get("code", ""))


def _step(part: object, step: str) -> object:
    if isinstance(part, Mapping):
        return part.get(step)
    if isinstance(part, list) and step.isdecimal() and int(step) < len(part):
        return part[int(step)]
    return None
