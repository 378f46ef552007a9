"""What a finding leads to: by its class's mode, its evidence, and how often people agreed."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.models import Severity
from findings.models import Decision
from findings.rules import (
    MIN_REVIEWED,
    Note,
    Ruling,
    Tally,
    decide,
    graver,
    is_raised,
    to_ruling,
    why_not_automatic,
)
from findings.vocabulary import EvidenceRule, FindingClass, Group, Kind, Mode, load_vocabulary

CLASS = FindingClass("clutter", Group.ENVIRONMENT, Kind.STATE, {"en": "Clutter"}, {"en": "Tidy"})
GOOD = Tally(confirmed=40, rejected=1)
BAD = Tally(confirmed=18, rejected=2)
ORDER = list(Decision)
LENS = FindingClass("lens_covered", Group.DEVICE, Kind.QUALITY, {"en": "Covered"}, {"en": "Clear"})


def ruling(mode=Mode.SMART_ROUTING, *, of=CLASS, evidence=EvidenceRule.NONE, **kw):
    return Ruling(replace(of, evidence=evidence), mode, **kw)


@pytest.mark.parametrize(
    ("confidence", "given_ruling", "decision", "note"),
    [
        (0.99, ruling(Mode.RECORD_ONLY), Decision.RECORD, ""),
        (0.49, ruling(Mode.REVIEW_THEN_ACTION), Decision.RECORD, ""),
        (0.5, ruling(Mode.REVIEW_THEN_ACTION), Decision.REVIEW, ""),
        (1.0, ruling(Mode.REVIEW_THEN_ACTION), Decision.REVIEW, ""),
        (0.49, ruling(), Decision.RECORD, ""),
        (0.84, ruling(), Decision.REVIEW, ""),
        (0.85, ruling(), Decision.ACT, ""),
        (0.49, ruling(Mode.AUTO_ACTION), Decision.RECORD, ""),
        (0.5, ruling(Mode.AUTO_ACTION), Decision.ACT, ""),
        # what the chain turned off, and what a model on probation sees, leads to nothing
        (1.0, ruling(Mode.AUTO_ACTION, is_on=False), Decision.RECORD, Note.CLASS_OFF),
        (1.0, ruling(Mode.AUTO_ACTION, is_shadow=True), Decision.RECORD, Note.ON_PROBATION),
        # a picture that shows nothing is a fault of a camera on the wall, not of a phone in a hand
        (1.0, ruling(Mode.AUTO_ACTION, of=LENS), Decision.ACT, ""),
        (1.0, ruling(Mode.AUTO_ACTION, of=LENS, is_mounted=False), Decision.RECORD, Note.HAND_HELD),
        (1.0, ruling(of=LENS, is_mounted=False), Decision.RECORD, Note.HAND_HELD),
        (0.1, ruling(of=LENS, is_mounted=False), Decision.RECORD, Note.HAND_HELD),
        (
            0.9,
            ruling(Mode.REVIEW_THEN_ACTION, of=LENS, is_mounted=False),
            Decision.RECORD,
            Note.HAND_HELD,
        ),
        (0.9, ruling(Mode.REVIEW_THEN_ACTION, of=LENS), Decision.REVIEW, ""),
        (0.9, ruling(is_mounted=False), Decision.ACT, ""),  # a state of the room
        (0.9, ruling(of=LENS, is_mounted=False, is_on=False), Decision.RECORD, Note.CLASS_OFF),
        (
            0.9,
            ruling(of=LENS, is_mounted=False, is_shadow=True),
            Decision.RECORD,
            Note.ON_PROBATION,
        ),
        # precision: enough reviewed and too few right; 19 of 20 is the floor itself
        (0.9, ruling(measured=BAD), Decision.REVIEW, "below_floor: 18/20"),
        (0.9, ruling(measured=Tally(19, 1)), Decision.ACT, ""),
        (0.9, ruling(measured=Tally(0, MIN_REVIEWED - 1)), Decision.ACT, ""),
        (0.9, ruling(measured=GOOD), Decision.ACT, ""),
        (0.6, ruling(measured=BAD), Decision.REVIEW, ""),  # would have been asked anyway
        # evidence
        (1.0, ruling(evidence=EvidenceRule.HUMAN), Decision.REVIEW, Note.ALWAYS_A_PERSON),
        (1.0, ruling(evidence=EvidenceRule.BURST), Decision.REVIEW, Note.ONE_PHOTO),
        (1.0, ruling(evidence=EvidenceRule.BURST, frames=3), Decision.ACT, ""),
        (1.0, ruling(evidence=EvidenceRule.PERSON), Decision.REVIEW, Note.NOT_MEASURED),
        (1.0, ruling(evidence=EvidenceRule.PERSON, measured=GOOD), Decision.ACT, ""),
    ],
)
def test_mode_evidence_and_precision_decide(confidence, given_ruling, decision, note):
    assert decide(confidence, given_ruling) == (decision, note)


RULINGS = st.builds(
    Ruling,
    of=st.sampled_from(list(load_vocabulary())),
    mode=st.sampled_from(Mode),
    is_on=st.booleans(),
    is_shadow=st.booleans(),
    frames=st.integers(1, 5),
    is_mounted=st.booleans(),
    measured=st.builds(Tally, st.integers(0, 60), st.integers(0, 60)),
)
SHARES = st.floats(0, 1)


@given(RULINGS, SHARES, SHARES)
def test_more_confidence_never_leads_to_less(given_ruling, one, other):
    lower, higher = sorted((one, other))
    decisions = [decide(share, given_ruling).decision for share in (lower, higher)]
    assert ORDER.index(decisions[0]) <= ORDER.index(decisions[1])


@given(RULINGS, SHARES)
def test_off_beats_all_and_probation_never_acts(given_ruling, confidence):
    off = replace(given_ruling, is_on=False)
    assert not is_raised(off)
    assert decide(confidence, off) == (Decision.RECORD, Note.CLASS_OFF)
    shadow = replace(given_ruling, is_shadow=True)
    assert decide(confidence, shadow).decision is Decision.RECORD


@given(RULINGS, SHARES)
def test_nothing_acts_that_may_not(given_ruling, confidence):
    if decide(confidence, given_ruling).decision is not Decision.ACT:
        return
    assert given_ruling.mode.is_automatic
    assert given_ruling.of.evidence is not EvidenceRule.HUMAN
    assert why_not_automatic(given_ruling) == ""
    assert given_ruling.is_mounted or given_ruling.of.kind is not Kind.QUALITY
    assert not given_ruling.measured.is_below(given_ruling.of.floor)


@given(RULINGS, SHARES)
def test_a_class_that_dropped_itself_comes_back_when_people_agree_again(given_ruling, confidence):
    recovered = replace(given_ruling, measured=Tally(1000, 0))
    before, after = (decide(confidence, one).decision for one in (given_ruling, recovered))
    assert ORDER.index(before) <= ORDER.index(after)


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_precision_lies_within_its_interval(confirmed, rejected):
    tally = Tally(confirmed, rejected)
    if not tally.reviewed:
        assert (tally.precision, tally.interval) == (None, None)
        return
    low, high = tally.interval
    assert 0 <= low <= tally.precision <= high <= 1


@pytest.mark.parametrize(
    ("asked", "of_class", "expected"),
    [
        (Severity.LOW, None, Severity.LOW),
        (Severity.LOW, Severity.CRITICAL, Severity.CRITICAL),
        (Severity.CRITICAL, Severity.LOW, Severity.CRITICAL),
        (Severity.HIGH, Severity.HIGH, Severity.HIGH),
    ],
)
def test_the_graver_word_counts(asked, of_class, expected):
    assert graver(asked, replace(CLASS, severity=of_class)) is expected


def test_without_a_word_of_the_chain_a_class_is_on_in_its_own_mode():
    for one in load_vocabulary():
        assert to_ruling(one) == Ruling(one, one.mode)
        assert is_raised(to_ruling(one))
