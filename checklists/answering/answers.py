"""Answers against their form: what is missing or wrong; pure, and apart as rules.py knows no form.

What is asked depends on what was answered: a question that the form hides takes no answer, and one
that it requires only now must have one. So the whole is read first and each answer after that.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from checklists.answering.values import faults_of_value, is_by_photos, is_empty
from checklists.forms.form import Form, FormQuestion, Option, Repeat, Section, options_of
from checklists.forms.state import FormState, Given, state_of
from checklists.models import PHOTO_KINDS, InspectionKind, QuestionKind
from checklists.rules import (
    GivenAnswer,
    Key,
    Submission,
    faults_of_photos,
    faults_of_whole,
    to_item,
)
from core.errors import Fault


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, with its choices and the section that is filled several times."""

    question: FormQuestion
    options: tuple[Option, ...]
    repeat: Repeat | None

    @property
    def occurrences(self) -> int:
        """How often it may be answered."""
        return self.repeat.maximum if self.repeat else 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form as it lies before somebody who gave these answers."""

    asked: Mapping[str, Asked]
    state: FormState


def lay_out(form: Form, submission: Submission, *, store_code: str = "") -> Sheet:
    """Return what a form asks of who gave these answers.

    What is no answer to its question says nothing to the logic; that it is none is told apart.
    """
    asked = {
        question.code: Asked(question, options_of(form, question), repeat)
        for question, repeat in _asked_in(form.sections, None)
    }
    given = {
        answer.key: _to_given(asked[answer.question], answer)
        for answer in reversed(submission.answers)  # of two answers the first counts
        if answer.question in asked and _is_possible(asked[answer.question], answer)
    }
    state = state_of(form, given, visit_kind=submission.kind, store_code=store_code)
    return Sheet(asked, state)


def find_faults(sheet: Sheet, submission: Submission) -> list[Fault]:
    """Return everything that is missing or wrong in the answers, each with a JSON Pointer."""
    faults: list[Fault] = []
    seen: set[Key] = set()
    for index, given in enumerate(submission.answers):
        faults += _faults_of_one(sheet, given, f"/answers/{index}", is_second=given.key in seen)
        seen.add(given.key)
    if submission.kind != InspectionKind.REMOTE.value:  # a camera can answer only what it sees
        faults += _missing(sheet, seen)
    return faults + faults_of_whole(submission)


def _asked_in(
    sections: Sequence[Section], repeat: Repeat | None
) -> Iterator[tuple[FormQuestion, Repeat | None]]:
    for section in sections:
        for question in section.questions:
            yield question, section.repeat or repeat
        yield from _asked_in(section.sections, section.repeat or repeat)


def _is_possible(asked: Asked, given: GivenAnswer) -> bool:
    return 0 <= given.occurrence < asked.occurrences


def _to_given(asked: Asked, given: GivenAnswer) -> Given:
    is_sound = not any(faults_of_value(asked.question, asked.options, given.value, ""))
    return Given(
        value=given.value if is_sound and not is_empty(given.value) else None,
        is_not_applicable=given.is_not_applicable,
        photo_count=given.views,
    )


def _missing(sheet: Sheet, seen: set[Key]) -> Iterator[Fault]:
    for code, asked in sheet.asked.items():
        for occurrence in range(asked.occurrences):
            key = (code, occurrence)
            if key in sheet.state.required and key not in seen:
                text = f"the required question {to_item(*key)} is not answered"
                yield Fault("/answers", text)


def _faults_of_one(
    sheet: Sheet, given: GivenAnswer, place: str, *, is_second: bool
) -> Iterator[Fault]:
    asked = sheet.asked.get(given.question)
    if asked is None:
        yield Fault(f"{place}/question", f"there is no question {given.question}")
    elif not _is_possible(asked, given):
        most = asked.occurrences
        yield Fault(f"{place}/occurrence", f"{given.question} is answered {most} times at most")
    elif is_second:
        yield Fault(f"{place}/question", f"{to_item(*given.key)} is answered twice")
    elif asked.question.kind is QuestionKind.INSTRUCTION:
        yield Fault(f"{place}/question", "an instruction is read, not answered")
    elif given.key not in sheet.state.shown:
        yield Fault(f"{place}/question", f"{to_item(*given.key)} is not asked after these answers")
    elif given.is_not_applicable:
        yield from _faults_of_na(asked, given, f"{place}/not_applicable")
    else:
        yield from _faults_of_answer(sheet, asked, given, place)


def _faults_of_na(asked: Asked, given: GivenAnswer, place: str) -> Iterator[Fault]:
    if given.value is not None or given.photos or given.verdict is not None:
        yield Fault(place, "a question that does not apply has no answer")
    if not asked.question.allows_na:
        yield Fault(place, "this question always applies")


def _faults_of_answer(
    sheet: Sheet, asked: Asked, given: GivenAnswer, place: str
) -> Iterator[Fault]:
    question, state = asked.question, sheet.state
    is_required = given.key in state.required
    yield from faults_of_value(question, asked.options, given.value, f"{place}/value")
    if is_required and is_empty(given.value) and not is_by_photos(question.kind):
        kind = question.kind.value
        yield Fault(f"{place}/value", f"this is no answer to a {kind} question")
    least = _least_photos(question, is_required=is_required, is_proven=given.key in state.evidence)
    count = (least, max(least, question.photos.maximum))
    yield from faults_of_photos(question.kind, given, f"{place}/photos", count)
    if given.key in state.action and not given.action.strip():
        yield Fault(f"{place}/action", "say what was done about it")
    yield from _faults_of_words(question, given, place)


def _least_photos(question: FormQuestion, *, is_required: bool, is_proven: bool) -> int:
    is_asked = is_proven or (is_required and is_by_photos(question.kind))
    return max(question.photos.minimum, 1 if is_asked else 0)


def _faults_of_words(question: FormQuestion, given: GivenAnswer, place: str) -> Iterator[Fault]:
    causes = {cause.code for cause in question.root_causes}
    if given.root_cause is not None and given.root_cause not in causes:
        yield Fault(f"{place}/root_cause", "this is none of the causes to choose from")
    if given.verdict is not None and question.kind not in PHOTO_KINDS:
        yield Fault(f"{place}/verdict", "only what photos answer is judged by hand")
