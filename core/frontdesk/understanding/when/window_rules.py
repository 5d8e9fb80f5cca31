"""The grammar of windows: hours from, to, before and after, and clocks that only their place gives away."""

from __future__ import annotations

from collections.abc import Sequence

from frontdesk.understanding.when.cascade import Build, Rules, rule
from frontdesk.understanding.when.clock import PARTS, Clock, Window
from frontdesk.understanding.when.clock_rules import bare, clock_of, span
from frontdesk.understanding.when.picking import Built, pick
from frontdesk.understanding.when.token import Token

__all__ = ["WINDOW_RULES"]

#: What may not follow a bare number that is to be an hour: it counts something, or belongs to a day.
_ALONE = r"(?![uwdqNyOMn:%])"


#: "Вечером попозже, часов в 8" is at eight.
_VAGUE = frozenset(("попозже", "пораньше"))
#: The parts of a day that others come only after, or only before.
_FIRST_PARTS, _LAST_PARTS = frozenset(("early", "morning")), frozenset(("evening", "night"))
#: Said with a "не", it makes a part of the day impossible.
_POSSIBLE = frozenset(
    ("могу", "смогу", "получится", "получается", "удобно", "подходит", "подойдет", "выйдет")
)
#: What stands between two bare hours; "by" and "before" do not.
_UP_TO = frozenset(("to", "till", "til", "until", "through", "thru", "до", "по", "-"))


def _from(tokens: Sequence[Token]) -> Built:
    if tokens[0].text in _VAGUE:
        return bare(tokens)
    clock = clock_of(pick(tokens, "Cn")[0])
    return None if clock is None else ("Z", Window(clock, None))


def _until(tokens: Sequence[Token]) -> Built:
    if tokens[0].text in _VAGUE:
        return bare(tokens)
    clock = clock_of(pick(tokens, "Cn")[0])
    return None if clock is None else ("Z", Window(None, clock))


def _not_before_or_after(tokens: Sequence[Token]) -> Built:
    """As in "не раньше шести", "no later than 5"."""
    return _until(tokens) if tokens[1].tag in "Ya" else _from(tokens)


def _around_lunch(part: str, lunch: str) -> Build:
    """As in "после обеда", "before work": a part of the day seen from its neighbour."""

    def build(tokens: Sequence[Token]) -> Built:
        named = tokens[-1]
        if named.tag == "J":
            return ("P", named.value if part == "evening" else part)
        return ("P", lunch) if named.value == "lunch" else None

    return build


def _half_of_day(tokens: Sequence[Token]) -> Built:
    """As in "в первой половине дня"."""
    return ("P", "morning" if tokens[0].value == 1 else "afternoon")


def _end_of_day(_tokens: Sequence[Token]) -> Built:
    return ("P", "evening")


def _minutes_after(tokens: Sequence[Token]) -> Built:
    """As in "15 minutes from 1pm"."""
    count, clock = tokens[0].value, tokens[-1].value
    return ("C", clock.shifted(count)) if 0 < count < 120 else None


def _both(tokens: Sequence[Token]) -> Built:
    """As in "after 3:30 but before 6": two open windows make a closed one."""
    first, second = tokens[0].value, tokens[-1].value
    if first.end is None and second.start is None:
        return ("Z", Window(first.start, second.end))
    if first.start is None and second.end is None:
        return ("Z", Window(second.start, first.end))
    return None


def _choice(tokens: Sequence[Token]) -> Built:
    clocks = tuple(clock for token in pick(tokens, "Cn") if (clock := clock_of(token)) is not None)
    return ("V", clocks) if len(clocks) > 1 else None


def _two_hours(tokens: Sequence[Token]) -> Built:
    """As in "3 til 5"."""
    return span(tokens) if tokens[1].text in _UP_TO else None


def _or_later(tokens: Sequence[Token]) -> Built:
    """As in "3 or later", "from 4 and after", "7 onwards"."""
    return (_until if tokens[-1].tag in "Xb" else _from)(tokens)


def _another_part(tokens: Sequence[Token]) -> Built:
    """As in "not in the morning", "anything but the evening": the rest of the day."""
    first, last = PARTS[tokens[-1].value]
    if tokens[-1].value in _FIRST_PARTS and last is not None:
        return ("Z", Window(Clock(last.hour, sure=True), None))
    if tokens[-1].value in _LAST_PARTS and first is not None:
        return ("Z", Window(None, Clock(first.hour, sure=True)))
    return ("_", None)


def _no_such_part(tokens: Sequence[Token]) -> Built:
    """As in "утром не могу"."""
    return _another_part(tokens[:1]) if tokens[-1].text in _POSSIBLE else None


def _drop(_tokens: Sequence[Token]) -> Built:
    return ("_", None)


def _at(tokens: Sequence[Token]) -> Built:
    """As in "в 3", "at 5", but not "on 5"."""
    return None if any(token.value == "on" for token in pick(tokens, "v")) else bare(tokens)


#: In the order in which they are tried.
WINDOW_RULES = Rules(
    rule(r"nNfi?C", _minutes_after),
    rule(rf"![YXab][vga]*(?:C|n{_ALONE})", _not_before_or_after),
    rule(rf"f[vg]*[nC][tb&-][vg]*(?:C|n{_ALONE})", span),
    rule(rf"[Cn][t-][vg]*C|C[tb-][vg]*(?:C|n{_ALONE})", span),
    rule(rf"(?<!n)n[tb-]n(?!-){_ALONE}", _two_hours),
    rule(rf"[Cn],?\|[vg]*C|C,?\|v*n{_ALONE}|v?n,?\|v*n{_ALONE}", _choice),
    rule(r"![vgif]*P", _another_part),
    rule(r"P!_", _no_such_part),
    rule(rf"![vg]*(?:[CPZV]|(?<=v)n{_ALONE}|n(?=,?&[vg]*[nC]))", _drop),
    rule(r"[Cn][|&][YXab](?![vg]*[nCDPJ])", _or_later),
    rule(rf"(?<![nQL])p(?:C|n{_ALONE}(?!H))", _from),
    rule(rf"[aY][vg]*(?:C|n{_ALONE}(?!H))", _from),
    rule(rf"[bX][vg]*(?:C|n{_ALONE})", _until),
    rule(rf"f[vg]*(?:C|n{_ALONE})", _from),
    rule(r"a[PJ]", _around_lunch("evening", "afternoon")),
    rule(r"b[PJ]", _around_lunch("morning", "morning")),
    rule(r"oL[dP]", _half_of_day),
    rule(r"ed", _end_of_day),
    rule(rf"[vg]+n(?![-H]){_ALONE}", _at),
    rule(rf"(?<=[DP])n{_ALONE}|(?<=[DP],)n{_ALONE}|n(?=DP)", bare),
    rule(r"Z&?Z|Z[,.]Z", _both),
)
