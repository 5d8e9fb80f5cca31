"""Time that is taken in other calendars, as a plugin reads them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["BusyCalendar", "BusySource", "BusyTime", "BusyWanted", "CalendarUnread"]


@dataclass(frozen=True, slots=True)
class BusyCalendar:
    """A calendar outside frontdesk that somebody of a business keeps.

    :ivar tenant: id of the business.
    :ivar key: which one of the source's it is; 1 to 64 characters that stay the same, and tell nothing: no
        address, no name.
    :ivar staff: id in the bot definition of the one whose time it takes; empty for the one chair of a
        business that names nobody.
    """

    tenant: str
    key: str
    staff: str = ""


@dataclass(frozen=True, slots=True, order=True)
class BusyTime:
    """A stretch of time that is taken there.

    What it is for is nobody's business: it is not asked, and nothing of it is kept.

    :ivar begin: aware; so is ``end``, when the time is free again.
    """

    begin: datetime
    end: datetime


class CalendarUnread(Exception):
    """A calendar could not be read; what was last read of it goes on to hold.

    :param code: a word for machines and metrics: ``unreachable``, ``refused``, ``not_a_calendar``.
    :param detail: for whoever runs the business: what is wrong, and what to do. Without the address.
    """

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True, slots=True)
class BusyWanted:
    """What a source is asked for.

    :ivar calendar: one of those that it has named.
    :ivar since: from when on what is taken counts; aware.
    :ivar until: until when; aware.
    :ivar zone: IANA name of the business's time zone, for calendars that do not say which is theirs.
    :ivar known: whether what was read last still holds, so that a source may answer that nothing has changed.
    """

    calendar: BusyCalendar
    since: datetime
    until: datetime
    zone: str
    known: bool = False


class BusySource(ABC):
    """Reads calendars outside frontdesk: those of Google, of Outlook, of another program in the business."""

    #: Unique within the plugin.
    name: str

    @abstractmethod
    def calendars(self, desk: Desk) -> Sequence[BusyCalendar]:
        """The calendars of the whole installation that are to be read.

        Called about every minute in a worker thread, outside any transaction: it asks the database at most.
        """

    @abstractmethod
    def read(self, desk: Desk, wanted: BusyWanted) -> Sequence[BusyTime] | None:
        """What is taken of a stretch of time. Called in a worker thread, outside any transaction.

        It may take seconds, and must end by itself: no network without a time-out. Stretches may overlap,
        come in any order and reach beyond what was asked for.

        :return: the stretches; None where it knows that nothing has changed since the last time, and
            ``wanted.known`` is true.
        :raises CalendarUnread: it cannot be read now.
        """
