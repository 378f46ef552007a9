"""The canonical form, a checklist as one document; apart because rows and replies derive from it.

A published version keeps its form for ever. What it says about itself is complete: questions,
choices, logic and scoring, so that a phone, a page and the scoring engine read one thing. Values
are checked one by one here; what only the whole can tell is checked in `form_faults`.
"""

import re
from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from checklists.models import QuestionKind, Severity
from stores.models import Role, Zone

FORMAT: Literal["rounds-form/1"] = "rounds-form/1"
MAX_DEPTH = 4
"""Levels of sections: nobody finds a question on a phone further down."""

MAX_QUESTIONS = 1000
MAX_CODE = 64
MAX_TEXT = 2000
_CODE = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
Locale = Literal["zh-CN", "en"]
Text = Annotated[str, Field(max_length=MAX_TEXT)]
Words = dict[Locale, Text]
Code = Annotated[str, Field(pattern=rf"^{_CODE}$", max_length=MAX_CODE)]
Expression = Annotated[str, Field(max_length=MAX_TEXT, description="CEL; empty: none")]
Share = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Pct = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=-1e12, le=1e12, allow_inf_nan=False)]


class _Part(BaseModel):
    """Part of a form: unknown members are faults, and nothing changes after it was read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Effect(StrEnum):
    """What failing critical questions does to a score."""

    FAIL = "fail"  # the form fails, whatever its score
    CAP = "cap"  # the score is never more than `pct`
    DEDUCT = "deduct"  # `pct` points of the score are taken
    NO_GRADE = "no_grade"  # the form fails and gets no band


class Option(_Part):
    """One choice."""

    code: Code
    label: Words
    score: Share | None = Field(
        None, description="Share of the weight it earns, below 0 takes away; null: not judged."
    )
    is_fail: bool = Field(default=False, description="Choosing it is a fault, whatever it scores.")


class ChoiceSet(_Part):
    """Choices that several questions share."""

    code: Code
    name: Words = Field(default_factory=dict)
    options: tuple[Option, ...] = Field(min_length=1, max_length=200)


class Limits(_Part):
    """Between which values a number is right."""

    minimum: Amount | None = None
    maximum: Amount | None = None
    unit: Annotated[str, Field(max_length=20)] = ""
    step: Annotated[float, Field(gt=0, le=1e6)] | None = None


class PhotoRule(_Part):
    """How many photos a question takes, and from where."""

    minimum: Annotated[int, Field(ge=0, le=20)] = 0
    maximum: Annotated[int, Field(ge=0, le=20)] = 4
    is_camera_only: bool = Field(default=False, description="Nothing from the gallery.")


class Reference(_Part):
    """A picture shown beside the question: how it should look, or should not."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    is_good: bool = True
    caption: Words = Field(default_factory=dict)


class Cause(_Part):
    """Why a question failed, to choose from."""

    code: Code
    label: Words


class Logic(_Part):
    """Expressions in CEL over the answers; only `true` counts, never an error or a null."""

    show_if: Expression = ""
    require_if: Expression = ""
    default: Expression = Field("", description="The value to begin with.")
    fail_if: Expression = Field("", description="True fails the answer; `this` is its value.")
    evidence_if: Expression = Field("", description="True asks for a photo.")
    action_if: Expression = Field("", description="True asks for a note of what was done.")
    notify_if: Expression = Field("", description="True tells `notify_roles` at once.")


class Column(_Part):
    """One column of a table."""

    code: Code
    label: Words
    kind: Literal["yes_no", "number", "text", "date", "choice"] = "text"
    limits: Limits = Limits()
    options: tuple[Option, ...] = ()


class FormQuestion(_Part):
    """One question, or an instruction."""

    code: Code
    kind: QuestionKind
    prompt: Words
    hint: Words = Field(default_factory=dict)
    next_step: Words = Field(default_factory=dict, description="What to do when it fails.")
    sop: Words = Field(default_factory=dict, description="How the work is done rightly.")
    tags: tuple[Code, ...] = ()
    is_required: bool = True
    allows_na: bool = True
    weight: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = 1.0
    fail_score: Share = Field(0.0, description="Share of the weight a failed answer earns.")
    severity: Severity = Severity.MEDIUM
    due_hours: Annotated[float, Field(gt=0, le=8760)] = 24.0
    owner_role: Role = Role.STORE_MANAGER
    notify_roles: tuple[Role, ...] = ()
    zone: Zone = Zone.SHOP_FLOOR
    shelf_code: Annotated[str, Field(max_length=64)] | None = None
    choice_set: Code | None = None
    options: tuple[Option, ...] = Field((), max_length=200)
    columns: tuple[Column, ...] = Field((), max_length=20)
    limits: Limits = Limits()
    photos: PhotoRule = PhotoRule()
    references: tuple[Reference, ...] = Field((), max_length=6)
    root_causes: tuple[Cause, ...] = Field((), max_length=50)
    logic: Logic = Logic()


