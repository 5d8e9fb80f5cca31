"""What stands in the calendar, as one transaction sees it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from peewee import JOIN

from frontdesk.storage import Prepared, Scope, Slot
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.busy_time import BusyStretch
from frontdesk_salon_booking.classes import Sitting
from frontdesk_salon_booking.models import Booking, BookingStatus, Resource, Segment
from frontdesk_salon_booking.resources import EVERYBODY, resource_of
from frontdesk_salon_booking.segments import gathered
from frontdesk_salon_booking.slots import Busy
from frontdesk_salon_booking.units import pool_of

__all__ = ["Diary", "Taken", "with_segments"]

#: What is taken, by staff id.
Taken = Mapping[str, Sequence[Busy]]

#: No segment takes longer: what ends later begins too late to matter.
_LONGEST = timedelta(days=2)
_DURING = (
    Segment.live
    & (Segment.busy_from < Slot(Segment.busy_from, "until"))
    & (Segment.busy_to > Slot(Segment.busy_to, "since"))
    # Says nothing new, but lets the database leave alone what is booked for the weeks after.
    & (Segment.busy_to < Slot(Segment.busy_to, "latest"))
    & (Segment.booking != Slot(Segment.booking, "besides"))
)
#: All that a block says of when.
_BLOCKED = (Block.id, Block.staff, Block.start_ts, Block.end_ts, Block.wall_start, Block.wall_end)
_BLOCKING = (
    Block.removed_at.is_null()
    & (Block.start_ts < Slot(Block.start_ts, "until"))
    & (Block.end_ts > Slot(Block.end_ts, "since"))
)
_TAKEN = Prepared(
    Segment.select(Segment.staff, Segment.busy_from, Segment.busy_to).where(
        Segment.staff.in_(Slot(Segment.staff)), _DURING
    ),
    many=["staff"],
)
_ELSEWHERE = (BusyStretch.start_ts < Slot(BusyStretch.start_ts, "until")) & (
    BusyStretch.end_ts > Slot(BusyStretch.end_ts, "since")
)
_BUSY = Prepared(
    BusyStretch.select(BusyStretch.staff, BusyStretch.start_ts, BusyStretch.end_ts).where(
        BusyStretch.staff.in_(Slot(BusyStretch.staff)), _ELSEWHERE
    ),
    many=["staff"],
)
_SITTINGS = Prepared(
    Segment.select(Segment.staff, Segment.busy_from, Segment.busy_to, Segment.class_key, Segment.seat).where(
        Segment.staff.in_(Slot(Segment.staff)), Segment.seat.is_null(False), _DURING
    ),
    many=["staff"],
)
#: Few of each stand against few of the others: one answer with all of it costs less than a further query.
_CHAIRS = Prepared(
    Resource.select(
        Resource.id,
        Resource.staff,
        Segment.id,
        Segment.busy_from,
        Segment.busy_to,
        *_BLOCKED,
        BusyStretch.id,
        BusyStretch.start_ts,
        BusyStretch.end_ts,
    )
    .join(Segment, JOIN.LEFT_OUTER, on=(Segment.resource == Resource.id) & _DURING, attr="segment")
    .switch(Resource)
    .join(Block, JOIN.LEFT_OUTER, on=(Block.resource == Resource.id) & _BLOCKING, attr="block")
    .switch(Resource)
    .join(
        BusyStretch,
        JOIN.LEFT_OUTER,
        on=(BusyStretch.resource == Resource.id) & _ELSEWHERE,
        attr="elsewhere",
    )
    .where(Resource.staff.in_(Slot(Resource.staff, "staff"))),
    many=["staff"],
)
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
_BLOCKS = Prepared(
    Block.select(*_BLOCKED)
    .where(Block.removed_at.is_null(), Block.end_ts > Slot(Block.end_ts, "since"))
    .order_by(Block.start_ts)
)
#: What was over so long ago is in nobody's way, whatever has to be prepared.
_PAST = timedelta(days=1)
#: The id of no booking.
_NONE = 0


class _Page(NamedTuple):
    """What a query asks for, by the names of its slots."""

    staff: tuple[str, ...]
    since: datetime
    until: datetime
    latest: datetime
    besides: int


class Diary:
    """Reads one tenant's bookings, each page once: whoever writes one, or waited to, has it opened anew.

    :param scope: the tenant's part of the database.
    :param now: aware.
    """

    def __init__(self, scope: Scope, now: datetime) -> None:
        self._scope = scope
        self._now = now
        self._taken: dict[_Page, Taken] = {}
        self._sittings: dict[_Page, Sequence[Sitting]] = {}
        self._upcoming: dict[int, Sequence[Booking]] = {}
        self._before: dict[int, Sequence[Booking]] = {}
        self._resources: dict[str, int] = {}
        self._held: _Page | None = None
        self._blocks: Sequence[Block] | None = None
        self._blocked: dict[_Page, Sequence[Block]] = {}

    def blocks(self) -> Sequence[Block]:
        """The time that staff has taken out of the calendar, as far as it is not over, in order."""
        if self._blocks is None:
            self._blocks = self._scope.rows(_BLOCKS, since=self._now - _PAST)
        return self._blocks

    def blocked(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> Sequence[Block]:
        """Those of them that take a stretch of time from somebody, asked for like what is :meth:`taken`."""
        page = _page(staff, since, until, besides)
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
        page = _page(staff, since, until, besides)
        if page not in self._taken:
            values = page._asdict()
            here, elsewhere = self._scope.tuples(_TAKEN, **values), self._scope.tuples(_BUSY, **values)
            self._taken[page] = _by_staff((*here, *elsewhere))
        return self._taken[page]

    def sittings(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> Sequence[Sitting]:
        """What of it participants of group classes take."""
        page = _page(staff, since, until, besides)
        if page not in self._sittings:
            self._sittings[page] = [Sitting(*row) for row in self._scope.tuples(_SITTINGS, **page._asdict())]
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
        self._blocks = None
        self._blocked.clear()

    def open_at(
        self, staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None = None
    ) -> None:
        """Forget what was read, and read all that is needed to put down a booking.

        :param staff: ids of those who may do it, and units that they need, all locked; at least one.
        """
        self.open_anew()
        page = _page(staff, since, until, besides)
        chairs = (*dict.fromkeys((*staff, *map(pool_of, staff))), EVERYBODY)
        rows = self._scope.rows(_CHAIRS, **page._replace(staff=chairs)._asdict())
        self._resources = {row.staff: row.id for row in rows}
        segments = {row.segment.id: row for row in rows if row.segment.id is not None}
        here = [(row.staff, row.segment.busy_from, row.segment.busy_to) for row in segments.values()]
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
        return self._held == _page(staff, since, until, besides)


def _page(staff: tuple[str, ...], since: datetime, until: datetime, besides: Booking | None) -> _Page:
    return _Page(staff, since, until, until + _LONGEST, _NONE if besides is None else besides.id)


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
