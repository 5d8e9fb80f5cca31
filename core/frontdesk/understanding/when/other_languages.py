"""Days and hours in languages that the grammar does not know, by dateparser where it is installed.

dateparser (https://dateparser.readthedocs.io) knows two hundred languages, none of them well: what it finds
is likely, and never certain. It is an extra: ``pip install 'frontdesk[languages]'``.
"""

from __future__ import annotations

import importlib
import importlib.util
import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from frontdesk.understanding.when.days import single
from frontdesk.understanding.when.value import TimeSpan, When

__all__ = ["GRAMMAR_LANGUAGES", "can_read", "read_other_language"]

#: ISO 639-1 codes of the languages that the grammar knows.
GRAMMAR_LANGUAGES = frozenset(("ru", "en"))
_LIBRARY = "dateparser"
#: It takes the longer the more there is, and a day is told early.
_MOST_LETTERS = 300
#: "Morgen um 15 Uhr", "à 15h30", "a las 15:30".
_CLOCK = re.compile(
    r"(?<![\d.:/-])(?P<hour>[01]?\d|2[0-3])"
    r"(?:[:.h](?P<minute>[0-5]\d)(?:\ ?(?:uhr|h)\b)?|\ ?(?:uhr|h)\b)(?![\d.:/-])"
)
#: "2026" and "November" are no day.
_DAYS = frozenset(("day", "week", "time"))
_FURTHEST = timedelta(days=2 * 365)


def can_read(language: str) -> bool:
    """Whether days and hours are read in a language: by the grammar, or because dateparser is installed."""
    return language in GRAMMAR_LANGUAGES or importlib.util.find_spec(_LIBRARY) is not None


def read_other_language(text: str, *, now: datetime, language: str) -> When:
    """What a phrase says about day and hour, as far as dateparser can tell. Never certain.

    :param text: normalized.
    :param now: aware, in the tenant's time zone.
    :param language: ISO 639-1; one that dateparser does not know is not read.
    """
    text = text[:_MOST_LETTERS]
    clock = _CLOCK.search(text)
    if clock:
        text = f"{text[: clock.start()]}{' ' * len(clock[0])}{text[clock.end() :]}"
    day, span = _day(text, now, language)
    moment = time(int(clock["hour"]), int(clock["minute"] or 0)) if clock else None
    return When(
        days=(single(day),) if day else (),
        times=(TimeSpan(moment, moment),) if moment else (),
        certain=False,
        spans=(*([span] if span else ()), *([clock.span()] if clock else ())),
    )


def _day(text: str, now: datetime, language: str) -> tuple[date | None, tuple[int, int] | None]:
    """The first day, and where it stands."""
    library = _dateparser(language)
    if library is None or not any(map(str.isalnum, text)):
        return None, None
    search, make_parser = library
    settings = {
        "RELATIVE_BASE": now.replace(tzinfo=None),
        "PREFER_DATES_FROM": "future",
        "DATE_ORDER": "DMY",
    }
    try:
        parser = make_parser(languages=[language], settings=settings)
        for piece, moment in search(text, languages=[language], settings=settings) or ():
            found = parser.get_date_data(piece)
            if found.date_obj is not None and found.period not in _DAYS:
                continue
            day: date = moment.date()
            if timedelta() <= day - now.date() <= _FURTHEST:
                start = max(text.find(piece), 0)
                return day, (start, start + len(piece))
    except Exception:  # noqa: BLE001 - what a customer writes may be anything, and its authors did not think of all
        return None, None
    return None, None


@lru_cache
def _dateparser(language: str) -> tuple[Any, Any] | None:
    """Its search and its parser, where it is installed and knows the language.

    It takes 250 ms and 20 MB to import, so only who needs it does.
    """
    if importlib.util.find_spec(_LIBRARY) is None:
        return None
    known = importlib.import_module("dateparser.data").language_locale_dict
    if language not in known:
        return None
    search = importlib.import_module("dateparser.search").search_dates
    return search, importlib.import_module("dateparser.date").DateDataParser
