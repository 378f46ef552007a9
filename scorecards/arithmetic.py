"""A score line by line, as a person would redo it; apart from scoring.py because it only reads.

Everything comes from the explanation that was stored with the score, so that an old score is told
as it was reached, whatever became of the rules since. Sums are written without words: they read
the same in any language.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Term = Mapping[str, Any]
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Node:
    """A section, one filling of a repeated section, or a question, and its sum."""

    kind: str  # section, filling or question
    depth: int
    code: str
    occurrence: int
    words: dict[str, str]
    weight: float | None
    outcome: str | None
    share: float | None
    points: float
    max_points: float
    score_pct: float | None
    left_out: str | None
    is_failed: bool
    arithmetic: str  # such as 2 × 0.5 = 1; empty where there is nothing to reckon


@dataclass(frozen=True, slots=True)
class Step:
    """One step from what was earned to the score, in per cent after it."""

    step: str  # earned, deduct, cap, floor or round
    rule: str | None
    pct: float
    arithmetic: str


def nodes_of(explanation: Term) -> list[Node]:
    """Return the tree of a score as lines, each above what it is made of."""
    return [
        node for section in explanation.get("sections", ()) for node in _section(section, depth=0)
    ]


def steps_of(explanation: Term) -> list[Step]:
    """Return how the points became the score."""
    if explanation.get("score_pct") is None:
        return []
    earned = f"{_divided(explanation)} = {_say(_pct(explanation))} %"
    steps = explanation.get("steps")
    if steps is None:  # from before forms: no more is done than to round
        pct = explanation["score_pct"]
        return [Step("earned", None, _pct(explanation), earned), Step("round", None, pct, "")]
    critical = {term["code"]: term for term in explanation["critical"]}
    told, before = [], 0.0
    for step in steps:
        pct = step["pct"]
        text = earned if step["step"] == "earned" else ""
        if step["step"] == "deduct":
            term = critical[step["rule"]]
            text = f"{_say(before)} − {term['times']} × {_say(term['pct'])} = {_say(pct)} %"
        elif step["step"] == "cap":
            text = f"min({_say(before)}, {_say(critical[step['rule']]['pct'])}) = {_say(pct)} %"
        elif step["step"] == "floor":
            text = f"max({_say(before)}, 0) = {_say(pct)} %"
        elif step["step"] == "round":
            score, scale = _say(explanation["score"]), _say(explanation["scale"])
            text = f"{_say(before)} % × {scale} ≈ {score}"
        told.append(Step(step["step"], step["rule"], pct, text))
        before = pct
    return told


def _section(section: Term, *, depth: int) -> Iterator[Node]:
    fillings = section.get("occurrences", ())
    text = _mean(section) if fillings else _sum(section)
    weight = section.get("weight")
    if weight is not None and text:
        text += f"; {_divided(section)} × {_say(weight)} = {_say(section['counts_points'])}"
    yield _node("section", depth, section, text)
    for filling in fillings:
        yield _node("filling", depth + 1, filling, _sum(filling))
        yield from _inside(filling, depth + 2)
    yield from _inside(section, depth + 1)


def _inside(node: Term, depth: int) -> Iterator[Node]:
    for question in node["questions"]:
        yield _node("question", depth, question, _earned(question))
    for below in node.get("sections", ()):
        yield from _section(below, depth=depth)


def _node(kind: str, depth: int, term: Term, text: str) -> Node:
    return Node(
        kind=kind,
        depth=depth,
        code=term.get("code", ""),
        occurrence=term.get("occurrence", 0),
        words=dict(term.get("prompt") or term.get("section") or {}),
        weight=term.get("weight"),
        outcome=term.get("outcome"),
        share=_share(term) if kind == "question" else None,
        points=term["points"],
        max_points=term["max_points"],
        score_pct=term.get("score_pct"),
        left_out=term.get("left_out"),
        is_failed=bool(term.get("is_failed", False)),
        arithmetic=text,
    )


def _share(question: Term) -> float | None:
    if question["left_out"] is not None:
        return None
    return float(question.get("share", question["points"] / question["max_points"]))


def _earned(question: Term) -> str:
    share = _share(question)
    if share is None:
        return ""
    said, options = _say(share), question.get("options") or {}
    if len(options) > 1:
        said = f"({_added(list(options.values()))}) ÷ {len(options)}"
    return f"{_say(question['weight'])} × {said} = {_say(question['points'])}"


def _sum(node: Term) -> str:
    """Return what the parts of a section add up to."""
    parts = [
        (one["points"], one["max_points"]) for one in node["questions"] if one["left_out"] is None
    ] + [
        (one["counts_points"], one["counts_max_points"])
        for one in node.get("sections", ())
        if one["counts_max_points"]
    ]
    return _share_of(node, [points for points, _ in parts], [most for _, most in parts])


def _mean(section: Term) -> str:
    """Return what the fillings of a repeated section add up to, and what one of them is worth."""
    judged = [one for one in section["occurrences"] if one["max_points"]]
    points = [one["points"] for one in judged]
    text = _share_of(section, points, [one["max_points"] for one in judged])
    if len(judged) > 1:
        text += f"; ({_added(points)}) ÷ {len(judged)} = {_say(section['points'])}"
    return text


def _share_of(node: Term, points: Sequence[float], most: Sequence[float]) -> str:
    if node["score_pct"] is None:
        return ""
    return f"({_added(points)}) ÷ ({_added(most)}) = {_say(node['score_pct'])} %"


def _divided(node: Term) -> str:
    return f"{_say(node['points'])} ÷ {_say(node['max_points'])}"


def _pct(node: Term) -> float:
    return float(round(100 * node["points"] / node["max_points"], _DIGITS))


def _added(numbers: Sequence[float]) -> str:
    return " + ".join(_say(number) for number in numbers).replace("+ −", "− ")


def _say(number: float) -> str:
    """Return a number without needless digits; a minus is the sign that people write."""
    text = f"{round(number, _DIGITS):.{_DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text in {"0", "-0"} else text.replace("-", "−")
