"""Whether what customers are told about a visit is still so, at the moment of telling them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk import NoticeGuard
from frontdesk_salon_booking.models import Booking, BookingStatus

if TYPE_CHECKING:
    from frontdesk import Bot
    from frontdesk.storage import Scope

__all__ = ["AT_ITS_TIME", "STANDS"]


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


def _at_its_time(scope: Scope, bot: Bot, now: datetime, booking_id: int, start: int) -> str | None:
    """A visit that stands and still begins when the notice says.

    :param start: in seconds since 1970.
    """
    refusal = _stands(scope, bot, now, booking_id)
    if refusal is not None:
        return refusal
    booking = scope.get(Booking, Booking.id == booking_id)
    return None if booking is not None and int(booking.start_ts.timestamp()) == start else "moved"


#: ``salon_booking.at_its_time``, asked about a booking's id and when it begins.
AT_ITS_TIME = NoticeGuard("at_its_time", _at_its_time)
