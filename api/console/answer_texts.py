"""Answers as people read them: choices by their names, numbers with units, rows as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from api.console.language import Language
from checklists.answering.values import rows_of
from checklists.forms.form import (
    Column,
    Form,
    FormQuestion,
    Limits,
    Locale,
    Option,
    form_questions,
    options_of,
    plain_words,
)
from checklists.models import Answer, QuestionKind

_LISTS = frozenset({QuestionKind.CHOICES, QuestionKind.RANK})
_UNITS = {QuestionKind.TEMPERATURE: "°C", QuestionKind.STOPWATCH: "s"}


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as people read it."""

    text: str = ""
    parts: tuple[str, ...] = ()  # of a list, in its order
    is_ranked: bool = False
    head: tuple[str, ...] = ()  # of a table
    rows: tuple[tuple[str, ...], ...] = ()
    limits: str = ""
    cause: str = ""


@dataclass(frozen=True)
class Reader:
    """Says the answers to one form in a person's language."""

    form: Form
    language: Language
    timezone: str

    @cached_property
    def asked(self) -> Mapping[str, FormQuestion]:
        """The questions by their code."""
        return {question.code: question for _, question in form_questions(self.form)}

    def read(self, code: str, answer: Answer | None) -> Said:
        """Return an answer as this person reads it; nothing for what the form does not ask."""
        question = self.asked.get(code)
        if question is None:
            return Said()
        limits = self._limits(question.limits, _unit_of(question))
        value = answer.value.get("value") if answer else None
        cause = self._cause(question, answer.root_cause if answer else None)
        if question.kind is QuestionKind.TABLE:
            return Said(head=self._head(question), rows=self._rows(question, value), cause=cause)
        if question.kind in _LISTS:
            parts = tuple(self._choice(options_of(self.form, question), one) for one in value or ())
            is_ranked = question.kind is QuestionKind.RANK
            return Said(parts=parts, is_ranked=is_ranked, cause=cause)
        return Said(text=self._text(question, value), limits=limits, cause=cause)

    def _text(self, question: FormQuestion, value: Any) -> str:  # noqa: ANN401 - as JSON has it
        if value is None:
            return ""
        if question.kind is QuestionKind.CHOICE:
            return self._choice(options_of(self.form, question), value)
        if question.kind is QuestionKind.LOCATION:
            return self._place(value)
        if question.kind is QuestionKind.DATE:
            return self.language.day(date.fromisoformat(value))
        if question.kind is QuestionKind.DATE_TIME:
            return self.language.moment(datetime.fromisoformat(value), self.timezone)
        return self._plain(value, _unit_of(question))

    def _plain(self, value: Any, unit: str = "") -> str:  # noqa: ANN401 - as JSON has it
        if isinstance(value, bool):
            gettext = self.language.texts.gettext
            return gettext("Yes") if value else gettext("No")
        if isinstance(value, int | float):
            return f"{self.language.number(value, 2)} {unit}".rstrip()
        return str(value)

    def _choice(self, options: Sequence[Option], code: str) -> str:
        found = next((option for option in options if option.code == code), None)
        return self._say(found.label) or code if found else code

    def _place(self, value: Mapping[str, float | None]) -> str:
        accuracy = value.get("accuracy_m")
        text = f"{value['latitude']:.5f}, {value['longitude']:.5f}"
        return text if accuracy is None else f"{text} (± {accuracy:.0f} m)"

    def _head(self, question: FormQuestion) -> tuple[str, ...]:
        return tuple(self._say(column.label) or column.code for column in question.columns)

    def _rows(self, question: FormQuestion, value: Any) -> tuple[tuple[str, ...], ...]:  # noqa: ANN401 - as JSON has it
        return tuple(
            tuple(self._cell(column, row.get(column.code)) for column in question.columns)
            for row in rows_of(value)
        )

    def _cell(self, column: Column, cell: Any) -> str:  # noqa: ANN401 - as JSON has it
        if cell is None:
            return ""
        if column.kind == "choice":
            return self._choice(column.options, cell)
        return self._plain(cell, column.limits.unit)

    def _limits(self, limits: Limits, unit: str) -> str:
        lowest, highest = (
            None if end is None else self.language.number(end, 2)
            for end in (limits.minimum, limits.maximum)
        )
        if lowest is None or highest is None:
            one_sided = f"≤ {highest}" if highest else f"≥ {lowest}" if lowest else ""
            return f"{one_sided} {unit}".strip() if one_sided else ""
        return f"{lowest} – {highest} {unit}".strip()

    def _cause(self, question: FormQuestion, code: str | None) -> str:
        found = next((cause for cause in question.root_causes if cause.code == code), None)
        return self._say(found.label) if found else ""

    def _say(self, words: Mapping[Locale, str]) -> str:
        return self.language.say(plain_words(words))


def _unit_of(question: FormQuestion) -> str:
    return question.limits.unit or _UNITS.get(question.kind, "")
