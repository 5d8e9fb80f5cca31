"""What happens to bookings when nobody writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Job
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["COMPLETE", "TIDY_HOLDS"]


def _complete(desk: Desk, *_ids: int | str) -> None:
    """Bookings that are over become completed, once what comes after them is done, too.

    What is completed does not keep its time: cleaning up is not to be given away before.
    """
    now = desk.clock.now()
    busy = Segment.select(Segment.booking).where(Segment.live, Segment.busy_to > now)
    with desk.storage.write():
        desk.storage.house.update(
            Booking,
            Booking.status == BookingStatus.CONFIRMED,
            Booking.end_ts <= now,
            Booking.id.not_in(busy),
            status=BookingStatus.COMPLETED.value,
            version=Booking.version + 1,
            updated_at=now,
        )


def _tidy_holds(desk: Desk, *_ids: int | str) -> None:
    """What is kept for nobody any more, and stands in nobody's way, is cleared away."""
    with desk.storage.write():
        desk.storage.house.delete(
            Booking, Booking.status == BookingStatus.HELD, Booking.hold_until <= desk.clock.now()
        )


COMPLETE = Job("complete", _complete, every=300.0)
TIDY_HOLDS = Job("tidy_holds", _tidy_holds, every=300.0)
