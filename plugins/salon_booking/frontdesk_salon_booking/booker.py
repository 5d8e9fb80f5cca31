"""Who books."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Booker"]


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books.

    :ivar phone: E.164 with a leading plus, or None.
    :ivar note: what staff wrote about it.
    :ivar message_key: the inbound message that asks for it: one message books once.
    """

    contact_id: int | None
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    conversation_id: int | None = None
    message_key: int | None = None
    note: str | None = field(default=None, repr=False)
