"""Merging two edits of one form, as laws: over edits that nobody thought of."""

import copy
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checklists.authoring.merging.forms import Side, merge_forms
from checklists.forms.reading import look_at
from tests.factories import words
from tests.fixtures.forms import a_document, a_question, a_section

SEEDS = st.integers(0, 2**32)
BASE = a_document(
    a_section("s0", "a", "b", "c", "d"),
    a_section("s1", "e", "f", sections=[a_section("s2", "g", "h", "i")]),
    a_section("s3", "j", sections=[]),
)


def sections(holder):
    for section in holder.get("sections", ()):
        yield section
        yield from sections(section)


def questions(form):
    return [one for section in sections(form) for one in section["questions"]]


def texts(form):
    """Every question by what it asks: a code may have to change, its words never do."""
    return {one["prompt"]["en"] for one in questions(form)}


def reword(rng, form, name):
    one = rng.choice(questions(form))
    one["hint"] = words(f"{name} {rng.random()}")


def weigh(rng, form, _name):
    rng.choice(questions(form))["weight"] = rng.randint(2, 9)


def tag(rng, form, name):
    one = rng.choice(questions(form))
    one["tags"] = [*one.get("tags", ()), f"{name}-{rng.randint(0, 10**9)}"]


def move(rng, form, _name):
    homes = list(sections(form))
    old = rng.choice([one for one in homes if one["questions"]])
    part = old["questions"].pop(rng.randrange(len(old["questions"])))
    new = rng.choice(homes)["questions"]
    new.insert(rng.randint(0, len(new)), part)


def add(rng, form, name):
    new = rng.choice(list(sections(form)))["questions"]
    code = f"q{rng.randint(0, 3)}"  # as an editor numbers them: both may choose one
    if code not in {one["code"] for one in questions(form)}:
        prompt = words(f"{name} asks {rng.random()}")
        new.insert(rng.randint(0, len(new)), a_question(code, prompt=prompt))


def drop(rng, form, _name):
    home = rng.choice([one for one in sections(form) if one["questions"]])
    if len(questions(form)) > 3:
        home["questions"].pop(rng.randrange(len(home["questions"])))


def nest(rng, form, _name):
    if len(form["sections"]) > 1:
        part = form["sections"].pop(rng.randrange(len(form["sections"])))
        rng.choice(list(sections(form))).setdefault("sections", []).append(part)


def turn(rng, form, _name):
    rng.shuffle(form["sections"])


def drop_section(rng, form, _name):
    if len(form["sections"]) > 1:
        gone = form["sections"].pop(rng.randrange(len(form["sections"])))
        if not questions(form):
            form["sections"].append(gone)


EDITS = (reword, weigh, tag, move, add, drop, nest, turn, drop_section)
TAME = (reword, weigh, tag)


def edited(seed, name, edits=EDITS):
    rng = random.Random(seed)  # noqa: S311 - edits, not secrets
    form = copy.deepcopy(BASE)
    for _ in range(rng.randint(1, 6)):
        rng.choice(edits)(rng, form, name)
    return form


def shape(form):
    """A form without the order of what stands side by side."""
    return {
        **{
            one["code"]: {name: one[name] for name in one if name != "tags"}
            for one in questions(form)
        },
        **{one["code"]: {q["code"] for q in one["questions"]} for one in sections(form)},
        "tags": {tag for one in questions(form) for tag in one.get("tags", ())},
    }


@given(SEEDS)
def test_who_changed_something_wins_over_who_left_it(seed):
    side = edited(seed, "mine")
    for merged in (merge_forms(BASE, side, BASE), merge_forms(BASE, BASE, side)):
        assert merged.form == side
        assert merged.clashes == merged.faults == ()


@given(SEEDS)
def test_the_same_edit_of_both_is_made_once(seed):
    side = edited(seed, "both")
    merged = merge_forms(BASE, side, copy.deepcopy(side))
    assert (merged.form, merged.clashes, merged.faults) == (side, (), ())


@given(SEEDS, SEEDS)
def test_nobody_loses_a_question_that_they_added(one, two):
    mine, theirs = edited(one, "mine"), edited(two, "theirs")
    merged = merge_forms(BASE, mine, theirs)
    new = (texts(mine) | texts(theirs)) - texts(BASE)
    assert new <= texts(merged.form)
    # What both left, moved or changed is there; nothing is there that nobody had.
    assert texts(mine) & texts(theirs) <= texts(merged.form) <= texts(mine) | texts(theirs)


@given(SEEDS, SEEDS)
def test_every_part_is_there_once(one, two):
    merged = merge_forms(BASE, edited(one, "mine"), edited(two, "theirs")).form
    for parts in (questions(merged), list(sections(merged))):
        codes = [part["code"] for part in parts]
        assert len(codes) == len(set(codes))


@given(SEEDS, SEEDS)
def test_it_does_not_matter_who_is_second_unless_something_clashes(one, two):
    mine, theirs = edited(one, "mine", TAME), edited(two, "theirs", TAME)
    here, there = merge_forms(BASE, mine, theirs), merge_forms(BASE, theirs, mine)
    assert {one.key: (one.mine, one.theirs) for one in here.clashes} == {
        one.key: (one.theirs, one.mine) for one in there.clashes
    }
    if not here.clashes:
        assert shape(here.form) == shape(there.form)


@given(SEEDS, SEEDS)
def test_what_clashes_has_two_values_and_is_settled_by_a_choice(one, two):
    mine, theirs = edited(one, "mine"), edited(two, "theirs")
    rng = random.Random(one)  # noqa: S311 - choices, not secrets
    picks = {}
    for _ in range(100):  # a choice can bring up another one, such as the order in a section
        merged = merge_forms(BASE, mine, theirs, picks)
        if not merged.clashes:
            return
        assert all(clash.mine != clash.theirs for clash in merged.clashes)
        assert not {clash.key for clash in merged.clashes} & picks.keys()
        picks |= {clash.key: rng.choice(list(Side)) for clash in merged.clashes}
    pytest.fail("choices never end")


@given(SEEDS, SEEDS)
def test_a_fault_of_the_merged_form_is_in_one_of_the_two_or_told(one, two):
    mine, theirs = edited(one, "mine"), edited(two, "theirs")
    merged = merge_forms(BASE, mine, theirs)
    known = {fault.detail for form in (mine, theirs) for fault in look_at(form).faults}
    known |= {fault.detail for fault in merged.faults}
    assert {fault.detail for fault in look_at(merged.form).faults} <= known
