"""Where days, times, prices and codes in a reply come from."""

from __future__ import annotations

from datetime import date

from frontdesk import Source
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.code_tries import CodeTry
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.slots import FreeSlot

__all__ = ["HORIZON", "HOURS", "agreed", "blocked", "booked", "free", "notice", "offered", "tried", "works"]

#: The definition's opening hours, days off included.
HOURS = Source("config", "salon_booking.hours")
#: How far ahead can be booked.
HORIZON = Source("config", "salon_booking.horizon_days")


def booked(booking: Booking) -> Source:
    """A booking, as it was written."""
    return Source("row", "bookings", str(booking.id))


def notice(doing: str) -> Source:
    """How long before its start a booking can still be changed by chat.

    :param doing: ``cancel`` or ``move``.
    """
    return Source("config", f"salon_booking.{doing}_until_hours")


def tried(tries: CodeTry) -> Source:
    """Wrong codes in a row."""
    return Source("row", "booking_code_tries", str(tries.id))


def offered(service_id: str) -> Source:
    """What is offered, how long it takes and what it costs."""
    return Source("config", f"salon_booking.services.{service_id}")


def blocked(block: Block) -> Source:
    """Time that staff has taken out of the calendar."""
    return Source("row", "calendar_blocks", str(block.id))


def free(slot: FreeSlot) -> Source:
    """The free times of a day, for as long as it takes."""
    minutes = (slot.start.end - slot.start.begin).seconds // 60
    return Source("free", f"{minutes} minutes", slot.day.isoformat())


def agreed(day: date | None = None, time: str | None = None) -> tuple[Source, ...]:
    """A day and a time of the form: what the customer named or chose so far."""
    found = () if day is None else (Source("form", "day", day.isoformat()),)
    return found if time is None else (*found, Source("form", "time", time))


def works(staff: str) -> Source:
    """When somebody works.

    :param staff: an id.
    """
    return Source("config", f"salon_booking.staff.{staff}")
