"""What the customer has said so far about when and by whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from frontdesk_salon_booking.config import SalonBooking, Service
from frontdesk_salon_booking.forms import ANY
from frontdesk_salon_booking.hours import minutes_of
from frontdesk_salon_booking.visits import Part, Parts, Visit

__all__ = ["Wish"]


@dataclass(frozen=True, slots=True)
class Wish:
    """A form's values, read.

    :ivar staff: id of the one who shall do it; None for whoever is free.
    :ivar without: ids of those who shall not.
    :ivar day: None while it is open.
    :ivar first: the first of the days it may be; None for any. So is ``last`` the last.
    :ivar time: None while it is open.
    :ivar further: what is done after the service, without a pause.
    :ivar since: minutes after midnight, the earliest time it may be. ``until`` is the first that is too late.
    """

    service: Service | None = None
    staff: str | None = None
    day: date | None = None
    first: date | None = None
    last: date | None = None
    time: str | None = None
    since: int = 0
    until: int = 24 * 60
    further: Parts = ()
    without: tuple[str, ...] = ()

    @classmethod
    def read(cls, values: Mapping[str, Any], section: SalonBooking) -> Wish:
        """The wish in a form's values."""
        staff = values.get("staff")
        ruled_out = staff["not"] if isinstance(staff, dict) else ()
        day, time = values.get("day"), values.get("time")
        days = day if day and isinstance(day, dict) else {}
        window = time if time and isinstance(time, dict) else {}
        exact_day = date.fromisoformat(day) if day and isinstance(day, str) else None
        return cls(
            service=section.service(str(values.get("service"))),
            staff=None if ruled_out or staff in (None, "", ANY) else str(staff),
            without=tuple(ruled_out),
            day=exact_day,
            first=exact_day or _date(days.get("from")),
            last=exact_day or _date(days.get("to")),
            time=time if time and isinstance(time, str) else None,
            since=minutes_of(window["from"]) if window.get("from") else 0,
            until=minutes_of(window["to"]) if window.get("to") else 24 * 60,
        )

    def along_with(self, requests: Sequence[Mapping[str, Any]], section: SalonBooking) -> Wish:
        """The same with the requests that name nothing but a service: they are for the same visit.

        Not what has a day or an hour of its own, nor the same service again, which is for somebody else.
        """
        if self.service is None:
            return self
        further: list[Part] = []
        for request in requests:
            service = section.service(str(request.get("service")))
            known = {self.service.id, *(part.service.id for part in further)}
            if service is None or request.keys() != {"service"} or service.id in known:
                break
            further.append(Part(service, without=self.without))
        return replace(self, further=tuple(further))

    @property
    def parts(self) -> Parts:
        """All services; none while the first is open."""
        return () if self.service is None else (Part(self.service, self.staff, self.without), *self.further)

    @property
    def visit(self) -> Visit | None:
        """The whole wish, where nothing of it is open."""
        if self.service is None or self.day is None or self.time is None:
            return None
        return Visit(self.service, self.day, self.time, self.staff, self.further, self.without)

    def at_any_time(self) -> Wish:
        """The same, with the time of day left open."""
        return replace(self, time=None, since=0, until=24 * 60)

    def allows(self, time: str) -> bool:
        """Whether a time of day will do."""
        if self.time is not None:
            return time == self.time
        if self.until - self.since == 24 * 60:
            return True
        minutes = minutes_of(time)
        if self.since < self.until:
            return self.since <= minutes < self.until
        return minutes >= self.since or minutes < self.until


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
