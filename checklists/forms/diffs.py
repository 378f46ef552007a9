"""What two forms ask differently; apart because a difference of documents says nothing to people.

Questions, sections and choice sets are matched by their codes: the same code is the same question,
wherever it stands.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel

from checklists.forms.form import Form, Section, form_questions, sections_of
from checklists.models import QuestionKind
from core.words import LOCALES


class Deed(StrEnum):
    """What was done to a part."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


class Part(StrEnum):
    """What a change is about."""

    FORM = "form"
    SECTION = "section"
    QUESTION = "question"
    CHOICE_SET = "choice_set"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs."""

    deed: Deed
    part: Part
    code: str  # of the part
    field: str = ""  # what of it changed, such as `limits.maximum` or `options.often.score`
    before: Any = None  # JSON; a question that moved: the code of its section
    after: Any = None
    is_scored: bool = False  # the same answers may now come to another score


_SCORED = {
    Part.QUESTION: (
        "kind", "weight", "fail_score", "limits", "choice_set", "options", "columns", "tags",
        "logic.show_if", "logic.fail_if",
    ),
    Part.SECTION: ("weight", "pass_mark_pct", "repeat", "show_if"),
    Part.CHOICE_SET: ("options",),
    Part.FORM: ("scoring",),
}  # fmt: skip
_UNSCORED_ENDS = frozenset({"label", "title", "unit", "step", "order"})
_BELOW = frozenset({"code", "questions", "sections", "format"})
_TOP = _BELOW | {"choice_sets"}


def diff(before: Form, after: Form) -> tuple[Change, ...]:
    """Return what changed: the form itself, then choice sets, sections and questions, as read.

    Example:
        >>> ask = {"code": "a", "kind": "yes_no", "prompt": {"en": "Clean?"}}
        >>> section = {"code": "s", "title": {"en": "Floor"}, "questions": [ask]}
        >>> one = Form(code="f", name={"en": "F"}, sections=[section])
        >>> section["questions"] = [{**ask, "weight": 3}]
        >>> two = Form(code="f", name={"en": "F"}, sections=[section])
        >>> [(change.code, change.field, change.after) for change in diff(one, two)]
        [('a', 'weight', 3.0)]
    """
    return (
        *_fields(Part.FORM, after.code, _top(before), _top(after)),
        *_sets(before, after),
        *_sections(before, after),
        *_questions(before, after),
    )


def _top(form: Form) -> dict[str, Any]:
    return {**_dumped(form, _TOP), "code": form.code}


def _sets(before: Form, after: Form) -> Iterator[Change]:
    old = {one.code: one for one in before.choice_sets}
    new = {one.code: one for one in after.choice_sets}
    # A choice set counts by the questions that use it; without one it changes nothing.
    yield from _came_and_went(Part.CHOICE_SET, dict.fromkeys(old, False), dict.fromkeys(new, False))
    for code in (code for code in new if code in old):
        yield from _fields(Part.CHOICE_SET, code, _dumped(old[code]), _dumped(new[code]))


def _sections(before: Form, after: Form) -> Iterator[Change]:
    old = {section.code: section for _, section in sections_of(before)}
    new = {section.code: section for _, section in sections_of(after)}
    # A section counts by its questions, which come and go themselves.
    yield from _came_and_went(Part.SECTION, dict.fromkeys(old, False), dict.fromkeys(new, False))
    is_scored = _is_nested(before, after)
    yield from _moves(Part.SECTION, _parents(before), _parents(after), is_scored=is_scored)
    for code in (code for code in new if code in old):
        yield from _fields(Part.SECTION, code, _dumped(old[code]), _dumped(new[code]))


def _questions(before: Form, after: Form) -> Iterator[Change]:
    old = {question.code: question for _, question in form_questions(before)}
    new = {question.code: question for _, question in form_questions(after)}
    yield from _came_and_went(
        Part.QUESTION,
        {code: _counts(question.kind, question.weight) for code, question in old.items()},
        {code: _counts(question.kind, question.weight) for code, question in new.items()},
    )
    is_scored = _is_nested(before, after)
    yield from _moves(Part.QUESTION, _homes(before), _homes(after), is_scored=is_scored)
    for code in (code for code in new if code in old):
        yield from _fields(Part.QUESTION, code, _dumped(old[code]), _dumped(new[code]))


def _counts(kind: QuestionKind, weight: float) -> bool:
    return weight > 0 and kind not in {QuestionKind.INSTRUCTION, QuestionKind.TEXT}


def _came_and_went(
    part: Part, old: Mapping[str, bool], new: Mapping[str, bool]
) -> Iterator[Change]:
    for code, is_scored in old.items():
        if code not in new:
            yield Change(Deed.REMOVED, part, code, is_scored=is_scored)
    for code, is_scored in new.items():
        if code not in old:
            yield Change(Deed.ADDED, part, code, is_scored=is_scored)


def _homes(form: Form) -> dict[str, str]:
    """Return the section of each question, in the order of reading."""
    return {
        question.code: section.code
        for _, section in sections_of(form)
        for question in section.questions
    }


def _parents(form: Form) -> dict[str, str]:
    """Return the section above each section, in the order of reading; the top has none."""
    return dict(_children(form.sections, ""))


def _children(sections: Sequence[Section], above: str) -> Iterator[tuple[str, str]]:
    for section in sections:
        yield section.code, above
        yield from _children(section.sections, section.code)


def _is_nested(before: Form, after: Form) -> bool:
    """Tell whether it matters to the score in which section a question stands."""
    return any(
        section.weight is not None
        or section.pass_mark_pct is not None
        or section.repeat
        or section.show_if
        for form in (before, after)
        for _, section in sections_of(form)
    )


def _moves(
    part: Part, old: Mapping[str, str], new: Mapping[str, str], *, is_scored: bool
) -> Iterator[Change]:
    """Yield what stands elsewhere: in another section, or not among the longest that kept order."""
    staying: list[str] = []
    for code in new:
        if code in old and old[code] != new[code]:
            yield Change(
                Deed.MOVED, part, code, before=old[code], after=new[code], is_scored=is_scored
            )
        elif code in old:
            staying.append(code)
    place = {code: number for number, code in enumerate(old)}
    kept = set(longest_rise([place[code] for code in staying]))
    for code in staying:
        if place[code] not in kept:
            yield Change(Deed.MOVED, part, code, before=old[code], after=new[code])


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Return a longest part of the numbers that rises: what need not be moved to get the order."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for at, number in enumerate(numbers):
        place = bisect_left(tails, number)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [number]
        ends[place : place + 1] = [at]
    rise: list[int] = []
    at = ends[-1] if ends else -1
    while at >= 0:
        rise.append(numbers[at])
        at = before[at]
    return rise


def _dumped(part: BaseModel, left_out: frozenset[str] = _BELOW) -> dict[str, Any]:
    return part.model_dump(mode="json", exclude=set(left_out))


def _fields(
    part: Part, code: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> Iterator[Change]:
    old, new = dict(_flat(before)), dict(_flat(after))
    for name in (*(name for name in old if name not in new), *new):
        if not _is_same(name, old.get(name), new.get(name)):
            yield Change(
                Deed.CHANGED, part, code, name, old.get(name), new.get(name),
                is_scored=_is_scored(part, name),
            )  # fmt: skip


def _is_same(name: str, before: Any, after: Any) -> bool:  # noqa: ANN401 - JSON
    """Tell whether a value stayed; of an order only what is in both, what came is told itself."""
    if not f".{name}".endswith(".order") or before is None or after is None:
        return bool(before == after)
    return [one for one in before if one in after] == [one for one in after if one in before]


def _is_scored(part: Part, name: str) -> bool:
    steps = [step for step in name.split(".") if step not in LOCALES]
    return steps[-1] not in _UNSCORED_ENDS and any(
        name == scored or name.startswith(f"{scored}.") for scored in _SCORED[part]
    )


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:  # noqa: ANN401 - JSON
    """Yield every value below by its dotted name; lists of coded parts by their codes."""
    dot = f"{name}." if name else ""
    if isinstance(value, dict):
        for key, one in value.items():
            yield from _flat(one, f"{dot}{key}")
    elif isinstance(value, list) and value and all(_is_coded(one) for one in value):
        yield f"{dot}order", [one["code"] for one in value]
        for one in value:
            rest = {key: below for key, below in one.items() if key != "code"}
            yield from _flat(rest, f"{dot}{one['code']}")
    elif value not in (None, [], ""):
        yield name, value


def _is_coded(value: object) -> bool:
    return isinstance(value, dict) and "code" in value
