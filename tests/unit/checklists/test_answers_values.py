"""What is a value of each kind of question, and what is none."""

import pytest

from checklists.answering.values import MAX_ROWS, faults_of_value, is_by_photos, is_empty, rows_of
from checklists.forms.form import options_of
from checklists.models import QuestionKind
from tests.factories import words
from tests.fixtures.forms import OPTIONS, ask, form_of

COLUMNS = [
    {"code": "goods", "label": words("Goods"), "kind": "text"},
    {"code": "temp", "label": words("°C"), "kind": "number"},
    {"code": "opened", "label": words("Opened"), "kind": "yes_no"},
    {"code": "expires", "label": words("Expires"), "kind": "date"},
    {"code": "state", "label": words("State"), "kind": "choice", "options": OPTIONS},
]
MORE = {
    "choice": {"options": OPTIONS},
    "choices": {"options": OPTIONS},
    "rank": {"options": OPTIONS},
    "table": {"columns": COLUMNS},
}
ALL = ["clean", "dusty", "dirty", "closed"]


def places_of(kind, value):
    form = form_of(ask(kind=kind, **MORE.get(kind, {})))
    question = form.sections[0].questions[0]
    return [
        fault.pointer
        for fault in faults_of_value(question, options_of(form, question), value, "/v")
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("yes_no", False),
        ("number", -3.5),
        ("number", 4),
        ("slider", 7.0),
        ("temperature", -273.15),
        ("stopwatch", 0),
        ("text", ""),
        ("barcode", "6901234567892"),
        ("date", "2028-02-29"),
        ("time", "23:59"),
        ("date_time", "2026-11-22T08:30:00+08:00"),
        ("date_time", "2026-11-22T00:30Z"),
        ("location", {"latitude": 31.2, "longitude": 121.5}),
        ("location", {"latitude": -90, "longitude": 180, "accuracy_m": 12.5}),
        ("location", {"latitude": 0.0, "longitude": 0.0, "accuracy_m": None}),
        ("choice", "dusty"),
        ("choices", []),
        ("choices", ["dirty", "clean"]),
        ("rank", ["closed", "dirty", "clean", "dusty"]),
        ("table", []),
        ("table", [{}, {"goods": "milk", "temp": 4, "opened": True}]),
        ("table", [{"expires": "2026-12-01", "state": "clean", "temp": None}]),
    ],
)
def test_a_value_of_its_kind_is_taken(kind, value):
    assert places_of(kind, value) == []


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("yes_no", "yes"),
        ("yes_no", 1),
        ("number", True),
        ("number", float("nan")),
        ("number", float("inf")),
        ("number", "4"),
        ("number", [4]),
        ("temperature", -273.16),  # colder than anything is
        ("stopwatch", -0.1),
        ("text", 4),
        ("barcode", ["6901234567892"]),
        ("date", "2026-02-29"),  # no such day
        ("date", "20260228"),
        ("date", 20260228),
        ("time", "24:00"),
        ("time", "8:30"),
        ("time", 8.5),
        ("date_time", "2026-11-22T08:30:00"),  # at which place?
        ("date_time", "2026-11-22T25:30:00Z"),
        ("date_time", 1764000000),
        ("location", "31.2,121.5"),
        ("location", {"latitude": 31.2}),
        ("location", {"latitude": 90.1, "longitude": 0}),
        ("location", {"latitude": 0, "longitude": -181}),
        ("location", {"latitude": 0, "longitude": 0, "accuracy_m": -1}),
        ("location", {"latitude": 0, "longitude": 0, "accuracy_m": "near"}),
        ("location", {"latitude": 0, "longitude": 0, "height": 3}),
        ("choice", "shiny"),
        ("choice", ["clean"]),
        ("choice", True),
        ("choices", "clean"),
        ("choices", ["clean", "shiny"]),
        ("choices", ["clean", "clean"]),
        ("choices", [["clean"]]),
        ("choices", {"clean": True}),
        ("rank", ["clean", "dusty"]),  # not all of them
        ("rank", ["clean", "dusty", "dirty", "dirty"]),
        ("table", "milk"),
        ("table", {"goods": "milk"}),
        ("table", ["milk"]),
        ("table", [{}] * (MAX_ROWS + 1)),
        ("photo", "IMG_1.jpg"),
        ("shelf_photo", True),
        ("kitchen_photo", 0),
        ("signature", "Li Na"),
        ("instruction", "read"),
    ],
)
def test_what_is_no_value_of_its_kind_is_a_fault(kind, value):
    assert places_of(kind, value) == ["/v"]


def test_cells_of_a_table_have_their_own_places():
    rows = [{"temp": 4, "colour": "red"}, {"temp": "cold", "opened": 1, "expires": "soon"}]
    wrong = [{"state": "shiny"}, {"a/b~": 1}]
    assert places_of("table", rows) == ["/v/0/colour", "/v/1/temp", "/v/1/opened", "/v/1/expires"]
    assert places_of("table", wrong) == ["/v/0/state", "/v/1/a~1b~0"]


@pytest.mark.parametrize("kind", QuestionKind)
def test_nothing_said_has_the_right_shape_for_every_kind(kind):
    assert places_of(kind.value, None) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, True), (" ", True), ([], True), ({}, True), (0, False), (False, False), (["a"], False)],
)
def test_what_says_nothing(value, expected):
    assert is_empty(value) is expected


def test_only_rows_are_rows():
    assert rows_of("text") == rows_of(3) == rows_of({"a": 1}) == rows_of(["a"]) == []
    assert rows_of([{"a": 1}, "b"]) == [{"a": 1}]


def test_a_signature_is_a_photo_of_what_was_signed():
    kinds = {kind for kind in QuestionKind if is_by_photos(kind)}
    assert {kind.value for kind in kinds} == {"photo", "shelf_photo", "kitchen_photo", "signature"}
