"""Time that staff takes out of the calendar, by way of the admin routes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk import FieldError, HttpProblem, invalid_body
from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.blocks.bodies import BlockBody
from frontdesk_salon_booking.blocks.whose import chair_of, chairs_of, whose_item
from frontdesk_salon_booking.booking_items import booking_item
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.resources import EVERYBODY, resource_key, resource_of
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.shifts import begin_of, end_of
from frontdesk_salon_booking.timetable import CHAIR
from frontdesk_salon_booking.units import pool_of, unit_of

__all__ = ["BlockDesk"]

_DAY = timedelta(days=1)


class BlockDesk:
    """The blocks in one business's calendar.

    :raises HttpProblem: from every method, where what is wanted cannot be had.
    """

    def __init__(self, salon: Salon) -> None:
        self._salon = salon
        self._scope = salon.scope

    def page(self, limit: int, cursor: str | None) -> dict[str, Any]:
        """A page of all blocks, the newest first; those that were removed, too."""
        page = self._scope.page(self._scope.select(Block), limit, cursor)
        return {"items": [self._item(block) for block in page.items], "next": page.next}

    def get(self, number: int) -> dict[str, Any]:
        """One block, with the bookings that it touches."""
        return self._with_bookings(self._block(number))

    def make(self, body: BlockBody) -> dict[str, Any]:
        """Take time out of the calendar. What is booked then stays booked, and is told."""
        with self._scope.storage.write():
            return self._with_bookings(self.put(body))

    def put(self, body: BlockBody, by: str = "admin", **values: Any) -> Block:
        """The same inside a write transaction.

        The chairs are locked as for a booking: whoever books at the same moment has booked before, and is
        among those who are touched, or finds the block.

        :param by: who does it: ``admin`` or ``owner``.
        :param values: what else is written about it.
        :raises OutsideTransaction: outside the outermost write transaction.
        """
        planned, now = self.plan(body), self._salon.now
        whose = planned.staff
        self._scope.lock(*sorted({resource_key(each) for each in self._staff(whose)}))
        made = self._scope.insert(
            Block,
            staff=whose,
            resource=resource_of(self._scope, EVERYBODY if whose is None else whose),
            start_ts=planned.start_ts,
            end_ts=planned.end_ts,
            wall_start=planned.wall_start,
            wall_end=planned.wall_end,
            zone=planned.zone,
            note=body.note or None,
            version=1,
            created_at=now,
            updated_at=now,
            made_by=by,
            **values,
        )
        return self._block(made)

    def plan(self, body: BlockBody) -> Block:
        """The block as it would be made, which is written nowhere."""
        whose = chair_of(self._salon.section, body)
        self._staff(whose)
        (begins, wall_start), (ends, wall_end) = self._begin(body), self._end(body)
        if begins >= ends:
            raise invalid_body(FieldError("#/to", "is not after from"))
        if ends <= self._salon.now:
            raise invalid_body(FieldError("#/to", "has passed already"))
        return Block(
            staff=whose,
            start_ts=begins,
            end_ts=ends,
            wall_start=wall_start.isoformat(timespec="minutes"),
            wall_end=wall_end.isoformat(timespec="minutes"),
            zone=self._salon.bot.zone.key,
        )

    def remove(self, number: int) -> dict[str, Any]:
        """Give the time back."""
        with self._scope.storage.write():
            return self._item(self.take_back(number))

    def take_back(self, number: int, by: str = "admin", **values: Any) -> Block:
        """The same inside a write transaction.

        :param by: who does it: ``admin`` or ``owner``.
        :param values: what else is written about it.
        :raises OutsideTransaction: outside the outermost write transaction.
        """
        block, now = self._block(number), self._salon.now
        removed = self._scope.update(
            Block,
            Block.id == number,
            Block.removed_at.is_null(),
            version=block.version + 1,
            updated_at=now,
            removed_at=now,
            removed_by=by,
            **values,
        )
        if not removed:
            detail = "It was removed already."
            raise HttpProblem(409, "Final", detail, members={"reason": "final"})
        return self._block(number)

    def _staff(self, wanted: str | None) -> Sequence[str]:
        """The ids of those whose chairs are to be locked."""
        everybody = [member.id for member in self._salon.section.staff]
        if wanted is None:
            return [*everybody, CHAIR, EVERYBODY]
        if unit_of(wanted) is not None:
            return [pool_of(wanted)]
        if wanted not in everybody:
            known = ", ".join(everybody) or "none"
            raise invalid_body(FieldError("#/staff", f"is nobody of the staff; there are: {known}"))
        return [wanted]

    def _begin(self, body: BlockBody) -> tuple[datetime, datetime]:
        """When it begins: in UTC, and on the wall."""
        try:
            if isinstance(body.first, datetime) and body.first.tzinfo is not None:
                return self._shown(body.first)
            wall = _on_wall(body.first)
            return begin_of(wall, self._salon.bot.zone), wall
        except OverflowError:
            raise invalid_body(FieldError("#/from", "is beyond the calendar")) from None

    def _end(self, body: BlockBody) -> tuple[datetime, datetime]:
        last = body.first if body.last is None else body.last
        try:
            if isinstance(last, datetime) and last.tzinfo is not None:
                return self._shown(last)
            wall = _on_wall(last) + (timedelta() if isinstance(last, datetime) else _DAY)
            return end_of(wall, self._salon.bot.zone), wall
        except OverflowError:
            raise invalid_body(FieldError("#/to", "is beyond the calendar")) from None

    def _shown(self, moment: datetime) -> tuple[datetime, datetime]:
        return moment.astimezone(UTC), moment.astimezone(self._salon.bot.zone).replace(tzinfo=None)

    def _block(self, number: int) -> Block:
        block: Block | None = self._scope.get(Block, Block.id == number)
        if block is None:
            raise HttpProblem(404, "Not Found", "There is no block of this id.")
        return block

    def _with_bookings(self, block: Block) -> dict[str, Any]:
        bookings = [booking_item(self._scope, booking) for booking in self.touched(block)]
        return {**self._item(block), "bookings": bookings}

    def touched(self, block: Block) -> Sequence[Booking]:
        """The bookings to come that lie in it, in order of time, with their segments."""
        # Before and after its hours somebody may still prepare and clean up, but not when they are away.
        begins, ends = (
            (Segment.start_ts, Segment.end_ts)
            if block.staff is None
            else (Segment.busy_from, Segment.busy_to)
        )
        segments = self._scope.select(Segment, Segment.booking).where(
            Segment.live,
            Segment.held_until.is_null(),
            begins < block.end_ts,
            ends > block.start_ts,
            Segment.end_ts > self._salon.now,
        )
        if block.staff is not None:
            segments = segments.where(Segment.staff.in_(chairs_of(self._salon.section, block.staff)))
        ids = sorted({segment.booking_id for segment in self._scope.rows(segments)})
        if not ids:
            return []
        found = self._scope.select(Booking).where(Booking.id.in_(ids))
        return with_segments(self._scope, self._scope.rows(found.order_by(Booking.start_ts, Booking.id)))

    def _item(self, block: Block) -> dict[str, Any]:
        """A block, ready for JSON; times with the offset of the business."""
        zone = ZoneInfo(block.zone)
        return {
            "id": block.id,
            **whose_item(block.staff),
            "start_ts": block.start_ts.astimezone(zone).isoformat(),
            "end_ts": block.end_ts.astimezone(zone).isoformat(),
            "note": self._scope.reveal(block, Block.note),
            "version": block.version,
            "created_at": block.created_at.isoformat(),
            "updated_at": block.updated_at.isoformat(),
            "removed_at": None if block.removed_at is None else block.removed_at.isoformat(),
            "made_by": block.made_by,
            "removed_by": block.removed_by,
        }


def _on_wall(end: date | datetime) -> datetime:
    return end if isinstance(end, datetime) else datetime.combine(end, time())
