"""What was said in a conversation lately: read only when a model is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from frontdesk.builtin.openai_reader.masking import Mask
from frontdesk.readings import Occasion
from frontdesk.storage import Contact, Message

__all__ = ["Line", "estimated_tokens", "recent_lines", "who_writes"]

#: What was said before that belongs to another talk.
_SAME_TALK = timedelta(hours=24)
#: So many messages are looked at: more say little about the last one.
_MOST_LINES = 20


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was said, masked.

    :ivar ours: whether the business said it.
    """

    ours: bool
    text: str = field(repr=False)


def estimated_tokens(text: str) -> int:
    """How many tokens a text has, roughly: about one for four bytes, in Latin and in Cyrillic letters.

    On the safe side for Russian, which takes less. The bill is made of what the API counts.
    """
    return (len(text.encode()) + 3) // 4


def recent_lines(occasion: Occasion, budget: int, mask: Mask) -> Sequence[Line]:
    """The latest messages of the conversation, oldest first, as many as fit.

    :param budget: how many tokens they may have together, roughly; of the first that does not fit, the end.
    :param mask: hides what is personal, before anything is cut: half a phone number looks like none.
    """
    if budget <= 0:
        return []
    scope = occasion.desk.storage.scope(occasion.tenant.id)
    since = occasion.desk.clock.now() - _SAME_TALK
    query = (
        scope.select(Message, Message.id, Message.tenant, Message.direction, Message.content)
        .where(Message.conversation == occasion.conversation_id, Message.created_at >= since)
        .order_by(Message.id.desc())
        .limit(_MOST_LINES)
    )
    lines: list[Line] = []
    for row in scope.rows(query):
        text = mask.hide(scope.reveal(row, Message.content))
        cost = estimated_tokens(text)
        if not text:
            continue
        if cost > budget:
            cut = _last_part(text, budget)
            return [Line(row.direction == "out", f"… {cut}"), *lines] if cut else lines
        lines.insert(0, Line(row.direction == "out", text))
        budget -= cost
    return lines


def who_writes(occasion: Occasion) -> str:
    """What the customer goes by; empty where nobody knows."""
    scope = occasion.desk.storage.scope(occasion.tenant.id)
    row = scope.get(Contact, Contact.id == occasion.contact_id)
    return (scope.reveal(row, Contact.name) or "") if row is not None else ""


def _last_part(text: str, budget: int) -> str:
    """Whole words from the end of a text, as many as fit."""
    kept: list[str] = []
    for word in reversed(text.split()):
        if estimated_tokens(" ".join((word, *kept))) > budget:
            break
        kept.insert(0, word)
    return " ".join(kept)
