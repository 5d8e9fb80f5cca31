"""What happens to bookings when nobody writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Job
from frontdesk_salon_booking.models import Booking, BookingStatus

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["COMPLETE"]


def _complete(desk: Desk, *_ids: int | str) -> None:
    """Bookings that are over become completed."""
    now = desk.clock.now()
    with desk.storage.write():
        desk.storage.house.update(
            Booking,
            Booking.status == BookingStatus.CONFIRMED,
            Booking.end_ts <= now,
            status=BookingStatus.COMPLETED.value,
            version=Booking.version + 1,
            updated_at=now,
        )


COMPLETE = Job("complete", _complete, every=300.0)
