"""Which question waits for which; apart because faults and state must read logic alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from checklists.forms.form import Form, FormQuestion, Section
from checklists.logic.expressions import LogicInvalid, Program, compile_expression, to_name

OWN = "this"
CONTEXT = frozenset({"visit_kind", "store_code", "not_applicable"})
"""What expressions can read besides questions."""

RESERVED = CONTEXT | {OWN, "size", "true", "false", "null", "in"}

OWN_FIELDS = ("fail_if", "evidence_if", "action_if", "notify_if")
"""Expressions about the answer itself: they alone know `this`."""

VALUE_FIELDS = ("show_if", "default")
"""Expressions that decide what others get to read of a question."""

MAX_CIRCLES = 20
"""Circles that are told; each further one is found when these are gone."""


@dataclass(frozen=True, slots=True)
class Place:
    """A question, and where in its form it stands."""

    pointer: str
    question: FormQuestion
    sections: tuple[
        tuple[str, Section], ...
    ]  # those around it with their pointers, outermost first

    @property
    def repeated(self) -> Section | None:
        """Return the section whose every occurrence asks it; None: it is asked once."""
        return next((one for _, one in self.sections if one.repeat is not None), None)


@dataclass(frozen=True, slots=True)
class Circle:
    """Questions of which each waits for the next; the first is there again at the end."""

    codes: tuple[str, ...]
    pointer: str  # the expression of the first that reads the second


def places_of(form: Form) -> tuple[Place, ...]:
    """Return every question with its place, in the order a person meets them."""
    return tuple(_below(form.sections, "/sections", ()))


def try_compile(text: str) -> Program | None:
    """Return the expression compiled; None for an empty one, and for one that is a fault."""
    try:
        return compile_expression(text) if text else None
    except LogicInvalid:
        return None


def by_name(places: Sequence[Place]) -> dict[str, Place]:
    """Return the questions by the names that expressions know; the first of each code."""
    known: dict[str, Place] = {}
    for place in places:
        known.setdefault(to_name(place.question.code), place)
    return known


def in_order(places: Sequence[Place]) -> tuple[list[Place], list[Circle]]:
    """Return the questions so that none stands before what it reads, and the circles there are.

    Circles are broken where they were found, so that a draft with one can still be looked at.
    """
    known = by_name(places)
    waits = {name: _read_by(place, known) for name, place in known.items()}
    circles: list[Circle] = []
    while True:
        sorter = TopologicalSorter({name: list(read) for name, read in waits.items()})
        try:
            return [known[name] for name in sorter.static_order()], circles
        except CycleError as error:
            found = _first_first([str(name) for name in reversed(error.args[1])], list(known))
            if len(circles) < MAX_CIRCLES:
                codes = tuple(known[name].question.code for name in found)
                circles.append(Circle(codes, waits[found[0]][found[1]]))
            del waits[found[0]][found[1]]


def _below(
    sections: Sequence[Section], place: str, above: tuple[tuple[str, Section], ...]
) -> Iterator[Place]:
    for number, section in enumerate(sections):
        pointer = f"{place}/{number}"
        around = (*above, (pointer, section))
        for position, question in enumerate(section.questions):
            yield Place(f"{pointer}/questions/{position}", question, around)
        yield from _below(section.sections, f"{pointer}/sections", around)


def _read_by(place: Place, known: Mapping[str, Place]) -> dict[str, str]:
    """Return the names that decide what is read of a question, each with where it is read."""
    texts = [
        (f"{place.pointer}/logic/{name}", getattr(place.question.logic, name))
        for name in VALUE_FIELDS
    ]
    texts += [(f"{pointer}/show_if", section.show_if) for pointer, section in place.sections]
    read: dict[str, str] = {}
    for pointer, text in texts:
        program = try_compile(text)
        for name in sorted(program.names & known.keys()) if program else ():
            read.setdefault(name, pointer)
    return read


def _first_first(circle: Sequence[str], order: Sequence[str]) -> list[str]:
    """Return a circle turned so that it begins with the question a person meets first."""
    names = list(circle[:-1])
    start = names.index(min(names, key=order.index))
    return [*names[start:], *names[:start], names[start]]
