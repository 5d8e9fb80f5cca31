"""What is known of customers in numbers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from peewee import fn

from frontdesk.storage import Scope
from frontdesk_salon_booking.models import Booking, BookingStatus
from frontdesk_salon_booking.money import amount

__all__ = ["Tally", "tallies"]

_BY = (Booking.contact, Booking.customer_phone_digest, Booking.status, Booking.cancelled_by, Booking.currency)
_SUMS = (
    fn.COUNT(Booking.id).alias("bookings"),
    fn.COUNT(Booking.price).alias("priced"),
    fn.SUM(Booking.price).alias("sum_of_prices"),
    fn.MAX(Booking.start_ts).alias("latest"),
)
#: Of prices that are told without one.
_NO_CURRENCY = "unknown"


@dataclass(slots=True)
class Tally:
    """The bookings of somebody, counted.

    :ivar ahead: those that are confirmed and have not become anything else.
    :ivar visits: those that took place. ``spent`` is what they cost as it was agreed, by currency, without
        the ``unpriced`` ones, for which no price was told.
    :ivar cancelled: by whom it was cancelled: ``customer`` or ``business``.
    :ivar last: when the latest visit that took place began; aware, UTC.
    """

    visits: int = 0
    ahead: int = 0
    no_shows: int = 0
    unpriced: int = 0
    cancelled: dict[str, int] = field(default_factory=lambda: {"customer": 0, "business": 0})
    spent: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    last: datetime | None = None

    def add(self, row: Any) -> None:
        """Count a group of bookings with the same status."""
        if row.status == BookingStatus.COMPLETED:
            self.visits += row.bookings
            self.unpriced += row.bookings - row.priced
            if row.priced:
                self.spent[row.currency or _NO_CURRENCY] += row.sum_of_prices
            self.last = row.latest if self.last is None else max(self.last, row.latest)
        elif row.status == BookingStatus.CONFIRMED:
            self.ahead += row.bookings
        elif row.status == BookingStatus.NO_SHOW:
            self.no_shows += row.bookings
        elif row.status == BookingStatus.CANCELLED:
            by = row.cancelled_by or "business"
            self.cancelled[by] = self.cancelled.get(by, 0) + row.bookings

    def item(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "visits": self.visits,
            "ahead": self.ahead,
            "no_shows": self.no_shows,
            "cancelled": dict(self.cancelled),
            "spent": {currency: amount(sum_) for currency, sum_ in sorted(self.spent.items())},
            "unpriced": self.unpriced,
            "last_visit": None if self.last is None else self.last.isoformat(),
        }


def tallies(scope: Scope, which: Any) -> Iterable[Any]:
    """Groups of bookings for :meth:`Tally.add`, each with the ``contact_id`` and the number they are under.

    :param which: the condition on the bookings.
    """
    return scope.rows(scope.select(Booking, *_BY, *_SUMS).where(which).group_by(*_BY))
