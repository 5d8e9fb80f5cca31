"""What a conversation remembers of the time that is kept for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.visits import Visit

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Hold", "wish_of"]

_PLUGIN, _HOLD = "salon_booking", "hold"


@dataclass(frozen=True, slots=True)
class Hold:
    """A time that is kept while the customer makes up their mind, or was: see ``until``.

    :ivar booking: id of the row that keeps it.
    :ivar wish: what was wanted, see :func:`wish_of`.
    :ivar moving: id of the booking that was to be moved there; None for a new one.
    :ivar since: from when on it has been kept; aware.
    :ivar until: aware.
    """

    booking: int
    wish: str
    moving: int | None
    since: datetime
    until: datetime

    @classmethod
    def of(cls, turn: Turn) -> Hold | None:
        """The one of this conversation."""
        kept = turn.memory.get(_PLUGIN, {}).get(_HOLD)
        if kept is None:
            return None
        since, until = (datetime.fromisoformat(kept[name]) for name in ("since", "until"))
        return cls(kept["booking"], kept["wish"], kept["moving"], since, until)

    def number_at(self, now: datetime) -> int | None:
        """Id of the row that keeps it at a moment; None once it has lapsed.

        From then on anybody may have cleared the row away, and on SQLite the next row gets its id: what is
        kept for somebody else by now, maybe.
        """
        return self.booking if now < self.until else None

    def is_for(self, visit: Visit, moving: Booking | None) -> bool:
        """Whether it was kept for this.

        :param moving: the booking that is to be moved there.
        """
        return (self.wish, self.moving) == (wish_of(visit), None if moving is None else moving.id)

    def remember(self, turn: Turn) -> None:
        """Write it into the conversation's memory."""
        turn.memory.setdefault(_PLUGIN, {})[_HOLD] = {
            "booking": self.booking,
            "wish": self.wish,
            "moving": self.moving,
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
        }

    @staticmethod
    def forget(turn: Turn) -> None:
        """Strike it from there."""
        turn.memory.get(_PLUGIN, {}).pop(_HOLD, None)


def wish_of(visit: Visit) -> str:
    """A visit in one line, the same for the same wish."""
    parts = [f"{part.service.id}:{part.staff or ''}-{','.join(part.without)}" for part in visit.parts]
    return " ".join([f"{visit.day}T{visit.time}", *parts])
