"""The page of an inspection says answers of all kinds as people read them."""

import re

import pytest
from markupsafe import escape

from api.console.answer_texts import Reader
from api.console.language import language
from checklists import service
from checklists.authoring.publishing import publish_form
from checklists.models import Answer
from core.clock import now
from core.db import unit_of_work
from core.ids import new_id
from stores.queries import actor_of
from tests.factories import given, to_submission, words
from tests.fixtures.forms import OPTIONS, ask, ask_fridge, form_of, repeated

COLUMNS = [
    {"code": "goods", "label": words("Goods")},
    {"code": "temp", "label": words("Temp"), "kind": "number", "limits": {"unit": "°C"}},
    {"code": "state", "label": words("State"), "kind": "choice", "options": OPTIONS},
    {"code": "sealed", "label": words("Sealed"), "kind": "yes_no"},
]
FORM = form_of(
    ask("counter", "choice", options=OPTIONS),
    ask("tools", "choices", options=OPTIONS, is_required=False),
    ask("order", "rank", options=OPTIONS[:2], is_required=False),
    ask("goods", "table", columns=COLUMNS, is_required=False),
    ask("where", "location", is_required=False),
    ask("day", "date", is_required=False),
    ask("moment", "date_time", is_required=False),
    ask("took", "stopwatch", is_required=False),
    ask("quiet"),
    ask("remark", "text"),
    sections=[repeated(ask_fridge())],
)
ROWS = [{"goods": "milk", "temp": 4.5, "state": "dusty", "sealed": True}, {"goods": "<eggs>"}]


@pytest.fixture
def page(engine, chain, browser_of):
    """The page of an inspection, as its supervisor sees it."""
    with unit_of_work(engine, chain.tenant_id) as session:
        actor = actor_of(session, chain.staff["supervisor"].id)
        version = publish_form(session, None, FORM, at=now())
        answers = [
            given("counter", value="dusty"),
            given("tools", value=["clean", "closed"]),
            given("order", value=["dusty", "clean"]),
            given("goods", value=ROWS),
            given("quiet", value=True),
            given("remark", value="A busy day."),
            given("fridge", value=3.0),
            given(
                "fridge", value=9.5, occurrence=1, root_cause="door-open", action="moved <the> food"
            ),
        ]
        sent = to_submission(chain.store, version, *answers, id=new_id(), kind="mystery")
        service.submit(session, actor, sent)
    return browser_of(chain.staff["supervisor"]).get(f"/console/inspections/{sent.id}").text


def told(page):
    """What a page says, without its marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_answers_are_said_by_the_names_of_their_choices(page):
    text = told(page)
    assert "Mystery visit" in text
    assert "counter Passed Dusty" in text
    assert re.search(r"<ul><li>Clean</li><li>Closed</li></ul>", page)
    assert re.search(r"<ol><li>Dusty</li><li>Clean</li></ol>", page)


def test_rows_are_a_table_and_nothing_typed_becomes_markup(page):
    assert "<td>milk</td><td>4.5 °C</td><td>Dusty</td><td>Yes</td>" in page
    assert f"<td>{escape('<eggs>')}</td><td></td><td></td><td></td>" in page
    assert "moved &lt;the&gt; food" in page


def test_each_filling_of_a_section_is_shown_by_its_number(page):
    text = told(page)
    assert text.index("fridge no. 1 Passed 3 °C") < text.index("fridge no. 2 Failed 9.5 °C")
    assert "Limits: ≤ 5 °C" in text
    assert "Cause: The door was open" in text
    assert "Done on the spot: moved" in text
    assert "To be told at once: Regional manager" in text
    assert 'id="question-fridge"' in page
    assert 'id="question-fridge-2"' in page


def test_a_note_says_itself_and_nothing_of_a_score(page):
    assert re.search(r"remark A busy day\. (?!Left out)", told(page))


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, ""),
        ({"minimum": 2}, "≥ 2 °C"),
        ({"maximum": -18}, "≤ -18 °C"),
        ({"minimum": 0, "maximum": 8.5}, "0 – 8.5 °C"),
    ],
)
def test_limits_are_said_from_end_to_end(limits, expected):
    form = form_of(ask("fridge", "temperature", limits=limits))
    assert Reader(form, language("en"), "UTC").read("fridge", None).limits == expected


@pytest.mark.parametrize(
    ("code", "value", "expected"),
    [
        ("where", {"latitude": 31.2, "longitude": 121.5}, "31.20000, 121.50000"),
        (
            "where",
            {"latitude": 0.0, "longitude": -1.0, "accuracy_m": 8.2},
            "0.00000, -1.00000 (± 8 m)",
        ),
        ("day", "2026-11-22", "Nov 22"),
        ("moment", "2026-11-22T20:30:00Z", "Nov 23 04:30"),  # by the clock of the store
        ("took", 90.5, "90.5 s"),
        ("counter", "gone", "gone"),  # a code of nobody's is shown as it is
        ("quiet", False, "No"),
        ("quiet", None, ""),
    ],
)
def test_a_value_is_said_in_words(code, value, expected):
    reader = Reader(FORM, language("en"), "Asia/Shanghai")
    kept = {} if value is None else {"value": value}
    assert reader.read(code, Answer(value=kept)).text == expected


def test_what_the_form_does_not_ask_says_nothing():
    reader = Reader(FORM, language("zh-CN"), "Asia/Shanghai")
    assert reader.read("unknown", None).text == ""
    assert reader.read("counter", Answer(value={"value": "clean"})).text == "Clean（中）"
    assert reader.read("fridge", None).limits == "≤ 5 °C"
