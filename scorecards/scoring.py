"""How the answers to a form become its score; apart from rules.py because a form is a tree.

Pure and exact, so that a score is what a person gets with pencil and paper, in any order. The
explanation holds every term; `recount.recompute` redoes the score from it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from checklists.forms.form import Form
from checklists.models import Answer, Outcome, Question, QuestionKind
from scorecards.form_plans import Asked, Part, Plan, plan_of
from scorecards.grading import Exact, Key, grade, pct_of, section_pct, to_float
from scorecards.rules import Scored

FORM_RULE = "inspection/2"
_JUDGED = frozenset({Outcome.PASSED, Outcome.FAILED})


@dataclass(frozen=True, slots=True)
class Said:
    """What one answer came to."""

    code: str
    occurrence: int
    outcome: Outcome
    value: object = None


class _Sum(NamedTuple):
    """What a part of the tree adds up to in units, and how that is said."""

    node: dict[str, Any]
    points: Exact
    max_points: Exact


class _Share(NamedTuple):
    """How much of its weight an answer earns, in units, or why it is left out."""

    share: Exact = 0
    options: dict[str, float] | None = None  # the choices it is the mean of
    left_out: str | None = None


def score_form(form: Form, said: Sequence[Said]) -> Scored:
    """Score an inspection by its form: what was earned, as a share of what could be judged.

    What does not apply, is hidden, unanswered, waits or cannot be judged leaves both sides. A
    section with a weight of its own counts with it; the fillings of a repeated section count
    together as one of them. Answers to questions that the form does not ask say nothing.

    Args:
        form: The version's form, without faults.
        said: One for each answer, in any order.
    """
    plan = plan_of(form)
    heard = {(one.code, one.occurrence): one for one in said}
    sums = [_of_part(plan, part, heard, None) for part in plan.parts]
    points, max_points = _total(sums)
    nodes = [one.node for one in sums]
    terms = [term for node in nodes for term in questions_in(node)]
    failed = sorted(
        (term["code"], term["occurrence"])
        for term in terms
        if term["outcome"] == Outcome.FAILED.value
    )
    low = [node["code"] for node in sections_in(nodes) if node["is_failed"]]
    graded = grade(form.scoring, pct_of(points, max_points), failed, plan.critical, low)
    explanation = {
        "rule": FORM_RULE,
        **graded.explanation,
        "points": to_float(points, plan.unit),
        "max_points": to_float(max_points, plan.unit),
        "is_complete": all(term["left_out"] != Outcome.PENDING.value for term in terms),
        "sections": nodes,
        "left_out": {_name(term): term["left_out"] for term in terms if term["left_out"]},
    }
    return Scored(
        graded.score_pct,
        to_float(points, plan.unit),
        to_float(max_points, plan.unit),
        explanation,
        is_failed=graded.is_failed,
        band=graded.band,
    )


def said_of(questions: Iterable[Question], answers: Iterable[Answer]) -> list[Said]:
    """Return what answers came to in the end, by the codes of the questions they answer."""
    codes = {question.id: question.code for question in questions}
    return [
        Said(
            codes[answer.question_id],
            answer.occurrence,
            Outcome(answer.final_outcome),
            answer.value.get("value"),
        )
        for answer in answers
    ]


def questions_in(node: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the terms of a section's questions, its fillings and the sections below included."""
    yield from node["questions"]
    for below in (*node.get("occurrences", ()), *node.get("sections", ())):
        yield from questions_in(below)


