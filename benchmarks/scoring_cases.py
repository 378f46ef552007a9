"""Generated forms and answers to score: any shape the engine has to take, the same every time."""

import random
from collections.abc import Sequence

from checklists.forms.form import (
    Band,
    CriticalRule,
    Effect,
    Form,
    FormQuestion,
    Option,
    Repeat,
    Scoring,
    Section,
    sections_of,
)
from checklists.models import Outcome, QuestionKind
from scorecards.scoring import Said

WEIGHTS = (0.0, 0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0, 7.25, 1000.0)
SHARES = (-1.0, -0.5, -0.1, 0.0, 0.1, 0.33, 0.5, 1.0)
KINDS = (
    QuestionKind.YES_NO,
    QuestionKind.NUMBER,
    QuestionKind.CHOICE,
    QuestionKind.CHOICES,
    QuestionKind.RANK,
    QuestionKind.SHELF_PHOTO,
    QuestionKind.INSTRUCTION,
)
OUTCOMES = (
    *(Outcome.PASSED,) * 5,
    *(Outcome.FAILED,) * 3,
    Outcome.NOT_APPLICABLE,
    Outcome.PENDING,
    Outcome.NOT_JUDGED,
)
TAGS = ("key", "safety")
MAX_DEPTH = 3
SOMETIMES = 0.3
MOSTLY = 0.9
WORDS = {"en": "Words", "zh-CN": "词"}


def make_form(chance: random.Random) -> Form:
    """Return a form of a few sections, some within others, some repeated, scored in any way."""
    sections = tuple(
        make_section(chance, f"s{number}", depth=1) for number in range(chance.randint(1, 3))
    )
    codes = [question.code for _, part in sections_of_all(sections) for question in part.questions]
    return Form(
        code="generated", name=WORDS, sections=sections, scoring=make_scoring(chance, codes)
    )


def sections_of_all(sections: tuple[Section, ...]) -> list[tuple[str, Section]]:
    """Return these sections and those below."""
    return list(sections_of(Form(code="all", name=WORDS, sections=sections)))


def make_section(
    chance: random.Random, code: str, *, depth: int, may_repeat: bool = True
) -> Section:
    """Return a section of up to four questions and, not too deep, a section or two."""
    repeat = Repeat() if may_repeat and chance.random() < SOMETIMES else None
    below = range(chance.randint(0, 2) if depth < MAX_DEPTH else 0)
    return Section(
        code=code,
        title=WORDS,
        weight=chance.choice((None, None, *WEIGHTS)),
        pass_mark_pct=chance.choice((None, None, 0.0, 50.0, 80.0)),
        repeat=repeat,
        questions=tuple(
            make_question(chance, f"{code}-q{number}") for number in range(chance.randint(0, 4))
        ),
        sections=tuple(
            make_section(
                chance, f"{code}-s{n}", depth=depth + 1, may_repeat=may_repeat and repeat is None
            )
            for n in below
        ),
    )


def make_question(chance: random.Random, code: str) -> FormQuestion:
    """Return a question of any kind that makes a difference to a score."""
    kind = chance.choice(KINDS)
    options: tuple[Option, ...] = ()
    if kind in {QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.RANK}:
        options = tuple(
            Option(
                code=f"o{number}",
                label=WORDS,
                score=chance.choice((None, *SHARES)),
                is_fail=chance.random() < SOMETIMES,
            )
            for number in range(chance.randint(1, 4))
        )
    return FormQuestion(
        code=code,
        kind=kind,
        prompt=WORDS,
        weight=chance.choice(WEIGHTS),
        fail_score=chance.choice((0.0, 0.0, *SHARES)),
        tags=tuple(tag for tag in TAGS if chance.random() < SOMETIMES),
        options=options,
    )


def make_scoring(chance: random.Random, codes: Sequence[str]) -> Scoring:
    """Return how a form is scored: any scale, bands, marks and up to three critical rules."""
    return Scoring(
        pass_mark_pct=chance.choice((None, 60.0, 85.5)),
        scale=chance.choice((100.0, 100.0, 10.0, 7.0, 1.0, 0.3)),
        decimals=chance.randint(0, 4),
        bands=tuple(
            Band(code=f"b{least}", label=WORDS, at_least_pct=least)
            for least in chance.choice(((), (90, 75, 60), (50, 0)))
        ),
        critical=tuple(
            CriticalRule(
                code=f"r{number}",
                effect=chance.choice(tuple(Effect)),
                questions=tuple(chance.sample(list(codes), min(len(codes), 3))),
                tag=chance.choice((None, *TAGS)),
                at_least=chance.randint(1, 3),
                pct=chance.choice((0.0, 2.5, 10.0, 59.0, 100.0)),
            )
            for number in range(chance.randint(0, 3))
        ),
    )


def make_said(chance: random.Random, form: Form) -> list[Said]:
    """Return answers to a form, some missing, repeated sections filled up to three times."""
    said: list[Said] = []
    for top in form.sections:
        _answer(chance, top, range(1), said)
    return said


def _answer(chance: random.Random, section: Section, numbers: range, said: list[Said]) -> None:
    if section.repeat is not None:
        numbers = range(chance.randint(0, 3))
    for question in section.questions:
        for number in numbers:
            if question.kind is not QuestionKind.INSTRUCTION and chance.random() < MOSTLY:
                value = make_value(chance, question)
                said.append(Said(question.code, number, chance.choice(OUTCOMES), value))
    for below in section.sections:
        _answer(chance, below, numbers, said)


def make_value(chance: random.Random, question: FormQuestion) -> object:
    """Return what a person chose; nothing for what is not chosen from a list."""
    codes = [option.code for option in question.options]
    if question.kind is QuestionKind.CHOICE:
        return chance.choice(codes)
    if question.kind is QuestionKind.CHOICES:
        return chance.sample(codes, chance.randint(0, len(codes)))
    return codes or None
