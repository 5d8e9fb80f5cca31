"""The group classes of a day, with who comes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.office.stays import AWAY, Stay, shown
from frontdesk_salon_booking.salon import Salon

__all__ = ["classes_view"]


def classes_view(salon: Salon, during: Sequence[Stay]) -> dict[str, Any]:
    """Each class that somebody has booked, in order of time; nothing where there are none.

    :param during: what is booked on the day, in order of time.
    """
    classes: dict[int, list[Stay]] = {}
    for stay in during:
        if stay.segment.class_key is not None:
            classes.setdefault(stay.segment.class_key, []).append(stay)
    return {"classes": [_class_item(salon, stays) for stays in classes.values()]} if classes else {}


def _class_item(salon: Salon, stays: Sequence[Stay]) -> dict[str, Any]:
    first = stays[0].segment
    offered = salon.section.service(first.service)
    places = (first.places or 0) if offered is None else offered.places
    taken = sum(stay.booking.status not in AWAY for stay in stays)
    return {
        "service": first.service,
        "service_name": first.service_name,
        "staff": first.staff or None,
        "start_ts": shown(salon, first.start_ts),
        "end_ts": shown(salon, first.end_ts),
        "places": places,
        "left": max(places - taken, 0),
        "people": [
            {
                "booking": booking.id,
                "status": booking.status,
                "customer_name": salon.scope.reveal(booking, Booking.customer_name),
                "customer_phone": salon.scope.reveal(booking, Booking.customer_phone),
            }
            for booking, _ in sorted(stays, key=lambda stay: (stay.segment.seat, stay.booking.id))
        ],
    }
