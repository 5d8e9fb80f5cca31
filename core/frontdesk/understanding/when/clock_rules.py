"""The grammar of clocks: runs of tagged words that name one hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frontdesk.understanding.when.cascade import Rules, rule
from frontdesk.understanding.when.clock import Clock, Window
from frontdesk.understanding.when.picking import Built, pick, value_of
from frontdesk.understanding.when.token import Token

__all__ = ["CLOCK_RULES", "bare", "clock_of", "span"]

#: "555-0142" is no window.
_PHONE_LIKE = 3


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
    if any(end.digits == _PHONE_LIKE for end in ends):
        return None
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
    if pick(tokens, "H")[0].text not in ("час", "часу", "часик", "часа") or not _day_word(tokens):
        return None
    said = value_of(tokens, "P") or ("day" if pick(tokens, "d") else "")
    return _clock(1, 0, said)


def _one_thirty(tokens: Sequence[Token]) -> Built:
    """As in "в час тридцать"."""
    minute = tokens[1].value
    if tokens[0].text not in ("час", "часу") or minute % 5 or not 10 <= minute < 60:
        return None
    return _clock(1, minute)


def _oclock(tokens: Sequence[Token]) -> Built:
    return bare(tokens) if value_of(tokens, "H") == "oclock" else None


def _lasting(tokens: Sequence[Token]) -> Built:
    """As in "на 2 часа": at two, or for two hours. "В 25 часов" is never."""
    built = _oclock(tokens)
    number = tokens[1].value
    if built is None and tokens[0].text in ("в", "к") and 24 < number < 60:
        return ("U", None)
    if built is None or tokens[0].text != "на" or not isinstance(built[1], Clock):
        return built
    return ("C", replace(built[1], lasting=True))


def _noon(tokens: Sequence[Token]) -> Built:
    return _clock(12, half="day") if tokens[0].value else _clock(0, sure=True)


def _hour_in_progress(tokens: Sequence[Token]) -> Built:
    """As in "в шестом часу": between five and six."""
    hour = value_of(tokens, "o")
    if tokens[-1].text != "часу" or not 1 <= hour <= 12:
        return None
    return ("Z", Window(Clock(hour - 1 or 12), Clock(hour)))


def _four_figures(tokens: Sequence[Token]) -> Built:
    """As in "1430 tomorrow", "0900 hrs"."""
    return bare(tokens) if tokens[0].digits == 4 and tokens[0].value % 5 == 0 else None


def _words_to(tokens: Sequence[Token]) -> Built:
    """As in "twenty to three", "ten to 5": said like this, it is no window."""
    minutes = tokens[0]
    spoken = minutes.value in (5, 10) and not minutes.digits
    return _before(tokens) if minutes.value in (20, 25) or spoken else None


#: In the order in which they are tried.
CLOCK_RULES = Rules(
    # noon, halves and quarters
    rule(r"T", _noon),
    rule(r"[zt]?z(?:Q|nN?)[no]", _before),
    rule(r"(?:Q|nN)[tb][nC]", _before),
    rule(r"(?<!f)(?<!f[vg])nt[nC](?=A|H|P|iP|$)", _minutes_to),
    rule(r"(?<!f)(?<!f[vg])nt[nC](?![nNMOuwdqy-])", _words_to),
    rule(r"(?:Q|L|nN?)p[nC]|Qa[nC]", _past),
    rule(r"L-?[on]|L(?=$|[^on])", _half_hour),
    rule(r"Qo|nNo", _into),
    rule(r"Bo(?![MO])", _beginning),
    rule(r"v?oH(?!n)", _hour_in_progress),
    # figures with units
    rule(r"[nC]HnN", _two_numbers),
    rule(r"CH(?!n)", bare),
    rule(r"nnn", _three_numbers),
    rule(r"nn(?![MOuNdwqyn])|n-n(?![MOuNdwqyn-])", _two_numbers),
    rule(r"[nC]\.?H?i?A", _half),
    rule(r"[nC]H?aC", _after_noon),
    rule(r"[nC]H?[iv]?h?P|[nC]H?d", _half),
    rule(r"P[vg]*n(?![MOuwdqN:-])", _half),
    rule(r"(?<=[vgbaft])Hn(?![NHu])", _one_thirty),
    rule(r"[vg]*(?<=[vgt])H(?:P|d)|(?<=[vgbaft])H(?![vn])", _one_hour),
    rule(r"H[PdDR]?[vgi][gv]?n(?!N)", _oclock),
    rule(r"n-?nH", span),
    rule(r"n(?=[vf]?D|H)", _four_figures),
    rule(r"vnH", _lasting),
    rule(r"n-?H", _oclock),
)
