"""Writing down what a booking takes of the calendar."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from frontdesk.storage import Scope
from frontdesk_salon_booking.classes import class_key
from frontdesk_salon_booking.diary import Diary
from frontdesk_salon_booking.models import LIVE, Booking, Segment
from frontdesk_salon_booking.price import columns
from frontdesk_salon_booking.segments import gathered
from frontdesk_salon_booking.units import Stay, position_of, uses
from frontdesk_salon_booking.visits import Stage

__all__ = ["Entries"]

_ALL_COLUMNS = tuple(Segment._meta.sorted_fields)


#: What the rows of units have from their service.
_SHARED = (
    "booking",
    "service",
    "service_name",
    "category",
    "live",
    "held_until",
    "class_key",
    "places",
    "seat",
)


class Entries:
    """The segments of one tenant's bookings, as one transaction writes them.

    :param scope: the tenant's part of the database.
    :param diary: what was read of it; opened anew after each change.
    """

    def __init__(self, scope: Scope, diary: Diary) -> None:
        self._scope = scope
        self._diary = diary

    def put(self, booking: Booking, stages: Sequence[Stage], names: Sequence[str]) -> tuple[Segment, ...]:
        """Write down the services of a booking, and the rooms and devices that they take.

        :param names: what the services are called, in their order.
        """
        rows = [
            {
                "booking": booking.id,
                "position": position,
                "service": stage.service.id,
                "service_name": name,
                "staff": stage.staff,
                "resource": self._diary.resource(stage.staff),
                "start_ts": stage.begin,
                "end_ts": stage.end,
                "busy_from": stage.busy_from,
                "busy_to": stage.busy_to,
                **columns(stage.service.price),
                "category": stage.service.category,
                "live": booking.status in LIVE,
                "held_until": booking.hold_until,
                **_seat(stage),
            }
            for position, (stage, name) in enumerate(zip(stages, names, strict=True))
        ]
        stays = [Stay(stage.begin, stage.busy_from, stage.busy_to, stage.units) for stage in stages]
        rows += self._of_units(stays, rows)
        made = self._scope.insert_many(Segment, rows, returning=_ALL_COLUMNS)
        self._diary.open_anew()
        return gathered(made)

    def keep(self, booking: Booking, kept: Sequence[Segment]) -> tuple[Segment, ...]:
        """Take out the services that are not kept, with their rooms and devices.

        :param booking: with its segments.
        :param kept: those that stay as they are.
        """
        gone = [segment.id for segment in booking.segments if segment not in kept]
        if any(segment.units for segment in booking.segments):
            # What two services shared of a room's time, the one that is left now has alone.
            self._scope.delete(Segment, Segment.booking == booking.id, Segment.position < 0)
            rows = [segment.__data__ for segment in kept]
            stays = [Stay(each.start_ts, each.busy_from, each.busy_to, each.units) for each in kept]
            self._scope.insert_many(Segment, list(self._of_units(stays, rows)))
        self._scope.delete(Segment, Segment.id.in_(gone))
        self._diary.open_anew()
        return tuple(kept)

    def _of_units(self, stays: Sequence[Stay], rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """The rows of the units that services take.

        :param rows: of the services.
        """
        indexes = [count() for _ in rows]
        for use in uses(stays):
            service = rows[use.place]
            yield {
                **{name: service[name] for name in _SHARED},
                "position": position_of(service["position"], next(indexes[use.place])),
                "staff": use.unit,
                "resource": self._diary.resource(use.unit),
                "start_ts": use.busy_from,
                "end_ts": use.busy_to,
                "busy_from": use.busy_from,
                "busy_to": use.busy_to,
                **columns(None),
            }


def _seat(stage: Stage) -> dict[str, int | None]:
    """The place in a group class; nothing in any other visit."""
    if stage.seat is None:
        return {"class_key": None, "places": None, "seat": None}
    key = class_key(stage.service.id, stage.staff, stage.begin)
    return {"class_key": key, "places": stage.service.places, "seat": stage.seat}
