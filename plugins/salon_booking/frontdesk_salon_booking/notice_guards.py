"""Whether what customers are told about a visit is still so, at the moment of telling them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from frontdesk import NoticeGuard
from frontdesk_salon_booking.availability import Availability
from frontdesk_salon_booking.closures import is_closed_over
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.diary import Diary, with_segments
from frontdesk_salon_booking.models import Booking, BookingStatus
from frontdesk_salon_booking.timetable import Timetable

if TYPE_CHECKING:
    from frontdesk import Bot
    from frontdesk.storage import Scope

__all__ = ["AT_ITS_TIME", "CHANGED", "STANDS"]

#: What guards say of a visit that is no longer as the notice tells.
CHANGED = "changed"


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
    return CHANGED if version is not None and booking.version != version else None


#: ``salon_booking.stands``, asked about a booking's id, and its version if that matters.
STANDS = NoticeGuard("stands", _stands)


def _at_its_time(scope: Scope, bot: Bot, now: datetime, *ids: int | str) -> str | None:
    """A visit that stands, begins when the notice says, is otherwise as it says, and can take place.

    :param ids: of the booking; when it begins, in seconds since 1970; the version that the notice tells of.
    """
    booking_id, start, *version = map(int, ids)
    refusal = _stands(scope, bot, now, booking_id)
    if refusal is not None:
        return refusal
    booking = scope.get(Booking, Booking.id == booking_id)
    if booking is None or int(booking.start_ts.timestamp()) != start:
        return "moved"
    if version and booking.version != version[0]:
        return CHANGED
    return "closed" if _is_closed(scope, bot, now, booking) else None


def _is_closed(scope: Scope, bot: Bot, now: datetime, booking: Booking) -> bool:
    section = bot.section(SalonBooking)
    availability = Availability(Diary(scope, now), Timetable(section, bot.zone, now))
    return is_closed_over(availability, with_segments(scope, [booking])[0])


#: ``salon_booking.at_its_time``, asked about a booking's id, when it begins, and its version.
AT_ITS_TIME = NoticeGuard("at_its_time", _at_its_time)
