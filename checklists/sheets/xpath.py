"""XPath as XLSForms have it, read as a tree; apart because it is a small language of its own."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

MAX_LENGTH = 4000
MAX_NESTED = 40
_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{[^{}]*\})|(?P<text>\"[^\"]*\"|'[^']*')|(?P<number>\d+(?:\.\d*)?|\.\d+)"
    r"|(?P<sign><=|>=|!=|[=<>+\-*(),])|(?P<word>[A-Za-z_][\w:-]*)|(?P<own>\.(?![./\w])))"
)
LEVELS: tuple[Mapping[str, str], ...] = (
    {"or": "||"},
    {"and": "&&"},
    {"=": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="},
    {"+": "+", "-": "-"},
    {"*": "*", "div": "/"},
)
COMPARES = 2  # of the levels


class XPathUnknown(ValueError):
    """An expression has no equal in CEL; the text says which part of it."""


class Node(NamedTuple):
    """One part of an expression: a literal, a name, a call or an operation."""

    kind: str  # text, number, name, own, call, or a sign of CEL
    text: str = ""
    parts: tuple["Node", ...] = ()


def parse(expression: str) -> Node:
    """Return the tree of an XPath expression; signs are those of CEL.

    Raises:
        XPathUnknown: It is no expression, or too long or deep to be one.
    """
    if len(expression) > MAX_LENGTH:
        message = f"longer than {MAX_LENGTH} characters"
        raise XPathUnknown(message)
    straight = expression.translate(str.maketrans("“”‘’\u00a0", "\"\"'' "))
    reader = _Reader(_tokens(straight))
    found = reader.level(0)
    if reader.place < len(reader.tokens):
        raise XPathUnknown(reader.tokens[reader.place][1])
    return found


def level_of(node: Node) -> int:
    """Return how tightly an operation binds; what is none binds most."""
    if len(node.parts) != 2:  # noqa: PLR2004 - an operation has two sides
        return len(LEVELS)
    return next((n for n, signs in enumerate(LEVELS) if node.kind in signs.values()), len(LEVELS))


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    place, text = 0, text.rstrip()
    while place < len(text):
        found = _TOKEN.match(text, place)
        if found is None or found.lastgroup is None:
            raise XPathUnknown(text[place : place + 20].strip())
        tokens.append((found.lastgroup, found[found.lastgroup]))
        place = found.end()
    return tokens


@dataclass(slots=True)
class _Reader:
    """Reads tokens by precedence."""

    tokens: list[tuple[str, str]]
    place: int = 0
    nested: int = 0

    def level(self, number: int) -> Node:
        """Read operations of one precedence; beyond the last, one operand."""
        if number == len(LEVELS):
            return self._operand()
        left = self.level(number + 1)
        while (sign := LEVELS[number].get(self._peek())) is not None:
            self.place += 1
            left = Node(sign, "", (left, self.level(number + 1)))
        return left

    def _peek(self) -> str:
        if self.place >= len(self.tokens) or self.tokens[self.place][0] not in ("sign", "word"):
            return ""
        return self.tokens[self.place][1]

    def _operand(self) -> Node:
        if self.place >= len(self.tokens):
            raise XPathUnknown("…")  # noqa: EM101 - what is missing has no name
        kind, text = self.tokens[self.place]
        self.place += 1
        if text == "-":
            return Node("-", "", (self._operand(),))
        if text == "(":
            found = self._nested()
            self._expect(")")
            return found
        if kind == "word" and self._peek() == "(":
            return self._call(text)
        if kind in ("word", "sign"):
            raise XPathUnknown(text)
        cut = {"text": text[1:-1], "name": text[2:-1].strip()}
        return Node(kind, cut.get(kind, text))

    def _call(self, name: str) -> Node:
        self.place += 1
        parts: list[Node] = []
        while self._peek() != ")":
            parts.append(self._nested())
            if self._peek() != ")":
                self._expect(",")
        self.place += 1
        return Node("call", name, tuple(parts))

    def _nested(self) -> Node:
        self.nested += 1
        if self.nested > MAX_NESTED:
            message = f"more than {MAX_NESTED} brackets"
            raise XPathUnknown(message)
        found = self.level(0)
        self.nested -= 1
        return found

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise XPathUnknown(sign)
        self.place += 1
