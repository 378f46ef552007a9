"""Settings, words, pages and tokens."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core import security
from core.pages import CursorInvalid, cut_page, from_cursor, to_cursor
from core.settings import Settings, setting_names
from core.words import DEFAULT_LOCALE, pick_locale, say

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
SECRET = "a secret that is long enough for HS256"


@pytest.fixture
def bare(monkeypatch):
    """An environment without any of our settings."""
    for name in setting_names():
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_defaults_are_enough_for_development(bare):
    settings = Settings(_env_file=None)
    assert settings.web.port == 8000
    assert settings.database.url is None


def test_a_nested_setting_comes_from_the_environment(bare):
    bare.setenv("ROUNDS_WEB__PORT", "9100")
    assert Settings(_env_file=None).web.port == 9100


def test_a_mistyped_name_is_refused(bare):
    bare.setenv("ROUNDS_WEB__PROT", "9100")
    with pytest.raises(ValidationError, match="ROUNDS_WEB__PROT"):
        Settings(_env_file=None)


SECRETS = ("ROUNDS_AUTH__SECRET", "ROUNDS_STORAGE__SECRET_KEY", "ROUNDS_STORAGE__SEAL_KEY")


@pytest.mark.parametrize("left", SECRETS)
def test_production_refuses_default_secrets(bare, left):
    bare.setenv("ROUNDS_ENVIRONMENT", "production")
    for name in SECRETS:
        if name != left:
            bare.setenv(name, "x" * 40)
    with pytest.raises(ValidationError, match=f"production needs its own.*{left}"):
        Settings(_env_file=None)
    bare.setenv(left, "y" * 40)
    assert Settings(_env_file=None).environment == "production"


def test_secrets_do_not_show_in_logs(bare):
    bare.setenv("ROUNDS_AUTH__SECRET", "hush" * 10)
    assert "hush" not in repr(Settings(_env_file=None))


@pytest.mark.parametrize(
    ("words", "locale", "text"),
    [
        ({}, "en", ""),  # nothing to say
        ({"zh-CN": "货架", "en": "Shelf"}, "en", "Shelf"),
        ({"zh-CN": "货架", "en": "Shelf"}, "zh-CN", "货架"),
        ({"zh-CN": "货架", "en": "Shelf"}, "fr", "货架"),  # not ours: the default one
        ({"zh-CN": "货架"}, "en", "货架"),  # not translated
        ({"zh-CN": "", "en": "Shelf"}, "zh-CN", "Shelf"),  # translated to nothing
        ({"de": "Regal"}, "en", "Regal"),  # better than nothing
    ],
)
def test_people_read_their_language_or_the_next_best(words, locale, text):
    assert say(words, locale) == text


@pytest.mark.parametrize(
    ("header", "locale"),
    [
        (None, DEFAULT_LOCALE),
        ("", DEFAULT_LOCALE),
        ("de-DE,de;q=0.9", DEFAULT_LOCALE),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("en;q=0.1,zh-TW;q=0.9", "zh-CN"),
        ("en;q=nonsense,zh;q=0.1", "zh-CN"),
        (",,;;", DEFAULT_LOCALE),
    ],
)
def test_the_browser_says_which_language(header, locale):
    assert pick_locale(header) == locale


@given(st.uuids())
def test_a_cursor_comes_back_as_the_row_it_was_made_from(row_id):
    assert from_cursor(to_cursor(row_id)) == row_id


@pytest.mark.parametrize("cursor", ["", "abc", "!!!", "货架", "A" * 23])
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(CursorInvalid):
        from_cursor(cursor)


@pytest.mark.parametrize(("count", "shown", "is_last"), [(0, 0, True), (2, 2, True), (3, 2, False)])
def test_a_page_leads_to_the_next_one_only_if_there_is_one(count, shown, is_last):
    rows = [uuid.UUID(int=number) for number in range(count)]
    page = cut_page(rows, 2, lambda row: row)
    assert len(page.rows) == shown
    assert (page.next_cursor is None) is is_last


def test_a_media_token_opens_one_picture_until_it_expires():
    token = security.mint_media_token("t/photos/1", SECRET, expires_at=NOW + timedelta(minutes=5))
    assert security.read_media_token(token, SECRET, now=NOW) == "t/photos/1"
    with pytest.raises(security.TokenInvalid):
        security.read_media_token(token, SECRET, now=NOW + timedelta(minutes=6))


def test_a_media_token_is_no_access_token_and_the_other_way_round():
    later = NOW + timedelta(minutes=5)
    media = security.mint_media_token("key", SECRET, expires_at=later)
    with pytest.raises(security.TokenInvalid):
        security.read_token(media, SECRET, now=NOW)
    some = uuid.UUID(int=1)
    access = security.mint_token(security.Identity(some, some, some, later), SECRET)
    with pytest.raises(security.TokenInvalid):
        security.read_media_token(access, SECRET, now=NOW)


def test_a_token_signed_by_somebody_else_is_refused():
    some = uuid.UUID(int=1)
    identity = security.Identity(some, some, some, NOW + timedelta(minutes=5))
    with pytest.raises(security.TokenInvalid):
        security.read_token(security.mint_token(identity, SECRET[::-1]), SECRET, now=NOW)


def test_a_password_is_known_by_its_hash_only():
    hashed = security.hash_password("correct horse")
    assert "correct" not in hashed
    assert security.is_password("correct horse", hashed)
    assert not security.is_password("wrong horse", hashed)
    assert not security.is_password("correct horse", "not a hash")
