"""Two edits of one form made one; apart because a save knows only one form at a time.

Questions and sections are matched by their codes wherever they stand, so that one person can move
what the other rewords. Documents need not be finished: what has no usable codes is merged as plain
JSON.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from checklists.authoring.merging.codes import told_apart
from checklists.authoring.merging.flat import HOME, Flat, flatten, rebuilt
from checklists.authoring.merging.values import GONE, Path, merge_members, merge_orders
from checklists.forms.diffs import Part
from checklists.forms.reading import look_at
from core.errors import Fault

Document = Mapping[str, Any]


class Side(StrEnum):
    """Whose value is taken where two clash."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing that two people changed differently; None where one of them removed it."""

    part: Part
    code: str  # of the part
    field: str  # as in a change of form_diffs; empty: all of it; `section`: where it stands
    base: Any  # JSON; None: it was not there
    mine: Any
    theirs: Any

    @property
    def key(self) -> str:
        """The name under which somebody chooses a side."""
        return f"{self.part.value}/{self.code}/{self.field}"


@dataclass(frozen=True, slots=True)
class Merged:
    """One form of two, what has to be chosen first, and what is wrong with it only together."""

    form: dict[str, Any]
    clashes: tuple[Clash, ...]
    faults: tuple[Fault, ...]  # of the merged form, that neither of the two has


def merge_forms(
    base: Document, mine: Document, theirs: Document, picks: Mapping[str, Side] | None = None
) -> Merged:
    """Return what two people made of one form, together.

    Args:
        base: What both began with.
        mine: As one of them left it.
        theirs: As the other left it.
        picks: Whose value is taken, by the key of the clash. Until a clash is settled, the form
            has mine there, and whatever only one of the two removed.

    Example:
        >>> ask = {"code": "a", "kind": "yes_no", "prompt": {"en": "Clean?"}}
        >>> form = lambda **kw: {"sections": [{"code": "s", "questions": [{**ask, **kw}]}]}
        >>> both = merge_forms(form(), form(weight=2), form(tags=["x"]))
        >>> both.form == form(weight=2, tags=["x"]), both.clashes
        (True, ())
    """
    settler = _Settler(picks or {}, str(theirs.get("code", "")))
    old, ours, others = flatten(base), flatten(mine), flatten(theirs)
    if old is None or ours is None or others is None:
        form = merge_members(("form",), base, mine, theirs, settler.settle)
    else:
        form = _merge_flats(old, told_apart(old, ours, others), others, settler)
    return Merged(form, tuple(settler.clashes.values()), _new_faults(form, mine, theirs))


class _Settler:
    """Takes the side that was picked, and keeps what nobody picked yet."""

    def __init__(self, picks: Mapping[str, Side], form_code: str) -> None:
        self.picks = picks
        self.form_code = form_code
        self.clashes: dict[str, Clash] = {}

    def settle(self, path: Path, base: Any, mine: Any, theirs: Any) -> Any:  # noqa: ANN401 - JSON
        part, code, field = self._place(path)
        clash = Clash(part, code, field, *(_shown(one) for one in (base, mine, theirs)))
        side = self.picks.get(clash.key)
        if side is None:
            self.clashes[clash.key] = clash
            return theirs if mine is GONE else mine
        return mine if side is Side.MINE else theirs

    def _place(self, path: Path) -> tuple[Part, str, str]:
        match path:
            case ("questions", code, *rest):
                part = Part.QUESTION
            case ("sections", code, *rest):
                part = Part.SECTION
            case ("form", "choice_sets", code, *rest) if code != "order" or rest:
                part = Part.CHOICE_SET
            case _:
                part, code, rest = Part.FORM, self.form_code, list(path[1:])
        return part, code, ".".join(rest)


def _shown(value: Any) -> Any:  # noqa: ANN401 - JSON
    return None if value is GONE else value


