"""Bookings as a file that calendars read (iCalendar, RFC 5545). Pure: no database."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

__all__ = ["CalendarFile", "Entry", "uid_of"]

#: How often calendars are asked to look again. Those of Google decide for themselves.
_REFRESH = timedelta(minutes=15)
_PRODID = "-//frontdesk//salon_booking//EN"
#: Ids are made of what they stand for within this namespace, so that they are the same in every file.
_NAMESPACE = uuid.UUID("6d4ad4a5-7c0f-5a0e-9d5c-3f2f0f6f1a11")
#: Characters that the format does not know.
_CONTROLS = dict.fromkeys([*range(32), 127])


def uid_of(key: str) -> str:
    """What an entry is called in every file that it stands in.

    :param key: :attr:`Entry.key`.
    """
    return str(uuid.uuid5(_NAMESPACE, key))


@dataclass(frozen=True, slots=True)
class Entry:
    """A service at a time, as a calendar shows it.

    :ivar key: what tells it from all others anywhere; stays when it is moved or cancelled.
    :ivar begin: aware, UTC; so are ``end`` and ``changed``, when it was changed last.
    :ivar version: of the booking: 1 at first, grows with every change.
    :ivar note: more about it, and ``category`` the kind of service that it is; empty for nothing.
    """

    key: str
    title: str
    begin: datetime
    end: datetime
    changed: datetime
    version: int
    cancelled: bool = False
    note: str = ""
    category: str = ""

    def component(self) -> Event:
        """The entry as a component of a calendar."""
        event = Event()
        event.add("uid", uid_of(self.key))
        # When it was changed, not when the file was made: a calendar that says the same is the same file.
        event.add("dtstamp", self.changed.replace(microsecond=0))
        event.add("last-modified", self.changed.replace(microsecond=0))
        event.add("sequence", self.version - 1)
        event.add("dtstart", self.begin)
        event.add("dtend", self.end)
        event.add("summary", self.title.translate(_CONTROLS))
        if self.note:
            event.add("description", self.note.translate(_CONTROLS))
        if self.category:
            event.add("categories", [self.category.translate(_CONTROLS)])
        event.add("status", "CANCELLED" if self.cancelled else "CONFIRMED")
        event.add("transp", "TRANSPARENT" if self.cancelled else "OPAQUE")
        return event


@dataclass(frozen=True, slots=True)
class CalendarFile:
    """A calendar.

    Times are written in UTC: each entry takes place once, so that there is no rule which a time zone would
    be needed for, a phone shows them on its own clock, and no description of a time zone can be out of date.

    :ivar name: of what is subscribed to; None for entries that are put into a calendar of the reader's.
    :ivar zone: IANA name of the business's time zone, for calendars that show one.
    :ivar entries: in order.
    """

    name: str | None
    zone: str
    entries: Sequence[Entry]

    @property
    def etag(self) -> str:
        """The same for files that are the same; made without making the file."""
        content = (_PRODID, self.name, self.zone, *map(astuple, self.entries))
        return sha256(repr(content).encode()).hexdigest()[:32]

    def content(self) -> bytes:
        """The file."""
        calendar = Calendar()
        calendar.add("prodid", _PRODID)
        calendar.add("version", "2.0")
        if self.name is not None:
            calendar.add("name", self.name)
            calendar.add("x-wr-calname", self.name)
            calendar.add("x-wr-timezone", self.zone)
            calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
            calendar.add("x-published-ttl", "PT15M")
        for entry in self.entries:
            calendar.add_component(entry.component())
        content: bytes = calendar.to_ical()
        return content
