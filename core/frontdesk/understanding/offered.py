"""What the business offers or asks in its own words: read with the same eyes as what customers write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from frontdesk.intents import SlotKind
from frontdesk.readings import Utterance
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.pattern import Pattern
from frontdesk.understanding.scan import scan

__all__ = ["Offered", "offer_in"]

#: What is asked for, the more exact one first.
_ASKED = (
    (SlotKind.TIME, Pattern(
        r"(?<!\w)(?:what|which) (?:\w+ )?(?:time|hour)|(?<!\w)(?:во сколько|к скольки|"
        r"(?:на )?как\w+ (?:врем|час)\w*)",
        "time hour сколько скольки врем час",
    )),
    (SlotKind.DAY, Pattern(
        r"(?<!\w)(?:what|which|for what|on what) (?:day|date)|(?<!\w)(?:when|когда)(?!\w)|"
        r"(?<!\w)как\w+ (?:день|дат|числ)\w*",
        "day date when когда день дат числ",
    )),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Offered:
    """What a text of the business holds.

    :ivar values: by slot name, where it names one value that is not in doubt.
    :ivar asked: the kind of value that it asks for, or None.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    asked: SlotKind | None = None


def offer_in(utterance: Utterance) -> Offered:
    """What a text of the business offers and asks."""
    lexicon: Lexicon = utterance.bot.lexicon
    found = scan(utterance, lexicon)
    values = {slot: match.ids[0] for slot, match in found.options.items() if len(match.ids) == 1}
    when = found.when
    for kind, candidates in ((SlotKind.DAY, when.day_values()), (SlotKind.TIME, when.time_values())):
        if candidates and isinstance(candidates[0], str):
            values |= dict.fromkeys(lexicon.names(kind), candidates[0])
    return Offered(values, _asked(found.plain) if "?" in found.rest else None)


def _asked(plain: str) -> SlotKind | None:
    return next((kind for kind, pattern in _ASKED if pattern.search(plain)), None)
