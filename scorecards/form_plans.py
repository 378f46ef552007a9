"""A form with its numbers as whole units; apart from scoring.py so that it is made ready once.

Weights and shares are read as the decimals people wrote and become multiples of the largest unit
that all of them share: sums of whole numbers are exact, and fast.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from checklists.forms.form import (
    Form,
    FormQuestion,
    Section,
    form_questions,
    options_of,
    sections_of,
)
from checklists.models import QuestionKind
from scorecards.grading import exact

_SCORED_BY_OPTION = frozenset({QuestionKind.CHOICE, QuestionKind.CHOICES})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question."""

    question: FormQuestion
    weight: int
    fail_share: int
    shares: Mapping[str, int | None]  # by option; None: not judged
    faults: frozenset[str]  # options that are a fault


@dataclass(frozen=True, slots=True)
class Part:
    """A section."""

    section: Section
    weight: int | None
    asked: tuple[Asked, ...]  # without instructions: they are read, not answered
    parts: tuple["Part", ...]
    codes: frozenset[str]  # of all questions in it and below


@dataclass(frozen=True, slots=True)
class Plan:
    """A form made ready to be scored many times."""

    parts: tuple[Part, ...]
    weight_unit: int  # a weight of 1
    share_unit: int  # a share of 1
    critical: tuple[frozenset[str], ...]  # the questions of each critical rule

    @property
    def unit(self) -> int:
        """One point."""
        return self.weight_unit * self.share_unit


@dataclass(frozen=True, slots=True, eq=False)
class _Same:
    """A form known by what it is, not by what it says: comparing whole forms would be slow."""

    form: Form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.form is other.form

    def __hash__(self) -> int:
        return id(self.form)


def plan_of(form: Form) -> Plan:
    """Return a form made ready; the same object is made ready once."""
    return _plan_of(_Same(form))


@lru_cache(maxsize=256)
def _plan_of(same: _Same) -> Plan:
    form = same.form
    questions = [question for _, question in form_questions(form)]
    weights = [question.weight for question in questions]
    weights += [part.weight for _, part in sections_of(form) if part.weight is not None]
    shares = [question.fail_score for question in questions]
    shares += [
        option.score
        for question in questions
        for option in options_of(form, question)
        if option.score is not None
    ]
    weight_unit = math.lcm(*(_weight(weight).denominator for weight in weights))
    share_unit = math.lcm(*(exact(share).denominator for share in shares))
    critical = tuple(
        frozenset(rule.questions)
        | {one.code for one in questions if rule.tag is not None and rule.tag in one.tags}
        for rule in form.scoring.critical
    )
    parts = tuple(_part(form, one, weight_unit, share_unit) for one in form.sections)
    return Plan(parts, weight_unit, share_unit, critical)


def _part(form: Form, section: Section, weight_unit: int, share_unit: int) -> Part:
    asked = tuple(
        _asked(form, question, weight_unit, share_unit)
        for question in section.questions
        if question.kind is not QuestionKind.INSTRUCTION
    )
    parts = tuple(_part(form, below, weight_unit, share_unit) for below in section.sections)
    codes = frozenset(one.question.code for one in asked).union(*(part.codes for part in parts))
    weight = None if section.weight is None else int(_weight(section.weight) * weight_unit)
    return Part(section, weight, asked, parts, codes)


def _asked(form: Form, question: FormQuestion, weight_unit: int, share_unit: int) -> Asked:
    options = options_of(form, question) if question.kind in _SCORED_BY_OPTION else ()
    return Asked(
        question=question,
        weight=int(_weight(question.weight) * weight_unit),
        fail_share=int(exact(question.fail_score) * share_unit),
        shares={
            one.code: None if one.score is None else int(exact(one.score) * share_unit)
            for one in options
        },
        faults=frozenset(one.code for one in options if one.is_fail),
    )


def _weight(value: float) -> Fraction:
    """Return a weight; rows from before forms may hold what is none, and that says nothing."""
    return exact(value) if math.isfinite(value) and value > 0 else Fraction(0)
