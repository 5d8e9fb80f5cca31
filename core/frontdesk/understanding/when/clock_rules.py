"""The grammar of clocks: runs of tagged words that name one hour, or a span of time from now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from frontdesk.understanding.when.cascade import Build, Rules, rule
from frontdesk.understanding.when.clock import Clock, Window
from frontdesk.understanding.when.picking import Built, pick, value_of
from frontdesk.understanding.when.token import Token

__all__ = ["CLOCK_RULES", "bare", "clock_of", "span"]

_MINUTES = {"H": 60, "K": 1, "N": 1, "d": 24 * 60, "w": 7 * 24 * 60}


def clock_of(token: Token) -> Clock | None:
    """The clock of a ``C``, or of a number that can be one."""
    if isinstance(token.value, Clock):
        return token.value
    if not isinstance(token.value, int):
        return None
    if token.digits > 2:
        hour, minute = divmod(token.value, 100)
        good = token.digits <= 4 and hour < 24 and minute < 60
        return Clock(hour, minute, sure=hour > 12 or token.text[0] == "0") if good else None
    if token.value > 24:
        return None
    return Clock(token.value % 24, sure=token.text[0] == "0" and token.digits == 2)


def bare(tokens: Sequence[Token]) -> Built:
    """The first number or clock of the run as it stands."""
    numbers = pick(tokens, "Cno")
    clock = clock_of(numbers[0]) if numbers else None
    return None if clock is None else ("C", clock)


def span(tokens: Sequence[Token]) -> Built:
    """From one hour to another."""
    ends = pick(tokens, "Cn")
    first, last = clock_of(ends[0]), clock_of(ends[1])
    return None if first is None or last is None or first == last else ("Z", Window(first, last))


def _clock(hour: int, minute: int = 0, half: str = "", sure: bool = False) -> Built:
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        return None
    return ("C", Clock(hour % 24, minute, half, sure))


def _russian(token: Token) -> bool:
    return any("а" <= letter <= "я" for letter in token.text)


def _day_word(tokens: Sequence[Token]) -> bool:
    """True unless "day" is there in another sense than "3 часа дня"."""
    return all(token.text == "дня" for token in pick(tokens, "d"))


def _half(tokens: Sequence[Token]) -> Built:
    """A number with am, pm or a part of the day: "3pm", "7 вечера", "in the evening at 5"."""
    clock = clock_of(pick(tokens, "Cn")[0])
    if clock is None or not _day_word(tokens):
        return None
    said = value_of(tokens, "AP") or "day"
    return ("C", clock if clock.settled else replace(clock, half=said))


def _after_noon(tokens: Sequence[Token]) -> Built:
    """As in "в 3 часа после полудня"."""
    clock = clock_of(tokens[0])
    if clock is None or tokens[-1].value.half != "day":
        return None
    return ("C", clock if clock.settled else replace(clock, half="pm"))


def _half_hour(tokens: Sequence[Token]) -> Built:
    """As in "полвторого" is 1:30, "half 4" is 4:30."""
    numbers = pick(tokens, "no")
    hour = numbers[0].value if numbers else tokens[0].value
    if not isinstance(hour, int) or not 1 <= hour <= 12:
        return None
    return _clock(hour - 1 or 12, 30) if _russian(tokens[0]) else _clock(hour, 30)


def _before(tokens: Sequence[Token]) -> Built:
    """As in "без четверти три", "quarter to 3", "ten minutes to five", "20 to noon"."""
    numbers = pick(tokens, "noC")
    minutes = 15 if pick(tokens, "Q") else numbers[0].value
    clock = clock_of(numbers[-1]._replace(tag="n"))
    if clock is None or clock.minute or not isinstance(minutes, int) or not 0 < minutes < 60:
        return None
    return ("C", replace(clock, hour=clock.hour - 1 or 12, minute=60 - minutes))


def _minutes_to(tokens: Sequence[Token]) -> Built:
    """As in "20 to 4": only minutes that no hour can be mistaken for."""
    return _before(tokens) if tokens[0].value in (10, 15, 20, 25) else None


def _past(tokens: Sequence[Token]) -> Built:
    """As in "20 past 3", "quarter past 4", "half past noon"."""
    numbers = pick(tokens, "nC")
    minutes = 15 if pick(tokens, "Q") else 30 if pick(tokens, "L") else numbers[0].value
    clock = clock_of(numbers[-1])
    if clock is None or clock.minute or not isinstance(minutes, int) or not 0 < minutes < 60:
        return None
    return ("C", replace(clock, minute=minutes))


def _into(tokens: Sequence[Token]) -> Built:
    """As in "четверть седьмого", "двадцать минут пятого"."""
    minutes = 15 if pick(tokens, "Q") else value_of(tokens, "n")
    hour = value_of(tokens, "o")
    return _clock(hour - 1 or 12, minutes) if 1 <= hour <= 12 and 0 < minutes < 60 else None


def _beginning(tokens: Sequence[Token]) -> Built:
    """As in "в начале восьмого": 7:00 to 7:30."""
    hour = value_of(tokens, "o")
    return ("Z", Window(Clock(hour - 1 or 12), Clock(hour - 1 or 12, 30))) if 1 <= hour <= 12 else None


def _two_numbers(tokens: Sequence[Token]) -> Built:
    """As in "18 30", "шестнадцать тридцать", "seven-thirty", "18 ч 45 мин"."""
    first, second = pick(tokens, "Cn")[:2]
    hour, minute = clock_of(first), second.value
    if hour is None or hour.minute or not 0 <= minute < 60 or first.digits > 2 or second.digits == 1:
        return None
    if pick(tokens, "-") and (first.digits or second.digits):
        return None
    if not pick(tokens, "H") and (minute % 5 or (minute < 10 and not second.digits)):
        return None
    return ("C", replace(hour, minute=minute))


def _three_numbers(tokens: Sequence[Token]) -> Built:
    """As in "16 0 0", "девять ноль пять"."""
    hour, zero, minute = clock_of(tokens[0]), tokens[1].value, tokens[2].value
    if hour is None or hour.minute or zero != 0 or not 0 <= minute < 10:
        return None
    return ("C", replace(hour, minute=minute))


def _one_hour(tokens: Sequence[Token]) -> Built:
    """As in "в час", "на час дня"."""
    if pick(tokens, "H")[0].text not in ("час", "часу", "часик") or not _day_word(tokens):
        return None
    said = value_of(tokens, "P") or ("day" if pick(tokens, "d") else "")
    return _clock(1, 0, said)


def _oclock(tokens: Sequence[Token]) -> Built:
    return bare(tokens) if value_of(tokens, "H") == "oclock" else None


def _noon(tokens: Sequence[Token]) -> Built:
    return _clock(12, half="day") if tokens[0].value else _clock(0, sure=True)


def _minutes(tokens: Sequence[Token]) -> int | None:
    counts = [token.value for token in pick(tokens, "n")]
    unit = pick(tokens, "".join(_MINUTES))[0]
    count = counts[0] if counts else 1
    if count > 1000:
        return None
    size = unit.value if unit.tag == "K" else _MINUTES[unit.tag]
    return int(count * size) // (2 if pick(tokens, "L") else 1)


def _moment(tokens: Sequence[Token]) -> Built:
    """As in "через два часа", "in an hour"."""
    minutes = _minutes(tokens)
    return None if minutes is None else ("I", timedelta(minutes=minutes))


def _moment_hours(tokens: Sequence[Token]) -> Built:
    """As in "in 2h": what looks like a clock is a span of time here."""
    clock = tokens[-1].value
    return ("I", timedelta(hours=clock.hour)) if tokens[-1].text[-1] in "hч" else None


def _shift(sign: int) -> Build:
    """As in "на час позже", "half an hour earlier"."""

    def build(tokens: Sequence[Token]) -> Built:
        minutes = _minutes(tokens)
        return None if minutes is None else ("G", timedelta(minutes=sign * minutes))

    return build


#: In the order in which they are tried.
CLOCK_RULES = Rules(
    # spans of time from now, and from what was said
    rule(r"[vi]?n?L?[HKNdw]Y", _shift(1)),
    rule(r"[vi]?n?L?[HKNdw]X", _shift(-1)),
    rule(r"Yvn?L?[HKN](?!n)", _shift(1)),
    rule(r"Xvn?L?[HKN](?!n)", _shift(-1)),
    rule(r"in?L?[HK](?![vn])|in?N", _moment),
    rule(r"iC", _moment_hours),
    # noon, halves and quarters
    rule(r"T", _noon),
    rule(r"[zt]?z(?:Q|nN?)[no]", _before),
    rule(r"(?:Q|nN)[tb][nC]", _before),
    rule(r"nt[nC](?=A|H|P|iP|$)", _minutes_to),
    rule(r"(?:Q|L|nN?)p[nC]|Qa[nC]", _past),
    rule(r"L-?[on]|L(?=$|[^on])", _half_hour),
    rule(r"Qo|nNo", _into),
    rule(r"Bo(?![MO])", _beginning),
    # figures with units
    rule(r"[nC]HnN", _two_numbers),
    rule(r"CH(?!n)", bare),
    rule(r"nnn", _three_numbers),
    rule(r"nn(?![MOuNdwqyn])|n-n(?![MOuNdwqyn-])", _two_numbers),
    rule(r"[nC]\.?H?i?A", _half),
    rule(r"[nC]H?aC", _after_noon),
    rule(r"[nC]H?[iv]?h?P|[nC]H?d", _half),
    rule(r"P[vg]*n(?![MOuwdqN:-])", _half),
    rule(r"[vg]*(?<=[vgt])H(?:P|d)|(?<=[vgbaft])H(?![vn])", _one_hour),
    rule(r"H[PdDR]?[vgi][gv]?n(?!N)", _oclock),
    rule(r"n-?nH", span),
    rule(r"nH", _oclock),
)
