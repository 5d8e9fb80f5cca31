"""Services with the visits that they belong to, as the views show them."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from frontdesk_salon_booking.models import Booking, BookingStatus, Segment
from frontdesk_salon_booking.office.gaps import Span
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.terms_item import terms_item

__all__ = ["AWAY", "Stay", "shown", "span_item", "stay_item"]

#: What nobody takes the time of: a cancelled visit, and one that nobody came to.
AWAY = (BookingStatus.CANCELLED, BookingStatus.NO_SHOW)


class Stay(NamedTuple):
    """A service with the visit that it belongs to."""

    booking: Booking
    segment: Segment


def stay_item(salon: Salon, stay: Stay) -> dict[str, Any]:
    """A service, ready for JSON; times with the offset of the business."""
    booking, segment = stay
    held = booking.status == BookingStatus.HELD
    return {
        "booking": booking.id,
        "booking_code": None if held else booking.booking_code,
        "version": booking.version,
        "status": booking.status,
        "hold_until": shown(salon, booking.hold_until) if held else None,
        "service": segment.service,
        "service_name": segment.service_name,
        "start_ts": shown(salon, segment.start_ts),
        "end_ts": shown(salon, segment.end_ts),
        **terms_item(segment),
        "currency": booking.currency,
        "customer_name": salon.scope.reveal(booking, Booking.customer_name),
        "customer_phone": salon.scope.reveal(booking, Booking.customer_phone),
        "note": salon.scope.reveal(booking, Booking.note),
    }


def span_item(salon: Salon, span: Span) -> dict[str, Any]:
    """A stretch of time, ready for JSON."""
    begin, end = span
    return {
        "start": shown(salon, begin),
        "end": shown(salon, end),
        "minutes": int((end - begin).total_seconds()) // 60,
    }


def shown(salon: Salon, moment: datetime) -> str:
    """A moment with the offset of the business."""
    return moment.astimezone(salon.bot.zone).isoformat()
