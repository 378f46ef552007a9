"""What only the whole of a form can tell; apart because form.py checks each part alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from checklists.forms.form import (
    MAX_DEPTH,
    MAX_QUESTIONS,
    Column,
    CriticalRule,
    Form,
    FormQuestion,
    Limits,
    Logic,
    Option,
    options_of,
    sections_of,
)
from checklists.forms.order import (
    CONTEXT,
    OWN,
    OWN_FIELDS,
    RESERVED,
    Place,
    by_name,
    in_order,
    places_of,
)
from checklists.forms.texts import texts_of
from checklists.logic.expressions import LogicInvalid, compile_expression, to_name
from checklists.models import CHOICE_KINDS, PHOTO_KINDS, QuestionKind
from core.errors import Fault


def faults_of(form: Form) -> list[Fault]:
    """Return everything that is wrong with a form and that only its whole can tell.

    Each fault has the JSON Pointer of its place; circular logic is named by the codes in it.
    """
    places = places_of(form)
    faults = [*_code_faults(form, places), *_size_faults(form, places)]
    for place in places:
        faults += _question_faults(form, place)
    return [
        *faults,
        *_section_faults(form),
        *_logic_faults(form, places),
        *_scoring_faults(form, places),
        *_text_faults(form),
    ]


def _code_faults(form: Form, places: Sequence[Place]) -> Iterator[Fault]:
    questions = [(place.pointer, place.question.code) for place in places]
    yield from _twice(questions, "question")
    for pointer, code in questions:
        if to_name(code) in RESERVED:
            yield Fault(f"{pointer}/code", f"{code} is a word of expressions; choose another code")
    sections = [(pointer, section.code) for pointer, section in sections_of(form)]
    yield from _twice(sections, "section")
    for number, chosen in enumerate(form.choice_sets):
        yield from _option_faults(chosen.options, f"/choice_sets/{number}/options")
    yield from _twice(_numbered("/choice_sets", form.choice_sets), "choice set")
    yield from _twice(_numbered("/scoring/bands", form.scoring.bands), "band")
    yield from _twice(_numbered("/scoring/critical", form.scoring.critical), "rule")
    for number, locale in enumerate(form.languages):
        if locale in form.languages[:number]:
            yield Fault(f"/languages/{number}", f"{locale} is there twice")


def _numbered(pointer: str, parts: Sequence[Any]) -> list[tuple[str, str]]:
    return [(f"{pointer}/{number}", part.code) for number, part in enumerate(parts)]


def _twice(codes: Iterable[tuple[str, str]], word: str) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for pointer, code in codes:
        if code in first:
            yield Fault(f"{pointer}/code", f"another {word} has the code {code}: {first[code]}")
        first.setdefault(code, pointer)


def _option_faults(options: Sequence[Option], pointer: str) -> Iterator[Fault]:
    yield from _twice(_numbered(pointer, options), "choice")


def _size_faults(form: Form, places: Sequence[Place]) -> Iterator[Fault]:
    if not places:
        yield Fault("/sections", "asks nothing yet; add a question")
    if len(places) > MAX_QUESTIONS:
        text = f"has {len(places)} questions; a checklist has at most {MAX_QUESTIONS}"
        yield Fault("/sections", text)
    for pointer, _ in sections_of(form):
        if pointer.count("/sections/") == MAX_DEPTH + 1:  # the deeper ones are told with it
            yield Fault(pointer, f"sections are at most {MAX_DEPTH} levels deep")


def _question_faults(form: Form, place: Place) -> Iterator[Fault]:
    question, pointer = place.question, place.pointer
    yield from _limit_faults(question.limits, pointer)
    yield from _choice_faults(form, question, pointer)
    yield from _photo_faults(question, pointer)
    yield from _twice(_numbered(f"{pointer}/root_causes", question.root_causes), "root cause")
    if question.kind is QuestionKind.TABLE and not question.columns:
        yield Fault(f"{pointer}/columns", "a table needs at least one column")
    if question.kind is QuestionKind.SLIDER and None in (
        question.limits.minimum,
        question.limits.maximum,
    ):
        yield Fault(f"{pointer}/limits", "a slider needs a minimum and a maximum")
    yield from _twice(_numbered(f"{pointer}/columns", question.columns), "column")
    for number, column in enumerate(question.columns):
        yield from _column_faults(column, f"{pointer}/columns/{number}")


def _limit_faults(limits: Limits, pointer: str) -> Iterator[Fault]:
    low, high = limits.minimum, limits.maximum
    if low is not None and high is not None and low > high:
        yield Fault(f"{pointer}/limits", f"the minimum {low:g} is above the maximum {high:g}")


def _choice_faults(form: Form, question: FormQuestion, pointer: str) -> Iterator[Fault]:
    yield from _option_faults(question.options, f"{pointer}/options")
    known = {one.code for one in form.choice_sets}
    if question.choice_set is not None and question.choice_set not in known:
        yield Fault(f"{pointer}/choice_set", f"there is no choice set {question.choice_set}")
    elif question.kind in CHOICE_KINDS and not options_of(form, question):
        yield Fault(f"{pointer}/options", "needs choices: its own, or a choice set")


def _photo_faults(question: FormQuestion, pointer: str) -> Iterator[Fault]:
    rule = question.photos
    if rule.minimum > rule.maximum:
        text = f"at least {rule.minimum} photos, but at most {rule.maximum}"
        yield Fault(f"{pointer}/photos", text)
    elif question.kind in PHOTO_KINDS and rule.maximum == 0:
        yield Fault(f"{pointer}/photos/maximum", "it is answered by photos, but takes none")
    if question.kind is QuestionKind.SHELF_PHOTO and not question.shelf_code:
        yield Fault(f"{pointer}/shelf_code", "say which shelf the photo shows")


def _column_faults(column: Column, pointer: str) -> Iterator[Fault]:
    yield from _limit_faults(column.limits, pointer)
    yield from _option_faults(column.options, f"{pointer}/options")
    if column.kind == "choice" and not column.options:
        yield Fault(f"{pointer}/options", "a column of choices needs choices")


def _section_faults(form: Form) -> Iterator[Fault]:
    repeated: list[str] = []
    for pointer, section in sections_of(form):
        if section.repeat is None:
            continue
        if any(pointer.startswith(f"{other}/") for other in repeated):
            yield Fault(f"{pointer}/repeat", "a repeated section is already within another")
        if section.repeat.minimum > section.repeat.maximum:
            text = f"at least {section.repeat.minimum}, but at most {section.repeat.maximum}"
            yield Fault(f"{pointer}/repeat", text)
        repeated.append(pointer)


def _logic_faults(form: Form, places: Sequence[Place]) -> Iterator[Fault]:
    names = by_name(places).keys() | CONTEXT
    for pointer, section in sections_of(form):
        yield from _expression_faults(section.show_if, f"{pointer}/show_if", names)
    for place in places:
        for field in Logic.model_fields:
            text, pointer = getattr(place.question.logic, field), f"{place.pointer}/logic/{field}"
            own = {OWN} if field in OWN_FIELDS else set()
            yield from _expression_faults(text, pointer, names | own)
    for circle in in_order(places)[1]:
        yield Fault(circle.pointer, f"circular logic: {' → '.join(circle.codes)}")


def _expression_faults(text: str, pointer: str, names: Iterable[str]) -> Iterator[Fault]:
    if not text:
        return
    try:
        unknown = compile_expression(text).names - set(names)
    except LogicInvalid as invalid:
        yield Fault(pointer, str(invalid))
        return
    for name in sorted(unknown):
        if name == OWN:
            yield Fault(pointer, f"{OWN} is known only in {', '.join(OWN_FIELDS)}")
        else:
            yield Fault(pointer, f"there is no question {name.replace('_', '-')}")


def _scoring_faults(form: Form, places: Sequence[Place]) -> Iterator[Fault]:
    marks = [band.at_least_pct for band in form.scoring.bands]
    for number, mark in enumerate(marks[1:], start=1):
        pointer = f"/scoring/bands/{number}/at_least_pct"
        if mark in marks[:number]:
            yield Fault(pointer, f"another band begins at {mark:g} too")
        elif mark > marks[number - 1]:
            yield Fault(pointer, "bands stand in order, the highest first")
    codes = {place.question.code: place.question.tags for place in places}
    for number, rule in enumerate(form.scoring.critical):
        yield from _rule_faults(rule, f"/scoring/critical/{number}", codes)


def _rule_faults(
    rule: CriticalRule, pointer: str, codes: Mapping[str, Sequence[str]]
) -> Iterator[Fault]:
    for position, code in enumerate(rule.questions):
        if code not in codes:
            yield Fault(f"{pointer}/questions/{position}", f"there is no question {code}")
    tagged = {code for code, tags in codes.items() if rule.tag in tags}
    if rule.tag is not None and not tagged:
        yield Fault(f"{pointer}/tag", f"no question has the tag {rule.tag}")
    if rule.tag is None and not rule.questions:
        yield Fault(f"{pointer}/questions", "name questions or a tag")


def _text_faults(form: Form) -> Iterator[Fault]:
    for text in texts_of(form):
        if text.is_needed and not any(said.strip() for said in text.words.values()):
            yield Fault(text.pointer, "has no text in any language")
