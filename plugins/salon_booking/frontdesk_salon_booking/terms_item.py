"""How the admin routes show what was agreed of a service."""

from __future__ import annotations

from typing import Any

from frontdesk_salon_booking.models import Segment
from frontdesk_salon_booking.money import amount

__all__ = ["terms_item"]


def terms_item(segment: Segment) -> dict[str, Any]:
    """How long it takes, what it costs and of which kind it is, as it was agreed; ready for JSON."""
    return {
        "minutes": segment.minutes,
        "price": amount(segment.price),
        "price_from": segment.price_from,
        "category": segment.category,
    }
