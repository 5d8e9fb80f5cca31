"""Messages as plain JSON, the way they lie sealed in the inbox and the outbox."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from frontdesk.messages import Choice, Inbound, Reply

__all__ = ["Parcel", "dump_inbound", "load_inbound"]

_INBOUND, _REPLY, _CHOICE = (tuple(each.name for each in fields(kind)) for kind in (Inbound, Reply, Choice))


def dump_inbound(message: Inbound) -> dict[str, Any]:
    """A message from a customer as plain JSON."""
    return {**_plain(message, _INBOUND), "sent_at": message.sent_at.isoformat()}


def load_inbound(data: Mapping[str, Any]) -> Inbound:
    """Read back what :func:`dump_inbound` made."""
    return Inbound(**{**data, "sent_at": datetime.fromisoformat(data["sent_at"])})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What lies in the outbox for one reply.

    :ivar quote: the channel's id of the message it answers, or None.
    """

    reply: Reply
    quote: str | None = field(default=None, repr=False)

    def dump(self) -> dict[str, Any]:
        """As plain JSON."""
        choices = [_plain(choice, _CHOICE) for choice in self.reply.choices]
        return {"reply": {**_plain(self.reply, _REPLY), "choices": choices}, "quote": self.quote}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Parcel:
        """Read back what :meth:`dump` made."""
        reply = dict(data["reply"])
        reply["choices"] = tuple(Choice(**choice) for choice in reply["choices"])
        return cls(Reply(**reply), data["quote"])


def _plain(value: Inbound | Reply | Choice, names: Sequence[str]) -> dict[str, Any]:
    # Not `asdict`, which copies everything inside as well, only to be sealed and thrown away.
    return {name: getattr(value, name) for name in names}
