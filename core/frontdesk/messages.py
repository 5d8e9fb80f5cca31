"""What travels between a customer and the bot: messages in, replies out, receipts.

What is personal or holds a phone number is left out of each ``repr``, for the sake of careless log lines.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

__all__ = ["STAFF", "Choice", "Inbound", "Outbound", "Receipt", "Reply", "Status", "Template"]

#: The kind of a message that staff wrote to the customer, past the bot: :attr:`Inbound.kind`.
STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Inbound:
    """One message from a customer, as its channel parsed it.

    :ivar channel: name of the channel, ``whatsapp``.
    :ivar account: the business's address on the channel (WhatsApp: ``phone_number_id``).
    :ivar message_id: the channel's own id of the message; unique together with channel and account.
    :ivar contact: the channel's opaque id of the customer. Not a phone number, even where it looks like one.
    :ivar sent_at: when the channel says it was written; aware, UTC.
    :ivar kind: ``text``, ``choice`` (a button or list row was tapped), or the channel's own word
        (``image``, ``audio``, ``location``, ...); or ``staff`` where the business's own people wrote this to
        the customer on their phone: ``contact`` is then whom they wrote to. It is kept and never answered.
    :ivar text: what a person would read in it: the text, the caption, or the title of the tapped choice.
    :ivar choice: the id of the tapped choice, as we sent it, or None.
    :ivar phone: E.164 with a leading plus where the channel tells it, else None.
    :ivar profile_name: the name the customer goes by on the channel, or None.
    :ivar reply_to: the channel's id of the message this one answers, or None.
    :ivar raw: the channel's own JSON of this message, for plugins that need more.
    """

    channel: str
    account: str
    message_id: str = field(repr=False)
    contact: str = field(repr=False)
    sent_at: datetime
    kind: str = "text"
    text: str = field(default="", repr=False)
    choice: str | None = None
    phone: str | None = field(default=None, repr=False)
    profile_name: str | None = field(default=None, repr=False)
    reply_to: str | None = field(default=None, repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the customer can tap instead of typing.

    :ivar title: what is on the button or row. Long titles are shortened by the channel.
    :ivar values: the form values that it stands for: ``{"day": "2026-11-23", "time": "14:30"}``.
    :ivar intent: the intent it stands for, where it opens something new ("Book" in a menu).
    :ivar answer: ``yes`` or ``no`` where it answers a confirmation.
    :ivar description: a second line, shown where the channel has room for one (list rows).
    :ivar id: filled in by the dialogue when it is offered; plugins leave it empty.
    """

    title: str
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    intent: str | None = None
    answer: str | None = None
    description: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What the bot says: one message, with choices where tapping is easier than typing.

    :ivar choices_label: what the button that opens a list says, where choices do not fit on buttons.
    :ivar template: name of the text it was made from, for ``--trace``.
    """

    text: str = field(repr=False)
    choices: tuple[Choice, ...] = ()
    choices_label: str = ""
    template: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A text that a channel has approved in advance, and takes whenever the customer last wrote.

    :ivar name: what it is called there.
    :ivar language: the channel's code of its language.
    :ivar values: what its places are filled with, in their order.
    :ivar choices: ids of what its buttons stand for, in their order.
    """

    name: str
    language: str
    values: tuple[str, ...] = field(default=(), repr=False)
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outbound:
    """A reply on its way out, as a channel gets it.

    :ivar reference: ours, unique; sent along where the channel echoes it in receipts
        (WhatsApp: ``biz_opaque_callback_data``).
    :ivar quote: the channel's id of the message to quote, or None.
    :ivar access_token: what the account authenticates with.
    :ivar template: what is sent in the reply's place where free-form text would not be taken any more; only
        of notices for which :meth:`frontdesk.Channel.template` has one.
    """

    reference: str
    channel: str
    account: str
    contact: str = field(repr=False)
    reply: Reply
    quote: str | None = field(default=None, repr=False)
    access_token: str = field(default="", repr=False)
    template: Template | None = None


class Status(enum.StrEnum):
    """How far a message of ours has come. Receipts only move it forward."""

    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    FAILED = "failed"

    @property
    def rank(self) -> int:
        """Position on the way: a receipt is applied when its rank is higher than what is stored."""
        return _RANKS[self]


# A message that failed cannot be delivered later, and one that was delivered did not fail.
_RANKS = {Status.PENDING: 0, Status.SENT: 1, Status.FAILED: 2, Status.DELIVERED: 3, Status.READ: 4}


@dataclass(frozen=True, slots=True)
class Receipt:
    """A channel's word on a message that we sent.

    :ivar message_id: the channel's id of our message.
    :ivar at: when it happened; aware, UTC.
    :ivar reference: our own reference, where the channel echoes it.
    :ivar error_code: the channel's code, for ``failed``.
    """

    channel: str
    account: str
    message_id: str = field(repr=False)
    status: Status
    at: datetime
    reference: str | None = None
    error_code: str | None = None
    error: str | None = None
