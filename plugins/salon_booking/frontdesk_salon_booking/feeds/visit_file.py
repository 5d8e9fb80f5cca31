"""What the calendar file of a visit tells the customer."""

from __future__ import annotations

from datetime import timedelta

from frontdesk import HttpProblem
from frontdesk_salon_booking.calendar_file import CalendarFile, Entry
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.feeds.entry_keys import WHOLE_VISIT, entry_key
from frontdesk_salon_booking.models import Booking, BookingStatus
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.visit_links import number_of

__all__ = ["visit_file"]

#: So long after a visit its file can still be had.
_KEPT = timedelta(days=30)


def visit_file(salon: Salon, token: str) -> CalendarFile:
    """The calendar file of a visit, as it is now: one entry for all its services.

    :raises HttpProblem: 404, there is none at this address, or it is long over.
    """
    number = number_of(salon.scope, token)
    booking = None if number is None else salon.scope.get(Booking, Booking.id == number)
    if booking is None or booking.end_ts < salon.now - _KEPT:
        raise HttpProblem(404, "Not Found", "There is no calendar at this address.")
    segments = with_segments(salon.scope, [booking])[0].segments
    services = ", ".join(segment.service_name for segment in segments)
    entry = Entry(
        key=entry_key(booking, WHOLE_VISIT),
        title=f"{services} ({salon.tenant.name})",
        begin=booking.start_ts,
        end=booking.end_ts,
        changed=booking.updated_at,
        version=booking.version,
        cancelled=booking.status == BookingStatus.CANCELLED,
    )
    return CalendarFile(None, salon.bot.zone.key, [entry])
