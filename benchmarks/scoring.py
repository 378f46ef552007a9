"""How fast forms are scored, and whether every explanation comes to its score.

`python -m benchmarks.scoring`: 10,000 inspections of 100 questions on one core, and 10,000
generated forms and answers whose score is redone from its explanation alone, after it went through
JSON as it does on its way into the database. Seconds are of the processor, not of the clock, so
that other work on the machine does not count.
"""

import json
import random
import time

from benchmarks.scoring_cases import OUTCOMES, WORDS, make_form, make_said
from checklists.forms.form import CriticalRule, Effect, Form, FormQuestion, Option, Scoring, Section
from checklists.models import QuestionKind
from scorecards.recount import recompute
from scorecards.scoring import Said, score_form

INSPECTIONS = 10_000
QUESTIONS = 100
CASES = 10_000
CASES_PER_FORM = 5
SEED = 20261122


def hundred_questions() -> Form:
    """Return ten sections of ten questions, every third one a choice, with a critical rule."""
    options = tuple(
        Option(code=f"o{number}", label=WORDS, score=score)
        for number, score in enumerate((1.0, 0.5, 0.0))
    )
    sections = tuple(
        Section(
            code=f"s{part}",
            title=WORDS,
            weight=None if part % 2 else 2.0,
            pass_mark_pct=50.0,
            questions=tuple(
                FormQuestion(
                    code=f"q{part}-{number}",
                    kind=QuestionKind.CHOICE if number % 3 == 0 else QuestionKind.YES_NO,
                    prompt=WORDS,
                    weight=1.0 + number / 10,
                    tags=("key",) if number == 1 else (),
                    options=options if number % 3 == 0 else (),
                )
                for number in range(10)
            ),
        )
        for part in range(QUESTIONS // 10)
    )
    critical = (CriticalRule(code="key", effect=Effect.NO_GRADE, tag="key", at_least=2),)
    scoring = Scoring(critical=critical, pass_mark_pct=60.0)
    return Form(code="hundred", name=WORDS, sections=sections, scoring=scoring)


def seconds_for(inspections: int) -> float:
    """Return the processor seconds that scoring so many inspections takes."""
    chance = random.Random(SEED)  # noqa: S311 - answers to measure with, no secret
    form = hundred_questions()
    codes = [question.code for section in form.sections for question in section.questions]
    answers = [
        [Said(code, 0, chance.choice(OUTCOMES), f"o{chance.randrange(3)}") for code in codes]
        for _ in range(100)
    ]
    began = time.process_time()
    for number in range(inspections):
        score_form(form, answers[number % len(answers)])
    return time.process_time() - began


def unequal(cases: int) -> tuple[int, int]:
    """Return how many explanations do not come to their score, and how many have a score."""
    chance = random.Random(SEED)  # noqa: S311 - forms to measure with, no secret
    wrong = scored = 0
    for _ in range(cases // CASES_PER_FORM):
        form = make_form(chance)
        for _ in range(CASES_PER_FORM):
            found = score_form(form, make_said(chance, form))
            stored = json.loads(json.dumps(found.explanation, allow_nan=False))
            wrong += recompute(stored) != found.score_pct
            scored += found.score_pct is not None
    return wrong, scored


def main() -> None:
    """Measure both and say it."""
    took = seconds_for(INSPECTIONS)
    print(f"{INSPECTIONS:,} inspections of {QUESTIONS} questions: {took:.2f} s of one core")
    wrong, scored = unequal(CASES)
    print(f"{CASES:,} explanations, {scored:,} of them with a score: {wrong} do not come to it")


if __name__ == "__main__":
    main()
