"""Expressions and answers drawn by a seed, to ask server and phone the same things."""

import random
from collections.abc import Iterator

from checklists.answering.values import is_by_photos
from checklists.forms.form import Form, FormQuestion, form_questions, options_of, sections_of
from checklists.forms.state import Given
from checklists.models import NUMBER_KINDS, QuestionKind

VALUES = {
    "degrees": 7.0,
    "zero": 0,
    "below": -2.5,
    "word": "abc",
    "hanzi": "汉字",
    "rare": "😀",
    "after": "\uffee",  # before `rare` by code points, behind it by the halves of UTF-16
    "empty": "",
    "words": ["x", "y"],
    "numbers": [1.0, 2.0, 7.0],
    "facts": [True, False],
    "none": [],
    "mixed": [1.0, None, "x"],
    "unsaid": None,
    "yes": True,
    "no": False,
    "if": 3,  # a word that CEL keeps for itself
}
LISTS = ("words", "numbers", "facts", "none", "mixed")
LITERALS = (
    *("1", "0", "7.0", "2.5", "1e3", "-1", '"x"', "'abc'", '""', '"汉"', r"'\n\\'"),
    *("true", "false", "null", "[]", '["x"]', "[1, 2]", '[1, "x"]', "[null]", "[true]"),
)
SPOILS = (")", "(", "]", ",", "&", "§", "size", "{", "'", " null", "1x", "!", "-")


class Writer:
    """Writes expressions, good ones and bad ones."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - the same ones every time

    def expression(self) -> str:
        """Return an expression, one in thirty with a slip of the pen."""
        text = self._any(self.draw.randrange(1, 4), (*VALUES, "missing"))
        if self.draw.random() < 1 / 30:
            place = self.draw.randrange(len(text) + 1)
            text = text[:place] + self.draw.choice(SPOILS) + text[place:]
        return text

    def _any(self, depth: int, names: tuple[str, ...]) -> str:
        if depth == 0:
            return self.draw.choice([self.draw.choice(LITERALS), *self.draw.choices(names, k=2)])
        write = self.draw.choice(
            (
                *(self._logic, self._relation, self._relation, self._sum, self._choice),
                *(self._walk, self._not, self._text, self._size, self._place),
            )
        )
        return write(depth - 1, names)

    def _bracketed(self, text: str) -> str:
        return f"({text})" if self.draw.random() < 0.5 else text

    def _joined(self, signs: tuple[str, ...], depth: int, names: tuple[str, ...]) -> str:
        left, right = self._any(depth, names), self._any(depth, names)
        return self._bracketed(f"{left} {self.draw.choice(signs)} {right}")

    def _logic(self, depth: int, names: tuple[str, ...]) -> str:
        return self._joined(("&&", "||"), depth, names)

    def _relation(self, depth: int, names: tuple[str, ...]) -> str:
        return self._joined(("==", "!=", "<", "<=", ">", ">=", "in"), depth, names)

    def _sum(self, depth: int, names: tuple[str, ...]) -> str:
        return self._joined(("+", "-", "*", "/"), depth, names)

    def _choice(self, depth: int, names: tuple[str, ...]) -> str:
        parts = [self._any(depth, names) for _ in range(3)]
        return self._bracketed("{} ? {} : {}".format(*parts))

    def _not(self, depth: int, names: tuple[str, ...]) -> str:
        return "!" * self.draw.randrange(1, 4) + self._bracketed(self._any(depth, names))

    def _text(self, depth: int, names: tuple[str, ...]) -> str:
        call = self.draw.choice(("contains", "startsWith", "endsWith"))
        return f"{self._any(0, names)}.{call}({self._any(depth, names)})"

    def _size(self, depth: int, names: tuple[str, ...]) -> str:
        return f"size({self.draw.choice([*LISTS, self._any(depth, names)])})"

    def _place(self, depth: int, names: tuple[str, ...]) -> str:
        return f"{self.draw.choice(LISTS)}[{self.draw.choice('0129')}]"

    def _walk(self, depth: int, names: tuple[str, ...]) -> str:
        call = self.draw.choice(("exists", "all", "exists_one", "filter"))
        name = self.draw.choice(("one", "degrees"))  # a name of its own, or one that hides another
        return f"{self.draw.choice(LISTS)}.{call}({name}, {self._any(depth, (*names, name))})"


def draw_answers(form: Form, seed: int) -> dict[tuple[str, int], Given]:
    """Return answers to some of a form's questions, a few of them in several fillings."""
    draw = random.Random(seed)  # noqa: S311 - the same ones every time
    repeated = {code for code, _ in _repeated(form)}
    given: dict[tuple[str, int], Given] = {}
    for _, question in form_questions(form):
        for occurrence in range(draw.randrange(4) if question.code in repeated else 1):
            if draw.random() < 0.8:
                given[question.code, occurrence] = _draw_answer(draw, form, question)
    return given


def _repeated(form: Form) -> Iterator[tuple[str, str]]:
    for _, section in sections_of(form):
        if section.repeat is not None:
            yield from ((question.code, section.code) for question in section.questions)


def _draw_answer(draw: random.Random, form: Form, question: FormQuestion) -> Given:
    if draw.random() < 0.1:
        return Given(is_not_applicable=True)
    if is_by_photos(question.kind):
        return Given(photo_count=draw.randrange(3))
    return Given(_draw_value(draw, form, question), photo_count=draw.randrange(2))


def _draw_value(draw: random.Random, form: Form, question: FormQuestion) -> object:
    codes = [option.code for option in options_of(form, question)]
    kind = question.kind
    if kind in NUMBER_KINDS:
        return draw.choice([-20, -18.5, 0, 4, 5.5, 8, 10, 12.5, 30, 60, 75, 100])
    if kind is QuestionKind.CHOICE:
        return draw.choice(codes)
    if kind in {QuestionKind.CHOICES, QuestionKind.RANK}:
        return draw.sample(codes, draw.randrange(1, len(codes) + 1))
    others = {
        QuestionKind.YES_NO: draw.random() < 0.5,
        QuestionKind.TABLE: [{} for _ in range(draw.randrange(3))],
        QuestionKind.LOCATION: {"latitude": 31.2, "longitude": 121.5},
        QuestionKind.INSTRUCTION: None,
    }
    return others.get(kind, "2026-11-22")
