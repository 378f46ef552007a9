"""Documents that are no form are refused with every fault at its place."""

import json

import pytest

from checklists.errors import FormInvalid
from checklists.forms.reading import MAX_FAULTS, MAX_NEST, look_at, read_form
from tests.fixtures.forms import a_document, a_question, a_section


def faults(document):
    with pytest.raises(FormInvalid) as caught:
        read_form(document)
    return [(fault.pointer, fault.detail) for fault in caught.value.faults]


def test_a_whole_form_is_read():
    form = read_form(json.loads(json.dumps(a_document())))
    assert read_form(form.model_dump(mode="json")) == form


def test_every_fault_is_told_at_once_with_its_place():
    document = a_document(
        a_section(
            "Floor",
            a_question("a", weight="much", is_required="perhaps", due_hours=0),
            a_question("b", kind="riddle", photos={"maximum": 2.5}, limits={"minimum": 1e13}),
            a_question("c", prompt={"fr": "Propre ?"}, options=[{"code": "x"}], extra=1),
        ),
        name=7,
        scoring=[],
        languages=[],
    )
    del document["code"]
    place = "/sections/0/questions"
    kinds = (
        "'yes_no', 'choice', 'choices', 'number', 'slider', 'temperature', 'stopwatch', 'text', "
        "'date', 'time', 'date_time', 'barcode', 'signature', 'location', 'rank', 'table', "
        "'photo', 'shelf_photo', 'kitchen_photo' or 'instruction'"
    )
    assert sorted(faults(document)) == sorted(
        [
            ("/code", "is missing"),
            ("/name", "must be an object"),
            ("/languages", "needs at least 1"),
            ("/scoring", "must be an object"),
            ("/sections/0/code", "must be lower-case letters and digits, parts joined by -"),
            (f"{place}/0/weight", "must be a number"),
            (f"{place}/0/is_required", "must be true or false"),
            (f"{place}/0/due_hours", "must be more than 0"),
            (f"{place}/1/kind", f"must be one of {kinds}"),
            (f"{place}/1/photos/maximum", "must be a whole number"),
            (f"{place}/1/limits/minimum", "must be 1e+12 or less"),
            (f"{place}/2/prompt/fr", "must be one of 'zh-CN' or 'en'"),
            (f"{place}/2/options/0/label", "is missing"),
            (f"{place}/2/extra", "is not known here"),
        ]
    )


@pytest.mark.parametrize("document", [None, 7, "form", [], [a_document()], True])
def test_what_is_no_object_is_refused(document):
    assert faults(document) == [("", "must be an object")]


def test_huge_nesting_is_named_before_anything_is_built():
    nested: dict = a_document()
    below = nested["sections"][0]
    for _ in range(50_000):
        below["sections"] = [{"sections": []}]
        below = below["sections"][0]
    ((pointer, detail),) = faults(nested)
    assert detail == f"is nested deeper than {MAX_NEST} levels"
    assert pointer == "/sections/0" + "/sections/0" * (MAX_NEST // 2 - 1)


def test_a_form_of_the_deepest_allowed_is_read():
    option = {"code": "x", "label": {"en": "x"}}
    column = {"code": "c", "label": {"en": "c"}, "kind": "choice", "options": [option]}
    section = a_section("d", a_question("q", kind="table", columns=[column]))
    for code in "cba":
        section = {**a_section(code), "sections": [section]}
    assert look_at(a_document(section)).form is not None


@pytest.mark.parametrize("odd", ["a\x00b", "\ud800", "tail\udfff"])
def test_what_the_database_cannot_hold_is_refused(odd):
    assert faults(a_document(description={"en": odd})) == [
        ("/description/en", "holds a character that cannot be kept")
    ]
    assert faults(a_document(**{odd: 1})) == [
        ("", "holds a name with a character that cannot be kept")
    ]


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_number_that_json_does_not_have_is_refused(number):
    document = a_document(a_section("s", a_question("a", limits={"maximum": number})))
    assert faults(document) == [
        ("/sections/0/questions/0/limits/maximum", "must be a finite number")
    ]


def test_an_endless_whole_number_is_refused_and_not_a_crash():
    document = a_document(a_section("s", a_question("a", weight=10**400)))
    assert [pointer for pointer, _ in faults(document)] == ["/sections/0/questions/0/weight"]


def test_a_pointer_escapes_what_separates_steps():
    assert faults(a_document(**{"a/b~c": 1})) == [("/a~1b~0c", "is not known here")]


def test_more_faults_than_a_person_reads_are_counted():
    document = a_document(a_section("s", *[{"code": f"q{number}"} for number in range(400)]))
    told = faults(document)
    assert len(told) == MAX_FAULTS + 1
    assert told[-1] == ("", f"and {800 - MAX_FAULTS} more")


def test_looking_refuses_nothing():
    reading = look_at({"code": "patrol"})
    assert reading.form is None
    assert [fault.pointer for fault in reading.faults] == ["/name", "/sections"]
