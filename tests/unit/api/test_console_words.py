"""How the console says numbers, days and reasons; no page, no database."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from api.console import labels, problem_texts
from api.console.language import language
from api.console.measures import measure_lines
from api.console.problems import safe_path
from api.console.reasons import terms_of, top_reason
from api.console.sparkline import sparkline
from checklists.models import InspectionKind, Outcome, Severity
from core.errors import Problem
from core.events import EventName
from core.words import LOCALES
from findings.models import AnalysisState, Decision, Result
from findings.rules import Note
from findings.vocabulary import EvidenceRule, Group, Mode, SeenBy
from planograms.models import PictureSource, PictureState
from scorecards.rules import Band
from stores.models import Role, StoreStatus, Zone
from tickets.models import Recheck, TicketEventKind, TicketState
from vision.facings import ExtraKind
from vision.values import MaskState, QualityIssue, Subject, Verdict

ENGLISH, CHINESE = language("en"), language("zh-CN")


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (labels.ROLES, Role),
        (labels.TICKET_STATES, TicketState),
        (labels.TIMELINE, TicketEventKind),
        (labels.RECHECKS, Recheck),
        (labels.SEVERITIES, Severity),
        (labels.VERDICTS, Verdict),
        (labels.OUTCOMES, Outcome),
        (labels.RESULTS, Result),
        (labels.DECISIONS, Decision),
        (labels.INSPECTION_KINDS, InspectionKind),
        (labels.ANALYSIS_STATES, AnalysisState),
        (labels.QUALITY, QualityIssue),
        (labels.MASKS, MaskState),
        (labels.SUBJECTS, Subject),
        (labels.STORE_STATUSES, StoreStatus),
        (labels.BANDS, Band),
        (labels.EXTRAS, ExtraKind),
        (labels.PICTURE_STATES, PictureState),
        (labels.PICTURE_SOURCES, PictureSource),
        (labels.GROUPS, Group),
        (labels.MODES, Mode),
        (labels.EVIDENCE, EvidenceRule),
        (labels.SEEN_BY, SeenBy),
        (labels.ZONES, Zone),
        (labels.NOTES, Note),
    ],
)
def test_every_code_has_a_word(words, codes):
    assert set(words) == {code.value for code in codes}


def test_a_note_is_told_with_the_counts_behind_it():
    tell = labels.noter(ENGLISH)
    assert tell("below_floor: 18/20").endswith("a person decides again (18/20)")
    assert tell("one_photo") == "Seen on one photo only, so a person decides"
    assert labels.noter(CHINESE)("below_floor: 18/20").endswith("重新由人判断 (18/20)")


def test_every_move_has_a_verb():
    assert set(labels.MOVES) == {state.value for state in TicketState} - {"open"}


def test_causes_are_events():
    assert set(labels.CAUSES) <= {name.value for name in EventName} | {"clock.ticked"}


def test_a_problem_nobody_put_into_words_is_told_by_its_kind():
    for kind in Problem.__subclasses__():
        told = problem_texts.text_of("a-code-of-tomorrow", kind.status)
        is_ours = kind.status == Problem.status
        assert (told == problem_texts.PROBLEMS["internal-error"]) is is_ours


@pytest.mark.parametrize(
    ("path", "kept"),
    [
        ("/console", True),
        ("/console?region_id=1", True),
        ("/console/tickets?tab=mine", True),
        ("", False),
        ("/", False),
        ("/consoles", False),
        ("https://evil.example/console", False),
        ("//evil.example/console/", False),
        ("/console/\\evil.example", False),
        ("/console/\r\nSet-Cookie: a=b", False),
        ("/console/login?next=/console", False),  # no one wants to sign in twice
    ],
)
def test_only_pages_of_ours_are_gone_back_to(path, kept):
    assert safe_path(path) == (path if kept else "/console")


@pytest.mark.parametrize(
    ("say", "english", "chinese"),
    [
        (lambda speak: speak.day(date(2026, 11, 2)), "Nov 2", "11月2日"),
        (lambda speak: speak.number(12345.678, 1), "12,345.7", "12,345.7"),
        (lambda speak: speak.number(4.0, 2), "4", "4"),
        (lambda speak: speak.score(66.64), "66.6", "66.6"),
        (lambda speak: speak.score(None), "–", "–"),
        (lambda speak: speak.change(3.0), "+3.0", "+3.0"),
        (lambda speak: speak.change(-3.25), "−3.2", "−3.2"),
        (lambda speak: speak.share(0.556), "56%", "56%"),
        (lambda speak: speak.span(timedelta(hours=-5)), "5 hours", "5小时"),
        (lambda speak: speak.say({"zh-CN": "货架"}), "货架", "货架"),
    ],
)
def test_each_language_writes_its_own_way(say, english, chinese):
    assert (say(ENGLISH), say(CHINESE)) == (english, chinese)


def test_times_are_those_of_the_clock_on_the_wall():
    late = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
    assert ENGLISH.moment(late, "Asia/Shanghai") == "Nov 23 03:30"
    assert CHINESE.moment(late, "Asia/Urumqi") == "11月23日 01:30"


@pytest.mark.parametrize(
    ("scores", "lines", "dots"),
    [
        ([], 0, 0),
        ([None], 0, 0),
        ([80.0], 0, 1),
        ([80.0, 90.0, None, 70.0], 1, 3),
        ([80.0, None, 70.0, 60.0, None, 50.0], 1, 4),
        ([None, 120.0, -5.0], 1, 2),  # outside of what a score can be
    ],
)
def test_a_week_without_a_score_is_a_hole(scores, lines, dots):
    chart = sparkline(scores)
    assert (len(chart.lines), len(chart.dots)) == (lines, dots)
    assert all(0 <= x <= 120 and 0 <= y <= 32 for x, y in chart.dots)


def to_explanation(inspection_pct, deduction=0.0, *, visits=(), tickets=()):
    return {
        "inspections": {
            "score_pct": inspection_pct,
            "numerator": 100.0,
            "denominator": 2.0,
            "is_carried_over": True,
            "terms": list(visits),
        },
        "tickets": {
            "terms": list(tickets),
            "sum": 2 * deduction,
            "cap": 30.0,
            "deduction": deduction,
        },
    }


@pytest.mark.parametrize(
    ("explanation", "reason"),
    [
        ({}, ""),
        (to_explanation(None), ""),
        (to_explanation(100.0), "Everything passed, nothing is open"),
        (to_explanation(80.0), "Inspections cost 20 points"),
        (to_explanation(100.0, 4.5), "Open tickets cost 4.5 points"),
        (to_explanation(95.0, 30.0), "Open tickets cost 30 points; inspections cost 5 points"),
    ],
)
def test_the_larger_loss_is_named_first(explanation, reason):
    assert top_reason(ENGLISH, explanation) == reason


@pytest.mark.parametrize("code", LOCALES)
def test_every_term_of_a_score_is_told(code):
    visit = {
        "inspection_id": "7",
        "kind": "routine",
        "finished_at": "2026-11-22T08:00:00+00:00",
        "score_pct": 50.0,
        "weight": 1.0,
        "left_out": None,
    }
    unjudged = visit | {"score_pct": None, "left_out": "nothing_judged"}
    ticket = {
        "severity": "high",
        "open": 20,
        "overdue": 10,
        "points_each": 2.0,
        "overdue_factor": 2.0,
        "deduction": 60.0,
    }
    explanation = to_explanation(50.0, 30.0, visits=[visit, unjudged], tickets=[ticket])
    store = SimpleNamespace(id="9", timezone="Asia/Shanghai")
    terms = terms_of(language(code), store, explanation)
    assert [term.value for term in terms] == ["50.0", "–", "50.0", "−60.0", "+30.0"]
    assert [term.href for term in terms[:2]] == ["/console/inspections/7"] * 2
    assert terms[3].href == "/console/tickets?tab=all&store_id=9"


MEASURE = {
    "name": "on_shelf_availability",
    "numerator": 3,
    "denominator": 4,
    "left_out": [{"reason": "not_visible", "count": 2}],
    "interval": [0.3, 0.95],
    "of": [],
}


@pytest.mark.parametrize(
    ("measure", "code", "told"),
    [
        (MEASURE, "en", ("On-shelf availability", "75%", "3 ÷ 4",
                         "likely 30% to 95%; 2 left out: not on the photo")),
        (MEASURE, "zh-CN", ("货架有货率", "75%", "3 ÷ 4",
                            "可能在 30% 到 95% 之间；未计入 2 个：照片未拍到")),
        (MEASURE | {"denominator": 0, "numerator": 0, "interval": None}, "en",
         ("On-shelf availability", "–", "", "2 left out: not on the photo")),
        (MEASURE | {"name": "new", "of": ["drinks", "Daily"], "left_out": [], "interval": None},
         "en", ("new: drinks · Daily", "75%", "3 ÷ 4", "")),  # a measure of tomorrow
        ({"name": "assortment_depth", "numerator": 12, "denominator": 0, "left_out": [],
          "interval": None}, "en", ("Assortment depth", "12", "", "")),  # a count, no share
    ],
)  # fmt: skip
def test_a_measure_says_what_it_counts_and_leaves_out(measure, code, told):
    [line] = measure_lines(language(code), [measure])
    assert (line.name, line.value, line.sums, line.detail) == told


@pytest.mark.parametrize(
    ("minor", "currency", "english", "chinese"),
    [
        (1290, "", "12.90", "12.90"),  # nobody said what the chain is paid in
        (1290, "CNY", "CN¥12.90", "¥12.90"),
        (198, "JPY", "¥198", "JP¥198"),  # yen have no hundredths
        (5, "USD", "$0.05", "US$0.05"),
    ],
)
def test_amounts_are_written_in_their_currency(minor, currency, english, chinese):
    assert ENGLISH.money(minor, currency) == english
    assert CHINESE.money(minor, currency) == chinese
