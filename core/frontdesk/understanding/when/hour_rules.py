"""The grammar of hours: runs of tagged words that name a clock, a window, a part of the day or a shift."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from frontdesk.understanding.when.cascade import Build, Rule, rule
from frontdesk.understanding.when.clock import PARTS, Clock, Window
from frontdesk.understanding.when.token import Token

__all__ = ["CLOCK_RULES", "WINDOW_RULES"]

Built = tuple[str, object] | None

_MINUTES = {"H": 60, "K": 30, "N": 1, "d": 24 * 60, "w": 7 * 24 * 60}


def _pick(tokens: Sequence[Token], tags: str) -> list[Token]:
    return [token for token in tokens if token.tag in tags]


def _russian(token: Token) -> bool:
    return any("а" <= letter <= "я" for letter in token.text)


def _clock(hour: int, minute: int = 0, half: str = "", sure: bool = False) -> Built:
    if not (0 <= hour <= 24 and 0 <= minute < 60):
        return None
    return ("C", Clock(hour % 24, minute, half, sure))


def _hour_of(token: Token) -> Clock | None:
    """The clock of a ``C`` or of a bare number that can be one."""
    if isinstance(token.value, Clock):
        return token.value
    if not isinstance(token.value, int):
        return None
    if token.digits > 2:
        hour, minute = divmod(token.value, 100)
        good = token.digits <= 4 and hour < 24 and minute < 60
        return Clock(hour, minute, sure=hour > 12 or token.text[0] == "0") if good else None
    return (
        Clock(token.value % 24, sure=token.text[0] == "0" and token.digits == 2)
        if token.value <= 24
        else None
    )


def _bare(tokens: Sequence[Token]) -> Built:
    numbers = _pick(tokens, "Cno")
    clock = _hour_of(numbers[0]) if numbers else None
    return None if clock is None else ("C", clock)


def _half(half: str = "") -> Build:
    """A number with am, pm or a part of the day: "3pm", "7 вечера", "in the evening at 5"."""

    def build(tokens: Sequence[Token]) -> Built:
        clock = _hour_of(_pick(tokens, "Cn")[0])
        parts = _pick(tokens, "APd")
        said = half or (parts[0].value if parts else "") or "day"
        if clock is None or (clock.hour > 12 and clock.sure and said == "am"):
            return None
        if parts and parts[0].tag == "d" and parts[0].text != "дня":
            return None
        return ("C", clock if clock.settled else replace(clock, half=said))

    return build


def _half_hour(tokens: Sequence[Token]) -> Built:
    """ "полвторого" is 1:30, "half 4" is 4:30."""
    numbers = _pick(tokens, "no")
    if not numbers:
        return _clock(tokens[0].value - 1 or 12, 30) if tokens[0].value else None
    hour = numbers[0].value
    if not 1 <= hour <= 12:
        return None
    return _clock(hour - 1 or 12, 30) if _russian(tokens[0]) else _clock(hour, 30)


def _before(tokens: Sequence[Token]) -> Built:
    """ "без четверти три", "quarter to 3", "ten minutes to five"."""
    numbers = _pick(tokens, "no")
    minutes = 15 if _pick(tokens, "Q") else numbers[0].value
    hour = numbers[-1].value
    if not (1 <= hour <= 12 and 0 < minutes < 60):
        return None
    return _clock(hour - 1 or 12, 60 - minutes)


def _past(tokens: Sequence[Token]) -> Built:
    """ "20 past 3", "quarter past 4"."""
    numbers = _pick(tokens, "nC")
    minutes = 15 if _pick(tokens, "Q") else numbers[0].value
    clock = _hour_of(numbers[-1])
    if clock is None or clock.minute or not isinstance(minutes, int) or not 0 < minutes < 60:
        return None
    return ("C", replace(clock, minute=minutes))


def _into(tokens: Sequence[Token]) -> Built:
    """ "четверть седьмого", "двадцать минут пятого"."""
    minutes = 15 if _pick(tokens, "Q") else _pick(tokens, "n")[0].value
    hour = _pick(tokens, "o")[0].value
    return _clock(hour - 1 or 12, minutes) if 1 <= hour <= 12 and 0 < minutes < 60 else None


def _beginning(tokens: Sequence[Token]) -> Built:
    """ "в начале восьмого": 7:00 to 7:30."""
    hour = _pick(tokens, "o")[0].value
    return ("Z", Window(Clock(hour - 1 or 12), Clock(hour - 1 or 12, 30))) if 1 <= hour <= 12 else None


def _two_numbers(tokens: Sequence[Token]) -> Built:
    """ "18 30", "шестнадцать тридцать", "seven thirty", "19 ч 15 мин"."""
    first, second = _pick(tokens, "Cn")[:2]
    hour, minute = _hour_of(first), second.value
    if hour is None or hour.minute or not 0 <= minute < 60 or first.digits > 2 or second.digits == 1:
        return None
    if len(tokens) == 2 and (minute % 5 or (minute < 10 and not second.digits)):
        return None
    return ("C", Clock(hour.hour, minute, sure=hour.sure or hour.hour > 12))


def _zeros(tokens: Sequence[Token]) -> Built:
    return _bare(tokens) if all(token.value == 0 for token in tokens[1:]) else None


def _one_hour(tokens: Sequence[Token]) -> Built:
    """ "в час", "на час дня"."""
    hours = _pick(tokens, "H")[0]
    if hours.text not in ("час", "часу", "часик"):
        return None
    parts = _pick(tokens, "Pd")
    if parts and parts[0].tag == "d" and parts[0].text != "дня":
        return None
    return _clock(1, 0, (parts[0].value or "day") if parts else "")


def _oclock(tokens: Sequence[Token]) -> Built:
    if _pick(tokens, "H")[0].value != "oclock":
        return None
    return _bare(tokens)


def _minutes(tokens: Sequence[Token]) -> int | None:
    count = tokens and next((token.value for token in tokens if token.tag == "n"), 1)
    unit = next(token.tag for token in tokens if token.tag in _MINUTES)
    if count > 1000:
        return None
    half = 0.5 if _pick(tokens, "L") else 1.0
    return int(count * half * _MINUTES[unit])


def _moment(tokens: Sequence[Token]) -> Built:
    """ "через два часа", "in an hour"."""
    minutes = _minutes(tokens)
    return None if minutes is None else ("I", timedelta(minutes=minutes))


def _shift(sign: int) -> Build:
    """ "на час позже", "half an hour earlier"."""

    def build(tokens: Sequence[Token]) -> Built:
        minutes = _minutes(tokens)
        return None if minutes is None else ("G", timedelta(minutes=sign * minutes))

    return build


def _minutes_from(tokens: Sequence[Token]) -> Built:
    count, clock = tokens[0].value, tokens[-1].value
    return ("C", clock.shifted(count)) if 0 < count < 120 else None


def _range(tokens: Sequence[Token]) -> Built:
    ends = _pick(tokens, "Cn")
    first, last = _hour_of(ends[0]), _hour_of(ends[1])
    if first is None or last is None:
        return None
    if ends[0].tag == ends[1].tag == "n" and first == last:
        return None
    return ("Z", Window(first, last))


def _from(tokens: Sequence[Token]) -> Built:
    clock = _hour_of(_pick(tokens, "Cn")[0])
    return None if clock is None else ("Z", Window(clock, None))


def _until(tokens: Sequence[Token]) -> Built:
    clock = _hour_of(_pick(tokens, "Cn")[0])
    return None if clock is None else ("Z", Window(None, clock))


def _part(name: str) -> Build:
    return lambda _tokens: ("P", name)


def _lunch(name: str) -> Build:
    return lambda tokens: ("P", name) if tokens[-1].value in ("lunch", 12) else None


def _same(tag: str) -> Build:
    return lambda tokens: (tag, _pick(tokens, tag)[0].value)


def _both(tokens: Sequence[Token]) -> Built:
    """ "after 3:30 but before 6": two open windows make a closed one."""
    first, second = tokens[0].value, tokens[-1].value
    if first.end is None and second.start is None:
        return ("Z", Window(first.start, second.end))
    if first.start is None and second.end is None:
        return ("Z", Window(second.start, first.end))
    return None


def _choice(tokens: Sequence[Token]) -> Built:
    clocks = [clock for token in _pick(tokens, "Cn") if (clock := _hour_of(token)) is not None]
    return ("V", tuple(clocks)) if len(clocks) > 1 else None


def _not_part(tokens: Sequence[Token]) -> Built:
    return ("_", None)


def _from_part(tokens: Sequence[Token]) -> Built:
    start, _ = PARTS[tokens[-1].value]
    return ("P", tokens[-1].value) if start else None


#: First: everything that is one clock.
CLOCK_RULES: tuple[Rule, ...] = (
    # spans of time from now, and from what was said
    rule(r"in?L?[HK](?![vn])|inN|iNo?(?!n)|inHL?", _moment),
    rule(r"[vi]?n?L?[HKNdw](?=Y)Y", _shift(1)),
    rule(r"[vi]?n?L?[HKNdw](?=X)X", _shift(-1)),
    rule(r"[YX]vn?L?[HKN](?!n)", lambda t: _shift(1 if t[0].tag == "Y" else -1)(t[1:])),
    # halves and quarters
    rule(r"[zt]?z(?:Q|nN?)(?:n|o)", _before),
    rule(r"(?:Q|n(?=N)N)[tb]n", _before),
    rule(r"(?:Q|nN?)p[nC]|Qa[nC]", lambda t: _past(t)),
    rule(r"Lp[nC]", lambda t: _half_past(t)),
    rule(r"L(?:-?[on])", _half_hour),
    rule(r"L(?=$|[^on])", _half_hour),
    rule(r"Qo|nNo", _into),
    rule(r"Bo(?![MO])", _beginning),
    rule(r"n(?<!\d)t[n](?=A|H|P|iP)", lambda t: _minutes_to(t)),
    # figures with units
    rule(r"[nC]HnN", _two_numbers),
    rule(r"CH(?!n)", _same("C")),
    rule(r"nnn(?!\d)", _zeros),
    rule(r"nn(?![MOuNdwqyn])", _two_numbers),
    rule(r"nfiC|nNfC", _minutes_from),
    rule(r"[nC]\.?H?A", _half()),
    rule(
        r"Tv?(?!n)", lambda t: _clock(t[0].value, 0, sure=True) if t[0].value == 0 else _clock(12, 0, "day")
    ),
    rule(r"nv?C(?=$)", lambda t: None),
    rule(r"[nC]H?aC", lambda t: _half("pm")(t) if t[-1].value.half == "day" else None),
    rule(r"[nC]H?[iv]?h?P|[nC]H?d(?!\w)", _half()),
    rule(r"Pv?g?n(?![MOuwdqN:-])", _half()),
    rule(r"[vg]*(?<=[vgt])H(?:P|d)|(?<=[vgbaft])H(?![vn])", _one_hour),
    rule(r"H[PdR]?[vgi][gv]?n(?!N)", _oclock),
    rule(r"n-?nH", lambda t: _range(t)),
    rule(r"nH", _oclock),
)

#: Then: everything that is more than one clock, or only a clock in its place.
WINDOW_RULES: tuple[Rule, ...] = (
    rule(r"![YX][vga]*[nC](?![uwdqNyOM])", lambda t: _until(t) if t[1].tag == "Y" else _from(t)),
    rule(r"f[vg]*[nC][tb&-][vg]*[nC](?![uwdqNyOM])", _range),
    rule(r"[Cn][t-][vg]*C|C[tb-][vg]*[Cn](?![uwdqNyOM])", _range),
    rule(r"(?<![\d_n])n[t-]n(?![\duwdqNyOMn-])", _range),
    rule(r"CC?\|[vg]*C|C\|v*n(?![uwdqNyOM])|v?n\|v*n(?=$|[^\duwdqNyOM])", _choice),
    rule(r"![vg]*[CPZ]", _not_part),
    rule(r"a[vg]*[nC](?![uwdqNyOM])|[Y](?:[vg]*)[nC](?![uwdqNyOMH])", _from),
    rule(r"b[vg]*[nC](?![uwdqNyOM])|X[nC](?![uwdqNyOM])", _until),
    rule(r"f[vg]*[nC](?![uwdqNyOM])", _from),
    rule(
        r"aP|aJ",
        lambda t: (
            ("P", "evening" if t[1].tag == "J" else "afternoon")
            if t[1].tag == "J" or t[1].value == "lunch"
            else None
        ),
    ),
    rule(r"bP|bJ", lambda t: ("P", "morning") if t[1].tag == "J" or t[1].value == "lunch" else None),
    rule(r"oL[dP]", lambda t: ("P", "morning" if t[0].value == 1 else "afternoon")),
    rule(r"[SX_]?P", lambda t: None),
    rule(r"(?<![\d])[vg]*(?<=[vg])n(?![uwdqNyOM:%-])", lambda t: _at(t)),
    rule(r"(?<=[DP])n(?![uwdqNyOM])|(?<=[DP],)n(?![uwdqNyOM])", _bare),
    rule(r"Z&?Z|Z[,.]Z", _both),
)


def _half_past(tokens: Sequence[Token]) -> Built:
    clock = _hour_of(tokens[-1])
    return None if clock is None or clock.minute else ("C", replace(clock, minute=30))


def _minutes_to(tokens: Sequence[Token]) -> Built:
    if tokens[0].value not in (5, 10, 20, 25) or tokens[0].value < 10:
        return None
    return _before(tokens)


def _at(tokens: Sequence[Token]) -> Built:
    if any(token.value == "on" for token in tokens if token.tag == "v"):
        return None
    return _bare(tokens)
