"""How the bot says things in one language: texts, days, times, money, durations, lists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import get_day_names, get_month_names
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, get_currency_symbol
from babel.units import format_unit

from frontdesk.catalogue import Catalogue, Phrase, locale_of
from frontdesk.sources import Source
from frontdesk.spoken import Spoken

__all__ = ["Speech"]

#: So many amounts and durations are not put into words again.
_REMEMBERED = 128

#: The most exact first; the names are put in by width.
_SKELETONS = ("MMMMEEEEd", "MMMMEd", "MMMEd")
#: What the fields of a pattern are filled with.
_FIELDS = {"weekday": "[Ec]+", "day": "d+", "month": "MMM+|LLL+", "number": "MM?|LL?"}

Width = Literal["wide", "abbreviated"]


class Speech:
    """Speaks one language on behalf of one bot. Made once per bot and language; threads may share it.

    :param texts: what there is to say.
    :param language: what to speak; must be known to CLDR.
    :param zone: the time zone in which days and times are told.
    :param currency: ISO 4217 code of amounts of money; None tells them as plain numbers.
    :param fallback: the language of texts that ``language`` lacks: the bot's first one.
    """

    def __init__(
        self,
        texts: Catalogue,
        language: str,
        zone: ZoneInfo,
        currency: str | None,
        *,
        fallback: str | None = None,
    ) -> None:
        self.language = language
        self.zone = zone
        self.currency = currency
        self._texts = texts
        #: Those of the texts that were said, by key.
        self._phrases: dict[str, Phrase] = {}
        self._fallback = fallback or language
        self._spoken: Spoken | None = None
        self._locale = locale_of(language)
        self._money_pattern = self._make_money_pattern()
        self._day_pattern = _day_pattern(self._locale)
        self._names: dict[Width, tuple[dict[int, str], dict[int, str]]] = {
            "wide": self._calendar_names("wide"),
            "abbreviated": self._calendar_names("abbreviated"),
        }
        self._said_money = lru_cache(_REMEMBERED)(self._say_money)
        self._said_minutes = lru_cache(_REMEMBERED)(self._say_minutes)

    def say(self, key: str, **params: Any) -> str:
        """A text with its parameters filled in.

        :param params: by field name; ``count`` decides between plural forms.
        :raises KeyError: naming the text, when there is none or when a parameter is missing.
        """
        phrase = self._find(key)
        if phrase is None:
            raise KeyError(f"there is no text {key!r}; offer it in frontdesk_texts()")
        text = phrase.fill(params)
        if self._spoken is not None:
            self._spoken.phrase(phrase, text)
        return text

    def cite(self, text: str, *sources: Source) -> str:
        """The text, with a note of where the facts in it come from (see :attr:`Turn.speech`)."""
        if self._spoken is not None:
            self._spoken.cite(text, sources)
        return text

    def noting(self, spoken: Spoken) -> Speech:
        """The same for one turn: what it says is noted, too."""
        # Made for every message, so the attributes are shared and nothing is computed anew.
        same = object.__new__(Speech)
        same.__dict__.update(self.__dict__)
        same._spoken = spoken
        return same

    def text(self, key: str) -> bool:
        """Whether there is such a text, in this language or one to fall back to."""
        return self._find(key) is not None

    def day(self, day: date | str) -> str:
        """A day as people say it: ``пятница, 27 ноября``, ``Friday, 27 November``.

        :param day: a date, an aware moment (told in the bot's zone) or ``"2026-11-27"``.
        """
        return self._say_date(self._date(day), "wide")

    def day_short(self, day: date | str) -> str:
        """A day for a button: ``пт, 27 нояб.``, ``Fri, 27 Nov``."""
        return self._say_date(self._date(day), "abbreviated")

    def weekday(self, number: int) -> str:
        """A day of the week: ``понедельник``.

        :param number: 0 is Monday, as in :meth:`datetime.date.weekday`.
        """
        return self._names["wide"][0][number]

    def time(self, at: time | datetime | str) -> str:
        """A time of day on the 24-hour clock: ``14:00``.

        :param at: a time, an aware moment (told in the bot's zone) or ``"14:00"``.
        """
        if isinstance(at, str):
            at = time.fromisoformat(at)
        elif isinstance(at, datetime):
            at = at.astimezone(self.zone)
        return f"{at.hour:02}:{at.minute:02}"

    def money(self, amount: Decimal | int | float | str) -> str:
        """An amount in the bot's currency: ``2 000 ₽``; cents only where there are any."""
        return self._said_money(str(amount))

    def minutes(self, minutes: int) -> str:
        """A duration: ``1 ч 30 мин``, ``1 hr 30 mins``."""
        return self._said_minutes(minutes)

    def join(self, items: Iterable[str], last: Literal["and", "or"] = "and") -> str:
        """A list in a sentence: ``а, б и в``."""
        style: Literal["standard", "or"] = "standard" if last == "and" else "or"
        return _plain(format_list(list(items), style=style, locale=self._locale))

    def _say_date(self, day: date, width: Width) -> str:
        weekdays, months = self._names[width]
        return self._day_pattern % {
            "weekday": weekdays[day.weekday()],
            "day": day.day,
            "month": months[day.month],
            "number": day.month,
        }

    def _calendar_names(self, width: Width) -> tuple[dict[int, str], dict[int, str]]:
        """What the days of the week are called, from Monday, 0, and the months, from January, 1."""
        weekdays = get_day_names(width, "format", self._locale)
        months = get_month_names(width, "format", self._locale)
        return (
            {number: _plain(weekdays[number]) for number in range(7)},
            {number: _plain(months[number]) for number in range(1, 13)},
        )

    def _say_money(self, amount: str) -> str:
        value = Decimal(amount)
        is_whole = value == value.to_integral_value()
        pattern = self._money_pattern.replace("0.00", "0") if is_whole else self._money_pattern
        if self.currency is None:
            return _plain(format_decimal(value, pattern, self._locale))
        said = format_currency(value, self.currency, pattern, self._locale, currency_digits=not is_whole)
        return _plain(said)

    def _say_minutes(self, minutes: int) -> str:
        hours, rest = divmod(minutes, 60)
        parts = [(hours, "duration-hour"), (rest, "duration-minute")]
        said = [
            str(format_unit(value, unit, "short", locale=self._locale)) for value, unit in parts if value
        ] or [str(format_unit(0, "duration-minute", "short", locale=self._locale))]
        return _plain(" ".join(said))

    def _find(self, key: str) -> Phrase | None:
        known = self._phrases.get(key)
        if known is None:
            known = (
                self._texts.phrase(key, self.language)
                or self._texts.phrase(key, self._fallback)
                or self._texts.any_phrase(key)
            )
            if known is not None:
                self._phrases[key] = known
        return known

    def _date(self, day: date | str) -> date:
        if isinstance(day, str):
            return date.fromisoformat(day)
        return day.astimezone(self.zone).date() if isinstance(day, datetime) else day

    def _make_money_pattern(self) -> str:
        pattern = str(self._locale.currency_formats["standard"].pattern)
        if self.currency is None:
            return pattern.replace("¤", "").strip("\u00a0 ")
        if get_currency_symbol(self.currency, self._locale).isalpha():
            # CLDR wants a space between letters and digits ("RUB 2,000"); babel leaves it out.
            return pattern.replace("¤#", "¤ #")
        return pattern


def _day_pattern(locale: Locale) -> str:
    """How weekday, day and month stand together in a language: ``%(weekday)s, %(day)s. %(month)s``.

    As CLDR says for a day without a year:
    https://cldr.unicode.org/translation/date-time/date-time-patterns
    """
    skeleton = next((each for each in _SKELETONS if each in locale.datetime_skeletons), None)
    if skeleton is None:
        return "%(weekday)s, %(day)s %(month)s"
    pattern = str(locale.datetime_skeletons[skeleton].format)
    for name, fields in _FIELDS.items():
        pattern = re.sub(rf"%\((?:{fields})\)s", f"%({name})s", pattern)
    return _plain(pattern)


def _plain(text: str) -> str:
    # What customers search for, copy and read aloud has ordinary spaces in it.
    return text.replace("\u00a0", " ").replace("\u202f", " ")
