"""A form as questions and sections by their codes; apart because merging looks past the nesting."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

HOME = "section"
"""The member that says in which section a part stands; empty: at the top."""

_BELOW = ("questions", "sections")


@dataclass(frozen=True, slots=True)
class Flat:
    """A form whose parts know where they stand, instead of lying there; in the order of reading."""

    top: dict[str, Any]
    sections: dict[str, dict[str, Any]]
    questions: dict[str, dict[str, Any]]

    def children(self) -> dict[tuple[str, str], list[str]]:
        """Return the codes below each section by kind, and below the form, whose code is empty."""
        below: dict[tuple[str, str], list[str]] = {}
        for kind, parts in (("sections", self.sections), ("questions", self.questions)):
            for code, part in parts.items():
                below.setdefault((kind, part[HOME]), []).append(code)
        return below


class _NotFlat(Exception):
    """A part has no code, or one that another part has, or is no part at all."""


def flatten(document: Mapping[str, Any]) -> Flat | None:
    """Return the parts of a document by their codes; None if it is not that far yet."""
    flat = Flat({}, {}, {})
    try:
        flat.top.update(_own(document, flat, ""))
    except _NotFlat:
        return None
    return flat


def rebuilt(flat: Flat, order: Callable[[str, str], list[str]]) -> dict[str, Any]:
    """Return the document that parts come to.

    Args:
        flat: The parts.
        order: Gives the codes that may stand in a section, in their order: asked by kind and the
            code of the section.
    """
    return _nested(flat, flat.top, "", order)


def _own(part: Mapping[str, Any], flat: Flat, code: str) -> dict[str, Any]:
    """Return what a part says itself, after its sections and questions were put aside.

    Of the lists of what is below, only that they were there is kept.
    """
    own = {name: value for name, value in part.items() if name not in _BELOW}
    for name in _BELOW if code else ("sections",):
        if name in part:
            own[name] = []
    if not code and "questions" in part:
        own["questions"] = part["questions"]  # no place for questions: a fault, kept as it is
    for question_code, question in _coded(part, "questions") if code else ():
        _put(flat.questions, question_code, dict(question), code)
    for section_code, section in _coded(part, "sections"):
        _put(flat.sections, section_code, {}, code)
        flat.sections[section_code].update(_own(section, flat, section_code))
    return own


def _coded(part: Mapping[str, Any], name: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    below = part.get(name, [])
    if not isinstance(below, list):
        raise _NotFlat
    for one in below:
        code = one.get("code") if isinstance(one, Mapping) else None
        if not isinstance(code, str) or not code or HOME in one:
            raise _NotFlat
        yield code, one


def _put(parts: dict[str, dict[str, Any]], code: str, part: dict[str, Any], home: str) -> None:
    if code in parts:
        raise _NotFlat
    parts[code] = part | {HOME: home}


def _nested(
    flat: Flat, own: Mapping[str, Any], code: str, order: Callable[[str, str], list[str]]
) -> dict[str, Any]:
    nested = {name: value for name, value in own.items() if name != HOME}
    below = {"sections": flat.sections} | ({"questions": flat.questions} if code else {})
    for kind, parts in below.items():
        here = [one for one in order(kind, code) if one in parts and parts[one][HOME] == code]
        found = [parts[one] for one in here]
        if kind == "questions":
            built = [{name: value for name, value in one.items() if name != HOME} for one in found]
        else:
            built = [_nested(flat, parts[one], one, order) for one in here]
        if built or kind in nested:
            nested[kind] = built
    return nested
