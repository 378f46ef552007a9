"""How the score of an inspection came about, in words: what failed it, each step, each term."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from api.console.labels import label, translator
from api.console.language import Language
from checklists.forms.form import Form, plain_words
from scorecards.arithmetic import Node, nodes_of, steps_of
from scorecards.models import InspectionScore

_STEPS = {
    "earned": label("step of a score", "Earned"),
    "deduct": label("step of a score", "Taken away"),
    "cap": label("step of a score", "Capped"),
    "floor": label("step of a score", "Never below zero"),
    "round": label("step of a score", "Rounded"),
}
_PCT = 100.0
_DIGITS = 2


@dataclass(frozen=True, slots=True)
class TermLine:
    """One section, one filling of it or one question, and its sum."""

    name: str
    depth: int
    sum: str
    score: str  # of a section; empty for a question
    is_failed: bool


@dataclass(frozen=True, slots=True)
class ScoreCard:
    """A score as its page shows it."""

    score: str
    scale: str  # such as `/ 10`; empty where a score is in per cent
    band: str
    is_failed: bool
    fails: list[str]
    steps: list[tuple[str, str]]
    terms: list[TermLine]


def to_score_card(language: Language, form: Form, row: InspectionScore | None) -> ScoreCard | None:
    """Return the score with its whole arithmetic; None while it was not scored yet."""
    if row is None:
        return None
    told = row.explanation
    scale = float(told.get("scale", _PCT))
    is_pct = scale == _PCT or row.score_pct is None
    score = language.number(told["score"], told["decimals"]) if not is_pct else None
    bands = {band.code: language.say(plain_words(band.label)) for band in form.scoring.bands}
    step_of = translator(language, _STEPS)
    return ScoreCard(
        score=score or language.score(row.score_pct),
        scale="" if is_pct else f"/ {language.number(scale, 0)}",
        band=bands.get(row.band or "", ""),
        is_failed=bool(row.is_failed),
        fails=list(_fails(language, told)),
        steps=[(step_of(step.step), step.arithmetic) for step in steps_of(told)],
        terms=[_to_line(language, node) for node in nodes_of(told)],
    )


def _fails(language: Language, told: Mapping[str, Any]) -> Iterator[str]:
    gettext = language.texts.gettext
    names = {(node.kind, node.code): language.say(node.words) for node in nodes_of(told)}
    failed = {rule["code"]: rule["failed"] for rule in told.get("critical", ())}
    for fail in told.get("fails", ()):
        if fail["why"] == "critical":
            codes = (code.partition("/") for code in failed[fail["code"]])
            said = gettext("; ").join(
                f"{names.get(('question', code), code)} {number}".strip()
                for code, _, number in codes
            )
            yield gettext("Critical questions failed: %(questions)s") % {"questions": said}
        elif fail["why"] == "section":
            name = names.get(("section", fail["code"]), fail["code"])
            yield gettext("Below its pass mark: %(section)s") % {"section": name}
        else:
            mark = language.number(told["pass_mark_pct"], _DIGITS)
            yield gettext("Below the pass mark of %(mark)s %%") % {"mark": mark}


def _to_line(language: Language, node: Node) -> TermLine:
    name = language.say(node.words)
    if node.kind == "filling" or (node.kind == "question" and node.occurrence):
        number = language.texts.gettext("no. %(number)s") % {"number": node.occurrence + 1}
        name = f"{name} {number}".strip()
    return TermLine(
        name=name,
        depth=node.depth,
        sum=node.arithmetic,
        score="" if node.kind == "question" else language.score(node.score_pct),
        is_failed=node.is_failed or node.outcome == "failed",
    )
