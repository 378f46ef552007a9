"""Every text of the console is there in Chinese and in English."""

import re

import pytest
from babel.messages.catalog import Message

from api.console.catalogues import collect, read_catalogue
from core.words import LOCALES

SLOTS = re.compile(r"%\(\w+\)[a-z]|\{\w*\}")


def key(message: Message) -> tuple[str, ...]:
    """Return what tells one text from another: its context and its singular and plural."""
    forms = message.id if isinstance(message.id, tuple) else (message.id,)
    return (message.context or "", *forms)


def texts(message: Message) -> tuple[str, ...]:
    return message.string if isinstance(message.string, tuple) else (message.string,)


@pytest.mark.parametrize("locale", LOCALES)
def test_the_catalogue_holds_what_the_pages_say_and_no_more(locale: str):
    said = {key(message) for message in collect() if message.id}
    held = {key(message) for message in read_catalogue(locale) if message.id}
    assert said
    assert sorted(said ^ held) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_is_translated(locale: str):
    empty = [
        key(message)
        for message in read_catalogue(locale)
        if message.id and (message.fuzzy or not all(text.strip() for text in texts(message)))
    ]
    assert empty == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_translation_fills_in_the_same_values(locale: str):
    # Chinese has one form for both, so each of its texts may leave out what a singular leaves out.
    differing = [
        key(message)
        for message in read_catalogue(locale)
        if message.id
        for text in texts(message)
        if set(SLOTS.findall(text)) not in [set(SLOTS.findall(form)) for form in key(message)[1:]]
    ]
    assert differing == []


def test_chinese_is_chinese():
    foreign = [
        key(message)
        for message in read_catalogue("zh-CN")
        if message.id
        and any(re.search(r"[a-z]{4}", SLOTS.sub("", form)) for form in key(message)[1:])
        and not any(re.search(r"[\u4e00-\u9fff]", text) for text in texts(message))
    ]
    assert foreign == []
