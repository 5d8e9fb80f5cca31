"""What happens to bookings, told after the commit, and who counts it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frontdesk import Event, Metric, Observer

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["METRICS", "BookingCancelled", "BookingChanged", "BookingCreated", "BookingMoved", "Counter"]

METRICS = (
    Metric("bookings_created_total", "Bookings made.", labels=("salon_id",)),
    Metric("bookings_moved_total", "Bookings given another time.", labels=("salon_id",)),
    Metric("bookings_cancelled_total", "Bookings cancelled.", labels=("salon_id",)),
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
