"""How fast a checklist of 300 questions comes in from a workbook.

`python -m benchmarks.sheets`: a plain list and an XLSForm of 300 questions with choices, limits and
logic, read from the bytes of the file to the checked form, each in processes of its own that have
loaded what the API has:

- cold: the first import of a process that loaded nothing for workbooks: a command, or a server in
  its first seconds;
- ahead: the first import of a process that loaded the libraries before, as a server does;
- later: the imports after that one.

The processes run one after the other, in turns, so that a busy minute meets every kind.
"""

import json
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checklists.authoring.sheet_drafts import SheetKind, read_sheet, write_sheet
from checklists.forms.form import (
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
from checklists.sheets.loading import load

QUESTIONS = 300
PER_SECTION = 20
PROCESSES = 7
"""Of each kind; the slowest is told too."""

LATER = 3
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
    """Print what was measured, or be one of the processes that measure."""
    if len(sys.argv) > 1:
        print(json.dumps(_measure(Path(sys.argv[1]), is_ahead=sys.argv[2] == "ahead")))
        return
    form = make_form()
    print(f"{platform.machine()}, Python {platform.python_version()}; {QUESTIONS} questions")
    with tempfile.TemporaryDirectory() as folder:
        for kind in SheetKind:
            content = write_sheet(form, kind, locale="zh-CN")
            assert read_sheet(content).form == form
            file = Path(folder, f"{kind.value}.xlsx")
            file.write_bytes(content)
            print(f"{kind.value}, {len(content):,} bytes:")
            _tell(file)


def _tell(file: Path) -> None:
    """Run the processes and print the middle and the slowest of each kind."""
    told: dict[str, list[float]] = {"cold": [], "ahead": [], "later": []}
    for _ in range(PROCESSES):
        for way in ("cold", "ahead"):
            command = [sys.executable, "-m", "benchmarks.sheets", str(file), way]
            run = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - this file
            first, *later = json.loads(run.stdout)
            told[way].append(first)
            told["later"] += later
    for name, seconds in told.items():
        print(
            f"  {name}: median {statistics.median(seconds):.2f} s, slowest {max(seconds):.2f} s "
            f"of {len(seconds)} (bar {BAR_S:.0f} s)"
        )


def _measure(file: Path, *, is_ahead: bool) -> list[float]:
    """Return the seconds of the first import of this process, and of some later ones."""
    content = file.read_bytes()
    if is_ahead:
        load()
    seconds = []
    for _ in range(1 + LATER):
        began = time.perf_counter()
        reading = read_sheet(content)
        seconds.append(time.perf_counter() - began)
        assert reading.form is not None
        assert len(list(form_questions(reading.form))) == QUESTIONS
    return seconds


if __name__ == "__main__":
    main()
