"""How the console speaks to a person: texts, numbers, days and times in their language."""

import gettext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from babel import Locale
from babel.dates import (
    format_skeleton,
    format_time,
    format_timedelta,
    get_timezone,
)
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from starlette.requests import Request

from api.console.catalogues import translations
from core.words import LOCALES, Words, pick_locale, say

COOKIE = "rounds_language"


@dataclass(frozen=True, slots=True)
class Language:
    """One of our languages, with everything that is written differently in it."""

    code: str  # one of core.words.LOCALES
    locale: Locale
    texts: gettext.GNUTranslations

    def say(self, words: Words) -> str:
        """Return a text that is kept in several languages."""
        return say(words, self.code)

    def number(self, value: float, digits: int = 0) -> str:
        """Return a number with at most so many decimals."""
        pattern = "#,##0" + ("." + "#" * digits if digits else "")
        return format_decimal(value, format=pattern, locale=self.locale)

    def money(self, minor: int, currency: str) -> str:
        """Return an amount of the smallest unit; a chain that names no currency has hundredths."""
        if not currency:
            return format_decimal(minor / 100, format="#,##0.00", locale=self.locale)
        amount = minor / 10 ** get_currency_precision(currency)
        return format_currency(amount, currency, locale=self.locale)

    def score(self, value: float | None) -> str:
        """Return a score with one decimal, or a dash where there is none."""
        return "–" if value is None else format_decimal(value, format="0.0", locale=self.locale)

    def change(self, value: float) -> str:
        """Return a difference with its sign."""
        return format_decimal(value, format="+0.0;−0.0", locale=self.locale)

    def share(self, value: float) -> str:
        """Return a share from 0 to 1 as a percentage."""
        return format_percent(value, locale=self.locale)

    def day(self, value: date) -> str:
        """Return a day without its year, as on an axis."""
        return format_skeleton("MMMd", _at_noon(value), locale=self.locale)

    def full_day(self, value: date) -> str:
        """Return a day with its year, where years may differ."""
        return format_skeleton("yMMMd", _at_noon(value), locale=self.locale)

    def moment(self, value: datetime, timezone: str) -> str:
        """Return a time as the clock on the wall of the store shows it."""
        local = value.astimezone(get_timezone(timezone))
        return f"{self.day(local.date())} {format_time(local, 'HH:mm', locale=self.locale)}"

    def span(self, value: timedelta) -> str:
        """Return how long something takes, in its largest unit."""
        return format_timedelta(abs(value), threshold=1.5, locale=self.locale)


@cache
def language(code: str) -> Language:
    """Return one of our languages by its code."""
    return Language(code, Locale.parse(code.replace("-", "_")), translations(code))


def choose(request: Request, own: str | None = None) -> Language:
    """Choose a language: picked in this browser, else the person's own, else the browser's."""
    for code in (request.cookies.get(COOKIE), own):
        if code in LOCALES:
            return language(str(code))
    return language(pick_locale(request.headers.get("accept-language")))


def _at_noon(value: date) -> datetime:
    # Formatting a moment shifts it into a time zone; noon stays on its day in UTC.
    return datetime(value.year, value.month, value.day, 12)  # noqa: DTZ001 - a calendar day
