"""What stands in the calendar, as one transaction sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from frontdesk.storage import Prepared, Scope, Slot
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.classes import Sitting
from frontdesk_salon_booking.models import Booking, BookingStatus, Segment
from frontdesk_salon_booking.pages import BLOCKS, BUSY, CHAIRS, SITTINGS, TAKEN, Page
from frontdesk_salon_booking.resources import EVERYBODY, resource_of
from frontdesk_salon_booking.segments import gathered
from frontdesk_salon_booking.slots import Busy
from frontdesk_salon_booking.units import pool_of

__all__ = ["Diary", "Taken", "with_segments"]

#: What is taken, by staff id.
Taken = Mapping[str, Sequence[Busy]]

#: No segment takes longer: what ends later begins too late to matter.
_LONGEST = timedelta(days=2)
_UPCOMING = Prepared(
    Segment.select(Segment, Booking)
    .join(Booking)
    .where(
        Booking.contact == Slot(Booking.contact),
        Booking.status == BookingStatus.CONFIRMED,
        Booking.end_ts > Slot(Booking.end_ts, "now"),
    )
    .order_by(Booking.start_ts, Booking.id, Segment.position)
)
_VISITS = Prepared(
    Booking.select()
    .where(
        Booking.contact == Slot(Booking.contact),
        Booking.status.in_([BookingStatus.CONFIRMED, BookingStatus.COMPLETED]),
        Booking.start_ts <= Slot(Booking.start_ts, "now"),
    )
    .order_by(Booking.start_ts.desc(), Booking.id.desc())
    .limit(1)
)
_SEGMENTS = Prepared(
    Segment.select()
    .where(Segment.booking.in_(Slot(Segment.booking)))
    .order_by(Segment.booking, Segment.position),
    many=["booking"],
)
#: What was over so long ago is in nobody's way, whatever has to be prepared.
_PAST = timedelta(days=1)
#: The id of no booking.
_NONE = 0


class Diary:
    """Reads one tenant's bookings, each page once: whoever writes one, or waited to, has it opened anew.

    :param scope: the tenant's part of the database.
    :param now: aware.
    :ivar hold: id of the booking that is kept for whoever asks, and not in their way; None for none.
    :ivar lapsed: ids of the bookings that :meth:`open_at` found in the way, and that are kept no longer.
    """

    def __init__(self, scope: Scope, now: datetime, hold: int | None = None) -> None:
        self._scope = scope
        self._now = now
        self.hold = hold
        self.lapsed: Sequence[int] = ()
        self._taken: dict[Page, Taken] = {}
        self._sittings: dict[Page, Sequence[Sitting]] = {}
        self._upcoming: dict[int, Sequence[Booking]] = {}
        self._before: dict[int, Sequence[Booking]] = {}
        self._resources: dict[str, int] = {}
        self._held: Page | None = None
        self._blocks: Sequence[Block] | None = None
        self._blocked: dict[Page, Sequence[Block]] = {}

    def blocks(self) -> Sequence[Block]:
        """The time that staff has taken out of the calendar, as far as it is not over, in order."""
        if self._blocks is None:
            self._blocks = self._scope.rows(BLOCKS, since=self._now - _PAST)
        return self._blocks

    def blocked(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> Sequence[Block]:
        """Those of them that take a stretch of time from somebody, asked for like what is :meth:`taken`."""
        page = self._page(staff, since, until, besides)
        if page not in self._blocked:
            self._blocked[page] = [
                block for block in self.blocks() if block.start_ts < until and block.end_ts > since
            ]
        return self._blocked[page]

    def taken(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> Taken:
        """What is taken of a stretch of time, from its beginning or from before it.

        :param staff: ids of those whose bookings count; at least one.
        :param besides: a booking that does not count.
        """
        page = self._page(staff, since, until, besides)
        if page not in self._taken:
            values = page._asdict()
            here, elsewhere = self._scope.tuples(TAKEN, **values), self._scope.tuples(BUSY, **values)
            self._taken[page] = _by_staff((*here, *elsewhere))
        return self._taken[page]

    def sittings(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> Sequence[Sitting]:
        """What of it participants of group classes take."""
        page = self._page(staff, since, until, besides)
        if page not in self._sittings:
            self._sittings[page] = [Sitting(*row) for row in self._scope.tuples(SITTINGS, **page._asdict())]
        return self._sittings[page]

    def upcoming(self, contact_id: int) -> Sequence[Booking]:
        """A contact's bookings that lie ahead, the next one first."""
        return [booking for booking in self.to_come(contact_id) if booking.start_ts > self._now]

    def to_come(self, contact_id: int) -> Sequence[Booking]:
        """The same with the one that has begun and is not over."""
        if contact_id not in self._upcoming:
            segments = self._scope.rows(_UPCOMING, contact=contact_id, now=self._now)
            self._upcoming[contact_id] = _bookings(segments)
        return self._upcoming[contact_id]

    def last_visit(self, contact_id: int) -> Booking | None:
        """A contact's visit before this moment, the latest one; of somebody who is yet to come, the next."""
        if contact_id not in self._before:
            visits = self._scope.rows(_VISITS, contact=contact_id, now=self._now)
            self._before[contact_id] = with_segments(self._scope, visits)
        return next(iter((*self._before[contact_id], *self.upcoming(contact_id))), None)

    def resource(self, staff: str) -> int:
        """The id of somebody's resource, entered when it is new. The caller holds its lock.

        :param staff: id in the bot definition, empty for the one unnamed chair.
        :raises OutsideTransaction: it is new, and there is no write transaction.
        """
        if staff not in self._resources:
            self._resources[staff] = resource_of(self._scope, staff)
        return self._resources[staff]

    def open_anew(self) -> None:
        """Forget what was read."""
        self._taken.clear()
        self._sittings.clear()
        self._upcoming.clear()
        self._before.clear()
        self._held = None
        self.lapsed = ()
        self._blocks = None
        self._blocked.clear()

    def open_at(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> None:
        """Forget what was read, and read all that is needed to put down a booking.

        :param staff: ids of those who may do it, and units that they need, all locked; at least one.
        """
        self.open_anew()
        page = self._page(staff, since, until, besides)
        chairs = (*dict.fromkeys((*staff, *map(pool_of, staff))), EVERYBODY)
        rows = self._scope.rows(CHAIRS, **page._replace(staff=chairs)._asdict())
        self._resources = {row.staff: row.id for row in rows}
        written = {row.segment.id: row for row in rows if row.segment.id is not None}.values()
        here = [
            (row.staff, row.segment.busy_from, row.segment.busy_to)
            for row in written
            if self._counts(row.segment.booking_id, row.segment.held_until)
        ]
        held = {row.segment.booking_id: row.segment.held_until for row in written if row.segment.held_until}
        self.lapsed = sorted(
            number
            for number, until in held.items()
            if number != self.hold and not self._counts(number, until)
        )
        stretches = {row.elsewhere.id: row for row in rows if row.elsewhere.id is not None}
        elsewhere = [(row.staff, row.elsewhere.start_ts, row.elsewhere.end_ts) for row in stretches.values()]
        self._taken[page] = _by_staff((*here, *elsewhere))
        blocks = {row.block.id: row.block for row in rows if row.block.id is not None}
        self._blocked[page] = list(blocks.values())
        self._held = page

    def holds(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> bool:
        """Whether what :meth:`open_at` read for this still holds: nothing was written since."""
        return self._held == self._page(staff, since, until, besides)

    def _page(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None
    ) -> Page:
        but = _NONE if besides is None else besides.id
        return Page(staff, since, until, until + _LONGEST, but, self._now, self.hold or _NONE)

    def _counts(self, booking: int, held_until: datetime | None) -> bool:
        """Whether what is written takes its time from whoever asks."""
        return held_until is None or (held_until > self._now and booking != self.hold)


def with_segments(scope: Scope, bookings: Sequence[Booking]) -> Sequence[Booking]:
    """The same bookings, with their segments."""
    if bookings:
        by_id: dict[int, list[Segment]] = {}
        for segment in scope.rows(_SEGMENTS, booking=[booking.id for booking in bookings]):
            by_id.setdefault(segment.booking_id, []).append(segment)
        for booking in bookings:
            booking.segments = gathered(by_id.get(booking.id, ()))
    return bookings


def _bookings(segments: Iterable[Segment]) -> Sequence[Booking]:
    """The bookings of segments that were read with them, in their order."""
    bookings: dict[int, Booking] = {}
    for segment in segments:
        booking = bookings.setdefault(segment.booking.id, segment.booking)
        booking.segments = (*booking.segments, segment)
    for booking in bookings.values():
        booking.segments = gathered(booking.segments)
    return list(bookings.values())


def _by_staff(segments: Iterable[Sequence[Any]]) -> Taken:
    """By staff id, of tuples of staff, from and to."""
    taken: dict[str, list[Busy]] = defaultdict(list)
    for staff, since, until in segments:
        taken[staff].append((since, until))
    return dict(taken)
