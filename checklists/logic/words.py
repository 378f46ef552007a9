"""Expressions in plain words, for those who write checklists; apart because nothing is decided.

Only the usual shapes are told. What is not among them is shown as it was written: a sentence that
is nearly right would be worse than none.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from checklists.forms.form import Form, FormQuestion, options_of, plain_words
from checklists.forms.order import CONTEXT, OWN, by_name, places_of
from checklists.logic.cel_profile import MACROS, METHODS, Token, to_tokens
from checklists.logic.expressions import LogicInvalid, compile_expression, to_name
from checklists.logic.phrases import PHRASES
from checklists.models import PHOTO_KINDS, QuestionKind
from core.words import DEFAULT_LOCALE, say

_MOMENTS = frozenset({QuestionKind.DATE, QuestionKind.TIME, QuestionKind.DATE_TIME})
_UNITS = {QuestionKind.TEMPERATURE: "°C", QuestionKind.STOPWATCH: "s"}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_WALKS = frozenset(MACROS) - {"filter"}
_ALL, _AND, _OR = 3, 2, 1


class _UnusualError(Exception):
    """The expression has a shape for which there are no words."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A piece of an expression in words."""

    text: str
    kind: str  # value, literal, list or test
    question: FormQuestion | None = None
    binds: int = _ALL  # how closely: a test of `or` within one of `and` needs brackets
    literals: tuple["_Part", ...] = ()  # of a list


def explain(expression: str, form: Form, locale: str, question: FormQuestion | None = None) -> str:
    """Say an expression in plain words, or return it as it is where there are none.

    Args:
        expression: What decides something, such as `drinks_chiller > 8`.
        form: The checklist, for the names of its questions and choices.
        locale: The language to say it in.
        question: Whose expression it is, for the choices that `this` is compared with.
    """
    try:
        compile_expression(expression)
        reading = _Reading(to_tokens(expression), form, PHRASES.get(locale, _DEFAULT), locale)
        reading.own = question
        told = reading.test(reading.either())
        return told.text if reading.at == len(reading.tokens) else expression
    except (LogicInvalid, _UnusualError):
        return expression


_DEFAULT = PHRASES[DEFAULT_LOCALE]


