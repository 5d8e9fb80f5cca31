"""The one place where bookings are made, moved and cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk import Conflict
from frontdesk.storage import Scope
from frontdesk_salon_booking.availability import Availability
from frontdesk_salon_booking.codes import new_code
from frontdesk_salon_booking.diary import Diary, with_segments
from frontdesk_salon_booking.entries import Entries
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment
from frontdesk_salon_booking.price import columns, total
from frontdesk_salon_booking.resources import resource_key
from frontdesk_salon_booking.slots import Start
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.units import pool_of
from frontdesk_salon_booking.visits import Stage, Visit, minutes_of_all, price_of, reach

__all__ = ["Booker", "Calendar"]

_CODE_TRIES = 5
_ALL_COLUMNS = tuple(Booking._meta.sorted_fields)


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


@dataclass(frozen=True, slots=True)
class _Claim:
    """A time that is this transaction's to take: its resources are locked, and it was free after that."""

    start: Start
    stages: tuple[Stage, ...]


class Calendar:
    """The calendar of one tenant, as one transaction sees it.

    What writes must run inside the outermost write transaction: it locks the resources in question, looks
    again, and only then writes. The database's own constraint stands behind that. That a time is taken is a
    result, not an error.

    :param scope: the tenant's part of the database.
    :param currency: ISO 4217 code of the prices; None where there are none.
    """

    def __init__(self, scope: Scope, timetable: Timetable, currency: str | None) -> None:
        self._scope = scope
        self._timetable = timetable
        self._now = timetable.now
        self._diary = Diary(scope, timetable.now)
        self._entries = Entries(scope, self._diary)
        self._currency = currency

    def availability(self, besides: Booking | None = None) -> Availability:
        """The free times.

        :param besides: a booking that does not count: the one that is being moved.
        """
        return Availability(self._diary, self._timetable, besides)

    def get(self, number: int) -> Booking | None:
        """A booking of the tenant by its id, or None."""
        found = self._scope.get(Booking, Booking.id == number)
        return found and with_segments(self._scope, [found])[0]

    def upcoming(self, contact_id: int) -> Sequence[Booking]:
        """A contact's bookings that lie ahead, the next one first."""
        return self._diary.upcoming(contact_id)

    def to_come(self, contact_id: int) -> Sequence[Booking]:
        """The same with the one that has begun and is not over."""
        return self._diary.to_come(contact_id)

    def last_visit(self, contact_id: int) -> Booking | None:
        """A contact's visit before this moment, the latest one; of somebody who is yet to come, the next."""
        return self._diary.last_visit(contact_id)

    def hold(self, visit: Visit, moving: Booking | None = None) -> None:
        """Lock the resources of a time and read what is taken of it, unless that was done already.

        Whoever knows that a time will be taken at once if it is free holds it before the first look: what is
        seen then is still so when the booking is written, and need not be read twice.

        :param moving: the booking that is being moved, which does not count.
        :raises OutsideTransaction: outside the outermost write transaction.
        """
        able = self.availability().able(visit.parts)
        start = self._timetable.start(minutes_of_all(visit.parts), visit.day, visit.time)
        if not all(able) or isinstance(start, Refusal):
            return
        staff = self.availability().chairs(visit.parts)
        since, until = reach(visit.parts, start.begin, start.end)
        if self._diary.holds(staff, since, until, moving):
            return
        # One order for all: whoever locks several waits for nobody who waits for them.
        self._scope.lock(*sorted({resource_key(pool_of(each)) for each in staff}))
        self._diary.open_at(staff, since, until, moving)

    def book(self, visit: Visit, booker: Booker, names: Sequence[str]) -> Booking | Refusal:
        """Take a time.

        Idempotent per message: called again for a message that has booked, it returns that booking.

        :param names: what the customer was told that the services are called, in their order.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: a constraint fired after all; the turn is to be run again.
        """
        self._scope.require_write()
        claim = self._claim(visit)
        if isinstance(claim, Refusal):
            # It may be taken by what this very message has booked.
            return self._made_by(booker.message_key) or claim
        booking, new = self._insert(
            booker.message_key,
            **self._times(claim),
            contact=booker.contact_id,
            conversation=booker.conversation_id,
            customer_name=booker.name,
            customer_phone=booker.phone,
            note=booker.note,
        )
        if new:
            booking.segments = self._entries.put(booking, claim.stages, names)
        return booking

    def move(self, booking: Booking, visit: Visit, **values: Any) -> Booking | Refusal:
        """Give a booking another time, in one update of the same row. Whoever had it keeps it, if free.

        :param values: what else is written about it.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: somebody changed the booking in between; the turn is to be run again.
        """
        self._scope.require_write()
        claim = self._claim(visit, moving=booking)
        if isinstance(claim, Refusal):
            return claim
        moved = self._change(booking, **self._times(claim), **values)
        # Not changed one by one: on its way each could come into the way of the next.
        self._scope.delete(Segment, Segment.booking == booking.id)
        names = [segment.service_name for segment in booking.segments]
        moved.segments = self._entries.put(moved, claim.stages, names)
        return moved

    def cancel(self, booking: Booking, by: str, **values: Any) -> Booking:
        """Give a booking's time back.

        :param by: ``customer`` or ``business``.
        :param values: what else is written about it.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: somebody changed the booking in between; the turn is to be run again.
        """
        cancelled = {"cancelled_at": self._now, "cancelled_by": by, **values}
        return self.settle(booking, BookingStatus.CANCELLED, **cancelled)

    def shorten(self, booking: Booking, kept: Sequence[Segment], **values: Any) -> Booking:
        """Take services out of a visit; what is left stays at its time, by the same people.

        Who has said that they are coming has said so for the hour at which it began.

        :param kept: the segments that are left, in their order; at least one.
        :param values: what else is written about it.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: somebody changed the booking in between; the turn is to be run again.
        """
        self._scope.require_write()
        wall = kept[0].start_ts.astimezone(ZoneInfo(booking.zone))
        if kept[0].start_ts != booking.start_ts:
            values = {**values, "confirmed_at": None}
        shortened = self._change(
            booking,
            start_ts=kept[0].start_ts,
            end_ts=kept[-1].end_ts,
            wall_start=f"{wall:%Y-%m-%dT%H:%M}",
            **columns(total(segment.agreed for segment in kept)),
            **values,
        )
        shortened.segments = self._entries.keep(booking, kept)
        return shortened

    def settle(self, booking: Booking, status: BookingStatus, **values: Any) -> Booking:
        """Write down what became of a booking. It never takes its time away from others again.

        :param values: what else is written about it.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: somebody changed the booking in between; it is to be looked at again.
        """
        self._scope.require_write()
        return self._change(booking, status=status.value, **values)

    def annotate(self, booking: Booking, **values: Any) -> Booking:
        """Write something about a booking that changes neither its time nor what became of it.

        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: somebody changed the booking in between; it is to be looked at again.
        """
        self._scope.require_write()
        return self._change(booking, **values)

    def _claim(self, visit: Visit, moving: Booking | None = None) -> _Claim | Refusal:
        self.hold(visit, moving)
        availability = self.availability(besides=moving)
        found = availability.look(visit)
        if isinstance(found, Refusal):
            return found
        keep = [segment.staff for segment in moving.segments] if moving else []
        stages = availability.stages(visit, found.start, keep)
        return Refusal.TAKEN if stages is None else _Claim(found.start, stages)

    def _times(self, claim: _Claim) -> dict[str, Any]:
        return {
            "start_ts": claim.start.begin,
            "end_ts": claim.stages[-1].end,
            "wall_start": f"{claim.start.day}T{claim.start.time}",
            "zone": self._timetable.zone.key,
            **columns(price_of(claim.stages)),
            "confirmed_at": None,
        }

    def _insert(self, message_key: int | None, **values: Any) -> tuple[Booking, bool]:
        """The booking, and whether it is new."""
        for _ in range(_CODE_TRIES):
            row = {
                "booking_code": new_code(),
                "status": BookingStatus.CONFIRMED.value,
                "currency": self._currency,
                "version": 1,
                "created_at": self._now,
                "updated_at": self._now,
                "message_key": message_key,
                **values,
            }
            made = self._scope.insert_many(Booking, [row], returning=_ALL_COLUMNS, or_nothing=True)
            if made:
                return made[0], True
            known = self._made_by(message_key)
            if known is not None:
                return known, False
        raise Conflict(f"a booking at {values['start_ts']} could not be inserted with {_CODE_TRIES} codes")

    def _made_by(self, message_key: int | None) -> Booking | None:
        """What a message has booked before: the turn runs again."""
        made = None if message_key is None else self._scope.get(Booking, Booking.message_key == message_key)
        return made and with_segments(self._scope, [made])[0]

    def _change(self, booking: Booking, **values: Any) -> Booking:
        changed = self._scope.update(
            Booking,
            Booking.id == booking.id,
            Booking.version == booking.version,
            version=booking.version + 1,
            updated_at=self._now,
            remind_at=None,
            **values,
        )
        self._diary.open_anew()
        if not changed:
            raise Conflict(f"booking {booking.id} is no longer at version {booking.version}")
        after: Booking | None = self._scope.get(Booking, Booking.id == booking.id)
        if after is None:
            raise AssertionError(f"booking {booking.id} was just changed, and is not there")
        after.segments = booking.segments
        return after
