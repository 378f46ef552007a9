"""What answers that nobody submitted would score: for the editor, while a form is written."""

import uuid
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.console.language import Language
from checklists.answering.answers import lay_out
from checklists.answering.outcomes import judge
from checklists.forms.form import MAX_QUESTIONS, Form, plain_words
from checklists.models import InspectionKind, Outcome
from checklists.rules import GivenAnswer, PhotoPromise, Submission
from core.clock import now
from core.ids import new_id
from scorecards.rules import Scored
from scorecards.scoring import Said, score_form

MAX_TRIED = 20 * MAX_QUESTIONS
_NOBODY = uuid.UUID(int=0)


class Tried(BaseModel):
    """One answer as the preview has it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    question: str
    occurrence: Annotated[int, Field(ge=0, le=49)] = 0
    value: Any = None
    is_not_applicable: bool = False
    photo_count: Annotated[int, Field(ge=0, le=20)] = 0
    verdict: Outcome | None = None


def simulate(form: Form, tried: tuple[Tried, ...], visit_kind: str) -> Scored:
    """Score answers as if somebody had submitted them; what is hidden after them says nothing."""
    answers = tuple(_to_given(one) for one in tried)
    moment = now()
    visit = Submission(
        id=_NOBODY,
        store_id=_NOBODY,
        version_id=_NOBODY,
        kind=visit_kind or InspectionKind.ROUTINE.value,
        started_at=moment,
        finished_at=moment,
        device="",
        answers=answers,
    )
    sheet = lay_out(form, visit)
    shown = [given for given in answers if given.key in sheet.state.shown]
    return score_form(form, [Said(*given.key, judge(sheet, given), given.value) for given in shown])


def to_score(language: Language, form: Form, scored: Scored) -> dict[str, Any]:
    """Return a score as the editor shows it: in the person's language, on the form's scale."""
    bands = {band.code: language.say(plain_words(band.label)) for band in form.scoring.bands}
    score = scored.explanation["score"]  # on the form's scale, rounded as its bands are read
    gettext = language.texts.gettext
    points = f"{language.number(scored.points, 2)} / {language.number(scored.max_points, 2)}"
    return {
        "score": "–" if score is None else language.number(score, form.scoring.decimals),
        "band": bands.get(scored.band or ""),
        "is_failed": bool(scored.is_failed),
        "said": gettext("%(points)s points earned of what could be judged") % {"points": points},
        "sections": [
            {
                "title": language.say(node["section"]),
                "points": f"{language.number(node['points'], 2)} / "
                f"{language.number(node['max_points'], 2)}",
                "score": language.score(node["score_pct"]),
            }
            for node in scored.explanation["sections"]
        ],
    }


def _to_given(tried: Tried) -> GivenAnswer:
    return GivenAnswer(
        tried.question,
        tried.value,
        is_not_applicable=tried.is_not_applicable,
        photos=tuple(_photo() for _ in range(tried.photo_count)),
        occurrence=tried.occurrence,
        verdict=tried.verdict,
    )


def _photo() -> PhotoPromise:
    return PhotoPromise(new_id(), "0" * 64, 1, "image/jpeg", now())