@dataclass(slots=True)
class _Reading:
    tokens: list[Token]
    form: Form
    phrases: Mapping[str, str]
    locale: str
    at: int = 0
    own: FormQuestion | None = None
    walked: dict[str, _Part] = field(default_factory=dict)
    known: Mapping[str, FormQuestion] = field(default_factory=dict)

    def __post_init__(self) -> None:
        places = by_name(places_of(self.form))
        self.known = {name: place.question for name, place in places.items()}

    def next(self, *wanted: str) -> str:
        """Take the next word if it is one of these; else take nothing and return nothing."""
        token = self.tokens[self.at] if self.at < len(self.tokens) else Token("", "", 0)
        if token.kind not in ("sign", "name") or token.text not in wanted:
            return ""
        self.at += 1
        return token.text

    def must(self, wanted: str) -> None:
        if not self.next(wanted):
            raise _UnusualError

    def either(self) -> _Part:
        found = [self.both()]
        while self.next("||"):
            found.append(self.both())
        return self._joined(found, self.phrases["||"], _OR)

    def both(self) -> _Part:
        found = [self.relation()]
        while self.next("&&"):
            found.append(self.relation())
        return self._joined(found, self.phrases["&&"], _AND)

    def _joined(self, parts: list[_Part], word: str, binds: int) -> _Part:
        if len(parts) == 1:
            return parts[0]
        tests = [self.test(part) for part in parts]
        texts = [
            self.phrases["()"].format(one.text) if one.binds < binds else one.text for one in tests
        ]
        return _Part(word.join(texts), "test", binds=binds)

    def relation(self) -> _Part:
        left = self.amount()
        sign = self.next("==", "!=", "<", "<=", ">", ">=", "in")
        if not sign:
            return left
        told = self._within(left, self.amount()) if sign == "in" else self._compared(left, sign)
        if self.next("==", "!=", "<", "<=", ">", ">=", "in"):
            raise _UnusualError
        return told

    def test(self, part: _Part) -> _Part:
        """Return a piece as something that is true or not; a bare question is one of yes or no."""
        if part.kind == "value":
            return _Part(self.phrases["== true"].format(part.text), "test")
        if part.kind != "test":
            raise _UnusualError
        return part

    def amount(self) -> _Part:
        found = self.single()
        while sign := self.next("+", "-", "*", "/"):
            other = self.single()
            if "test" in (found.kind, other.kind) or "list" in (found.kind, other.kind):
                raise _UnusualError
            found = _Part(f"{found.text} {sign} {other.text}", "value", found.question)
        return found

    def single(self) -> _Part:
        if self.next("!"):
            inner = self.test(self.single())
            return _Part(self.phrases["!"].format(inner.text), "test")
        if self.next("("):
            inner = self.either()
            self.must(")")
            return inner if inner.kind == "test" else replace(inner, text=f"({inner.text})")
        if self.next("["):
            return self._list()
        if self.next("-"):
            return replace(literal := self._word(), text=f"-{literal.text}")
        return self._called(self._word())

    def _list(self) -> _Part:
        found: list[_Part] = []
        while not self.next("]"):
            found.append(self._word())
            self.next(",")
        return _Part("", "list", literals=tuple(found))

    def _word(self) -> _Part:
        token = self.tokens[self.at] if self.at < len(self.tokens) else Token("", "", 0)
        self.at += 1
        if token.kind == "text":
            return _Part(token.text[1:-1], "literal")
        if token.kind == "number" or token.text in ("true", "false", "null"):
            return _Part(token.text, "literal")
        if token.text == "size":
            self.must("(")
            inner = self._word()
            if inner.question is None:  # the size of an amount or of a literal says nothing
                raise _UnusualError
            self.must(")")
            return _Part(self.phrases["size"].format(inner.text), "value")
        return self._named(token.text)

    def _named(self, name: str) -> _Part:
        if name in self.walked:
            return self.walked[name]
        if name == OWN:
            return _Part(self.phrases[OWN], "value", self.own)
        if name in CONTEXT:
            return _Part(self.phrases[name], "value")
        question = self.known.get(name)
        if question is None:
            raise _UnusualError
        text = self._quoted(say(plain_words(question.prompt), self.locale))
        if question.kind in PHOTO_KINDS:
            text = self.phrases["photos"].format(text)
        return _Part(text, "value", question)

    def _quoted(self, text: str) -> str:
        return f"“{text}”"

    def _called(self, part: _Part) -> _Part:
        if not self.next("."):
            return part
        if part.kind != "value":
            raise _UnusualError
        if name := self.next(*METHODS):
            self.must("(")
            text = self._literal(self._word(), None)
            self.must(")")
            return _Part(self.phrases[name].format(part.text, text), "test")
        name = self.next(*_WALKS)
        if not name:
            raise _UnusualError
        return self._walk(name, part)

    def _walk(self, name: str, part: _Part) -> _Part:
        self.must("(")
        variable = self.tokens[self.at].text
        self.at += 1
        self.must(",")
        self.walked[variable] = part
        inner = self.test(self.either())
        del self.walked[variable]
        self.must(")")
        return _Part(self.phrases[name].format(inner.text), "test", binds=_OR)

    def _within(self, left: _Part, right: _Part) -> _Part:
        if right.kind == "list":
            each = self.phrases[","].join(
                self._literal(one, left).strip() for one in right.literals
            )
            return _Part(self.phrases["one_of"].format(left.text, each), "test")
        if left.kind != "literal" or right.kind != "value":
            raise _UnusualError
        if right.text == self.phrases["not_applicable"]:
            return _Part(self.phrases["does_not_apply"].format(self._code(left.text)), "test")
        return _Part(
            self.phrases["includes"].format(right.text, self._literal(left, right)), "test"
        )

    def _compared(self, left: _Part, sign: str) -> _Part:
        right = self.amount()
        if left.kind == "literal":
            left, sign, right = right, _TURNED[sign], left
        if left.kind != "value" or right.kind not in ("value", "literal"):
            raise _UnusualError
        if right.kind == "literal" and right.text in ("true", "false", "null"):
            special = self.phrases.get(f"{sign} {right.text}")
            if special is None:
                raise _UnusualError
            return _Part(special.format(left.text), "test")
        is_moment = left.question is not None and left.question.kind in _MOMENTS
        words = self.phrases.get(f"day {sign}" if is_moment else sign, self.phrases[sign])
        return _Part(words.format(left.text, self._literal(right, left)), "test")

    def _literal(self, part: _Part, beside: _Part | None) -> str:
        """Return a literal as people read it beside this: with its unit, or the choice it names."""
        if part.kind != "literal":
            return part.text
        question = beside.question if beside is not None else None
        if part.text.lstrip("-").replace(".", "").isdigit():
            unit = _unit_of(question)
            return self.phrases["number"].format(f"{part.text} {unit}" if unit else part.text)
        labels = dict(_labels(self.form, question, self.locale))
        return self._quoted(labels.get(part.text, part.text))

    def _code(self, code: str) -> str:
        question = self.known.get(to_name(code))
        return self._quoted(say(plain_words(question.prompt), self.locale) if question else code)


def _unit_of(question: FormQuestion | None) -> str:
    if question is None:
        return ""
    return question.limits.unit or _UNITS.get(question.kind, "")


def _labels(form: Form, question: FormQuestion | None, locale: str) -> Iterator[tuple[str, str]]:
    for option in options_of(form, question) if question is not None else ():
        yield option.code, say(plain_words(option.label), locale)
