"""Answers under another version of their checklist; pure, and apart because only reports ask it.

They find their question by code. What people and eyes decided stays decided; what a value comes to
is told by the other version, as its limits, choices and logic may differ.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from checklists.forms.form import Form, FormQuestion, Section, form_questions, options_of
from checklists.forms.state import Given, state_of
from checklists.models import NUMBER_KINDS, PHOTO_KINDS, Answer, Outcome, Question, QuestionKind
from scorecards.grading import Key
from scorecards.scoring import Said, said_of

_DECIDED = frozenset({Outcome.NOT_APPLICABLE, Outcome.PENDING})
_BY_OPTION = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})
_BY_EYE = PHOTO_KINDS | {QuestionKind.SIGNATURE, QuestionKind.TABLE}
"""Judged by who looked; cells of tables keep what they came to."""


@dataclass(frozen=True, slots=True)
class Filled:
    """An inspection as it was filled under its own version."""

    asked: Sequence[Question]
    answers: Sequence[Answer]
    photo_counts: Mapping[Key, int] = field(default_factory=dict)
    visit_kind: str = ""
    store_code: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """An answer that the other version has no place for."""

    code: str
    reason: str  # gone, kind, filling, choice or hidden


def match(form: Form, filled: Filled) -> tuple[list[Said], tuple[Lost, ...]]:
    """Return the answers as this form takes them, and those it has no place for."""
    rows = {question.code: question for question in filled.asked}
    questions = {question.code: question for _, question in form_questions(form)}
    repeated = _repeated(form.sections, is_within=False)
    fitting: list[Said] = []
    lost: list[Lost] = []
    for one in said_of(filled.asked, filled.answers):
        question, row = questions.get(one.code), rows[one.code]
        reason = _why_lost(form, question, row, one, is_repeated=one.code in repeated)
        if reason is None:
            fitting.append(one)
        else:
            lost.append(Lost(one.code, reason))
    state = state_of(
        form, _given(fitting, filled), visit_kind=filled.visit_kind, store_code=filled.store_code
    )
    said = []
    for one in fitting:
        key = (one.code, one.occurrence)
        if key not in state.shown:
            lost.append(Lost(one.code, "hidden"))
            continue
        outcome = _judged(form, questions[one.code], one, is_failed=key in state.failed)
        said.append(replace(one, outcome=outcome))
    return said, tuple(lost)


def _given(said: Iterable[Said], filled: Filled) -> dict[Key, Given]:
    return {
        (one.code, one.occurrence): Given(
            one.value,  # type: ignore[arg-type]  # JSON, as it was answered
            one.outcome is Outcome.NOT_APPLICABLE,
            filled.photo_counts.get((one.code, one.occurrence), 0),
        )
        for one in said
    }


def _why_lost(
    form: Form, question: FormQuestion | None, row: Question, said: Said, *, is_repeated: bool
) -> str | None:
    if question is None:
        return "gone"
    if question.kind.value != row.kind:
        return "kind"
    if said.occurrence and not is_repeated:
        return "filling"
    if question.kind in _BY_OPTION and said.outcome not in _DECIDED:
        known = {option.code for option in options_of(form, question)}
        return None if set(_codes(said.value)) <= known else "choice"
    return None


def _judged(form: Form, question: FormQuestion, said: Said, *, is_failed: bool) -> Outcome:
    """Return what an answer comes to here, as `outcomes.judge` has it for new ones."""
    if said.outcome in _DECIDED:
        return said.outcome
    if is_failed:
        return Outcome.FAILED
    if question.kind in _BY_EYE:
        return said.outcome
    outcome = _by_value(form, question, said.value)
    if outcome is Outcome.NOT_JUDGED and question.logic.fail_if and said.value is not None:
        return Outcome.PASSED  # its form says when it fails, and it does not
    return outcome


def _by_value(form: Form, question: FormQuestion, value: object) -> Outcome:
    if question.kind is QuestionKind.YES_NO:
        return Outcome.PASSED if value is True else Outcome.FAILED
    if question.kind in NUMBER_KINDS and isinstance(value, int | float):
        limits = question.limits
        least = -math.inf if limits.minimum is None else limits.minimum
        most = math.inf if limits.maximum is None else limits.maximum
        return Outcome.PASSED if least <= value <= most else Outcome.FAILED
    if question.kind in _BY_OPTION:
        chosen = [one for one in options_of(form, question) if one.code in _codes(value)]
        if any(option.is_fail for option in chosen):
            return Outcome.FAILED
        is_judged = any(option.score is not None for option in chosen)
        return Outcome.PASSED if is_judged else Outcome.NOT_JUDGED
    return Outcome.NOT_JUDGED


def _codes(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [str(code) for code in value] if isinstance(value, list) else []


def _repeated(sections: Sequence[Section], *, is_within: bool) -> set[str]:
    """Return the questions that are asked once for each filling."""
    found: set[str] = set()
    for section in sections:
        repeats = is_within or section.repeat is not None
        if repeats:
            found |= {question.code for question in section.questions}
        found |= _repeated(section.sections, is_within=repeats)
    return found
