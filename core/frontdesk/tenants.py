"""Who the bot works for, and whom it talks with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Customer", "Tenant"]


@dataclass(frozen=True, slots=True)
class Tenant:
    """One business.

    :ivar bot: id of the bot definition it runs.
    :ivar timezone: IANA name where it differs from the bot's, else None.
    :ivar settings: what it overrides in the bot definition.
    :ivar revision: changes with every change of the row, so that what is cached by it is never stale.
    """

    id: str
    name: str
    bot: str
    timezone: str | None = None
    settings: Mapping[str, Any] = field(default_factory=dict, repr=False)
    active: bool = True
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Customer:
    """The person on the other side.

    :ivar id: our id of the contact, unique in the installation.
    :ivar name: what they go by on the channel, or None.
    :ivar phone: E.164 with a leading plus, or None: a channel may not tell it.
    :ivar staff: they write from a number that the business has registered as one of its own.
    """

    id: int
    channel: str
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    staff: bool = False
