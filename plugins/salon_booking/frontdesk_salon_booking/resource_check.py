"""What can be wrong with the rooms and devices of a definition."""

from __future__ import annotations

from collections.abc import Iterator

from frontdesk import Problem
from frontdesk_salon_booking.config import SalonBooking

__all__ = ["resource_problems"]

_ROOT = "salon_booking"


def resource_problems(section: SalonBooking) -> Iterator[Problem]:
    """Services that need what there is not."""
    for index, service in enumerate(section.services):
        if service.places > 1 and not section.staff:
            message = f"'{service.id}' has {service.places} places and nobody to give it; name the staff"
            yield Problem("FD234", message, (_ROOT, "services", index, "places"))
    known = ", ".join(each.id for each in section.resources) or "none"
    for index, service in enumerate(section.services):
        for place, need in enumerate(service.needs):
            path = (_ROOT, "services", index, "needs", place)
            if section.facility(need) is None:
                message = (
                    f"'{service.id}' needs '{need}', which is not among the resources; there are: {known}"
                )
                yield Problem("FD231", message, path)
            elif need in service.needs[:place]:
                message = f"'{service.id}' needs '{need}' twice; a service takes one of it: leave one out"
                yield Problem("FD232", message, path)
