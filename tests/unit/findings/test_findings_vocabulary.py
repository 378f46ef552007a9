"""The vocabulary: complete, in both languages, and open to a second file that is checked."""

import json
import re

import pytest

from checklists.models import Severity
from core.words import LOCALES
from findings.errors import VocabularyInvalid
from findings.rules import ANSWER_FAILED
from findings.vocabulary import (
    EvidenceRule,
    Group,
    Mode,
    SeenBy,
    load_vocabulary,
    use_vocabulary,
    vocabulary,
)
from stores.models import Zone
from vision.values import FindingKind

CLASSES = list(load_vocabulary())
PROPOSED = re.findall(
    r"\w+",
    """
    no_hat no_mask no_gloves no_uniform wrong_cap smoking phone_use bare_hand_food eating
    bin_uncovered bin_overflow floor_wet floor_dirty clutter drain_blocked rodent cockroach
    open_flame_unattended exit_blocked extinguisher_missing uncovered_food raw_cooked_mixed
    item_on_floor label_missing label_expired lens_blurred lens_greasy black_frame
    """,
)


def write(path, classes):
    path.write_text(json.dumps({"classes": classes}), encoding="utf-8")
    return path


@pytest.fixture
def back_to_ours():
    yield
    use_vocabulary(None)


def test_every_code_of_ours_is_in_it():
    known = {one.code for one in CLASSES}
    assert {kind.value for kind in FindingKind} | {ANSWER_FAILED, *PROPOSED} <= known


def test_every_class_is_told_in_both_languages():
    for one in CLASSES:
        for words in (one.name, one.next_step, one.title or one.name):
            assert set(words) == set(LOCALES), one.code
            assert all(text.strip() for text in words.values()), one.code


def test_what_our_eyes_raise_is_seen_by_somebody_and_all_else_is_a_question_for_people():
    raised = {kind.value for kind in FindingKind}
    for one in CLASSES:
        if one.code in raised:
            assert one.seen_by in {SeenBy.EYES, SeenBy.ZONE}, one.code
        else:
            assert one.seen_by in {SeenBy.NOBODY, SeenBy.ZONE, SeenBy.PEOPLE}, one.code
            assert one.seen_by is not SeenBy.ZONE or one.evidence is EvidenceRule.ZONE


def test_no_person_is_accused_without_a_person():
    accusing = [one for one in CLASSES if one.group in {Group.PPE, Group.BEHAVIOUR}]
    assert accusing
    assert {one.mode for one in accusing} == {Mode.REVIEW_THEN_ACTION}


def test_only_what_was_measured_to_be_sure_is_maintenance_without_a_person():
    """`benchmarks/places.md`: blur and grease are mixed up, a turned camera was not measured."""
    device = {one.code: one.mode for one in CLASSES if one.group is Group.DEVICE}
    sure = {code for code, mode in device.items() if mode.is_automatic}
    assert sure == {"black_frame", "lens_covered", "lens_glare", "lens_steamed"}
    assert set(device) - sure == {"lens_blurred", "lens_greasy", "camera_moved"}


def test_what_burns_or_bites_is_critical_and_always_looked_at_by_a_person():
    for code in ("fire", "smoke", "rodent", "cockroach"):
        one = vocabulary().of(code)
        assert (one.severity, one.evidence) == (Severity.CRITICAL, EvidenceRule.HUMAN)
        assert not one.mode.is_automatic


def test_a_code_that_nobody_described_is_left_to_people():
    one = vocabulary().of("spill")
    assert "spill" not in vocabulary()
    assert (one.group, one.mode, one.seen_by) == (
        Group.OTHER, Mode.REVIEW_THEN_ACTION, SeenBy.NOBODY,
    )  # fmt: skip
    assert vocabulary().name("spill", "en") == "spill"


def test_a_second_file_changes_what_it_names_and_adds_classes(tmp_path, back_to_ours):
    extra = write(
        tmp_path / "more.json",
        {
            "no_hat": {"severity": "high", "zones": ["hot_kitchen"]},
            "beard_net": {"group": "ppe", "kind": "violation", "name": {"en": "Beard"}}
            | {"next_step": {"en": "Cover it"}},
        },
    )
    use_vocabulary(extra)
    hat, net = vocabulary().of("no_hat"), vocabulary().of("beard_net")
    assert (hat.severity, hat.zones) == (Severity.HIGH, (Zone.HOT_KITCHEN,))
    assert hat.name == load_vocabulary().of("no_hat").name
    assert vocabulary().name("beard_net", "zh-CN") == "Beard"
    assert (net.mode, net.seen_by) == (Mode.REVIEW_THEN_ACTION, SeenBy.NOBODY)
    assert [one.code for one in vocabulary()][-1] == "beard_net"


GOOD = {"group": "ppe", "kind": "violation", "name": {"en": "x"}, "next_step": {"en": "y"}}


@pytest.mark.parametrize(
    ("classes", "place"),
    [
        ({"beard": {}}, "/classes/beard/group"),
        ({"beard": GOOD | {"group": "hats"}}, "/classes/beard/group"),
        ({"beard": GOOD | {"floor": 1.2}}, "/classes/beard/floor"),
        ({"beard": GOOD | {"due_hours": 0}}, "/classes/beard/due_hours"),
        ({"beard": GOOD | {"zones": ["roof"]}}, "/classes/beard/zones/0"),
        ({"beard": GOOD | {"colour": "red"}}, "/classes/beard/colour"),
        ({"beard": GOOD | {"review_from": 0.9}}, "/classes/beard/act_from"),
        ({"beard": GOOD | {"name": {"en": " "}}}, "/classes/beard/name"),
        ({"beard": None}, "/classes/beard"),
        ({"no_hat": []}, "/classes/no_hat"),
        ({"No Hat": GOOD}, "/classes/No Hat/code"),
    ],
)
def test_a_class_that_breaks_a_rule_is_named_by_its_place(tmp_path, classes, place):
    path = write(tmp_path / "bad.json", classes)
    with pytest.raises(VocabularyInvalid) as caught:
        load_vocabulary(path)
    assert f"{path}: {place}: " in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"classes": []}', '{"classes": {}, "x": 1}'])
def test_a_file_of_another_shape_is_refused(tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(VocabularyInvalid, match=r"bad\.json"):
        load_vocabulary(path)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(VocabularyInvalid, match="cannot be read"):
        load_vocabulary(tmp_path / "none.json")
