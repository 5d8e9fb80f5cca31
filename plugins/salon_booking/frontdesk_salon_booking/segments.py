"""The rows of a booking: its services, each with the rooms and devices that it takes."""

from __future__ import annotations

from collections.abc import Iterable

from frontdesk_salon_booking.models import Segment
from frontdesk_salon_booking.units import place_of

__all__ = ["gathered"]


def gathered(rows: Iterable[Segment]) -> tuple[Segment, ...]:
    """The services of one booking in order, each with its units.

    :param rows: all of its segments.
    """
    services: list[Segment] = []
    units: dict[int, list[Segment]] = {}
    for row in rows:
        if row.position < 0:
            units.setdefault(place_of(row.position), []).append(row)
        else:
            services.append(row)
    for service in services if units else ():
        taken = sorted(units.get(service.position, ()), key=lambda row: -row.position)
        service.units = tuple(row.staff for row in taken)
    return tuple(sorted(services, key=lambda service: service.position))
