"""XPath as XLSForms have it, written as CEL; apart because the two differ in what nothing is.

Only what means the same in both is translated. The rest is refused by name, so that a person
reads why instead of finding a question that never shows.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from checklists.models import QuestionKind
from checklists.sheets.xpath import COMPARES, LEVELS, Node, XPathUnknown, level_of, parse


class Known(NamedTuple):
    """What a name of the workbook stands for."""

    variable: str  # in CEL
    kind: QuestionKind | None = None
    options: Mapping[str, str] = {}  # a choice's name in the workbook → its code
    formula: str = ""  # a calculation: its own XPath, put in its place


def to_cel(expression: str, names: Mapping[str, Known], own: Known | None = None) -> str:
    """Return an XPath expression of an XLSForm as CEL.

    Args:
        expression: Such as `${age} > 5 and selected(${colours}, 'red')`.
        names: What stands behind each `${name}`.
        own: The question the expression belongs to, for `.`.

    Raises:
        XPathUnknown: It is no expression, or a part of it has no equal in CEL.
    """
    return _Writer(names, own).write(parse(expression))


def quoted(text: str) -> str:
    """Return a text as a literal of CEL."""
    return json.dumps(text, ensure_ascii=False)


@dataclass(slots=True)
class _Writer:
    """Writes a tree as CEL."""

    names: Mapping[str, Known]
    own: Known | None
    open: list[str] = field(default_factory=list)  # calculations being put in their place

    def write(self, node: Node) -> str:
        """Return a node as CEL."""
        if node.kind in LEVELS[COMPARES].values():
            return self._comparison(node)
        write = {"name": self._name, "own": self._name, "call": self._call}.get(node.kind)
        if write is not None:
            return write(node)
        if node.kind == "text":
            return quoted(node.text)
        if node.kind == "number":
            return f"0{node.text}" if node.text.startswith(".") else node.text.rstrip(".")
        return self._operation(node)

    def _operation(self, node: Node) -> str:
        if len(node.parts) == 1:
            return self._negative(node.parts[0])
        (left, right), level = node.parts, level_of(node)
        return f"{self._part(left, level)} {node.kind} {self._part(right, level + 1)}"

    def _negative(self, node: Node) -> str:
        """Return the negative of a part; in our CEL a minus sign stands before numbers only."""
        if node.kind == "number":
            return f"-{self.write(node)}"
        return f"(0 - {self._part(node)})"

    def _part(self, node: Node, level: int = len(LEVELS)) -> str:
        """Return an operand, in brackets where it binds less than what it stands in."""
        text = self.write(node)
        if node.kind == "call":
            is_plain = text.startswith("(") or " " not in re.sub(r'"[^"]*"', "", text)
        else:
            is_plain = level_of(node) >= level
        return text if is_plain else f"({text})"

    def _known(self, node: Node) -> Known | None:
        return self.own if node.kind == "own" else self.names.get(node.text)

    def _name(self, node: Node) -> str:
        known = self._known(node)
        if known is None:
            message = f"${{{node.text}}}" if node.kind == "name" else "."
            raise XPathUnknown(message)
        if not known.formula:
            return known.variable
        if node.text in self.open:
            message = f"${{{node.text}}}"
            raise XPathUnknown(message)
        self.open.append(node.text)
        found = self.write(parse(known.formula))
        self.open.pop()
        return found if re.fullmatch(r"\w+", found) else f"({found})"

    def _comparison(self, node: Node) -> str:
        left, right = node.parts
        for one, other in ((left, right), (right, left)):
            if one.kind == "call" and one.text == "string-length" and other.text == "0":
                return self._empty(one.parts[0], is_empty=node.kind in ("==", "<="))
            if other == Node("text") and node.kind in ("==", "!="):
                return self._empty(one, is_empty=node.kind == "==")
        return f"{self._side(left, right)} {node.kind} {self._side(right, left)}"

    def _empty(self, node: Node, *, is_empty: bool) -> str:
        return f"{self._part(node, COMPARES + 1)} {'==' if is_empty else '!='} null"

    def _side(self, node: Node, other: Node) -> str:
        """Return one side; beside a choice, a literal is the code of what it names."""
        known = self._known(other) if other.kind in ("name", "own") else None
        text = self._part(node, COMPARES + 1)
        if known is None or node.kind not in ("text", "number") or known.formula:
            return text
        return literal_of(known, node.text) or text

    def _call(self, node: Node) -> str:
        write = _CALLS.get((node.text, len(node.parts)))
        if write is None:
            message = f"{node.text}()"
            raise XPathUnknown(message)
        return write(self, node.parts)

    def selected(self, parts: tuple[Node, ...]) -> str:
        """Return whether a choice is chosen; nothing chosen is no."""
        question, choice = parts
        if question.kind not in ("name", "own") or choice.kind not in ("text", "number"):
            raise XPathUnknown("selected()")  # noqa: EM101 - the part is the message
        variable, known = self._name(question), self._known(question)
        code = (known and literal_of(known, choice.text)) or quoted(choice.text)
        if known is not None and known.kind in (QuestionKind.CHOICES, QuestionKind.RANK):
            return f"({variable} != null && {code} in {variable})"
        return f"{variable} == {code}"

    def negated(self, parts: tuple[Node, ...]) -> str:
        """Return the opposite; a comparison with nothing is false before it is turned."""
        names = sorted(self._variables(parts[0]))
        text = self._part(parts[0])
        if not names:
            return f"!{text}" if re.fullmatch(r"\(.*\)|\w+", text) else f"!({text})"
        there = " && ".join(f"{name} != null" for name in names)
        return f"!({there} && {text})"

    def _variables(self, node: Node) -> set[str]:
        """Return the names below that are compared by size: only they fail without a value."""
        if node.kind in ("<", "<=", ">", ">=", "+", "-", "*", "/"):
            return {self.write(part) for part in node.parts if part.kind in ("name", "own")}.union(
                *(self._variables(part) for part in node.parts)
            )
        return set().union(*(self._variables(part) for part in node.parts))


def literal_of(known: Known, text: str) -> str | None:
    """Return a choice's name as CEL has it for a question; None: it is nothing special there."""
    if known.kind == QuestionKind.YES_NO:
        return {"yes": "true", "no": "false", "ok": "true"}.get(text.lower())
    if text in known.options:
        return quoted(known.options[text])
    return None


