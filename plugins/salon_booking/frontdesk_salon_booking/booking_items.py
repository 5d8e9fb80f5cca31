"""How the admin routes show bookings."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.storage import Scope
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.money import amount
from frontdesk_salon_booking.terms_item import terms_item
from frontdesk_salon_booking.units import unit_of

__all__ = ["booking_item"]


def booking_item(scope: Scope, booking: Booking) -> dict[str, Any]:
    """A booking, read with its segments, ready for JSON; times with the offset of the business."""
    zone = ZoneInfo(booking.zone)
    return {
        "id": booking.id,
        "booking_code": booking.booking_code,
        "service": ", ".join(segment.service_name for segment in booking.segments),
        "segments": [_segment(segment, zone) for segment in booking.segments],
        "start_ts": booking.start_ts.astimezone(zone).isoformat(),
        "end_ts": booking.end_ts.astimezone(zone).isoformat(),
        "status": booking.status,
        "price": amount(booking.price),
        "price_from": booking.price_from,
        "currency": booking.currency,
        "customer_name": scope.reveal(booking, Booking.customer_name),
        "customer_phone": scope.reveal(booking, Booking.customer_phone),
        "note": scope.reveal(booking, Booking.note),
        "version": booking.version,
        "created_at": booking.created_at.isoformat(),
        "updated_at": booking.updated_at.isoformat(),
        "confirmed_at": None if booking.confirmed_at is None else booking.confirmed_at.isoformat(),
        "cancelled_at": None if booking.cancelled_at is None else booking.cancelled_at.isoformat(),
        "cancelled_by": booking.cancelled_by,
        "cancel_reason": scope.reveal(booking, Booking.cancel_reason),
    }


def _segment(segment: Segment, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "service": segment.service,
        "service_name": segment.service_name,
        "staff": segment.staff or None,
        "start_ts": segment.start_ts.astimezone(zone).isoformat(),
        "end_ts": segment.end_ts.astimezone(zone).isoformat(),
        **terms_item(segment),
        **({"seat": segment.seat, "places": segment.places} if segment.seat else {}),
        **({"resources": [_unit(key) for key in segment.units]} if segment.units else {}),
    }


def _unit(key: str) -> dict[str, Any]:
    resource, number = unit_of(key) or (key, None)
    return {"resource": resource, "unit": number}
