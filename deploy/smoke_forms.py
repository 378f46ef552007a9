"""The checklists of `rounds smoke`: which to fill, and answers that pass."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from core.clock import now
from deploy.smoke_phone import Json, Shot, SmokeFailedError, take

_PHOTO_KINDS = frozenset({"photo", "shelf_photo", "kitchen_photo"})
_NUMBER_KINDS = frozenset({"number", "slider", "temperature", "stopwatch"})


@dataclass(frozen=True, slots=True)
class Form:
    """A filled checklist, and the photos to send for it, by question code."""

    body: dict[str, Any]
    shots: Mapping[str, Shot]


def checklist_with(checklists: Sequence[Json], kind: str) -> Json:
    """Return the first checklist that asks such a question.

    Raises:
        SmokeFailedError: If none does.
    """
    for checklist in checklists:
        if any(question["kind"] == kind for question in checklist["questions"]):
            return checklist
    msg = f"this chain has no checklist with a {kind} question"
    raise SmokeFailedError(msg)


def fill(checklist: Json, store_id: str, picture_for: Callable[[Json], bytes | None]) -> Form:
    """Answer what must be answered so that it passes; photo questions get the given pictures."""
    shots: dict[str, Shot] = {}
    answers = []
    asked = {one["code"]: one for one in _asked_in(checklist["form"]["sections"])}
    for question in checklist["questions"]:
        if question["kind"] in _PHOTO_KINDS:
            picture = picture_for(question)
            if picture is None:
                continue
            shot = shots[question["code"]] = take(picture)
            photo = {"id": str(shot.id), **shot.promise}
            answers.append({"question": question["code"], "photos": [photo]})
        elif question["is_required"]:
            value = _good_value(question, asked[question["code"]])
            answers.append({"question": question["code"], "value": value})
    finished_at = now()
    body = {
        "store_id": store_id,
        "checklist_version_id": checklist["version_id"],
        "kind": "special",
        "started_at": (finished_at - timedelta(minutes=5)).isoformat(),
        "finished_at": finished_at.isoformat(),
        "device": "rounds smoke",
        "answers": answers,
    }
    return Form(body, shots)


def _asked_in(sections: Sequence[Json]) -> Iterator[Json]:
    """Yield the questions as the form has them, with their choices."""
    for section in sections:
        yield from section["questions"]
        yield from _asked_in(section["sections"])


def _good_value(question: Json, asked: Json) -> bool | float | str:
    if question["kind"] == "yes_no":
        return True
    if question["kind"] == "choice":
        best = max(asked["options"], key=lambda option: option["score"] or 0.0)
        return str(best["code"])
    if question["kind"] not in _NUMBER_KINDS:
        return "rounds smoke"
    low, high = question["minimum"], question["maximum"]
    if low is not None and high is not None:
        return float(low + high) / 2
    if low is not None:
        return float(low) + 1
    return float(high) - 1 if high is not None else 0.0