def _method(name: str) -> Callable[[_Writer, tuple[Node, ...]], str]:
    return lambda writer, parts: (
        f"{writer._part(parts[0])}.{name}({writer.write(parts[1])})"  # noqa: SLF001 - same module
    )


def _itself(writer: _Writer, parts: tuple[Node, ...]) -> str:
    return writer.write(parts[0])


def _either(writer: _Writer, parts: tuple[Node, ...]) -> str:
    first, second = (writer._part(part) for part in parts)  # noqa: SLF001 - same module
    return f"({first} != null ? {first} : {second})"


def _if(writer: _Writer, parts: tuple[Node, ...]) -> str:
    test, first, second = (writer._part(part) for part in parts)  # noqa: SLF001 - same module
    return f"({test} ? {first} : {second})"


def _chosen(writer: _Writer, parts: tuple[Node, ...]) -> str:
    variable = writer.write(parts[0])
    return f"({variable} == null ? 0 : size({variable}))"


_CALLS: Mapping[tuple[str, int], Callable[[_Writer, tuple[Node, ...]], str]] = {
    ("selected", 2): _Writer.selected,
    ("not", 1): _Writer.negated,
    ("true", 0): lambda _writer, _parts: "true",
    ("false", 0): lambda _writer, _parts: "false",
    ("if", 3): _if,
    ("coalesce", 2): _either,
    ("count-selected", 1): _chosen,
    ("contains", 2): _method("contains"),
    ("starts-with", 2): _method("startsWith"),
    ("ends-with", 2): _method("endsWith"),
    ("number", 1): _itself,
    ("string", 1): _itself,
    ("boolean", 1): _itself,
    ("normalize-space", 1): _itself,
}
