"""The one place where bookings are made, moved and cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from frontdesk import Conflict
from frontdesk.storage import Scope
from frontdesk_salon_booking.availability import Availability, Visit
from frontdesk_salon_booking.codes import new_code
from frontdesk_salon_booking.diary import Diary
from frontdesk_salon_booking.models import LIVE, Booking, BookingStatus
from frontdesk_salon_booking.resources import resource_key
from frontdesk_salon_booking.slots import Start
from frontdesk_salon_booking.timetable import Refusal, Timetable

__all__ = ["Booker", "Calendar"]

_CODE_TRIES = 5
_ALL_COLUMNS = tuple(Booking._meta.sorted_fields)


@dataclass(frozen=True, slots=True)
class Booker:
    """Who books.

    :ivar phone: E.164 with a leading plus, or None.
    :ivar message_key: the inbound message that asks for it: one message books once.
    """

    contact_id: int | None
    name: str | None = field(default=None, repr=False)
    phone: str | None = field(default=None, repr=False)
    conversation_id: int | None = None
    message_key: int | None = None


@dataclass(frozen=True, slots=True)
class _Claim:
    """A time that is this transaction's to take: its resources are locked, and it was free after that."""

    start: Start
    staff: str


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
        self._currency = currency

    def availability(self, besides: Booking | None = None) -> Availability:
        """The free times.

        :param besides: a booking that does not count: the one that is being moved.
        """
        return Availability(self._diary, self._timetable, besides)

    def upcoming(self, contact_id: int) -> Sequence[Booking]:
        """A contact's bookings that lie ahead, the next one first."""
        return self._diary.upcoming(contact_id)

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
        staff = self.availability().staff_for(visit.service, visit.staff)
        start = self._timetable.start(visit.service.minutes, visit.day, visit.time)
        if not staff or isinstance(start, Refusal) or self._diary.holds(start, staff, moving):
            return
        self._scope.lock(*sorted(resource_key(member) for member in staff))
        self._diary.open_at(start, staff, moving)

    def book(self, visit: Visit, booker: Booker, service_name: str) -> Booking | Refusal:
        """Take a time.

        Idempotent per message: called again for a message that has booked, it returns that booking.

        :param service_name: what the customer was told that it is called.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: a constraint fired after all; the turn is to be run again.
        """
        self._scope.require_write()
        claim = self._claim(visit)
        if isinstance(claim, Refusal):
            # It may be taken by what this very message has booked.
            return self._made_by(booker.message_key) or claim
        return self._insert(
            booker.message_key,
            **self._times(claim),
            contact=booker.contact_id,
            conversation=booker.conversation_id,
            customer_name=booker.name,
            customer_phone=booker.phone,
            service=visit.service.id,
            service_name=service_name,
            price=visit.service.price,
        )

    def move(self, booking: Booking, visit: Visit) -> Booking | Refusal:
        """Give a booking another time, in one update of the same row. Whoever had it keeps it, if free.

        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: somebody changed the booking in between; the turn is to be run again.
        """
        self._scope.require_write()
        claim = self._claim(visit, moving=booking)
        if isinstance(claim, Refusal):
            return claim
        return self._change(booking, **self._times(claim))

    def cancel(self, booking: Booking, by: str) -> Booking:
        """Give a booking's time back.

        :param by: ``customer`` or ``business``.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: somebody changed the booking in between; the turn is to be run again.
        """
        self._scope.require_write()
        return self._change(
            booking, status=BookingStatus.CANCELLED.value, cancelled_at=self._now, cancelled_by=by
        )

    def _claim(self, visit: Visit, moving: Booking | None = None) -> _Claim | Refusal:
        self.hold(visit, moving)
        found = self.availability(besides=moving).look(visit)
        if isinstance(found, Refusal):
            return found
        stays = moving is not None and moving.staff in found.staff
        return _Claim(found.start, moving.staff if moving and stays else found.staff[0])

    def _times(self, claim: _Claim) -> dict[str, Any]:
        return {
            "staff": claim.staff,
            "resource": self._diary.resource(claim.staff),
            "start_ts": claim.start.begin,
            "end_ts": claim.start.end,
            "busy_from": claim.start.begin,
            "busy_to": claim.start.end,
            "wall_start": f"{claim.start.day}T{claim.start.time}",
            "zone": self._timetable.zone.key,
        }

    def _insert(self, message_key: int | None, **values: Any) -> Booking:
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
            self._diary.open_anew()
            booking: Booking | None = made[0] if made else self._made_by(message_key)
            if booking is not None:
                return booking
        raise Conflict(f"a booking at {values['start_ts']} could not be inserted with {_CODE_TRIES} codes")

    def _made_by(self, message_key: int | None) -> Booking | None:
        """What a message has booked before: the turn runs again."""
        return None if message_key is None else self._scope.get(Booking, Booking.message_key == message_key)

    def _change(self, booking: Booking, **values: Any) -> Booking:
        changed = self._scope.update(
            Booking,
            Booking.id == booking.id,
            Booking.version == booking.version,
            Booking.status.in_(LIVE),
            version=booking.version + 1,
            updated_at=self._now,
            **values,
        )
        self._diary.open_anew()
        if not changed:
            raise Conflict(f"booking {booking.id} is no longer at version {booking.version}")
        after: Booking | None = self._scope.get(Booking, Booking.id == booking.id)
        if after is None:
            raise AssertionError(f"booking {booking.id} was just changed, and is not there")
        return after
