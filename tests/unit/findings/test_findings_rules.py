"""How sure is sure enough, and what photos say about an answer."""

import pytest

from checklists.models import Outcome
from findings.models import AnalysisState, Decision, Finding, Result
from findings.rules import decide, outcome_of_photos, says_nothing, settle, to_ruling
from findings.vocabulary import vocabulary
from vision.values import (
    Box,
    FindingKind,
    Quality,
    QualityIssue,
    Row,
)

BOX = Box(0, 0, 10, 10)
GOOD = Quality((), sharpness=300, brightness=120, glare_share=0)
BAD = Quality((QualityIssue.BLURRED,), sharpness=3, brightness=120, glare_share=0)
ROWS = (Row((BOX,), 10.0),)


@pytest.mark.parametrize(
    ("kind", "confidence", "expected"),
    [
        (FindingKind.GAP, 0.0, Decision.RECORD),
        (FindingKind.GAP, 0.3, Decision.REVIEW),
        (FindingKind.GAP, 0.59, Decision.REVIEW),  # the planogram alone says so
        (FindingKind.GAP, 0.6, Decision.ACT),
        (FindingKind.WRONG_PRODUCT, 0.29, Decision.RECORD),
        (FindingKind.WRONG_PRODUCT, 0.84, Decision.REVIEW),  # products are made to look alike
        (FindingKind.WRONG_PRODUCT, 0.85, Decision.ACT),
        (FindingKind.MISPLACED, 0.3, Decision.REVIEW),
        (FindingKind.MISPLACED, 0.85, Decision.ACT),
        (FindingKind.WRONG_PRICE, 0.49, Decision.RECORD),
        (FindingKind.WRONG_PRICE, 1.0, Decision.REVIEW),  # a misread digit changes no price
        (FindingKind.NO_MASK, 0.4, Decision.RECORD),
        (FindingKind.NO_MASK, 1.0, Decision.REVIEW),  # people are never accused automatically
    ],
)
def test_confidence_decides(kind, confidence, expected):
    assert decide(confidence, to_ruling(vocabulary().of(kind))) == (expected, "")


def test_only_what_acts_is_settled_without_a_person():
    assert [settle(decision) for decision in Decision] == [None, None, Result.FAULT]


FAULT = Finding(kind="gap", item="0-00", decision="act", final_result="fault")
WAITS = Finding(kind="gap", item="0-00", decision="review", final_result=None)
CLEARED = Finding(kind="gap", item="0-00", decision="review", final_result="no_fault")
NOTED = Finding(kind="gap", item="0-00", decision="record", final_result=None)
DONE = AnalysisState.DONE


@pytest.mark.parametrize(
    ("states", "findings", "expected"),
    [
        ([], [], Outcome.PASSED),
        ([DONE], [], Outcome.PASSED),
        ([None], [], Outcome.PENDING),
        ([DONE, None], [], Outcome.PENDING),  # the second photo is not judged yet
        ([DONE, None], [FAULT], Outcome.FAILED),  # a fault is a fault
        ([DONE], [WAITS], Outcome.PENDING),
        ([DONE], [CLEARED], Outcome.PASSED),
        ([DONE], [NOTED], Outcome.PASSED),
        ([AnalysisState.UNJUDGEABLE], [], Outcome.NOT_JUDGED),  # no pass for a blurred photo
        ([DONE, AnalysisState.FAILED], [], Outcome.NOT_JUDGED),
    ],
)
def test_what_photos_make_of_an_answer(states, findings, expected):
    assert outcome_of_photos(states, findings) is expected


SHADOW = Finding(kind="gap", item="0-00", decision="record", final_result="fault", is_shadow=True)
LENS = Finding(kind="lens_steamed", item="camera", decision="act", final_result="fault")
NO_LENS = Finding(kind="lens_greasy", item="camera", decision="review", final_result="no_fault")
HAND_HELD = Finding(kind="lens_blurred", item="camera", decision="record", final_result=None)
LENS_WAITS = Finding(kind="camera_moved", item="camera", decision="review", final_result=None)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([SHADOW], Outcome.PASSED),  # on probation: even where a person agreed
        ([LENS], Outcome.NOT_JUDGED),  # a steamed lens shows nothing, and is no fault of the room
        ([LENS_WAITS], Outcome.NOT_JUDGED),  # whoever decides on the camera, the answer is open
        ([HAND_HELD], Outcome.NOT_JUDGED),  # the photo is taken again
        ([NO_LENS], Outcome.PASSED),  # a person said that the lens is clear
        ([LENS, FAULT], Outcome.FAILED),  # another photo showed a fault
        ([LENS, WAITS], Outcome.PENDING),
    ],
)
def test_probation_and_cameras_fail_no_answer(findings, expected):
    assert outcome_of_photos([DONE], findings) is expected


def person(state, *, is_picture=False):
    return {"face": {"state": state} if state else None, "is_picture": is_picture}


@pytest.mark.parametrize(
    ("report", "expected"),
    [
        ({}, False),  # failed, or of before
        ({"people": []}, False),  # nobody there
        ({"people": [person("cannot_tell")]}, True),  # turned away
        ({"people": [person(None), person(None)]}, True),  # seen from behind
        ({"people": [person("mask"), person(None)]}, False),  # one of two
        ({"people": [person("mask", is_picture=True)]}, False),  # only a poster: nobody there
        ({"people": [person("mask", is_picture=True), person(None)]}, True),  # and no proof
        ({"people": [person(None)], "same_areas": ["exit"]}, False),  # the room was compared
    ],
)
def test_a_photo_of_people_turned_away_says_nothing(report, expected):
    assert says_nothing(report) is expected
