"""Scores of forms on a real PostgreSQL: kept with flag, band and every term."""

import pytest

from checklists.authoring.models import VisitKind
from checklists.forms.form import Form
from core.clock import at
from scorecards import evidence, service
from scorecards.recount import recompute
from scorecards.scoring import questions_in
from stores.models import Role
from tests.factories import add, make_actor, make_staff, make_store
from tests.fixtures.scores import DAY, MONDAY, make_filled, make_visit, roll_up

WORDS = {"en": "Words", "zh-CN": "词"}
FORM = Form.model_validate(
    {
        "code": "kitchen",
        "name": WORDS,
        "sections": [
            {
                "code": "kitchen",
                "title": WORDS,
                "questions": [
                    {"code": "clean", "kind": "yes_no", "prompt": WORDS, "weight": 3},
                    {
                        "code": "floor",
                        "kind": "choice",
                        "prompt": WORDS,
                        "options": [
                            {"code": "dry", "label": WORDS, "score": 1},
                            {"code": "damp", "label": WORDS, "score": 0.5},
                        ],
                    },
                ],
            },
            {
                "code": "fridges",
                "title": WORDS,
                "repeat": {"minimum": 1, "maximum": 4},
                "questions": [
                    {
                        "code": "cold",
                        "kind": "temperature",
                        "prompt": WORDS,
                        "tags": ["key"],
                        "limits": {"maximum": 8},
                    }
                ],
            },
        ],
        "scoring": {
            "pass_mark_pct": 60,
            "bands": [
                {"code": "good", "label": WORDS, "at_least_pct": 80},
                {"code": "fair", "label": WORDS, "at_least_pct": 60},
            ],
            "critical": [
                {"code": "warm", "effect": "deduct", "tag": "key", "pct": 5},
                {"code": "all-warm", "effect": "no_grade", "tag": "key", "at_least": 2},
            ],
        },
    }
)
CLEAN = (("clean", "passed", True), ("floor", "passed", "damp"))


def make_kind(session, code, weight):
    told = {"changed_by_id": make_staff(session).id, "changed_at": MONDAY}
    return add(session, VisitKind(code=code, name=WORDS, weight=weight, **told))


@pytest.fixture
def store(session):
    return make_store(session)


@pytest.mark.parametrize(
    ("fridges", "score_pct", "is_failed", "band"),
    [
        ([], 87.5, False, "good"),
        (["passed", "passed"], 90.0, False, "good"),  # 4.5 of 5
        (["failed", "passed"], 75.0, False, "fair"),  # 4 of 5, less 5
        (["failed", "failed"], 60.0, True, None),  # 3.5 of 5, less 10, and no grade
    ],
)
def test_an_inspection_is_scored_by_its_form(session, store, fridges, score_pct, is_failed, band):
    cold = [("cold", outcome, 3.5, number) for number, outcome in enumerate(fridges)]
    visit = make_filled(session, store, FORM, *CLEAN, *cold)
    score = service.score_inspection(session, visit.id)
    session.expire_all()
    assert (score.score_pct, score.is_failed, score.band) == (score_pct, is_failed, band)
    assert score.explanation["rule"] == "inspection/2"
    assert recompute(score.explanation) == score_pct
    assert service.score_inspection(session, visit.id).scored_at == score.scored_at


def test_a_version_from_before_forms_keeps_its_rule(session, store):
    score = service.score_inspection(session, make_visit(session, store, "passed", "failed").id)
    assert (score.explanation["rule"], score.score_pct) == ("inspection/1", 50.0)
    assert (score.is_failed, score.band) == (None, None)


def test_each_filling_has_its_own_line_of_evidence(session, store):
    cold = [("cold", "passed", 3.5, 0), ("cold", "failed", 9.0, 2)]
    visit = make_filled(session, store, FORM, *CLEAN, *cold)
    service.score_inspection(session, visit.id)
    chain = evidence.chain_of_evidence(session, make_actor(session, Role.ADMIN), visit.id)
    told = [(line.question.code, line.occurrence, line.term["points"]) for line in chain.lines]
    assert told == [("clean", 0, 3.0), ("floor", 0, 0.5), ("cold", 0, 1.0), ("cold", 2, 0.0)]
    assert chain.lines[3].answer.value == {"value": 9.0}
    terms = [term for node in chain.score.explanation["sections"] for term in questions_in(node)]
    assert terms[3] == chain.lines[3].term


@pytest.mark.parametrize(
    ("kind", "score_pct", "weights"),
    [
        ("unannounced", 40.0, [1.5, 1.0]),  # 0 × 1.5 + 100 × 1, ÷ 2.5
        ("remote", 100.0, [1.0]),  # no weight: it is not counted
        ("closed_kind", 100.0, [1.0]),  # a kind nobody knows any more
        ("night", 50.0, [1.0, 1.0]),
    ],
)
def test_visits_count_by_the_weight_of_their_kind(session, store, kind, score_pct, weights):
    make_kind(session, "night", 1.0)
    passed = make_visit(session, store, "passed", finished_at=MONDAY)
    failed = make_visit(session, store, "failed", finished_at=MONDAY + DAY, kind=kind)
    with at(MONDAY + 2 * DAY):
        for visit in (passed, failed):
            service.score_inspection(session, visit.id)
        period = roll_up(session, store)
    terms = period.explanation["inspections"]["terms"]
    assert [term["weight"] for term in terms] == weights
    assert period.score_pct == score_pct


def test_a_chain_weighs_a_shipped_kind_its_own_way(session, store):
    make_kind(session, "self_check", 0.0)
    with at(MONDAY + DAY):
        visit = make_visit(session, store, "passed", kind="self_check")
        service.score_inspection(session, visit.id)
        period = roll_up(session, store)
    assert (period.score_pct, period.inspections) == (None, 0)
