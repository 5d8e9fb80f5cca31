"""Whose time a block takes: somebody's, that of a room or a device, or everybody's."""

from __future__ import annotations

from typing import Any

from frontdesk import FieldError, invalid_body
from frontdesk_salon_booking.blocks.bodies import BlockBody
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.units import pool_key, unit_key, unit_of

__all__ = ["chair_of", "chairs_of", "whose_item"]


def chair_of(section: SalonBooking, body: BlockBody) -> str | None:
    """What stands in the calendar for whose time is wanted; None for that of the whole business.

    :raises HttpProblem: 400, there is no such resource or unit.
    """
    if body.resource is None:
        return body.staff
    facility = section.facility(body.resource)
    if facility is None:
        known = ", ".join(each.id for each in section.resources) or "none"
        raise invalid_body(FieldError("#/resource", f"is no resource; there are: {known}"))
    if body.unit is None:
        return pool_key(facility.id)
    if body.unit > facility.count:
        raise invalid_body(FieldError("#/unit", f"is beyond the {facility.count} of '{facility.id}'"))
    return unit_key(facility.id, body.unit)


def chairs_of(section: SalonBooking, whose: str) -> tuple[str, ...]:
    """What stands in segments for that: one of the staff, a unit, or all units of a resource.

    :param whose: what :func:`chair_of` has returned.
    """
    resource, number = unit_of(whose) or (whose, 0)
    facility = section.facility(resource)
    return (whose,) if number is not None or facility is None else facility.units


def whose_item(whose: str | None) -> dict[str, Any]:
    """The same, ready for JSON."""
    found = None if whose is None else unit_of(whose)
    if found is None:
        return {"staff": whose}
    resource, number = found
    return {"staff": None, "resource": resource, "unit": number}
