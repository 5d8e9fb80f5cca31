"""Visits that are entered after they began."""

from __future__ import annotations

from datetime import timedelta

from frontdesk.storage import Scope
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment
from frontdesk_salon_booking.written import written_between

__all__ = ["overlaps_done"]

#: No visit begins longer before it ends.
_LONGEST = timedelta(days=2)


def overlaps_done(scope: Scope, booking: Booking) -> bool:
    """Whether somebody who does a visit, or something that it takes, had another one at that time.

    What is completed takes its time from nobody any more, since it lies in the past; so the calendar does not
    look at it. Whoever enters a visit there has to be told.

    :param booking: with its segments.
    """
    since, until = booking.start_ts - _LONGEST, booking.end_ts
    return any(
        _share(done, segment) and done.start_ts < segment.end_ts and done.end_ts > segment.start_ts
        for other in written_between(scope, since, until)
        if other.id != booking.id and other.status == BookingStatus.COMPLETED
        for done in other.segments
        for segment in booking.segments
    )


def _share(one: Segment, other: Segment) -> bool:
    """Whether two services are by the same person, or in the same room."""
    if one.class_key is not None and one.class_key == other.class_key:
        return False
    return one.staff == other.staff or not set(one.units).isdisjoint(other.units)