class Repeat(_Part):
    """A section that is filled once for each thing there is, such as each fridge."""

    minimum: Annotated[int, Field(ge=0, le=50)] = 1
    maximum: Annotated[int, Field(ge=1, le=50)] = 10
    title: Words = Field(default_factory=dict, description="What one of them is called.")


class Section(_Part):
    """Questions that belong together, and sections below."""

    code: Code
    title: Words
    show_if: Expression = ""
    weight: Annotated[float, Field(ge=0, le=1000)] | None = Field(
        None, description="Its own weight beside its siblings; null: that of its questions."
    )
    pass_mark_pct: Pct | None = Field(None, description="Below it the form fails.")
    repeat: Repeat | None = None
    questions: tuple[FormQuestion, ...] = ()
    sections: tuple["Section", ...] = ()


class CriticalRule(_Part):
    """What happens when `at_least` of these questions fail."""

    code: Code
    effect: Effect
    questions: tuple[Code, ...] = ()
    tag: Code | None = Field(None, description="All questions with this tag, besides `questions`.")
    at_least: Annotated[int, Field(ge=1, le=MAX_QUESTIONS)] = 1
    pct: Pct = Field(0.0, description="The cap, or the points taken for each full `at_least`.")


class Band(_Part):
    """A score in one word."""

    code: Code
    label: Words
    at_least_pct: Pct


class Scoring(_Part):
    """How the answers become a score."""

    pass_mark_pct: Pct | None = None
    bands: tuple[Band, ...] = ()
    critical: tuple[CriticalRule, ...] = ()
    scale: Annotated[float, Field(gt=0, le=1000)] = Field(
        100.0, description="What 100 % is called: 10 where scores are out of ten."
    )
    decimals: Annotated[int, Field(ge=0, le=4)] = Field(
        2, description="Of the score on its scale, before bands are read: 8.95 is 9.0 with one."
    )


class Form(_Part):
    """A checklist."""

    format: Literal["rounds-form/1"] = FORMAT
    code: Code
    name: Words
    description: Words = Field(default_factory=dict)
    languages: tuple[Locale, ...] = Field(("zh-CN", "en"), min_length=1)
    tags: tuple[Code, ...] = ()
    sources: tuple[Text, ...] = Field((), description="Public rules that it follows.")
    choice_sets: tuple[ChoiceSet, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)
    scoring: Scoring = Scoring()


def is_code(text: str) -> bool:
    """Tell whether a text is a code, as a question and everything else of a form has one."""
    return len(text) <= MAX_CODE and re.fullmatch(_CODE, text) is not None


def to_document(form: Form) -> dict[str, Any]:
    """Return a form as a draft begins with it: what it says, and no default it keeps silent of."""
    return {"format": form.format, **form.model_dump(mode="json", exclude_defaults=True)}


def plain_words(words: Mapping[Locale, str]) -> dict[str, str]:
    """Return a text of a form as rows and every other room keep texts."""
    return {str(locale): text for locale, text in words.items()}


def sections_of(form: Form) -> Iterator[tuple[str, Section]]:
    """Yield every section with its JSON Pointer, in the order a person meets them."""
    yield from _below(form.sections, "/sections")


def form_questions(form: Form) -> Iterator[tuple[str, FormQuestion]]:
    """Yield every question with its JSON Pointer, in the order a person meets them."""
    for pointer, section in sections_of(form):
        for number, question in enumerate(section.questions):
            yield f"{pointer}/questions/{number}", question


def options_of(form: Form, question: FormQuestion) -> tuple[Option, ...]:
    """Return the choices of a question: its own, else those of its choice set."""
    if question.options or question.choice_set is None:
        return question.options
    return next((one.options for one in form.choice_sets if one.code == question.choice_set), ())


def _below(sections: tuple[Section, ...], place: str) -> Iterator[tuple[str, Section]]:
    for number, section in enumerate(sections):
        pointer = f"{place}/{number}"
        yield pointer, section
        yield from _below(section.sections, f"{pointer}/sections")
