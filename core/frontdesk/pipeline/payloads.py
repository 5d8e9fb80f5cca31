"""Messages as plain JSON, the way they lie sealed in the inbox and the outbox."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from frontdesk.messages import Choice, Inbound, Reply

__all__ = ["Parcel", "dump_inbound", "load_inbound"]


def _reader_of(kind: type[Inbound | Reply | Choice]) -> Callable[[Any], dict[str, Any]]:
    # Not `asdict`, which copies everything inside as well, only to be sealed and thrown away.
    names = tuple(each.name for each in fields(kind))
    values = attrgetter(*names)
    return lambda message: dict(zip(names, values(message), strict=True))


_inbound, _reply, _choice = _reader_of(Inbound), _reader_of(Reply), _reader_of(Choice)


def dump_inbound(message: Inbound) -> dict[str, Any]:
    """A message from a customer as plain JSON."""
    dumped = _inbound(message)
    dumped["sent_at"] = message.sent_at.isoformat()
    return dumped


def load_inbound(data: Mapping[str, Any]) -> Inbound:
    """Read back what :func:`dump_inbound` made."""
    return Inbound(**{**data, "sent_at": datetime.fromisoformat(data["sent_at"])})


@dataclass(frozen=True, slots=True)
class Parcel:
    """What lies in the outbox for one reply.

    :ivar quote: the channel's id of the message it answers, or None.
    :ivar notice: our id of the notice that it was made of, or None.
    """

    reply: Reply
    quote: str | None = field(default=None, repr=False)
    notice: int | None = None

    def dump(self) -> dict[str, Any]:
        """As plain JSON."""
        reply = _reply(self.reply)
        reply["choices"] = [_choice(choice) for choice in self.reply.choices]
        dumped = {"reply": reply, "quote": self.quote}
        return dumped if self.notice is None else {**dumped, "notice": self.notice}

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Parcel:
        """Read back what :meth:`dump` made."""
        reply = dict(data["reply"])
        reply["choices"] = tuple(Choice(**choice) for choice in reply["choices"])
        return cls(Reply(**reply), data["quote"], data.get("notice"))
