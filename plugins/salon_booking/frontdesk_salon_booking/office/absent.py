"""When the staff is not there, for whoever looks at a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from frontdesk_salon_booking.block import Block
from frontdesk_salon_booking.office.gaps import Span
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.shifts import absences

__all__ = ["Absent"]


class Absent:
    """Shifts, time off and blocks around some days, read once.

    :param since: aware.
    :param until: aware.
    """

    def __init__(self, salon: Salon, since: datetime, until: datetime) -> None:
        self._salon = salon
        self._since, self._until = since, until
        held = salon.scope.select(Block).where(
            Block.removed_at.is_null(), Block.start_ts < until, Block.end_ts > since
        )
        self._blocks: Sequence[Block] = salon.scope.rows(held)

    def closures(self) -> Sequence[Span]:
        """When everybody is away; aware, UTC."""
        return [block.busy for block in self._blocks if block.staff is None]

    def of(self, staff: str) -> Sequence[Span]:
        """When one of the staff is away, closures included; aware, UTC.

        :param staff: an id; the unnamed chair is there whenever it is open.
        """
        zone = self._salon.bot.zone
        off, away = absences(self._salon.section, (staff,), self._since, self._until, zone)
        own = [block.busy for block in self._blocks if block.staff == staff]
        return [*off.get(staff, ()), *away.get(staff, ()), *own, *self.closures()]

    def of_unit(self, key: str) -> Sequence[Span]:
        """When a unit of a resource is not to be had, closures included; aware, UTC.

        :param key: of the unit.
        """
        return [*(block.busy for block in self._blocks if block.takes((key,))), *self.closures()]
