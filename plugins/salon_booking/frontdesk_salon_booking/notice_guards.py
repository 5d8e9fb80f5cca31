"""Whether what customers are told about a visit is still so, at the moment of telling them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk import NoticeGuard
from frontdesk_salon_booking.models import Booking, BookingStatus

if TYPE_CHECKING:
    from frontdesk import Bot
    from frontdesk.storage import Scope

__all__ = ["STANDS"]


def _stands(
    scope: Scope, _bot: Bot, now: datetime, booking_id: int, version: int | None = None
) -> str | None:
    """A visit that is confirmed and yet to come.

    :param booking_id: our id of the booking.
    :param version: the one that the notice tells of; without it the visit may have been moved since.
    """
    booking = scope.get(Booking, Booking.id == booking_id)
    if booking is None:
        return "gone"
    if booking.status != BookingStatus.CONFIRMED:
        return str(booking.status)
    if booking.start_ts <= now:
        return "begun"
    return "changed" if version is not None and booking.version != version else None


#: ``salon_booking.stands``, asked about a booking's id, and its version if that matters.
STANDS = NoticeGuard("stands", _stands)
