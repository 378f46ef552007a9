"""What `rounds smoke` sends, and what it says when it cannot."""

import httpx
import pytest

from deploy.demo.shelves import SHELVES, sheet_of
from deploy.smoke_forms import checklist_with, fill
from deploy.smoke_phone import Login, Phone, SmokeFailedError, plainly, take
from deploy.smoke_photos import Files, make_scene, read, size_of

OPTIONS = [
    {"code": "none", "score": None},
    {"code": "dirty", "score": 0.0},
    {"code": "clean", "score": 1.0},
]


def question(code: str, kind: str, **kw) -> dict:
    return {"code": code, "kind": kind, "is_required": True, "minimum": None, "maximum": None} | kw


def checklist(*questions: dict) -> dict:
    below = {"questions": list(questions[1:]), "sections": []}
    section = {"questions": list(questions[:1]), "sections": [below]}
    return {"version_id": "v", "questions": list(questions), "form": {"sections": [section]}}


@pytest.mark.parametrize(
    ("asked", "value"),
    [
        (question("a", "yes_no"), True),
        (question("a", "number", minimum=0, maximum=8), 4.0),
        (question("a", "number", minimum=3), 4.0),
        (question("a", "number", maximum=-18), -19.0),  # a freezer: colder is better
        (question("a", "number"), 0.0),
        (question("a", "temperature", minimum=0, maximum=5), 2.5),
        (question("a", "text"), "rounds smoke"),
        (question("a", "choice", options=OPTIONS), "clean"),
    ],
)
def test_an_answer_passes_whatever_is_asked(asked, value):
    form = fill(checklist(asked), "store", lambda _question: b"")

    assert form.body["answers"] == [{"question": "a", "value": value}]


def test_what_need_not_be_answered_is_left_out():
    optional = question("a", "text", is_required=False)

    assert fill(checklist(optional), "store", lambda _question: b"").body["answers"] == []


def test_a_photo_question_gets_the_picture_it_is_given_or_none():
    asked = checklist(question("shelf", "shelf_photo"), question("other", "shelf_photo"))

    form = fill(asked, "store", lambda q: b"\xff\xd8" if q["code"] == "shelf" else None)

    assert list(form.shots) == ["shelf"]
    assert form.body["answers"][0]["photos"][0]["byte_count"] == 2


def test_a_chain_without_such_a_question_is_named():
    with pytest.raises(SmokeFailedError, match="kitchen_photo"):
        checklist_with([checklist(question("a", "text"))], "kitchen_photo")


def test_a_png_is_announced_as_one():
    assert take(b"\x89PNG....").content_type == "image/png"
    assert take(b"\xff\xd8\xff").content_type == "image/jpeg"


def test_positions_with_an_open_ticket_are_not_emptied_again():
    every = {slot.id for slot in sheet_of(SHELVES[0]).slots}
    left = "2-01"

    assert make_scene(Files(), seed=1, taken=every - {left}).item == left
    with pytest.raises(SmokeFailedError, match="2-00, 2-01 have open tickets"):
        make_scene(Files(), seed=1, taken=every)


def test_what_is_no_picture_is_told_apart(tmp_path):
    with pytest.raises(SmokeFailedError, match="no picture"):
        size_of(b"<html>a log-in page</html>")
    with pytest.raises(SmokeFailedError, match="cannot read"):
        read(tmp_path / "missing.jpg")


def test_a_refusal_is_told_in_one_line():
    problem = {
        "code": "answers-invalid",
        "detail": "Some answers are wrong",
        "errors": [{"pointer": "/answers/0", "detail": "twice"}],
    }

    said = plainly(httpx.Response(422, json=problem))

    assert said == "422 answers-invalid: Some answers are wrong (/answers/0 twice)"
    assert plainly(httpx.Response(502, text="Bad Gateway")) == "502 Bad Gateway"
    assert plainly(httpx.Response(200, json=["portal"])).startswith("200")


def test_a_busy_system_is_asked_again_until_it_has_time():
    answers = [
        httpx.Response(503, headers={"Retry-After": "0"}),
        httpx.Response(200, json={"ok": True}),
    ]
    transport = httpx.MockTransport(lambda _request: answers.pop(0))
    with httpx.Client(transport=transport, base_url="http://system") as client:
        assert Phone(client, Login("demo", "me", "x")).call("GET", "/v1/me") == {"ok": True}


def test_waiting_ends_with_what_was_waited_for(monkeypatch):
    phone = Phone(httpx.Client(), Login("demo", "me", "x"))

    with pytest.raises(SmokeFailedError, match="the verdict"):
        phone.wait_for("the verdict", lambda: None, within_s=0.05)
    assert phone.wait_for("it", lambda: 7) == 7
