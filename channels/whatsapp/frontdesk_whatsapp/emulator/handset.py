"""A customer's phone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

__all__ = ["Bubble", "Handset", "Ticks"]

#: Of a message that the customer wrote: on its way, taken by the business, answered, or not taken.
Ticks = Literal["sent", "delivered", "read", "failed"]
_MOST_BUBBLES = 400


@dataclass(slots=True)
class Bubble:
    """One message as a phone shows it.

    :ivar id: WhatsApp's id of it.
    :ivar mine: the customer wrote it.
    :ivar at: when; aware, UTC.
    :ivar buttons: id and title of each reply button.
    :ivar rows: id, title and description of each row of a list.
    :ivar list_button: what opens the list.
    :ivar quoted: the text of the message it answers.
    :ivar reference: the business's own mark of a message that it sent.
    """

    id: str
    mine: bool
    text: str
    at: datetime
    buttons: list[dict[str, str]] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    list_button: str = ""
    quoted: str = ""
    reference: str = ""
    ticks: Ticks = "sent"

    def choice(self, choice_id: str) -> dict[str, str] | None:
        """The button or row of this id, or None."""
        return next((choice for choice in (*self.buttons, *self.rows) if choice["id"] == choice_id), None)

    def shown(self) -> dict[str, Any]:
        """What the page gets to know of it."""
        return {
            "id": self.id,
            "mine": self.mine,
            "text": self.text,
            "at": self.at.isoformat(),
            "buttons": self.buttons,
            "rows": self.rows,
            "list_button": self.list_button,
            "quoted": self.quoted,
            "reference": self.reference,
            "ticks": self.ticks,
        }


class Handset:
    """The phone of one made-up customer, in a chat with one business.

    :ivar wa_id: the customer's WhatsApp id.
    :ivar account: the ``phone_number_id`` of the business.
    :ivar name: what the customer goes by.
    """

    def __init__(self, wa_id: str, account: str, name: str) -> None:
        self.wa_id = wa_id
        self.account = account
        self.name = name
        self.bubbles: list[Bubble] = []
        self._version = 0
        self._changed = asyncio.Event()

    def add(self, bubble: Bubble) -> None:
        """Show a message. One from the business means that it has read what was written before."""
        if not bubble.mine:
            for earlier in self.bubbles:
                if earlier.mine and earlier.ticks == "delivered":
                    earlier.ticks = "read"
        self.bubbles.append(bubble)
        del self.bubbles[:-_MOST_BUBBLES]
        self.touch()

    def touch(self) -> None:
        """Let the page know that something changed."""
        self._version += 1
        self._changed.set()
        self._changed = asyncio.Event()

    def find(self, bubble_id: str) -> Bubble | None:
        """The message of this id, or None."""
        return next((bubble for bubble in self.bubbles if bubble.id == bubble_id), None)

    async def changes(self, since: int, patience: float) -> int:
        """Wait until there is something newer.

        :param since: the version that the page has.
        :param patience: seconds to wait at most.
        :return: the version there is now.
        """
        if self._version <= since:
            try:
                await asyncio.wait_for(self._changed.wait(), patience)
            except TimeoutError:
                return self._version
        return self._version
