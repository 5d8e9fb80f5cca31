"""Bookings that staff makes and changes, by way of the admin routes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from frontdesk import Conflict, Event, FieldError, HttpProblem, PageWanted, Tenant, invalid_body
from frontdesk_salon_booking.booking_bodies import BookingBody, ChangeBody, SegmentBody
from frontdesk_salon_booking.booking_filters import BookingFilter
from frontdesk_salon_booking.booking_items import booking_item
from frontdesk_salon_booking.calendar import Booker, Calendar
from frontdesk_salon_booking.config import SalonBooking, name_in
from frontdesk_salon_booking.days import wall_of
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.events import BookingCancelled, BookingCreated, BookingMoved
from frontdesk_salon_booking.models import LIVE, Booking, BookingStatus
from frontdesk_salon_booking.phones import e164
from frontdesk_salon_booking.slots import nearest
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.visits import Part, Visit, parts_of, visit_of
from frontdesk_salon_booking.walk_ins import overlaps_done

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["WHY", "StaffDesk"]

#: So often a write that somebody came in between of is tried again.
_TRIES = 3
_MOST_ALTERNATIVES = 3
#: What can only be said of a visit that has begun.
_AFTERWARDS = (BookingStatus.COMPLETED, BookingStatus.NO_SHOW)
_LOOKAHEAD = timedelta(days=14)

T = TypeVar("T")


class StaffDesk:
    """One business's calendar, for its staff.

    Staff may book at any minute of the opening hours and until the last moment, but nothing that is taken.

    :raises HttpProblem: from every method, where what is wanted cannot be had.
    """

    def __init__(self, desk: Desk, tenant: Tenant) -> None:
        self._desk = desk
        self._tenant = tenant
        self._bot = desk.bots.for_tenant(tenant)
        self._scope = desk.storage.scope(tenant.id)

    def page(self, wanted: PageWanted, shown: BookingFilter) -> dict[str, Any]:
        """A page of the bookings that are to be shown, the newest first."""
        query = self._scope.select(Booking).where(*shown.conditions(self._bot.zone))
        page = self._scope.page(query, wanted.limit, wanted.cursor)
        bookings = with_segments(self._scope, page.items)
        return {"items": [booking_item(self._scope, booking) for booking in bookings], "next": page.next}

    def get(self, number: int) -> dict[str, Any]:
        """One booking."""
        return booking_item(self._scope, self._booking(self._calendar(), number))

    def book(self, body: BookingBody) -> dict[str, Any]:
        """Make a booking."""
        parts = self._parts(body)
        given = body.customer_phone
        phone = None if given is None else e164(given, self._bot.default_language, "#/customer_phone")
        names = [name_in(part.service.name, self._bot.default_language) for part in parts]
        booker = Booker(None, name=body.customer_name.strip(), phone=phone, note=body.note or None)

        def make() -> tuple[Booking, list[Event]]:
            calendar = self._calendar()
            visit = visit_of(parts, *self._wall(body.start))
            booking = self._not_twice(calendar.book(visit, booker, names))
            if isinstance(booking, Refusal):
                raise self._refused(calendar, visit, booking)
            return booking, [BookingCreated(self._tenant.id, booking.id)]

        return booking_item(self._scope, self._write(make))

    def change(self, number: int, body: ChangeBody) -> dict[str, Any]:
        """Change a booking, if it is still the one that was looked at."""

        def make() -> tuple[Booking, list[Event]]:
            calendar = self._calendar()
            booking = self._booking(calendar, number)
            if booking.version != body.version:
                detail = f"It is at version {booking.version} now: look at it again."
                members = {"version": booking.version}
                raise HttpProblem(412, "Precondition Failed", detail, members=members)
            events: list[Event] = []
            values = body.said
            if body.start is not None:
                booking = self._moved(calendar, booking, body.start, values)
                events.append(BookingMoved(self._tenant.id, booking.id))
            elif body.status in (None, booking.status):
                booking = calendar.annotate(booking, **values) if values else booking
            else:
                booking = self._settled(calendar, booking, BookingStatus(body.status or ""), values, events)
            return booking, events

        return booking_item(self._scope, self._write(make))

    def _moved(
        self, calendar: Calendar, booking: Booking, start: datetime, values: dict[str, Any]
    ) -> Booking:
        if booking.status not in LIVE or booking.end_ts <= self._desk.clock.now():
            raise _final(booking)
        visit = visit_of(parts_of(booking, self._section), *self._wall(start))
        moved = self._not_twice(calendar.move(booking, visit, **values))
        if isinstance(moved, Refusal):
            raise self._refused(calendar, visit, moved, booking)
        return moved

    def _not_twice(self, booked: Booking | Refusal) -> Booking | Refusal:
        """The booking, unless it is entered into a time in which something else was done.

        Whoever raises for the refusal has it rolled back.
        """
        if isinstance(booked, Refusal) or booked.start_ts >= self._desk.clock.now():
            return booked
        return Refusal.TAKEN if overlaps_done(self._scope, booked) else booked

    def _settled(
        self,
        calendar: Calendar,
        booking: Booking,
        status: BookingStatus,
        values: dict[str, Any],
        events: list[Event],
    ) -> Booking:
        """The booking with what became of it."""
        now = self._desk.clock.now()
        if booking.status == BookingStatus.CANCELLED:
            raise _final(booking)
        if status in _AFTERWARDS and booking.start_ts > now:
            raise HttpProblem(409, "Too early", "It has not begun yet.", members={"reason": "not_begun"})
        if status is BookingStatus.CANCELLED:
            if booking.status not in LIVE or booking.end_ts <= now:
                raise _final(booking)
            events.append(BookingCancelled(self._tenant.id, booking.id))
            return calendar.cancel(booking, "business", **values)
        if status is BookingStatus.CONFIRMED:
            raise _final(booking)
        return calendar.settle(booking, status, **values)

    @cached_property
    def _section(self) -> SalonBooking:
        try:
            return self._bot.section(SalonBooking)
        except LookupError:
            detail = f"The bot '{self._bot.id}' of this salon does not enable salon_booking."
            raise HttpProblem(404, "Not Found", detail) from None

    def _write(self, make: Callable[[], tuple[Booking, list[Event]]]) -> Booking:
        """Run it in a transaction, again where somebody came in between; then tell what happened."""
        for _ in range(_TRIES):
            try:
                with self._desk.storage.write():
                    booking, events = make()
            except Conflict:
                continue
            self._desk.publish(events)
            return booking
        raise HttpProblem(503, "Busy", "Others are booking the same time; try again.", retry_after=1)

    def _calendar(self) -> Calendar:
        now = self._desk.clock.now()
        timetable = Timetable(self._section, self._bot.zone, now, by_staff=True)
        return Calendar(self._scope, timetable, self._bot.currency)

    def _booking(self, calendar: Calendar, number: int) -> Booking:
        booking = calendar.get(number)
        if booking is None:
            raise HttpProblem(404, "Not Found", "There is no booking of this id.")
        return booking

    def _parts(self, body: BookingBody) -> tuple[Part, ...]:
        errors: list[FieldError] = []
        parts: list[Part] = []
        for pointer, wanted in body.parts:
            part = self._part(pointer, wanted, errors)
            if part is not None:
                parts.append(part)
        if errors:
            raise invalid_body(*errors)
        return tuple(parts)

    def _part(self, pointer: str, wanted: SegmentBody, errors: list[FieldError]) -> Part | None:
        service = self._section.service(wanted.service)
        if service is None:
            known = ", ".join(each.id for each in self._section.services)
            errors.append(FieldError(f"{pointer}/service", f"is no service; there are: {known}"))
            return None
        able = self._section.who_does(service)
        if wanted.staff is not None and wanted.staff not in able:
            names = ", ".join(filter(None, able)) or "nobody in particular"
            errors.append(FieldError(f"{pointer}/staff", f"does not do '{service.id}'; who does: {names}"))
        return Part(service, wanted.staff)

    def _wall(self, start: datetime) -> tuple[date, str]:
        """Day and time on the business's wall."""
        try:
            return wall_of(start, self._bot.zone)
        except ValueError as error:
            raise invalid_body(FieldError("#/start", str(error))) from None

    def _refused(
        self, calendar: Calendar, visit: Visit, refusal: Refusal, moving: Booking | None = None
    ) -> HttpProblem:
        """Why not, and what can be had instead."""
        members = {"reason": str(refusal), "alternatives": self._alternatives(calendar, visit, moving)}
        return HttpProblem(409, "Not available", WHY[refusal], members=members)

    def _alternatives(
        self, calendar: Calendar, visit: Visit, moving: Booking | None
    ) -> Sequence[dict[str, Any]]:
        availability = calendar.availability(besides=moving)
        free = availability.near(visit, visit.day + _LOOKAHEAD, _MOST_ALTERNATIVES)
        slots = nearest(free, visit.day, visit.time, _MOST_ALTERNATIVES)
        if visit.staff is not None:
            by_another = availability.look(replace(visit, staff=None))
            slots = slots if isinstance(by_another, Refusal) else [by_another, *slots[:-1]]
        return [
            {"start": slot.start.begin.astimezone(self._bot.zone).isoformat(), "staff": slot.staff[0] or None}
            for slot in slots
        ]


def _final(booking: Booking) -> HttpProblem:
    members = {"reason": "final", "status": booking.status}
    detail = "What is over or cancelled cannot be changed to that."
    return HttpProblem(409, "Final", detail, members=members)


#: What staff is told of each.
WHY = {
    Refusal.PAST: "That time has passed.",
    Refusal.TOO_SOON: "That is too soon.",
    Refusal.TOO_FAR: "That is beyond the days that can be booked (horizon_days).",
    Refusal.CLOSED_DAY: "The business is closed on that day.",
    Refusal.CLOSED_TIME: "The business is closed at that time.",
    Refusal.ENDS_LATE: "It would not be over by closing time.",
    Refusal.OFF_GRID: "Appointments begin at other minutes.",
    Refusal.SKIPPED: "The clocks go forward over that time.",
    Refusal.AWAY: "Whoever could do it does not work on that day.",
    Refusal.OFF_SHIFT: "Whoever could do it does not work at that time.",
    Refusal.TAKEN: "That time is taken.",
}
