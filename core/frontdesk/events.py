"""What happened, for those who only watch. Events carry ids, never texts, phone numbers or secrets."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Literal

__all__ = [
    "DeliveryFailed",
    "DeliveryHeld",
    "Event",
    "HandedOver",
    "MessageReceived",
    "MessageSent",
    "ModelBudgetSpent",
    "Observer",
    "TurnTaken",
]


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened at a tenant, told after it was committed. Plugins derive their own."""

    tenant_id: str


@dataclass(frozen=True, slots=True)
class MessageReceived(Event):
    """A customer's message is safe in the inbox."""

    channel: str
    kind: str


@dataclass(frozen=True, slots=True)
class TurnTaken(Event):
    """A message was understood, acted on and answered; all of it is committed.

    :ivar seconds: how long understanding and acting took.
    """

    channel: str
    intent: str | None
    source: str
    decision: str
    seconds: float


@dataclass(frozen=True, slots=True)
class HandedOver(Event):
    """Somebody else has a conversation.

    :ivar to: who has it now.
    :ivar reason: why; see :class:`frontdesk.Reason`. ``silence`` or ``wanted`` where the bot has it back.
    """

    conversation_id: int
    to: Literal["person", "bot"]
    reason: str


@dataclass(frozen=True, slots=True)
class MessageSent(Event):
    """A channel accepted a reply."""

    channel: str


@dataclass(frozen=True, slots=True)
class DeliveryFailed(Event):
    """A reply will not reach the customer.

    :ivar code: the channel's error code, or a short word of ours.
    """

    channel: str
    code: str


@dataclass(frozen=True, slots=True)
class DeliveryHeld(Event):
    """A channel takes nothing from this account at present (token, payment, ban).

    What waits for it is kept and tried again now and then; somebody has to look after the account.

    :ivar reason: the channel's word for it.
    """

    channel: str
    reason: str


@dataclass(frozen=True, slots=True)
class ModelBudgetSpent(Event):
    """What a business lets its language model cost a day is used up: until midnight, rules read alone.

    Told once a day, with the call that used up the last of it.

    :ivar day: of the business, ``2026-11-23``.
    :ivar usd: spent on that day so far, in US dollars.
    :ivar tokens: spent on that day so far, in and out.
    """

    day: str
    usd: str
    tokens: int


class Observer(ABC):
    """Something that watches. Called in a worker thread after the commit; what it raises is logged and
    counted against its plugin, and changes nothing for anybody else."""

    @abstractmethod
    def observe(self, event: Event) -> None:
        """Take note of an event. Unknown event types are to be ignored."""
