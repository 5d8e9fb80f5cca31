"""Whether the business itself stands in the way of a visit."""

from __future__ import annotations

from frontdesk_salon_booking.availability import Availability
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.wording import Wording

__all__ = ["is_closed_over"]


def is_closed_over(availability: Availability, booking: Booking) -> bool:
    """Whether a visit lies in a time that was closed, or its master taken out of, since it was booked."""
    day, _ = Wording.wall(booking)
    return any(
        block.start_ts < segment.end_ts and segment.start_ts < block.end_ts
        for segment in booking.segments
        for block in availability.blocks_on(segment.staff, day)
    )