def _merge_flats(base: Flat, mine: Flat, theirs: Flat, settler: _Settler) -> dict[str, Any]:
    sides, settle = (base, mine, theirs), settler.settle
    top = merge_members(("form",), base.top, mine.top, theirs.top, settle)
    sections = merge_members(("sections",), base.sections, mine.sections, theirs.sections, settle)
    questions = merge_members(
        ("questions",), base.questions, mine.questions, theirs.questions, settle
    )
    spare = {**mine.sections, **theirs.sections}
    homes = {one[HOME] for one in questions.values()}
    sections = _housed(sections, homes, spare)
    if knot := _knot(sections):
        spare = _untied(knot, sides, settler)
        sections = {code: one | {HOME: spare[code][HOME]} for code, one in sections.items()}
        sections = _housed(sections, homes, spare)
    merged = Flat(top, sections, questions)
    return rebuilt(merged, _Orders(sides, settler))


def _housed(
    sections: Mapping[str, dict[str, Any]], homes: Iterable[str], spare: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the sections with those that somebody removed while the other put something there."""
    housed = dict(sections)
    waiting = [*homes, *(one[HOME] for one in sections.values())]
    while waiting:
        code = waiting.pop()
        if code and code not in housed:
            housed[code] = spare[code]
            waiting.append(spare[code][HOME])
    return housed


def _knot(sections: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return sections that lie in each other: one moved A into B, the other B into A."""
    for code in sections:
        above: list[str] = [code]
        while (upper := str(sections[above[-1]][HOME])) and upper not in above:
            above.append(upper)
        if upper:
            return above[above.index(upper) :]
    return []


def _untied(knot: list[str], sides: tuple[Flat, Flat, Flat], settler: _Settler) -> dict[str, Any]:
    """Return every section where one of the two put it; the other's only where they alone know."""
    code = next(one for one in knot if _home(sides[1], one) != _home(sides[2], one))
    base, mine, theirs = (_home(one, code) for one in sides)
    chosen = settler.settle(("sections", code, HOME), base, mine, theirs)
    ours, others = sides[1].sections, sides[2].sections
    return {**others, **ours} if chosen == mine else {**ours, **others}


def _home(flat: Flat, code: str) -> Any:  # noqa: ANN401 - JSON
    return flat.sections.get(code, {}).get(HOME, GONE)


class _Orders:
    """In which order the parts of one holder stand."""

    def __init__(self, sides: tuple[Flat, Flat, Flat], settler: _Settler) -> None:
        self.sides = [one.children() for one in sides]
        self.settler = settler

    def __call__(self, kind: str, holder: str) -> list[str]:
        path = ("sections", holder, kind) if holder else ("form", kind)
        base, mine, theirs = (one.get((kind, holder), []) for one in self.sides)
        return merge_orders(path, base, mine, theirs, self.settler.settle)


def _new_faults(form: Document, mine: Document, theirs: Document) -> tuple[Fault, ...]:
    """Return what is wrong with the merged form and with neither of the two it came from."""
    known = {key for one in (mine, theirs) for key, _ in _keyed_faults(one)}
    return tuple(fault for key, fault in _keyed_faults(form) if key not in known)


def _keyed_faults(document: Document) -> Iterator[tuple[tuple[str, str], Fault]]:
    """Yield faults by the codes of where they are: numbers of places differ between forms."""
    for fault in look_at(document).faults:
        yield (_coded(document, fault.pointer), fault.detail), fault


def _coded(document: Document, pointer: str) -> str:
    part: Any = document
    steps: list[str] = []
    for step in pointer.split("/")[1:]:
        within = isinstance(part, list)
        try:
            part = part[int(step)] if within else part[step]
        except (KeyError, IndexError, ValueError, TypeError):
            part = None
        code = part.get("code") if within and isinstance(part, Mapping) else None
        if isinstance(code, str) and steps and steps[-1] in {"questions", "sections"}:
            steps = [steps[-1]]  # wherever it stands
        steps.append(code if isinstance(code, str) else step)
    return "/".join(steps)
