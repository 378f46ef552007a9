"""Texts that exist in several languages, and which one a person gets to read."""

from collections.abc import Mapping

Words = dict[str, str]
"""A text by locale, such as `{"zh-CN": "货架", "en": "Shelf"}`."""

LOCALES = ("zh-CN", "en")
DEFAULT_LOCALE = "zh-CN"


def say(words: Mapping[str, str], locale: str) -> str:
    """Return the text in `locale`, else in a language of ours that it has, else an empty text.

    Example:
        >>> say({"zh-CN": "货架"}, "en")
        '货架'
    """
    for wanted in (locale, *LOCALES):
        if text := words.get(wanted):
            return text
    return next(iter(words.values()), "")


def pick_locale(accept_language: str | None, default: str = DEFAULT_LOCALE) -> str:
    """Choose one of our locales from an `Accept-Language` header, else the default.

    Example:
        >>> pick_locale("fr;q=0.9, en-GB;q=0.8, zh;q=0.1")
        'en'
    """
    ranked: list[tuple[float, str]] = []
    for part in (accept_language or "").split(","):
        tag, _, weight = part.strip().partition(";q=")
        ranked.append((_to_weight(weight), tag.lower()))
    for _, tag in sorted(ranked, key=lambda pair: -pair[0]):
        if tag.startswith("zh"):
            return "zh-CN"
        if tag.startswith("en"):
            return "en"
    return default


def _to_weight(text: str) -> float:
    try:
        return float(text) if text else 1.0
    except ValueError:
        return 0.0
