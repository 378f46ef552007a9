"""What is missing, wrong or failing in answers, and what makes two submissions the same."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from checklists.answering.answers import find_faults, lay_out
from checklists.answering.outcomes import judge
from checklists.forms.rows import to_form
from checklists.models import Checklist, InspectionKind, Outcome
from checklists.rules import MAX_PHOTO_BYTES, differences, hash_body, photo_key
from core.clock import now
from stores.models import Store
from tests.factories import given, to_promise, to_question, to_submission

STORE = Store(id=uuid.UUID(int=1))


def laid_out(questions, *answers, **kw):
    """The form that these rows come to, as rows from before forms do, and the submission."""
    form = to_form(Checklist(code="old", name={}), tuple(questions))
    version = type("Version", (), {"id": uuid.UUID(int=2)})
    submission = to_submission(STORE, version, *answers, **kw)
    return lay_out(form, submission), submission


def pointers(questions, *answers, **kw):
    return [fault.pointer for fault in find_faults(*laid_out(questions, *answers, **kw))]


YES_NO = to_question()
NUMBER = to_question(code="temp", kind="number", minimum=0, maximum=5)
TEXT = to_question(code="remark", kind="text", is_required=False)
SHELF = to_question(code="shelf", kind="shelf_photo", max_photos=2)


@pytest.mark.parametrize("kind", InspectionKind)
def test_only_a_camera_may_leave_required_questions_open(kind):
    is_camera = kind is InspectionKind.REMOTE
    assert pointers([YES_NO, TEXT], kind=kind.value) == ([] if is_camera else ["/answers"])


def shot(**kw):
    return given("shelf", photos=(to_promise(**kw),))


@pytest.mark.parametrize(
    ("questions", "answers", "expected"),
    [
        ([], [], []),  # nothing asked
        ([YES_NO], [given(value=True)], []),  # answered
        ([YES_NO], [given(value=False)], []),  # a failed answer is a valid answer
        ([YES_NO], [], ["/answers"]),  # required, not answered
        ([TEXT], [], []),  # not required
        ([YES_NO], [given(value=None)], ["/answers/0/value"]),  # required, no value
        ([YES_NO], [given(value="yes")], ["/answers/0/value"]),  # a text is no yes or no
        ([YES_NO], [given(value=1.0)], ["/answers/0/value"]),  # nor is a number
        ([YES_NO], [given(value=True), given(value=True)], ["/answers/1/question"]),  # twice
        ([YES_NO], [given(value=True), given("x")], ["/answers/1/question"]),  # unknown
        ([YES_NO], [given(is_not_applicable=True)], []),  # does not apply
        ([YES_NO], [given(value=True, is_not_applicable=True)], ["/answers/0/not_applicable"]),
        ([NUMBER], [given("temp", value=9.0)], []),  # out of limits fails, but is valid
        ([NUMBER], [given("temp", value=True)], ["/answers/0/value"]),  # true is not 1
        ([NUMBER], [given("temp", value=float("nan"))], ["/answers/0/value"]),
        ([NUMBER], [given("temp", value=float("inf"))], ["/answers/0/value"]),
        ([TEXT], [given("remark", value="")], []),  # empty where nothing is required
        ([to_question(code="t", kind="text")], [given("t", value="  ")], ["/answers/0/value"]),
        ([SHELF], [shot()], []),
        ([SHELF], [given("shelf")], ["/answers/0/photos"]),  # required photo is missing
        (
            [SHELF],
            [given("shelf", photos=tuple(to_promise() for _ in range(3)))],
            ["/answers/0/photos"],
        ),
        ([SHELF], [given("shelf", value=True, photos=(to_promise(),))], ["/answers/0/value"]),
        (
            [SHELF],
            [shot(sha256="AB")],
            ["/answers/0/photos/0/sha256"],
        ),
        (
            [SHELF],
            [shot(byte_count=0)],
            ["/answers/0/photos/0/byte_count"],
        ),
        (
            [SHELF],
            [shot(byte_count=MAX_PHOTO_BYTES + 1)],
            ["/answers/0/photos/0/byte_count"],
        ),
        (
            [SHELF],
            [shot(content_type="image/gif")],
            ["/answers/0/photos/0/content_type"],
        ),
    ],
)
def test_every_fault_has_its_place(questions, answers, expected):
    assert pointers(questions, *answers) == expected


def test_one_photo_id_used_twice_is_a_fault():
    promise = to_promise()
    answer = given("shelf", photos=(promise, promise))
    assert pointers([SHELF], answer) == ["/answers/0/photos/1/id"]


def test_an_inspection_that_ends_before_it_starts_is_a_fault():
    start = now()
    found = pointers([], started_at=start, finished_at=start - timedelta(seconds=1))
    assert found == ["/finished_at"]


@pytest.mark.parametrize(
    ("question", "answer", "outcome"),
    [
        (YES_NO, given(value=True), Outcome.PASSED),
        (YES_NO, given(value=False), Outcome.FAILED),
        (YES_NO, given(is_not_applicable=True), Outcome.NOT_APPLICABLE),
        (YES_NO, given(), Outcome.NOT_JUDGED),
        (NUMBER, given("temp", value=0.0), Outcome.PASSED),  # limits belong to the good side
        (NUMBER, given("temp", value=5.0), Outcome.PASSED),
        (NUMBER, given("temp", value=-0.1), Outcome.FAILED),
        (NUMBER, given("temp", value=5.1), Outcome.FAILED),
        (to_question(kind="number"), given(value=1e9), Outcome.PASSED),  # no limits
        (TEXT, given("remark", value="all good"), Outcome.NOT_JUDGED),
        (SHELF, given("shelf", photos=(to_promise(),)), Outcome.PENDING),
        (SHELF, given("shelf"), Outcome.NOT_JUDGED),
        (to_question(kind="photo"), given(photos=(to_promise(),)), Outcome.PASSED),
        (to_question(kind="photo"), given(), Outcome.NOT_JUDGED),
    ],
)
def test_what_an_answer_comes_to(question, answer, outcome):
    answer = replace(answer, question=question.code)
    sheet, _ = laid_out([question], answer)
    assert judge(sheet, answer) is outcome


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@given_by(JSON)
def test_nothing_differs_from_itself(document):
    assert differences(document, document) == []


@given_by(st.dictionaries(st.text(max_size=3), JSON), st.dictionaries(st.text(max_size=3), JSON))
def test_documents_with_other_hashes_differ_somewhere(first, second):
    if hash_body(first) != hash_body(second):
        # A key that is absent and one that holds null are told apart by the hash alone.
        stripped = [{k: v for k, v in d.items() if v is not None} for d in (first, second)]
        assert differences(first, second) or stripped[0] == stripped[1]


def test_a_hash_does_not_depend_on_the_order_of_keys():
    assert hash_body({"a": 1, "b": 2}) == hash_body({"b": 2, "a": 1})


def test_pointers_into_odd_keys_are_escaped():
    assert [fault.pointer for fault in differences({"a/b": 1}, {"a/b": 2})] == ["/a~1b"]


def test_the_same_bytes_are_kept_once_per_tenant():
    tenant, other = uuid.UUID(int=1), uuid.UUID(int=2)
    assert photo_key(tenant, "ab") == photo_key(tenant, "ab") != photo_key(other, "ab")


KITCHEN = to_question(code="cooks", kind="kitchen_photo", max_photos=1)
BURST, OTHER = uuid.UUID(int=8), uuid.UUID(int=9)


def frames(count, *, burst=BURST, question="cooks"):
    return given(question, photos=tuple(to_promise(burst_id=burst) for _ in range(count)))


@pytest.mark.parametrize(
    ("questions", "answers", "expected"),
    [
        ([KITCHEN], [frames(1)], []),  # a burst may be a single frame
        ([KITCHEN], [frames(5)], []),  # and counts as one photo
        ([KITCHEN], [frames(6)], [f"/answers/0/photos/{n}/burst_id" for n in range(6)]),
        # a photo beside the burst is a second one
        (
            [KITCHEN],
            [given("cooks", photos=(*frames(2).photos, to_promise()))],
            ["/answers/0/photos"],
        ),
        ([SHELF], [frames(1, question="shelf")], ["/answers/0/photos/0/burst_id"]),
        # one burst over two answers
        (
            [KITCHEN, to_question(code="wash-up", kind="kitchen_photo")],
            [frames(2), frames(1, question="wash-up")],
            ["/answers/1/photos/0/burst_id"],
        ),
        (
            [KITCHEN, to_question(code="wash-up", kind="kitchen_photo")],
            [frames(2), frames(2, question="wash-up", burst=OTHER)],
            [],
        ),
    ],
)
def test_a_burst_is_one_look_at_one_place(questions, answers, expected):
    assert pointers(questions, *answers) == expected
