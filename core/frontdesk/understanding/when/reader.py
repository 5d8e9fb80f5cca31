"""Reads days and hours out of a phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal

from frontdesk.hours import HoursOn
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.numbers import NUMBER_WORDS
from frontdesk.understanding.pattern import Pattern
from frontdesk.understanding.spelling import respell
from frontdesk.understanding.when.cascade import Cascade
from frontdesk.understanding.when.clock import PARTS, Clock, Window
from frontdesk.understanding.when.clock_rules import CLOCK_RULES
from frontdesk.understanding.when.date_rules import DATE_RULES
from frontdesk.understanding.when.day_rules import DAY_RULES
from frontdesk.understanding.when.days import (
    Date,
    DayOfMonth,
    DaySpan,
    InDays,
    InMonths,
    Said,
    Weekday,
    single,
)
from frontdesk.understanding.when.lexer import lex
from frontdesk.understanding.when.open_hours import OpenHours
from frontdesk.understanding.when.other_languages import GRAMMAR_LANGUAGES, read_other_language
from frontdesk.understanding.when.span_rules import SPAN_RULES
from frontdesk.understanding.when.token import Token
from frontdesk.understanding.when.value import TimeSpan, When
from frontdesk.understanding.when.weeks import Disputed, Either, FromTo, InWeekOf, WeekOf
from frontdesk.understanding.when.window_rules import WINDOW_RULES
from frontdesk.understanding.when.words import WORDS

__all__ = ["read_normalized", "read_when"]

#: "Good evening" says nothing about when.
_GREETING = Pattern(
    r"(?:добр\w+|хорош\w+|приятн\w+|удачн\w+) "
    r"(?:дня|день|вечера?|утр[ао]|ночи|времени суток|выходн\w+|недел\w+)|(?:день|вечер|утро) добр\w+|"
    r"(?:good|nice|great|lovely) (?:morning|afternoon|evening|night|day|weekend|week)|"
    r"(?:at the|this) moment|right now",
    "добр хорош приятн удачн good nice great lovely moment now",
)
_TIMED = "DCZPIGVU"
_GRAMMAR = Cascade(DATE_RULES, DAY_RULES, SPAN_RULES, CLOCK_RULES, WINDOW_RULES)


def read_when(
    text: str,
    *,
    now: datetime,
    language: str | None = None,
    hours: HoursOn | None = None,
    about: date | None = None,
    asked: Literal["day", "time"] | None = None,
) -> When:
    """What a phrase in Russian or English says about day and hour; in another language, what it likely says.

    :param now: the moment it was written, aware, in the tenant's time zone; days are counted from it.
    :param language: of the conversation; decides what the words leave open (``3/4`` in English: March 4).
    :param hours: when the business is open. With them, an hour that only fits in one half of the day means
        that one, and one that fits in both has two candidates. Without them, 1 to 7 is in the afternoon.
    :param about: the day that is spoken of already, whose hours count where the phrase names none.
    :param asked: what was asked for, so that a bare "15" answers it.
    """
    return read_normalized(normalize(text), now=now, language=language, hours=hours, about=about, asked=asked)


def read_normalized(
    text: str,
    *,
    now: datetime,
    language: str | None = None,
    hours: HoursOn | None = None,
    about: date | None = None,
    asked: Literal["day", "time"] | None = None,
) -> When:
    """The same of a text that is normalized already."""
    if language is None or language in GRAMMAR_LANGUAGES:
        return _by_grammar(text, now=now, language=language, hours=hours, about=about, asked=asked)
    found = read_other_language(text, now=now, language=language)
    if not found.empty:
        return found
    # Figures are the same in all languages, and there are customers who write English to everybody.
    found = _by_grammar(text, now=now, language=None, hours=hours, about=about, asked=asked)
    return replace(found, certain=False)


def _by_grammar(
    text: str,
    *,
    now: datetime,
    language: str | None,
    hours: HoursOn | None,
    about: date | None,
    asked: Literal["day", "time"] | None,
) -> When:
    plain = _without_greetings(respell(text, _knows) or text)
    tokens = _GRAMMAR.apply(lex(plain, month_first=language == "en"))
    tokens = _lone_number(tokens, asked)
    found = [token for token in tokens if token.tag in _TIMED]
    if not found:
        return When()
    try:
        return _resolve(found, now, hours, about)
    except (OverflowError, ValueError):
        # Beyond the year 9999 there is no calendar to look it up in.
        return When()


def _without_greetings(text: str) -> str:
    if not _GREETING.search(text):
        return text
    return _GREETING.expression.sub(lambda greeting: "_" * len(greeting[0]), text)


def _knows(word: str) -> bool:
    return word in WORDS or word in NUMBER_WORDS


def _lone_number(tokens: list[Token], asked: str | None) -> list[Token]:
    """A number that is all there is: "1400", or "15" when an hour was asked for."""
    tokens = _without_denied(tokens)
    numbers = [index for index, token in enumerate(tokens) if token.tag in "no"]
    if len(numbers) != 1 or any(token.tag in "uNdwqy" for token in tokens):
        return tokens
    if asked is None and any(token.tag in _TIMED for token in tokens):
        return tokens
    index = numbers[0]
    token = tokens[index]
    alone = all(other.tag in ".,_vg&t" for position, other in enumerate(tokens) if position != index)
    has_day = any(other.tag == "D" for other in tokens)
    if asked == "day" and alone and 1 <= token.value <= 31:
        tokens[index] = Token("D", Date(token.value), token.text, token.start, token.end)
    elif (asked == "time" and (alone or has_day)) or (len(tokens) == 1 and token.digits in (3, 4)):
        hour, minute = divmod(token.value, 100) if token.digits > 2 else (token.value, 0)
        if hour < 24 and minute < 60:
            clock = Clock(hour, minute, sure=hour > 12)
            tokens[index] = Token("C", clock, token.text, token.start, token.end)
    return tokens


def _without_denied(tokens: list[Token]) -> list[Token]:
    """Without what it is not to be: "4, not 3"."""
    kept: list[Token] = []
    for token in tokens:
        if token.tag == "n" and kept and kept[-1].tag == "!":
            kept.pop()
        else:
            kept.append(token)
    return kept


def _resolve(found: Sequence[Token], now: datetime, hours: HoursOn | None, about: date | None) -> When:
    dates = [token for token in found if token.tag == "D"]
    days = _days(dates, now.date())
    no_day = " ".join(token.text for token in dates) if dates and not days else None
    no_time = next((token.text for token in found if token.tag == "U"), None)
    shift = next((token.value for token in found if token.tag == "G"), None)
    spans = tuple((token.start, token.end) for token in found)
    moment = next((token.value for token in found if token.tag == "I"), None)
    if moment is not None and (not days or days == (single(now.date()),)):
        # In real time, not on the wall clock: the clocks may be changed in between.
        at = (now.astimezone(UTC) + moment).astimezone(now.tzinfo)
        minute = at.time().replace(second=0, microsecond=0)
        return When((single(at.date()),), (TimeSpan(minute, minute),), shift=shift, spans=spans)
    open_hours = None
    if hours is not None:
        open_hours = OpenHours(hours, days or ((single(about),) if about else ()), now.date())
    times, part, others = _times(found, open_hours)
    if shift is not None and not days and not times and shift % timedelta(days=1) == timedelta():
        days = InDays(shift.days).days(now.date())
    return When(days, times, part, shift, others, no_day, no_time, spans=spans)


def _days(tokens: Sequence[Token], today: date) -> tuple[DaySpan, ...]:
    said: Said | None = None
    for token in tokens:
        said = token.value if said is None else _joined(said, token.value)
    return said.days(today) if said is not None else ()


def _joined(first: Said, second: Said) -> Said:
    """Two mentions of a day: "Friday" and "next week", "Tuesday" and "the 11th". Else the later one."""
    for one, other in ((first, second), (second, first)):
        if isinstance(one, Weekday) and isinstance(other, WeekOf) and other.weekday is None:
            return WeekOf(other.offset, one.weekday)
        if isinstance(one, FromTo | Either) and isinstance(other, WeekOf) and other.weekday is None:
            return one.in_week(other.offset)
        if isinstance(one, Weekday) and isinstance(other, InDays) and other.weeks:
            return WeekOf(other.count // 7, one.weekday)
        if isinstance(one, Weekday) and isinstance(other, InMonths):
            return InWeekOf(one.weekday, other)
        if isinstance(one, Weekday) and isinstance(other, Date | DayOfMonth):
            return Disputed(one.weekday, other)
        if isinstance(one, WeekOf) and isinstance(other, Date):
            return other
    return second


def _times(
    found: Sequence[Token], open_hours: OpenHours | None
) -> tuple[tuple[TimeSpan, ...], str | None, tuple[TimeSpan, ...]]:
    parts = [token.value for token in found if token.tag == "P"]
    clocks = [token for token in found if token.tag in "CZV"]
    if len(clocks) > 1:
        clocks = [token for token in clocks if not _lasts(token)] or clocks
    if not clocks:
        if not parts:
            return (), None, ()
        first, last = PARTS[parts[-1]]
        return (TimeSpan(first, last),), parts[-1], ()
    value = clocks[-1].value
    part = parts[-1] if parts else ""
    if isinstance(value, Window):
        window = value.within(part) if part else value
        first, last = open_hours.bounds(window) if open_hours else window.bounds()
        return (TimeSpan(first, last),), None, ()
    values = value if isinstance(value, tuple) else (value,)
    moments: list[time] = []
    possible: list[time] = []
    for clock in values:
        said = clock.within(part) if part else clock
        moments += open_hours.moments(said) if open_hours else said.moments()[:1]
        possible += said.moments()
    others = [moment for moment in possible if moment not in moments]
    return _points(moments), None, _points(others)


def _lasts(token: Token) -> bool:
    return isinstance(token.value, Clock) and token.value.lasting


def _points(moments: Sequence[time]) -> tuple[TimeSpan, ...]:
    return tuple(TimeSpan(moment, moment) for moment in dict.fromkeys(moments))
