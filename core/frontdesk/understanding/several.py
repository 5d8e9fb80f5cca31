"""Several requests in one message, each with its own day or hour: "a cut on Friday and brows on Sunday"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from frontdesk.intents import SlotKind
from frontdesk.readings import Utterance
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.options import OR
from frontdesk.understanding.people import are_two
from frontdesk.understanding.scan import Scan
from frontdesk.understanding.tokens import split_words
from frontdesk.understanding.when.reader import read_normalized

__all__ = ["several"]

_DAY = timedelta(days=1)
#: Where one request can end and the next begin.
_BETWEEN = re.compile(r"(?:[,;.+&]|(?<!\w)(?:и|а|плюс|потом|затем|еще|and|then|plus|also)(?!\w))+ *")


def several(found: Scan, lexicon: Lexicon, utterance: Utterance) -> Sequence[Mapping[str, Any]]:
    """The values of each request, in the order in which they are made; empty where they share day and hour.

    What is told once ("tomorrow a manicure at 3 and a pedicure at 5") holds for the ones that do not say it.
    """
    for_two = _for_two(found, lexicon)
    if for_two:
        return for_two
    if len(found.when.spans) < 2 or found.remark.corrects or any(word.text in OR for word in found.words):
        return ()
    requests: list[dict[str, Any]] = []
    for slot, match in found.options.items():
        if match.further and slot not in lexicon.people:
            for option, text in _parts(found.plain, slot, lexicon):
                before = requests[-1] if requests else {}
                requests.append({slot: option, **_values(text, before, lexicon, utterance)})
    telling = [values for values in requests if len(values) > 1]
    if len(requests) < 2 or len(telling) < 2:
        return ()
    days = lexicon.names(SlotKind.DAY)
    for before, after in pairwise(requests):
        for day in days:
            if day in before:
                after.setdefault(day, before[day])
    return requests


def _for_two(found: Scan, lexicon: Lexicon) -> Sequence[Mapping[str, Any]]:
    """The same for each of two people, one after the other."""
    named = [
        {slot: match.ids[0]}
        for slot, match in found.options.items()
        if slot not in lexicon.people and len(match.ids) == 1 and not found.also.get(slot)
    ]
    return (named[0], named[0]) if len(named) == 1 and are_two(found.plain) else ()


def _parts(plain: str, slot: str, lexicon: Lexicon) -> list[tuple[str, str]]:
    """The parts of a text that speak of one option each, with its id."""
    parts: list[tuple[str, str]] = []
    leading, start = "", 0
    for end in [*(match.end() for match in _BETWEEN.finditer(plain)), len(plain)]:
        piece, start = plain[start:end], end
        match = lexicon.options[slot].match(split_words(piece))
        option = match.ids[0] if match and len(match.ids) == 1 else None
        if option is None or (parts and parts[-1][0] == option):
            # What is said before any of them belongs to the first, and what comes between to the one before.
            if parts:
                parts[-1] = (parts[-1][0], parts[-1][1] + piece)
            else:
                leading += piece
        else:
            parts.append((option, leading + piece))
            leading = ""
    return parts


def _values(text: str, before: Mapping[str, Any], lexicon: Lexicon, utterance: Utterance) -> dict[str, Any]:
    """Day and hour of one request.

    :param before: the request before it, from which "the day after" is counted.
    """
    when = read_normalized(text.strip(" ,"), now=utterance.now, language=utterance.language)
    values: dict[str, Any] = {}
    for kind, meant in ((SlotKind.DAY, when.day_values()), (SlotKind.TIME, when.time_values())):
        if len(meant) == 1:
            values |= dict.fromkeys(lexicon.names(kind), meant[0])
    if when.shift is not None and when.shift % _DAY == timedelta():
        for slot in lexicon.names(SlotKind.DAY):
            if isinstance(before.get(slot), str):
                values[slot] = (date.fromisoformat(before[slot]) + when.shift).isoformat()
    return values
