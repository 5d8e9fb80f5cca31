"""What a feed tells of the bookings of a business."""

from __future__ import annotations

from datetime import timedelta

from frontdesk_salon_booking.calendar_file import CalendarFile, Entry
from frontdesk_salon_booking.config import name_in
from frontdesk_salon_booking.days import begin_of, end_of
from frontdesk_salon_booking.feeds.entry_keys import entry_key
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment
from frontdesk_salon_booking.pricing import Pricing
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.written import written_between

__all__ = ["diary_file"]

_BACK = timedelta(days=30)
#: As far ahead as ``horizon_days`` may reach: what was booked stays when an owner makes it shorter.
_AHEAD = timedelta(days=730)


def diary_file(salon: Salon, staff: str | None) -> CalendarFile:
    """The calendar of a business: 30 days back, and all that lies ahead.

    :param staff: id of the one whose services are told; None for those of everybody.
    """
    zone, today = salon.bot.zone, salon.today
    since, until = begin_of(today - _BACK, zone), end_of(today + _AHEAD, zone)
    entries = [
        _entry(salon, booking, segment, named=staff is None)
        for booking in written_between(salon.scope, since, until)
        if booking.status != BookingStatus.HELD
        for segment in booking.segments
        if staff is None or segment.staff == staff
    ]
    name = salon.tenant.name if staff is None else f"{salon.tenant.name}: {salon.staff_name(staff)}"
    return CalendarFile(name, zone.key, entries)


def _entry(salon: Salon, booking: Booking, segment: Segment, *, named: bool) -> Entry:
    title = segment.service_name
    customer = _customer(salon, booking)
    if customer:
        title = f"{title} ({customer})"
    if named and segment.staff:
        title = f"{salon.staff_name(segment.staff)}: {title}"
    return Entry(
        key=entry_key(booking, str(segment.position)),
        title=title,
        begin=segment.start_ts,
        end=segment.end_ts,
        changed=booking.updated_at,
        version=booking.version,
        cancelled=booking.status == BookingStatus.CANCELLED,
        note=_price(salon, booking, segment),
        category=_category(salon, segment),
    )


def _price(salon: Salon, booking: Booking, segment: Segment) -> str:
    """What was agreed that it costs, in the words of the business.

    Empty where nothing was, or in a currency that the business does not have any more.
    """
    speech = salon.bot.speech(salon.bot.default_language)
    price = Pricing(speech).told(segment.agreed)
    known = bool(price) and booking.currency == salon.bot.currency
    return speech.say("booking.line_price", price=price) if known else ""


def _category(salon: Salon, segment: Segment) -> str:
    """What the category is called that it was of; its id where it is not there any more."""
    category = salon.section.category(segment.category) if segment.category else None
    if category is None:
        return segment.category or ""
    return name_in(category.name, salon.bot.default_language)


def _customer(salon: Salon, booking: Booking) -> str:
    """The first word of the customer's name, or nothing. What has digits may be a phone number."""
    if salon.section.feed_customer == "none":
        return ""
    name = salon.scope.reveal(booking, Booking.customer_name) or ""
    first = next(iter(name.split()), "")
    return "" if any(character.isdigit() for character in first) else first
