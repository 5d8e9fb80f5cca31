"""What stands in the calendar, whatever became of it: for views and feeds, not for finding free times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from frontdesk.storage import Prepared, Scope, Slot
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.segments import gathered

__all__ = ["written_between"]

_BETWEEN = Prepared(
    Booking.select(Booking, Segment)
    .join(Segment, on=(Segment.booking == Booking.id), attr="segment")
    .where(
        Booking.start_ts >= Slot(Booking.start_ts, "since"),
        Booking.start_ts < Slot(Booking.start_ts, "until"),
    )
    .order_by(Booking.start_ts, Booking.id, Segment.position)
)


def written_between(scope: Scope, since: datetime, until: datetime) -> Sequence[Booking]:
    """The bookings that begin in a stretch of time, with their segments, in order of time.

    :param since: aware.
    :param until: aware; what begins then is left out.
    """
    bookings: dict[int, Booking] = {}
    for row in scope.rows(_BETWEEN, since=since, until=until):
        booking = bookings.setdefault(row.id, row)
        booking.segments = (*booking.segments, row.segment)
    for booking in bookings.values():
        booking.segments = gathered(booking.segments)
    return list(bookings.values())