def sections_in(nodes: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield every section of an explanation, those in the fillings of repeated ones too."""
    for node in nodes:
        yield node
        for filling in node.get("occurrences", ()):
            yield from sections_in(filling["sections"])
        yield from sections_in(node.get("sections", ()))


def _of_part(plan: Plan, part: Part, heard: Mapping[Key, Said], filling: int | None) -> _Sum:
    """Add up a section; one that repeats once for each filling, and then their mean.

    Args:
        plan: The form it is of.
        part: The section.
        heard: What was answered.
        filling: Which filling of the repeated section above it; None: there is none above.
    """
    section = part.section
    repeats = section.repeat is not None and filling is None
    fillings = []
    if repeats:
        filled = sorted({number for code, number in heard if code in part.codes})
        fillings = [_of_filling(plan, part, heard, number) for number in filled]
    inside = _mean(plan, fillings) if repeats else _of_filling(plan, part, heard, filling)
    points, max_points = _weighted(inside, part.weight, plan.share_unit)
    score_pct, mark = inside.node["score_pct"], section.pass_mark_pct
    node = {
        "code": section.code,
        "section": section.title,
        "weight": section.weight,
        **inside.node,
        "counts_points": to_float(points, plan.unit),
        "counts_max_points": to_float(max_points, plan.unit),
        "pass_mark_pct": mark,
        "is_failed": mark is not None and score_pct is not None and score_pct < mark,
        "occurrences": [one.node for one in fillings],
    }
    return _Sum(node, points, max_points)


def _of_filling(plan: Plan, part: Part, heard: Mapping[Key, Said], filling: int | None) -> _Sum:
    number = filling or 0
    answers = [_of_question(plan, one, heard, number) for one in part.asked]
    below = [_of_part(plan, one, heard, filling) for one in part.parts]
    points, max_points = _total([*answers, *below])
    node = _node(plan, points, max_points)
    node["occurrence"] = number
    node["questions"] = [one.node for one in answers]
    node["sections"] = [one.node for one in below]
    return _Sum(node, points, max_points)


def _mean(plan: Plan, fillings: Sequence[_Sum]) -> _Sum:
    """Return the fillings as one of them, so that a store with ten fridges is not all fridges."""
    judged = [one for one in fillings if one.max_points > 0]
    points, max_points = _total(judged)
    if len(judged) > 1:
        points, max_points = Fraction(points, len(judged)), Fraction(max_points, len(judged))
    node = _node(plan, points, max_points)
    node["questions"] = []
    node["sections"] = []
    return _Sum(node, points, max_points)


def _node(plan: Plan, points: Exact, max_points: Exact) -> dict[str, Any]:
    return {
        "points": to_float(points, plan.unit),
        "max_points": to_float(max_points, plan.unit),
        "score_pct": section_pct(points, max_points),
    }


def _weighted(inside: _Sum, weight: int | None, share_unit: int) -> tuple[Exact, Exact]:
    """Return what a section counts above it: its own weight where it has one."""
    if weight is None or inside.max_points <= 0:
        return inside.points, inside.max_points
    most = weight * share_unit
    return Fraction(most * inside.points) / inside.max_points, most


def _total(sums: Sequence[_Sum]) -> tuple[Exact, Exact]:
    return sum(one.points for one in sums), sum(one.max_points for one in sums)


def _of_question(plan: Plan, asked: Asked, heard: Mapping[Key, Said], number: int) -> _Sum:
    question = asked.question
    said = heard.get((question.code, number))
    found = _share(asked, said, plan.share_unit)
    node = {
        "code": question.code,
        "occurrence": number,
        "prompt": question.prompt,
        "weight": question.weight,
        "outcome": said.outcome.value if said else None,
        "share": None,
        "options": found.options,
        "points": 0.0,
        "max_points": 0.0,
        "left_out": found.left_out,
    }
    if found.left_out is not None:
        return _Sum(node, 0, 0)
    points = asked.weight * found.share
    node["share"] = to_float(found.share, plan.share_unit)
    node["points"] = to_float(points, plan.unit)
    node["max_points"] = question.weight
    return _Sum(node, points, asked.weight * plan.share_unit)


def _share(asked: Asked, said: Said | None, unit: int) -> _Share:
    if said is None:
        return _Share(left_out="not_answered")
    if said.outcome not in _JUDGED:
        return _Share(left_out=said.outcome.value)
    if asked.weight == 0:
        return _Share(left_out="no_weight")
    chosen = _chosen(asked, said.value)
    if chosen:
        return _of_choices(asked, said.outcome, chosen, unit)
    return _Share(unit if said.outcome is Outcome.PASSED else asked.fail_share)


def _chosen(asked: Asked, value: object) -> list[str]:
    """Return which options were chosen; none for what is not scored by its options."""
    if asked.question.kind is QuestionKind.CHOICE:
        return [value] if isinstance(value, str) and value in asked.shares else []
    codes = value if isinstance(value, list | tuple) else ()
    return [code for code in asked.shares if code in codes]


def _of_choices(asked: Asked, outcome: Outcome, chosen: Sequence[str], unit: int) -> _Share:
    """Return the mean of the chosen scores; what only logic made fail never earns more for it."""
    shares = {code: share for code in chosen if (share := asked.shares[code]) is not None}
    if not shares:
        return _Share(left_out="no_score")
    total, count = sum(shares.values()), len(shares)
    mean = Fraction(total, count) if total % count else total // count
    is_failed_by_logic = outcome is Outcome.FAILED and not asked.faults.intersection(chosen)
    if is_failed_by_logic and asked.fail_share < mean:
        return _Share(asked.fail_share)
    return _Share(mean, {code: share / unit for code, share in shares.items()})


def _name(term: Mapping[str, Any]) -> str:
    number = term["occurrence"]
    return f"{term['code']}/{number + 1}" if number else str(term["code"])
