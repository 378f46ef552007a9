"""CEL as XPath, for other tools; apart because an import of ours never needs it.

What XPath cannot say is left out there, and kept whole in our own column of the sheet.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from checklists.logic.cel_profile import LogicInvalid, Token, to_tokens
from checklists.models import QuestionKind

_ESCAPE = re.compile(r"\\(.)")
_ESCAPED = {"n": "\n", "t": "\t"}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_LEVELS: tuple[Mapping[str, str], ...] = (
    {"||": "or"},
    {"&&": "and"},
    {"==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">=", "in": "in"},
    {"+": "+", "-": "-"},
    {"*": "*", "/": "div"},
)
_COMPARES = 2  # of the levels
_MAX_NESTED = 40


class _Unsayable(ValueError):
    """XPath has no equal."""


class Named(NamedTuple):
    """What a variable stands for in the workbook."""

    name: str
    kind: QuestionKind


def to_xpath(expression: str, names: Mapping[str, Named]) -> str:
    """Return an expression in CEL as XPath; "" where XPath cannot say it.

    Args:
        expression: Such as `age > 5.0 && "red" in colours`.
        names: What stands behind each variable.

    Example:
        >>> to_xpath('is_open == true', {"is_open": Named("is-open", QuestionKind.YES_NO)})
        "${is-open} = 'yes'"
    """
    try:
        return _Reader(to_tokens(expression), names).whole()
    except (LogicInvalid, _Unsayable):
        return ""


class _Said(NamedTuple):
    """A part in XPath, and what it is: an operation of a level, a name, or a literal."""

    text: str
    level: int = len(_LEVELS)
    named: Named | None = None
    entries: tuple[str, ...] | None = None  # of a list


@dataclass(slots=True)
class _Reader:
    tokens: list[Token]
    names: Mapping[str, Named]
    place: int = 0
    nested: int = 0

    def whole(self) -> str:
        """Read all there is."""
        found = self.plain(self.level(0))
        if self.place < len(self.tokens):
            raise _Unsayable
        return found

    def level(self, number: int) -> _Said:
        """Read operations of one precedence."""
        if number == len(_LEVELS):
            return self._operand()
        left = self.level(number + 1)
        while (sign := _LEVELS[number].get(self._peek())) is not None:
            self.place += 1
            left = self._joined(number, sign, left, self.level(number + 1))
        return left

    def plain(self, said: _Said) -> str:
        """Return a part where yes or no is meant: a yes/no question by itself is its yes."""
        if said.named is None:
            return said.text
        if said.named.kind != QuestionKind.YES_NO:
            raise _Unsayable
        return f"{said.text} = 'yes'"

    def _joined(self, number: int, sign: str, left: _Said, right: _Said) -> _Said:
        if number < _COMPARES:
            texts = [self.plain(side) for side in (left, right)]
            return _Said(
                f" {sign} ".join(
                    self._boxed(t, s, number) for t, s in zip(texts, (left, right), strict=True)
                ),
                number,
            )
        if sign == "in":
            return self._within(left, right)
        if number == _COMPARES:
            left, right = self._beside(left, right), self._beside(right, left)
        return _Said(
            f"{self._boxed(left.text, left, number)} {sign} "
            f"{self._boxed(right.text, right, number + 1)}",
            number,
        )

    def _boxed(self, text: str, said: _Said, level: int) -> str:
        return f"({text})" if said.level < level else text

    def _within(self, left: _Said, right: _Said) -> _Said:
        if right.named is not None:
            return _Said(f"selected({right.text}, {left.text})")
        if right.entries is None:
            raise _Unsayable
        text = " or ".join(f"{left.text} = {entry}" for entry in right.entries)
        return _Said(text or "false()", 0)

    def _beside(self, said: _Said, other: _Said) -> _Said:
        """Return a literal as the other side has it: yes and no are words there."""
        if said.text not in ("true()", "false()"):
            return said
        if other.named is None or other.named.kind != QuestionKind.YES_NO:
            raise _Unsayable
        return _Said("'yes'" if said.text == "true()" else "'no'")

    def _operand(self) -> _Said:
        if self.place >= len(self.tokens):
            raise _Unsayable
        token = self.tokens[self.place]
        self.place += 1
        if token.kind == "text":
            return _Said(_literal(token.text))
        if token.kind == "name":
            return self._word(token.text)
        if _NUMBER.fullmatch(token.text):
            return _Said(token.text.removesuffix(".0"))
        return self._sign(token.text)

    def _sign(self, text: str) -> _Said:
        self.nested += 1
        if self.nested > _MAX_NESTED:
            raise _Unsayable
        if text == "(":
            found = self.level(0)
            self._expect(")")
        elif text == "[":
            found = self._list()
        elif text == "!":
            found = self._opposite(self._operand())
        elif text == "-":
            found = _Said(f"-{self._operand().text}")
        else:
            raise _Unsayable
        self.nested -= 1
        return found

    def _opposite(self, said: _Said) -> _Said:
        if said.named is not None and said.named.kind == QuestionKind.YES_NO:
            return _Said(f"{said.text} = 'no'", _COMPARES)
        return _Said(f"not({self.plain(said)})")

    def _list(self) -> _Said:
        entries: list[str] = []
        while self._peek() != "]":
            entries.append(self.level(0).text)
            if self._peek() == ",":
                self.place += 1
        self.place += 1
        return _Said("", entries=tuple(entries))

    def _word(self, word: str) -> _Said:
        literal = {"true": "true()", "false": "false()", "null": "''"}.get(word)
        if literal is not None:
            return _Said(literal)
        if self._peek() == "(" or word not in self.names:
            raise _Unsayable
        named = self.names[word]
        return _Said(f"${{{named.name}}}", named=named)

    def _peek(self) -> str:
        if self.place >= len(self.tokens) or self.tokens[self.place].kind == "text":
            return ""
        return self.tokens[self.place].text

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise _Unsayable
        self.place += 1


def _literal(text: str) -> str:
    """Return a literal of CEL as one of XPath, which has no escapes."""
    plain = _ESCAPE.sub(lambda found: _ESCAPED.get(found[1], found[1]), text[1:-1])
    if "'" not in plain:
        return f"'{plain}'"
    if '"' in plain:
        raise _Unsayable
    return f'"{plain}"'
