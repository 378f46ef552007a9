"""Visits of the demo chain: what was answered and photographed, given how well a store is run."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from checklists.models import Question, QuestionKind
from checklists.rules import GivenAnswer, PhotoPromise, Submission
from core.ids import new_id
from deploy.demo.pictures import KITCHEN, Album, Picture
from deploy.demo.shelves import BACK_DOOR
from stores.models import Store

# What is measured when all is well, and when not.
_READINGS: Mapping[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "chiller-temperature": ((2.0, 7.0), (9.0, 13.0)),
    "fridge-temperature": ((1.5, 4.5), (6.5, 9.0)),
    "freezer-temperature": ((-22.0, -18.5), (-16.0, -12.0)),
}
_FRIDGES = ("fridge-temperature", 2)
"""The question of the section that is filled once for each fridge, and how many there are."""
_REMARKS = (
    "",
    "",
    "",
    "客流较大。",
    "新员工已培训。",
    "Delivery came late today.",
    "促销陈列已到位。",
)
_DEVICES = ("HUAWEI Mate 70", "Xiaomi 15", "iPhone 17", "OPPO Find X9")
FAIL_SHARE = 0.4
"""How much rarer a failed answer is than a gap on a shelf, at the same store."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One inspection that took place."""

    at: datetime
    store: str
    checklist: str
    login: str
    kind: str
    care: float  # 0 to 1: the chance that a shelf was full
    wrong: str | None = None  # the question whose answer fails for certain
    fate: str | None = None  # what becomes of its tickets; otherwise chance decides
    spared: str | None = None  # the question whose answer never fails
    back_door: int | None = None  # which photo of the album shows it; otherwise chance decides

    def is_right(self, question: Question, dice: random.Random, *, share: float = 1.0) -> bool:
        """Decide whether the answer to a question passes; `share` makes a fault rarer."""
        if question.code == self.wrong:
            return False
        if question.code == self.spared:
            return True
        return self.care >= 1 or dice.random() >= (1 - self.care) * share


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled checklist and the photos taken for it."""

    submission: Submission
    pictures: tuple[tuple[PhotoPromise, Picture], ...]


def fill(
    visit: Visit, store: Store, questions: tuple[Question, ...], album: Album, dice: random.Random
) -> Filled:
    """Answer every question of a visit."""
    started_at = visit.at - timedelta(minutes=dice.randint(11, 26))
    pictures: list[tuple[PhotoPromise, Picture]] = []
    answers: list[GivenAnswer] = []
    # What came with forms has dice of its own, so that everything else happens as it always did.
    aside = random.Random(f"{visit.store}/{visit.checklist}/{visit.at.isoformat()}")  # noqa: S311 - a story
    for question in questions:
        if question.kind == QuestionKind.SHELF_PHOTO.value and not question.is_required:
            continue  # no promotion that week
        picture = _picture_for(question, visit, album, dice)
        if picture is None:
            answers += _answers(question, visit, dice, aside)
            continue
        taken_at = started_at + timedelta(minutes=2 + len(pictures))
        pictures.append((promise_of(picture, taken_at), picture))
        answers.append(GivenAnswer(question.code, photos=(pictures[-1][0],)))
    submission = Submission(
        id=new_id(),
        store_id=store.id,
        version_id=questions[0].version_id,
        kind=visit.kind,
        started_at=started_at,
        finished_at=visit.at,
        device=dice.choice(_DEVICES),
        answers=tuple(answers),
    )
    return Filled(_with_body(submission), tuple(pictures))


def promise_of(picture: Picture, taken_at: datetime) -> PhotoPromise:
    """Return what a phone announces of a picture."""
    return PhotoPromise(
        id=new_id(),
        sha256=picture.sha256,
        byte_count=len(picture.content),
        content_type="image/jpeg",
        taken_at=taken_at,
    )


def _picture_for(
    question: Question, visit: Visit, album: Album, dice: random.Random
) -> Picture | None:
    kind = QuestionKind(question.kind)
    if kind is QuestionKind.SHELF_PHOTO:
        place = question.shelf_code or ""
    elif kind is QuestionKind.KITCHEN_PHOTO:
        place = question.shelf_code or KITCHEN
    else:
        return None
    if visit.back_door is not None and place == BACK_DOOR:
        return album.of[place][visit.back_door]
    if visit.is_right(question, dice):
        return album.full(place)
    # The first gap is the one of which there is a second photo, to show a fix that was none.
    return album.of[place][1] if visit.wrong else dice.choice(album.of[place][1:])


def _answers(
    question: Question, visit: Visit, dice: random.Random, aside: random.Random
) -> Iterator[GivenAnswer]:
    kind = QuestionKind(question.kind)
    if kind is QuestionKind.CHOICE:
        is_clean = visit.is_right(question, aside, share=FAIL_SHARE)
        yield GivenAnswer(question.code, value="clean" if is_clean else "fair")
        return
    is_right = visit.is_right(question, dice, share=FAIL_SHARE)
    if kind is QuestionKind.TEMPERATURE:
        yield _reading(question, dice, is_right=is_right)
        for occurrence in range(1, _FRIDGES[1] if question.code == _FRIDGES[0] else 1):
            is_cold = visit.is_right(question, aside, share=FAIL_SHARE)
            yield replace(_reading(question, aside, is_right=is_cold), occurrence=occurrence)
    elif kind is QuestionKind.TEXT:
        yield GivenAnswer(question.code, value=dice.choice(_REMARKS) or None)
    else:
        yield GivenAnswer(question.code, value=is_right)


def _reading(question: Question, dice: random.Random, *, is_right: bool) -> GivenAnswer:
    low, high = _READINGS[question.code][0 if is_right else 1]
    value = round(dice.uniform(low, high), 1)
    if is_right:
        return GivenAnswer(question.code, value=value)
    return GivenAnswer(question.code, value=value, action="已调低并登记 / turned down and logged")


def _with_body(submission: Submission) -> Submission:
    """Add the document a phone would have sent, which is kept to compare a resend with."""
    body: dict[str, Any] = {
        "store_id": str(submission.store_id),
        "checklist_version_id": str(submission.version_id),
        "kind": submission.kind,
        "started_at": submission.started_at.isoformat(),
        "finished_at": submission.finished_at.isoformat(),
        "device": submission.device,
        "answers": [
            {
                "question": given.question,
                "value": given.value,
                "not_applicable": given.is_not_applicable,
                "note": given.note,
                "occurrence": given.occurrence,
                "action": given.action,
                "photos": [
                    {
                        "id": str(promise.id),
                        "sha256": promise.sha256,
                        "byte_count": promise.byte_count,
                        "content_type": promise.content_type,
                        "taken_at": promise.taken_at.isoformat(),
                    }
                    for promise in given.photos
                ],
            }
            for given in submission.answers
        ],
    }
    return replace(submission, body=body)
