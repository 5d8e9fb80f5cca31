"""A channel that stays in the house: replies are read where they are kept (chat, tests, the demo)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import uuid4

from frontdesk.channels import Channel, Sent
from frontdesk.hookspecs import hookimpl

if TYPE_CHECKING:
    from frontdesk.bots import Bot
    from frontdesk.messages import Outbound

__all__ = ["Terminal", "frontdesk_channels"]


class Terminal(Channel):
    """Customers read its messages where they are kept; nothing has to be sent anywhere."""

    name = "terminal"
    # Who sits there waits for the answer before the next line.
    bursts = False

    def request(self, outbound: Outbound, bot: Bot) -> Sent:
        """Sent at once, under an id of our own."""
        return Sent(f"terminal-{uuid4().hex}")


@hookimpl
def frontdesk_channels() -> Sequence[Channel]:
    """The channel."""
    return [Terminal()]
