"""What an answer to a photo question comes to, when eyes and people both speak."""

import uuid

import pytest

from checklists.models import Outcome, Photo
from findings.models import AnalysisState, Decision, Finding
from findings.rules import Decided, Note, Settled, heed, occurrence_of, settle_answer

DONE = AnalysisState.DONE
PASSED, FAILED, PENDING = Outcome.PASSED, Outcome.FAILED, Outcome.PENDING
ACT = Decided(Decision.ACT)


def found(**kw):
    return Finding(**{"kind": "gap", "item": "1-01", "decision": "act"} | kw)


GAP = found(final_result="fault")
DOUBTED = found(decision="review", decision_note=Note.PERSON_DIFFERS)
CONFIRMED = found(decision="review", human_result="fault", final_result="fault")
REJECTED = found(human_result="no_fault", final_result="no_fault")
WAITING = found(decision="review")
SHADOW = found(decision="record", is_shadow=True, human_result="fault")


@pytest.mark.parametrize(
    ("states", "findings", "said", "expected"),
    [
        ([DONE], [], None, Settled(PASSED, None, PASSED)),
        ([DONE], [GAP], None, Settled(FAILED, None, FAILED)),
        ([DONE], [WAITING], None, Settled(PENDING, None, PENDING)),
        ([None], [], None, Settled(PENDING, None, PENDING)),
        ([DONE], [REJECTED], None, Settled(None, PASSED, PASSED)),
        ([DONE], [CONFIRMED], None, Settled(None, FAILED, FAILED)),
        ([DONE], [REJECTED, WAITING], None, Settled(None, PENDING, PENDING)),
        # Who sent the photo said something: it counts, and the eyes' word is kept beside it.
        ([None], [], PASSED, Settled(PENDING, PASSED, PASSED)),
        ([DONE], [], PASSED, Settled(PASSED, PASSED, PASSED)),
        ([DONE], [DOUBTED], PASSED, Settled(FAILED, PASSED, PASSED)),
        ([DONE], [], FAILED, Settled(PASSED, FAILED, FAILED)),
        ([DONE], [GAP], FAILED, Settled(FAILED, FAILED, FAILED)),
        # A reviewer has the last word on what the eyes saw, not on what was reported.
        ([DONE], [CONFIRMED], PASSED, Settled(None, FAILED, FAILED)),
        ([DONE], [REJECTED], PASSED, Settled(None, PASSED, PASSED)),
        ([DONE], [REJECTED, DOUBTED], PASSED, Settled(None, PASSED, PASSED)),
        ([DONE], [REJECTED], FAILED, Settled(None, FAILED, FAILED)),
        # A model on probation is judged to know the model, and changes nothing.
        ([DONE], [SHADOW], None, Settled(PASSED, None, PASSED)),
    ],
)
def test_what_a_photo_question_comes_to(states, findings, said, expected):
    assert settle_answer(states, findings, said) == expected


@pytest.mark.parametrize(
    ("decided", "code", "said", "expected"),
    [
        (ACT, "gap", PASSED, Decided(Decision.REVIEW, Note.PERSON_DIFFERS)),
        (ACT, "gap", FAILED, ACT),
        (ACT, "gap", None, ACT),
        (ACT, "lens_covered", PASSED, ACT),  # what is wrong with a camera nobody there can see
        (
            Decided(Decision.REVIEW, "one_photo"),
            "gap",
            PASSED,
            Decided(Decision.REVIEW, "one_photo"),
        ),
        (Decided(Decision.RECORD), "gap", PASSED, Decided(Decision.RECORD)),
    ],
)
def test_nobody_is_sent_against_the_word_of_who_stood_there(decided, code, said, expected):
    assert heed(decided, code, said) == expected


def test_a_finding_belongs_to_the_filling_of_its_answer_or_its_photo():
    photos = [Photo(id=uuid.UUID(int=n), occurrence=n) for n in range(3)]
    assert occurrence_of(Finding(kind="answer_failed", item="fridge"), photos) == 0
    assert occurrence_of(Finding(kind="answer_failed", item="fridge/3"), photos) == 2
    assert occurrence_of(found(photo_id=photos[1].id), photos) == 1
    assert occurrence_of(found(photo_id=uuid.UUID(int=9)), photos) == 0
