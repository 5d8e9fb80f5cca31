"""Patience: how long a message waits for the next one before it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk.errors import BotInvalid
from frontdesk.messages import STAFF, Inbound

if TYPE_CHECKING:
    from frontdesk.bots import Dialogue
    from frontdesk.desk import Desk
    from frontdesk.tenants import Tenant

__all__ = ["Patience"]


class Patience:
    """Knows what the bots of a desk say about bursts of messages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def dialogue(self, tenant: Tenant) -> Dialogue | None:
        """How the business's bot leads conversations; None where it has no bot that could."""
        try:
            return self._desk.bots.for_tenant(tenant).definition.dialogue
        except BotInvalid:
            return None

    def seconds(self, tenant: Tenant, message: Inbound) -> float | None:
        """How long a message waits for the next one.

        :return: None where no message ever waits; 0 for one that does not, such as a tap: it ends the waiting
            of those before it, too.
        """
        if message.kind == STAFF or not self._desk.channels[message.channel].bursts:
            return None
        dialogue = self.dialogue(tenant)
        if dialogue is None or not dialogue.burst_wait:
            return None
        return dialogue.burst_wait if message.kind == "text" else 0.0
