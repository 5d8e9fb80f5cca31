"""The one place where bookings are made, moved and cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.storage import Scope
from frontdesk_salon_booking.availability import Availability
from frontdesk_salon_booking.beside import beside
from frontdesk_salon_booking.booker import Booker
from frontdesk_salon_booking.claim import Claim
from frontdesk_salon_booking.diary import Diary, with_segments
from frontdesk_salon_booking.entries import Entries
from frontdesk_salon_booking.ledger import Ledger
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment
from frontdesk_salon_booking.price import columns, total
from frontdesk_salon_booking.resources import resource_key
from frontdesk_salon_booking.timetable import Refusal, Timetable
from frontdesk_salon_booking.units import pool_of
from frontdesk_salon_booking.visits import Visit, minutes_of_all, price_of, reach

__all__ = ["Booker", "Calendar"]


class Calendar:
    """The calendar of one tenant, as one transaction sees it.

    What writes must run inside the outermost write transaction: it locks the resources in question, looks
    again, and only then writes. The database's own constraint stands behind that. That a time is taken is a
    result, not an error.

    :param scope: the tenant's part of the database.
    :param currency: ISO 4217 code of the prices; None where there are none.
    :param hold: id of the booking that is kept for whoever asks (:meth:`keep`): its time is free for them.
    """

    def __init__(
        self, scope: Scope, timetable: Timetable, currency: str | None, hold: int | None = None
    ) -> None:
        self._scope = scope
        self._timetable = timetable
        self._now = timetable.now
        self._diary = Diary(scope, timetable.now, hold)
        self._entries = Entries(scope, self._diary)
        self._ledger = Ledger(scope, timetable.now, currency)
        self._hold = hold

    def availability(self, besides: Booking | None = None) -> Availability:
        """The free times.

        :param besides: a booking that does not count: the one that is being moved.
        """
        return Availability(self._diary, self._timetable, besides)

    def get(self, number: int) -> Booking | None:
        """A booking of the tenant by its id, or None. What is only kept for somebody is none."""
        found = self._scope.get(Booking, Booking.id == number)
        if found is None or found.status == BookingStatus.HELD:
            return None
        return with_segments(self._scope, [found])[0]

    def upcoming(self, contact_id: int) -> Sequence[Booking]:
        """A contact's bookings that lie ahead, the next one first."""
        return self._diary.upcoming(contact_id)

    def to_come(self, contact_id: int) -> Sequence[Booking]:
        """The same with the one that has begun and is not over."""
        return self._diary.to_come(contact_id)

    def last_visit(self, contact_id: int) -> Booking | None:
        """A contact's visit before this moment, the latest one; of somebody who is yet to come, the next."""
        return self._diary.last_visit(contact_id)

    def lock(self, visit: Visit, moving: Booking | None = None) -> None:
        """Lock the resources of a time and read what is taken of it, unless that was done already.

        Whoever knows that a time will be taken at once if it is free locks it before the first look: what is
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
            return self._ledger.made_by(booker.message_key) or claim
        values = {
            **self._times(claim),
            "contact": booker.contact_id,
            "conversation": booker.conversation_id,
            "customer_name": booker.name,
            "customer_phone": booker.phone,
            "note": booker.note,
        }
        booking, new = self._confirm(booker, values) or self._ledger.insert(booker.message_key, **values)
        if new:
            booking.segments = self._entries.put(booking, claim.stages, names)
        return booking

    def keep(
        self,
        visit: Visit,
        booker: Booker,
        names: Sequence[str],
        until: datetime,
        *,
        moving: Booking | None = None,
    ) -> Booking | Refusal:
        """Keep a time for a conversation that makes up its mind, instead of what was kept for it before.

        It is taken from everybody else until the moment named, and then from nobody: :meth:`book` turns it
        into a booking.

        :param names: what the customer was told that the services are called, in their order.
        :param until: aware.
        :param moving: the booking that is to be moved there. It keeps its own time: what of the new one lies
            outside that is kept beside it.
        :raises OutsideTransaction: outside the outermost write transaction.
        :raises Conflict: a constraint fired after all; the turn is to be run again.
        """
        self._scope.require_write()
        claim = self._claim(visit, moving)
        if isinstance(claim, Refusal):
            return claim
        self.let_go()
        held, _ = self._ledger.insert(
            None,
            **self._times(claim),
            status=BookingStatus.HELD.value,
            hold_until=until,
            contact=booker.contact_id,
            conversation=booker.conversation_id,
        )
        kept = beside(claim.stages, moving.segments) if moving else claim.stages
        # What stands for a part of a visit has the name of its beginning.
        called = names if kept is claim.stages else [names[0]] * len(kept)
        held.segments = self._entries.put(held, kept, called)
        self._hold = self._diary.hold = held.id
        return held

    def keep_on(self, number: int, until: datetime) -> bool:
        """Keep for longer what is kept under an id; False where it is not there any more.

        :param until: aware.
        :raises OutsideTransaction: outside the outermost write transaction.
        """
        return self._ledger.keep_on(number, until)

    def let_go(self) -> None:
        """Give back what is kept for whoever asks, if anything is.

        :raises OutsideTransaction: outside the outermost write transaction.
        """
        if self._hold is not None:
            # What was read holds on: it was in nobody's way who asked here.
            self._ledger.let_go(self._hold)
            self._hold = None

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
        self.let_go()
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

    def _claim(self, visit: Visit, moving: Booking | None = None) -> Claim | Refusal:
        self.lock(visit, moving)
        availability = self.availability(besides=moving)
        found = availability.look(visit)
        if isinstance(found, Refusal):
            return found
        keep = [segment.staff for segment in moving.segments] if moving else []
        stages = availability.stages(visit, found.start, keep)
        if stages is None:
            return Refusal.TAKEN
        self._ledger.clear(self._diary.lapsed)
        return Claim(found.start, stages)

    def _confirm(self, booker: Booker, values: dict[str, Any]) -> tuple[Booking, bool] | None:
        """What was kept for whoever books, as their booking; None where it is not there any more."""
        held = self._ledger.held(self._hold, booker.conversation_id)
        self._hold = None
        if held is None:
            return None
        # What is put down in a moment may lie elsewhere than what was kept.
        self._scope.delete(Segment, Segment.booking == held.id)
        kept = {"status": BookingStatus.CONFIRMED.value, "hold_until": None, "created_at": self._now}
        return self._ledger.change(held, **values, **kept, message_key=booker.message_key), True

    def _change(self, booking: Booking, **values: Any) -> Booking:
        changed = self._ledger.change(booking, **values)
        self._diary.open_anew()
        return changed

    def _times(self, claim: Claim) -> dict[str, Any]:
        return {
            "start_ts": claim.start.begin,
            "end_ts": claim.stages[-1].end,
            "wall_start": f"{claim.start.day}T{claim.start.time}",
            "zone": self._timetable.zone.key,
            **columns(price_of(claim.stages)),
            "confirmed_at": None,
        }
