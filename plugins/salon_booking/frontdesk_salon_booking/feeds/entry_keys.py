"""What bookings are called in calendars."""

from __future__ import annotations

from frontdesk_salon_booking.models import Booking

__all__ = ["WHOLE_VISIT", "entry_key"]

#: The part of a booking that is all of it.
WHOLE_VISIT = "visit"


def entry_key(booking: Booking, part: str) -> str:
    """What tells a booking, or a part of it, from all others anywhere.

    :param part: the position of a service, or :data:`WHOLE_VISIT`.
    """
    # An id alone is not unique among installations; no two made their bookings at the same moment, too.
    return f"{booking.tenant}/{booking.id}/{booking.created_at.isoformat()}/{part}"
