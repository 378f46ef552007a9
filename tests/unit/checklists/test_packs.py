"""The shipped checklists are whole: no fault, both languages, logic that compiles, advice."""

import json
import re

import pytest

from checklists import packs
from checklists.forms.faults import faults_of
from checklists.forms.form import form_questions, options_of, sections_of
from checklists.forms.reading import read_form
from checklists.forms.texts import missing_words
from checklists.logic.expressions import compile_expression, to_name
from checklists.models import CHOICE_KINDS, QuestionKind
from tests.house.tree import ROOT

CODES = (
    "cold-chain-receiving",
    "convenience-store-patrol",
    "promotion-launch",
    "restaurant-kitchen",
    "shift-self-check",
)
RESERVED = {"this", "visit_kind", "store_code", "not_applicable"}
PROOF = {QuestionKind.PHOTO, QuestionKind.SHELF_PHOTO, QuestionKind.KITCHEN_PHOTO}
CHINESE = re.compile(r"[\u4e00-\u9fff]")

each_pack = pytest.mark.parametrize("code", CODES)


def document(code):
    return json.loads((packs.FOLDER / f"{code}.json").read_bytes())


def questions(code):
    return [question for _, question in form_questions(packs.pack(code))]


def texts(node, pointer=""):
    """Every text in several languages, with its place."""
    if isinstance(node, dict):
        if set(node) & {"zh-CN", "en"}:
            yield pointer, node
            return
        for name, below in node.items():
            yield from texts(below, f"{pointer}/{name}")
    elif isinstance(node, list):
        for number, below in enumerate(node):
            yield from texts(below, f"{pointer}/{number}")


def expressions(form):
    """Every expression, with the code of its question or section."""
    for _, section in sections_of(form):
        if section.show_if:
            yield section.code, section.show_if
    for _, question in form_questions(form):
        for text in question.logic.model_dump().values():
            if text:
                yield question.code, text


def judged(code):
    """The questions that count; what only tells something has no weight."""
    return [question for question in questions(code) if question.weight > 0]


def test_the_shipped_checklists_are_these_five():
    assert tuple(form.code for form in packs.all_packs()) == CODES
    assert packs.pack("no-such-pack") is None


@each_pack
def test_a_pack_is_a_form_without_a_fault(code):
    assert read_form(document(code)) == packs.pack(code)
    assert faults_of(packs.pack(code)) == []
    assert missing_words(packs.pack(code)) == []


@each_pack
def test_a_pack_is_short_enough_to_be_filled(code):
    assert 15 <= len(questions(code)) <= 45


@each_pack
def test_a_pack_speaks_both_languages_everywhere(code):
    found = list(texts(document(code)))
    assert len(found) > 100
    assert [place for place, words in found if set(words) != {"zh-CN", "en"}] == []
    assert [place for place, words in found if not CHINESE.search(words["zh-CN"])] == []
    assert [place for place, words in found if CHINESE.search(words["en"])] == []
    assert [place for place, words in found if not all(map(str.strip, words.values()))] == []


@each_pack
def test_every_expression_compiles_and_names_what_the_pack_asks(code):
    form = packs.pack(code)
    known = {to_name(question.code) for question in questions(code)} | RESERVED
    found = list(expressions(form))
    assert found
    unknown = {
        (owner, name)
        for owner, text in found
        for name in compile_expression(text).names
        if name not in known
    }
    assert unknown == set()


@each_pack
def test_what_is_compared_with_a_choice_is_one_of_its_choices(code):
    form = packs.pack(code)
    choices = {
        to_name(question.code): {option.code for option in options_of(form, question)}
        for question in questions(code)
        if question.kind in CHOICE_KINDS
    }
    compared = [
        (name, option)
        for _, text in expressions(form)
        for name, option in re.findall(r'(\w+) [!=]= "([^"]+)"', text)
        if name != "this"
    ]
    inside = [
        (name, option)
        for _, text in expressions(form)
        for option, name in re.findall(r'"([^"]+)" in (\w+)', text)
    ]
    assert [pair for pair in compared + inside if pair[1] not in choices[pair[0]]] == []


@each_pack
def test_every_question_that_counts_helps_who_answers_and_who_fixes(code):
    assert [one.code for one in judged(code) if not one.hint] == []
    assert [one.code for one in judged(code) if not one.sop] == []
    assert [one.code for one in judged(code) if not one.next_step] == []
    uncaused = [one for one in judged(code) if not one.root_causes]
    assert {one.kind for one in uncaused} <= PROOF


@each_pack
def test_what_is_grave_is_fixed_within_a_day(code):
    grave = [one for one in judged(code) if one.severity in {"critical", "high"}]
    assert grave
    assert [one.code for one in grave if one.due_hours > 72] == []
    assert [one.code for one in grave if one.severity == "critical" and one.due_hours > 24] == []


@each_pack
def test_who_is_told_is_named_and_why(code):
    for question in questions(code):
        assert bool(question.notify_roles) == bool(question.logic.notify_if), question.code


@each_pack
def test_a_pack_names_the_rules_it_follows_and_has_a_score_in_words(code):
    form = packs.pack(code)
    assert len(form.sources) >= 4
    assert form.description
    assert len(form.scoring.bands) >= 3
    tags = {tag for question in questions(code) for tag in question.tags}
    assert {rule.tag for rule in form.scoring.critical} <= tags


def test_the_patrol_asks_the_eyes_for_its_shelves():
    shelves = [one for one in questions("convenience-store-patrol") if one.kind == "shelf_photo"]
    assert [one.shelf_code for one in shelves] == ["drinks-1", "snacks-1", "chilled-1", "promo-1"]
    assert all(one.photos.is_camera_only for one in shelves)


def test_the_docs_tell_of_every_pack_and_how_much_it_asks():
    text = (ROOT / "docs" / "checklists.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([a-z-]+)` \| (.+?) \| .+ \| (\d+) \|$", text, flags=re.MULTILINE)
    assert sorted(told) == [
        (form.code, form.name["zh-CN"], str(packs.question_count(form)))
        for form in packs.all_packs()
    ]
