"""Rooms and devices on a day: who has them, and when they are free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from frontdesk_salon_booking.config import Facility, name_in
from frontdesk_salon_booking.office.absent import Absent
from frontdesk_salon_booking.office.gaps import Span, gaps
from frontdesk_salon_booking.office.stays import AWAY, Stay, span_item, stay_item
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.units import unit_of

__all__ = ["units_view"]


def units_view(
    salon: Salon, open_hours: Sequence[Span], stays: Sequence[Stay], absent: Absent, during: Sequence[Stay]
) -> dict[str, Any]:
    """Each unit of each resource, in the order of the definition; nothing where there are none.

    :param stays: what is booked around the day.
    :param during: what of it is to be shown.
    """
    units = list(_units(salon))
    if not units:
        return {}
    return {
        "resources": [
            {
                "resource": facility.id,
                "unit": (unit_of(key) or ("", None))[1],
                "name": name_in(facility.name, salon.bot.default_language),
                "bookings": [
                    {**stay_item(salon, each), "staff": each.segment.staff or None}
                    for each in during
                    if key in each.segment.units
                ],
                "away": [
                    span_item(salon, gap) for gap in gaps(open_hours, gaps(open_hours, absent.of_unit(key)))
                ],
                "free": [span_item(salon, gap) for gap in _free(key, open_hours, stays, absent)],
            }
            for facility, key in units
        ]
    }


def _units(salon: Salon) -> Iterator[tuple[Facility, str]]:
    for facility in salon.section.resources:
        for key in facility.units:
            yield facility, key


def _free(key: str, open_hours: Sequence[Span], stays: Sequence[Stay], absent: Absent) -> Iterator[Span]:
    taken = [
        (each.segment.busy_from, each.segment.busy_to)
        for each in stays
        if key in each.segment.units and each.booking.status not in AWAY
    ]
    return gaps(open_hours, [*taken, *absent.of_unit(key)])
