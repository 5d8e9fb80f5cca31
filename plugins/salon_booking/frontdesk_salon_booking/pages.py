"""The queries of what takes time of whom, and what they ask for."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from peewee import JOIN

from frontdesk.storage import Prepared, Slot
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.busy_time import BusyStretch
from frontdesk_salon_booking.models import Resource, Segment

__all__ = ["BLOCKS", "BUSY", "CHAIRS", "SITTINGS", "TAKEN", "Page"]

_WRITTEN = (
    Segment.live
    & (Segment.busy_from < Slot(Segment.busy_from, "until"))
    & (Segment.busy_to > Slot(Segment.busy_to, "since"))
    # Says nothing new, but lets the database leave alone what is booked for the weeks after.
    & (Segment.busy_to < Slot(Segment.busy_to, "latest"))
    & (Segment.booking != Slot(Segment.booking, "besides"))
)
#: What is kept for somebody for some minutes counts until they are over, and not for themselves.
_DURING = _WRITTEN & (
    Segment.held_until.is_null()
    | (
        (Segment.held_until > Slot(Segment.held_until, "now"))
        & (Segment.booking != Slot(Segment.booking, "hold"))
    )
)
#: All that a block says of when.
_BLOCKED = (Block.id, Block.staff, Block.start_ts, Block.end_ts, Block.wall_start, Block.wall_end)
_SEGMENT = (Segment.id, Segment.booking, Segment.busy_from, Segment.busy_to, Segment.held_until)
_BUSY_STRETCH = (BusyStretch.id, BusyStretch.start_ts, BusyStretch.end_ts)
_BLOCKING = (
    Block.removed_at.is_null()
    & (Block.start_ts < Slot(Block.start_ts, "until"))
    & (Block.end_ts > Slot(Block.end_ts, "since"))
)
TAKEN = Prepared(
    Segment.select(Segment.staff, Segment.busy_from, Segment.busy_to).where(
        Segment.staff.in_(Slot(Segment.staff)), _DURING
    ),
    many=["staff"],
)
_ELSEWHERE = (BusyStretch.start_ts < Slot(BusyStretch.start_ts, "until")) & (
    BusyStretch.end_ts > Slot(BusyStretch.end_ts, "since")
)
BUSY = Prepared(
    BusyStretch.select(BusyStretch.staff, BusyStretch.start_ts, BusyStretch.end_ts).where(
        BusyStretch.staff.in_(Slot(BusyStretch.staff)), _ELSEWHERE
    ),
    many=["staff"],
)
SITTINGS = Prepared(
    Segment.select(Segment.staff, Segment.busy_from, Segment.busy_to, Segment.class_key, Segment.seat).where(
        Segment.staff.in_(Slot(Segment.staff)), Segment.seat.is_null(False), _DURING
    ),
    many=["staff"],
)
#: Few of each stand against few of the others: one answer with all of it costs less than a further query.
#: With what is kept no longer: whoever books has to clear it away.
CHAIRS = Prepared(
    Resource.select(Resource.id, Resource.staff, *_SEGMENT, *_BLOCKED, *_BUSY_STRETCH)
    .join(Segment, JOIN.LEFT_OUTER, on=(Segment.resource == Resource.id) & _WRITTEN, attr="segment")
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
BLOCKS = Prepared(
    Block.select(*_BLOCKED)
    .where(Block.removed_at.is_null(), Block.end_ts > Slot(Block.end_ts, "since"))
    .order_by(Block.start_ts)
)


class Page(NamedTuple):
    """What a query asks for, by the names of its slots."""

    staff: tuple[str, ...]
    since: datetime
    until: datetime
    latest: datetime
    besides: int
    now: datetime
    hold: int
