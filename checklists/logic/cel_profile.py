"""Expressions reduced to the CEL we promise; apart because a phone must do exactly the same.

Implementations of CEL differ at its edges: whole numbers beside broken ones, texts that are
counted, errors inside a list. What differs is not taken, or written in the one way on which they
agree; `docs/logic.md` says so rule by rule, for those who write it in another language.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

MAX_CHARACTERS = 2000
MAX_BRACKETS = 40
"""Brackets within brackets: parsers go down one step for each."""

MAX_MACROS = 2
"""Walks of a list within a walk: each multiplies the work by the length of its list."""

PREFIX = "v_"
"""Set before every name, so that no question is called like a word of CEL."""

KEYWORDS = frozenset({"true", "false", "null", "in"})
METHODS = {"contains": 1, "startsWith": 1, "endsWith": 1}
MACROS = {
    # what it is written as: before its test, and after it
    "exists": ("", ") . exists ( {name} , true )"),
    "all": ("! ( ", ") ) . all ( {name} , false )"),
    "exists_one": ("", ") . exists_one ( {name} , true )"),
    "filter": ("", ")"),
}
_TOKEN = re.compile(
    r"""(?P<gap>[ \t\r\n]+)
      | (?P<text>"(?:[^"\\\r\n]|\\["'\\nt])*"|'(?:[^'\\\r\n]|\\["'\\nt])*')
      | (?P<number>[0-9]{1,15}(?:\.[0-9]{1,15})?(?:[eE][+-]?[0-9]{1,2})?(?![A-Za-z0-9_.]))
      | (?P<name>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<sign>&&|\|\||==|!=|<=|>=|[-+*/<>!?:()\[\],.])""",
    re.VERBOSE,
)
_CLOSING = {"(": ")", "[": "]"}


class LogicInvalid(ValueError):
    """An expression that is not in the profile; its text says where and why."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an expression."""

    kind: str  # text, number, name or sign; "" for the end
    text: str
    place: int  # characters before it

    @property
    def is_value(self) -> bool:
        """Tell whether a value ends here, so that a minus or a bracket after it belongs to it."""
        if self.kind == "name":
            return self.text != "in"
        return self.kind in ("text", "number") or self.text in (")", "]")


@dataclass(frozen=True, slots=True)
class Plain:
    """An expression as it is given to CEL."""

    text: str
    names: frozenset[str]  # what it reads, without the prefix


@dataclass(slots=True)
class _Bracket:
    opening: str
    end: str = ""  # what is written where it closes; "": the bracket itself
    arguments: int | None = None  # how many it must have; None: as many as there are
    commas: int = 0
    variable: str = ""  # what a macro calls each one
    before_test: str = ""


@dataclass(slots=True)
class _Writing:
    tokens: list[Token]
    at: int = 0
    written: list[str] = field(default_factory=list)
    brackets: list[_Bracket] = field(default_factory=list)
    names: set[str] = field(default_factory=set)

    def near(self, step: int) -> Token:
        """Return the word `step` words from this one; an empty one beyond the ends."""
        place = self.at + step
        return self.tokens[place] if 0 <= place < len(self.tokens) else Token("", "", 0)


def to_tokens(source: str) -> list[Token]:
    """Return the words of an expression.

    Raises:
        LogicInvalid: where something is no word of the profile.
    """
    if len(source) > MAX_CHARACTERS:
        raise refusal(None, f"has more than {MAX_CHARACTERS} characters")
    tokens: list[Token] = []
    place = 0
    while place < len(source):
        match = _TOKEN.match(source, place)
        if match is None:
            raise refusal(Token("", "", place), f"{source[place]!r} is not understood here")
        if match.lastgroup != "gap":
            tokens.append(Token(str(match.lastgroup), match.group(), place))
        place = match.end()
    return tokens


def to_plain(source: str) -> Plain:
    """Return the expression as it is given to CEL, with the names that it reads.

    Raises:
        LogicInvalid: where it leaves the profile.
    """
    writing = _Writing(to_tokens(source))
    if not writing.tokens:
        raise refusal(None, "is empty")
    while writing.at < len(writing.tokens):
        token = writing.near(0)
        _WRITERS[token.kind](writing, token)
        writing.at += 1
    if writing.brackets:
        raise refusal(None, f"a {writing.brackets[-1].opening} is never closed")
    return Plain(" ".join(writing.written), frozenset(writing.names))


def refusal(token: Token | None, why: str) -> LogicInvalid:
    """Return why an expression is not taken, from which word on; None: as a whole."""
    return LogicInvalid(f"character {token.place + 1}: {why}" if token else why)


def _write_literal(writing: _Writing, token: Token) -> None:
    """Write a literal so that no implementation knows its type before it runs.

    Some refuse `"a" == 1` when they read it, others answer false.
    """
    text = token.text
    if token.kind == "number" and not re.search("[.eE]", text):
        text += ".0"
    writing.written.append(f"dyn({text})")


def _write_name(writing: _Writing, token: Token) -> None:
    if token.text == "in":
        writing.written.append("in")
    elif writing.near(-1).text == ".":
        _write_call(writing, token)
    elif token.text in KEYWORDS:
        _write_literal(writing, token)
    elif token.text == "size":
        _write_size(writing, token)
    elif writing.near(1).text == "(":
        raise refusal(token, f"there is no function {token.text}")
    else:
        if not any(bracket.variable == token.text for bracket in writing.brackets):
            writing.names.add(token.text)
        writing.written.append(PREFIX + token.text)


def _write_size(writing: _Writing, token: Token) -> None:
    """Write `size` as a number like the others, of lists alone.

    A text plus a list is an error everywhere, and so never counted: characters are counted
    differently from one language to the next.
    """
    if writing.near(1).text != "(":
        raise refusal(token, "size needs a list in ( )")
    writing.at += 1
    writing.written.append("dyn ( double ( size ( (")
    _open(writing, _Bracket("(", ") + [ ] ) ) )", arguments=1))


def _write_call(writing: _Writing, token: Token) -> None:
    if writing.near(1).text != "(" or token.text not in METHODS | MACROS:
        raise refusal(token, f".{token.text} is not known")
    if token.text in METHODS:
        writing.at += 1
        writing.written.append(f"{token.text} (")
        _open(writing, _Bracket("(", arguments=METHODS[token.text]))
        return
    variable = writing.near(2)
    if variable.kind != "name" or variable.text in KEYWORDS or writing.near(3).text != ",":
        raise refusal(token, f".{token.text} needs a name, a comma and a test")
    if sum(bool(bracket.variable) for bracket in writing.brackets) >= MAX_MACROS:
        raise refusal(token, f"more than {MAX_MACROS} walks of lists within one another")
    before, after = MACROS[token.text]
    name = PREFIX + variable.text
    writing.at += 2  # its bracket and its name; the comma comes next
    writing.written.append(f"filter ( {name}")
    bracket = _Bracket("(", after.format(name=name), 2, variable=variable.text, before_test=before)
    _open(writing, bracket)


def _write_sign(writing: _Writing, token: Token) -> None:
    match token.text:
        case "(":
            writing.written.append("(")
            _open(writing, _Bracket("(", arguments=1))
        case "[":
            _write_list(writing, token)
        case ")" | "]":
            _close(writing, token)
        case ",":
            _separate(writing, token)
        case "-" if not writing.near(-1).is_value and writing.near(1).kind != "number":
            raise refusal(token, "a minus sign stands before a number; write 0 - x")
        case "." if not writing.near(-1).is_value:
            raise refusal(token, "before this dot stands no value")
        case _:
            writing.written.append(token.text)


def _write_list(writing: _Writing, token: Token) -> None:
    if not writing.near(-1).is_value:
        writing.written.append("[")
        _open(writing, _Bracket("["))
        return
    index = writing.near(1)
    if not re.fullmatch("[0-9]{1,4}", index.text) or writing.near(2).text != "]":
        raise refusal(token, "between [ ] after a list stands one whole number")
    writing.written.append(f"[{index.text}]")
    writing.at += 2


def _open(writing: _Writing, bracket: _Bracket) -> None:
    writing.brackets.append(bracket)
    if len(writing.brackets) > MAX_BRACKETS:
        raise refusal(None, f"has more than {MAX_BRACKETS} brackets within one another")


def _close(writing: _Writing, token: Token) -> None:
    bracket = writing.brackets.pop() if writing.brackets else _Bracket("")
    if _CLOSING.get(bracket.opening) != token.text:
        raise refusal(token, f"{token.text} closes nothing")
    before = writing.near(-1).text
    is_empty = before == bracket.opening
    if before == "," or (bracket.arguments is not None and is_empty):
        raise refusal(token, "a value is missing")
    if bracket.arguments is not None and bracket.commas + 1 != bracket.arguments:
        raise refusal(token, f"needs {bracket.arguments} between its brackets")
    writing.written.append(bracket.end or token.text)


def _separate(writing: _Writing, token: Token) -> None:
    if not writing.brackets or not writing.near(-1).is_value:
        raise refusal(token, "this comma separates nothing")
    bracket = writing.brackets[-1]
    bracket.commas += 1
    writing.written.append(",")
    if bracket.commas == 1 and bracket.before_test:
        writing.written.append(bracket.before_test.strip())


_WRITERS: dict[str, Callable[[_Writing, Token], None]] = {
    "text": _write_literal,
    "number": _write_literal,
    "name": _write_name,
    "sign": _write_sign,
}
