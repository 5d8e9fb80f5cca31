"""What stands in the calendar, as one transaction sees it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from frontdesk.storage import Prepared, Scope, Slot
from frontdesk_salon_booking.models import IS_LIVE, Booking, BookingStatus
from frontdesk_salon_booking.slots import Busy

__all__ = ["Diary", "Taken"]

#: What is taken, by staff id.
Taken = Mapping[str, Sequence[Busy]]

#: No service takes longer, so neither does a booking: what ends later begins too late to matter.
_LONGEST = timedelta(days=1)
_TAKEN = Prepared(
    Booking.select(Booking.staff, Booking.busy_from, Booking.busy_to).where(
        IS_LIVE,
        Booking.busy_from < Slot(Booking.busy_from, "until"),
        Booking.busy_to > Slot(Booking.busy_to, "since"),
        # Says nothing new, but lets the database leave alone what is booked for the weeks after.
        Booking.busy_to < Slot(Booking.busy_to, "latest"),
        Booking.id != Slot(Booking.id, "besides"),
    )
)
_UPCOMING = Prepared(
    Booking.select()
    .where(
        Booking.contact == Slot(Booking.contact),
        Booking.status == BookingStatus.CONFIRMED,
        Booking.start_ts > Slot(Booking.start_ts, "now"),
    )
    .order_by(Booking.start_ts, Booking.id)
)
#: The id of no booking.
_NONE = 0


class Diary:
    """Reads one tenant's bookings, each page once: whoever writes one, or waited to, has it opened anew.

    :param scope: the tenant's part of the database.
    :param now: aware.
    """

    def __init__(self, scope: Scope, now: datetime) -> None:
        self._scope = scope
        self._now = now
        self._taken: dict[tuple[datetime, datetime, int], Taken] = {}
        self._upcoming: dict[int, Sequence[Booking]] = {}

    def taken(self, since: datetime, until: datetime, besides: Booking | None = None) -> Taken:
        """What is taken of a stretch of time, from its beginning or from before it.

        :param besides: a booking that does not count.
        """
        page = (since, until, _NONE if besides is None else besides.id)
        if page not in self._taken:
            self._taken[page] = self._read(*page)
        return self._taken[page]

    def upcoming(self, contact_id: int) -> Sequence[Booking]:
        """A contact's bookings that lie ahead, the next one first."""
        if contact_id not in self._upcoming:
            self._upcoming[contact_id] = self._scope.rows(_UPCOMING, contact=contact_id, now=self._now)
        return self._upcoming[contact_id]

    def open_anew(self) -> None:
        """Forget what was read."""
        self._taken.clear()
        self._upcoming.clear()

    def _read(self, since: datetime, until: datetime, besides: int) -> Taken:
        rows = self._scope.rows(_TAKEN, since=since, until=until, latest=until + _LONGEST, besides=besides)
        taken: dict[str, list[Busy]] = {}
        for row in rows:
            taken.setdefault(row.staff, []).append((row.busy_from, row.busy_to))
        return taken
