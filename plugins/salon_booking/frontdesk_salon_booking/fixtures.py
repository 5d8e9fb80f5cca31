"""Bookings in conversation scripts: given before, looked at afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import chain
from typing import TYPE_CHECKING, Any

from frontdesk import Fixture
from frontdesk.storage import Scope
from frontdesk_salon_booking.classes import class_key, classes_of
from frontdesk_salon_booking.codes import new_code
from frontdesk_salon_booking.config import SalonBooking, Service, name_in
from frontdesk_salon_booking.diary import Diary, with_segments
from frontdesk_salon_booking.entries import Entries
from frontdesk_salon_booking.hours import instant, minutes_of
from frontdesk_salon_booking.models import Booking, BookingStatus
from frontdesk_salon_booking.price import columns
from frontdesk_salon_booking.units import choose
from frontdesk_salon_booking.visits import Stage

if TYPE_CHECKING:
    from frontdesk import Bot

__all__ = ["Bookings"]

_KEYS = frozenset({"service", "day", "time", "staff", "code", "name", "status"})


class Bookings(Fixture):
    """``given: {bookings: [{service: manicure, day: 2026-11-27, time: "14:00", code: K7M3QP}]}``.

    ``service``, ``day`` and ``time`` are needed. ``staff`` is the first who does it. With
    ``status: held`` it is only kept for somebody, from now on; what is kept is not looked at afterwards.
    """

    name = "bookings"

    def put(self, scope: Scope, bot: Bot, contact: int | None, row: Mapping[str, Any], now: datetime) -> None:
        """Enter a booking; in the past and outside opening hours too."""
        section = bot.section(SalonBooking)
        service, begin = self._read(section, bot, row)
        stage = Stage.at(service, row.get("staff") or section.who_does(service)[0], begin)
        status = BookingStatus(row.get("status", BookingStatus.CONFIRMED))
        stage = _seated(scope, section, stage, now)
        held_for = timedelta(minutes=section.hold_minutes)
        until = now + held_for if status is BookingStatus.HELD else None
        booking = scope.insert(
            Booking,
            booking_code=row.get("code") or new_code(),
            contact=contact,
            start_ts=stage.begin,
            end_ts=stage.end,
            wall_start=f"{_day(row)}T{row['time']}",
            zone=bot.zone.key,
            status=status.value,
            **columns(stage.service.price),
            currency=bot.currency,
            customer_name=row.get("name"),
            version=1,
            created_at=now,
            updated_at=now,
            hold_until=until,
        )
        diary = Diary(scope, now)
        [made] = scope.rows(scope.select(Booking).where(Booking.id == booking))
        Entries(scope, diary).put(made, [stage], [name_in(service.name, bot.default_language)])

    def look(self, scope: Scope, bot: Bot) -> Sequence[Mapping[str, Any]]:
        """All bookings, in order of time."""
        booked = scope.select(Booking).where(Booking.status != BookingStatus.HELD)
        rows = with_segments(scope, scope.rows(booked.order_by(Booking.start_ts, Booking.id)))
        return [
            {
                "contact": row.contact_id,  # type: ignore[attr-defined]
                "service": "+".join(segment.service for segment in row.segments),
                "day": row.wall_start[:10],
                "time": row.wall_start[11:],
                "staff": "+".join(segment.staff for segment in row.segments),
                "code": row.booking_code,
                "name": scope.reveal(row, Booking.customer_name),
                "status": row.status,
            }
            for row in rows
        ]

    def _read(self, section: SalonBooking, bot: Bot, row: Mapping[str, Any]) -> tuple[Service, datetime]:
        strange = sorted(set(row) - _KEYS)
        if strange:
            raise ValueError(f"a booking has no {strange[0]!r}; it has {', '.join(sorted(_KEYS))}")
        missing = [key for key in ("service", "day", "time") if not row.get(key)]
        if missing:
            raise ValueError(f"a booking needs {missing[0]!r}")
        service = section.service(str(row["service"]))
        if service is None:
            known = ", ".join(each.id for each in section.services)
            raise ValueError(f"there is no service {row['service']!r}; there are: {known}")
        begin = instant(_day(row), minutes_of(str(row["time"])), bot.zone)
        if begin is None:
            raise ValueError(f"there is no {row['time']} on {row['day']}: the clocks go forward over it")
        return service, begin


def _seated(scope: Scope, section: SalonBooking, stage: Stage, now: datetime) -> Stage:
    """The stage with a seat in its class and with what it needs: the first ones where none is free."""
    needs, since, until = section.units_for(stage.service), stage.busy_from, stage.busy_to
    chairs, diary = (stage.staff, *chain.from_iterable(needs)), Diary(scope, now)
    seat = None
    if stage.service.places > 1:
        seat, key = 1, class_key(stage.service.id, stage.staff, stage.begin)
        joined = classes_of(diary.sittings(chairs, since, until), chairs[1:]).get(key)
        if joined is not None:
            seat = joined.free_seat(stage.service.places)
            return stage._replace(units=joined.units, seat=seat)
    units = choose((since, until), needs, diary.taken(chairs, since, until), ()) if needs else ()
    return stage._replace(units=units or tuple(each[0] for each in needs), seat=seat)


def _day(row: Mapping[str, Any]) -> date:
    day = row["day"]
    return day if isinstance(day, date) else date.fromisoformat(str(day))
