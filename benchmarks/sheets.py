"""How fast a checklist of 300 questions comes in from a workbook.

`python -m benchmarks.sheets`: a plain list and an XLSForm of 300 questions with choices, limits and
logic, read from the bytes of the file to the checked form. The libraries are loaded before, and
how long that took is told apart: a server loads them once.
"""

import platform
import statistics
import time

from checklists.forms import (
    ChoiceSet,
    Form,
    FormQuestion,
    Limits,
    Logic,
    Option,
    Section,
    form_questions,
)
from checklists.models import QuestionKind
from checklists.sheet_drafts import SheetKind, read_sheet, write_sheet

QUESTIONS = 300
PER_SECTION = 20
RUNS = 5
BAR_S = 2.0
_KINDS = (QuestionKind.YES_NO, QuestionKind.CHOICE, QuestionKind.TEMPERATURE, QuestionKind.TEXT)


def make_form() -> Form:
    """Return a form of 300 questions, every third of which is shown by the answer before it."""
    marks = ("good", "fair", "poor")
    options = tuple(
        Option(code=code, label={"zh-CN": f"选项{code}", "en": code}, score=share)
        for code, share in zip(marks, (1.0, 0.5, 0.0), strict=True)
    )
    sections = tuple(
        Section(
            code=f"part-{part}",
            title={"zh-CN": f"第 {part} 部分", "en": f"Part {part}"},
            questions=tuple(
                _question(number) for number in range(part * PER_SECTION, (part + 1) * PER_SECTION)
            ),
        )
        for part in range(QUESTIONS // PER_SECTION)
    )
    return Form(
        code="three-hundred",
        name={"zh-CN": "三百项", "en": "Three hundred"},
        choice_sets=(ChoiceSet(code="marks", options=options),),
        sections=sections,
    )


def _question(number: int) -> FormQuestion:
    kind = _KINDS[number % len(_KINDS)]
    is_followed = number % len(_KINDS) == 1
    return FormQuestion(
        code=f"q-{number}",
        kind=kind,
        prompt={
            "zh-CN": f"检查第 {number} 处是否符合要求",
            "en": f"Is place {number} as it should be?",
        },
        hint={"zh-CN": "看标签，看四周", "en": "Look at the label and around it"},
        choice_set="marks" if kind is QuestionKind.CHOICE else None,
        limits=Limits(maximum=8.0) if kind is QuestionKind.TEMPERATURE else Limits(),
        logic=Logic(show_if=f"q_{number - 1} == true" if is_followed else ""),
    )


def main() -> None:
    """Print what was measured."""
    form = make_form()
    print(f"{platform.machine()}, Python {platform.python_version()}; {QUESTIONS} questions")
    for kind in SheetKind:
        content = write_sheet(form, kind, locale="zh-CN")
        began = time.perf_counter()
        reading = read_sheet(content)
        first = time.perf_counter() - began
        assert reading.form == form
        assert len(list(form_questions(form))) == QUESTIONS
        seconds = []
        for _ in range(RUNS):
            began = time.perf_counter()
            read_sheet(content)
            seconds.append(time.perf_counter() - began)
        print(
            f"{kind.value}: {len(content):,} bytes; first {first:.2f} s with loading; "
            f"then median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s "
            f"(bar {BAR_S:.0f} s)"
        )


if __name__ == "__main__":
    main()
