"""What happens to bookings, told after the commit, and who counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontdesk import Event, Metric, Observer

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = [
    "METRICS",
    "BlockMade",
    "BlockRemoved",
    "BookingCancelled",
    "BookingChanged",
    "BookingCreated",
    "BookingMoved",
    "Counter",
]

METRICS = (
    Metric(
        "busy_calendars_read_total", "Tries to read calendars outside frontdesk.", labels=("source", "result")
    ),
    Metric("bookings_created_total", "Bookings made.", labels=("salon_id",)),
    Metric("bookings_moved_total", "Bookings given another time.", labels=("salon_id",)),
    Metric("bookings_cancelled_total", "Bookings cancelled.", labels=("salon_id",)),
    Metric("blocks_made_total", "Times taken out of the calendar.", labels=("salon_id", "by")),
    Metric("blocks_removed_total", "Times given back to the calendar.", labels=("salon_id", "by")),
)


@dataclass(frozen=True, slots=True)
class BookingCreated(Event):
    """A booking was made."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class BookingMoved(Event):
    """A booking was given another time."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class BookingChanged(Event):
    """Services were taken out of a booking; the others stay at their times."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class BookingCancelled(Event):
    """A booking was cancelled."""

    booking_id: int


@dataclass(frozen=True, slots=True)
class BlockMade(Event):
    """Time was taken out of the calendar.

    :ivar by: ``admin`` or ``owner``.
    """

    block_id: int
    by: str


@dataclass(frozen=True, slots=True)
class BlockRemoved(Event):
    """It was given back.

    :ivar by: ``admin`` or ``owner``.
    """

    block_id: int
    by: str


class Counter(Observer):
    """Counts bookings for Prometheus."""

    def __init__(self, desk: Desk) -> None:
        self._metrics = desk.metrics

    def observe(self, event: Event) -> None:
        """Count it."""
        match event:
            case BookingCreated():
                self._metrics.inc("bookings_created_total", salon_id=event.tenant_id)
            case BookingMoved():
                self._metrics.inc("bookings_moved_total", salon_id=event.tenant_id)
            case BookingCancelled():
                self._metrics.inc("bookings_cancelled_total", salon_id=event.tenant_id)
            case BlockMade():
                self._metrics.inc("blocks_made_total", salon_id=event.tenant_id, by=event.by)
            case BlockRemoved():
                self._metrics.inc("blocks_removed_total", salon_id=event.tenant_id, by=event.by)
