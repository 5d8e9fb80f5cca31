"""Which bookings a list holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from peewee import SQL, fn

from frontdesk import HttpProblem
from frontdesk_salon_booking.days import begin_of, end_of
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment

__all__ = ["BookingFilter", "day_of"]


@dataclass(frozen=True, slots=True)
class BookingFilter:
    """``?from=&to=&staff=&service=&status=``; what is not given leaves nothing out.

    :ivar first: the first day on which bookings may begin, on the business's wall; ``last`` the last one.
    :ivar staff: id of who does at least one service of them; with ``service``, who does that one.
    :ivar service: id of a service that is among theirs.
    :ivar statuses: what may have become of them.
    """

    first: date | None = None
    last: date | None = None
    staff: str | None = None
    service: str | None = None
    statuses: tuple[BookingStatus, ...] = ()

    @classmethod
    def of(cls, query: Mapping[str, str]) -> BookingFilter:
        """Read it from a query.

        :raises HttpProblem: 400, a day is none, or a status is not known.
        """
        first, last = (day_of(query[name], name) if query.get(name) else None for name in ("from", "to"))
        if first is not None and last is not None and first > last:
            raise HttpProblem(400, "Bad days", "from lies behind to; swap them.")
        statuses = tuple(_status(name) for name in query.get("status", "").split(",") if name)
        return cls(first, last, query.get("staff") or None, query.get("service") or None, statuses)

    def conditions(self, zone: ZoneInfo) -> Iterator[Any]:
        """The same for a query of bookings. What is only kept for somebody is in none.

        :param zone: of the business, whose days are meant.
        """
        yield Booking.status != BookingStatus.HELD
        if self.first is not None:
            yield Booking.start_ts >= begin_of(self.first, zone)
        if self.last is not None:
            yield Booking.start_ts < end_of(self.last, zone)
        if self.statuses:
            yield Booking.status.in_([status.value for status in self.statuses])
        parts = [
            column == wanted
            for column, wanted in ((Segment.staff, self.staff), (Segment.service, self.service))
            if wanted is not None
        ]
        if parts:
            yield fn.EXISTS(Segment.select(SQL("1")).where(Segment.booking == Booking.id, *parts))


def day_of(given: str, name: str) -> date:
    """The day that a request names.

    :param name: what the request calls it.
    :raises HttpProblem: 400, it is none, or so far away that it cannot be in any calendar.
    """
    try:
        day = date.fromisoformat(given)
    except ValueError:
        day = date.max
    # What lies at the very end of the calendar has no days around it.
    if not 1900 <= day.year < 9000:
        raise HttpProblem(400, "Bad day", f"{name} is a day such as 2026-11-23.")
    return day


def _status(given: str) -> BookingStatus:
    try:
        return BookingStatus(given)
    except ValueError:
        known = ", ".join(BookingStatus)
        raise HttpProblem(400, "Bad status", f"status is one or more of {known}, with commas.") from None
