"""Two people write one draft over HTTP; what is wrong with it is told in the caller's language."""

import pytest

from tests.fixtures.forms import a_document, a_question, a_section

pytestmark = pytest.mark.as_staff("admin")
CHINESE = {"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5"}
ENGLISH = {"Accept-Language": "en-GB"}


def asked(*codes, **kw):
    return a_document(a_section("floor", *codes), **kw)


def put(client, path, revision, form, **kw):
    return client.put(path, {"revision": revision, "form": form}, **kw)


@pytest.fixture
def path(client, chain, phone_of):
    """A draft that somebody else saved since it was read: they added `c`, and weighed `a` 3."""
    draft = client.post("/v1/drafts", {"form": asked("a", "b")}).json()
    path = f"/v1/drafts/{draft['id']}"
    theirs = asked(a_question("a", weight=3), "b", "c")
    assert put(phone_of(chain.staff["regional_manager"]), path, 1, theirs).status_code == 200
    return path


def test_who_saves_second_without_a_conflict_saves_both(client, path):
    mine = asked("a", a_question("b", tags=["wet"]), "x")
    refused = put(client, path, 1, mine)
    assert (refused.status_code, refused.headers["content-type"]) == (
        409,
        "application/problem+json",
    )
    body = refused.json()
    assert (body["code"], body["revision"], body["conflicts"]) == ("draft-moved", 2, [])
    merged = client.post(f"{path}/merge", {"revision": 1, "form": mine}).json()
    both = asked(a_question("a", weight=3), a_question("b", tags=["wet"]), "x", "c")
    assert (merged["revision"], merged["form"], merged["faults"]) == (2, both, [])
    assert [(one["deed"], one["code"], one["field"]) for one in merged["changes"]] == [
        ("added", "c", ""),
        ("changed", "a", "weight"),
    ]
    saved = put(client, path, merged["revision"], merged["form"]).json()
    assert (saved["revision"], saved["form"]) == (3, both)


def test_who_saves_second_with_a_conflict_chooses(client, path):
    mine = asked(a_question("a", weight=2), "b")
    conflict = put(client, path, 1, mine).json()["conflicts"][0]
    assert conflict == {
        "key": "question/a/weight",
        "part": "question",
        "code": "a",
        "field": "weight",
        "base": None,
        "mine": 2,
        "theirs": 3,
        "words": {
            "zh-CN": "问题“Is it so: a?（中）”的权重",
            "en": "Question “Is it so: a?”, weight",
        },
    }
    for side, weight in (("mine", 2), ("theirs", 3)):
        body = {"revision": 1, "form": mine, "picks": [{"key": conflict["key"], "side": side}]}
        merged = client.post(f"{path}/merge", body).json()
        assert merged["conflicts"] == []
        assert merged["form"] == asked(a_question("a", weight=weight), "b", "c")
    assert client.get(path).json()["revision"] == 2


def test_what_both_together_break_is_told(client, path):
    mine = asked(a_question("d", logic={"show_if": "b == true"}), "b")
    theirs = put(client, path, 2, asked("a", "c")).json()
    body = {"revision": 1, "form": mine}
    merged = client.post(f"{path}/merge", body, headers=CHINESE).json()
    assert merged["revision"] == theirs["revision"]
    assert [(one["pointer"], one["detail"]) for one in merged["faults"]] == [
        ("/sections/0/questions/0/logic/show_if", "没有编码为“b”的检查项")
    ]


def test_what_is_no_form_yet_is_merged_all_the_same(client, path):
    mine = {"code": "patrol", "sections": "later"}
    merged = client.post(f"{path}/merge", {"revision": 1, "form": mine}).json()
    assert [one["code"] for one in merged["changes"]] == ["c", "a"]
    assert [one["key"] for one in merged["conflicts"]] == ["form/patrol/sections"]
    body = {"revision": 9, "form": mine}  # never was: nothing to tell changes from
    assert client.post(f"{path}/merge", body).json()["changes"] == []


@pytest.mark.parametrize(
    ("headers", "detail"),
    [
        ({}, "there is no question nobody"),
        (ENGLISH, "there is no question nobody"),
        ({"Accept-Language": "*"}, "there is no question nobody"),
        (CHINESE, "没有编码为“nobody”的检查项"),
    ],
)
def test_faults_are_told_in_the_language_that_is_asked_for(client, path, headers, detail):
    form = asked(a_question("a", logic={"show_if": "nobody == true"}))
    saved = put(client, path, 2, form, headers=headers).json()
    assert [one["detail"] for one in saved["faults"]] == [detail]
    read = client.get(path, headers=headers).json()
    assert [one["detail"] for one in read["faults"]] == [detail]
    body = {"revision": 3}
    refused = client.post(f"{path}/publish", body, headers=headers).json()
    assert refused["code"] == "form-invalid"
    assert [one["detail"] for one in refused["errors"]] == [detail]


def test_a_taken_code_is_told_in_the_language_too(client, path):
    refused = client.post("/v1/drafts", {"form": asked("z")}, headers=CHINESE).json()
    assert refused["code"] == "draft-exists"
    assert [one["detail"] for one in refused["errors"]] == ["另一份草稿正在编写“patrol”"]


def test_other_problems_keep_their_sentences(client, path):
    refused = client.put(path, {"revision": "x"}, headers=CHINESE).json()
    assert refused["code"] == "request-invalid"
    assert not any("填写有误" in one["detail"] for one in refused["errors"])
