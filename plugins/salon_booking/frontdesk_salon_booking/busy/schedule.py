"""Which calendar is to be read next."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from frontdesk import BotInvalid, CalendarUnread
from frontdesk_salon_booking.busy_time import BusyReading

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["Schedule"]

log = logging.getLogger(__name__)

#: So often a calendar is read. The addresses of large providers are not made anew more often either.
_EVERY = timedelta(minutes=15)
#: The longest wait after failures: one that is back in the morning is found before the first customer.
_SELDOM = timedelta(hours=4)
#: Whoever reads a calendar has it for so long; then the process is taken for dead.
_LEASE = timedelta(minutes=5)
_LONGEST_DETAIL = 500


class Schedule:
    """The calendars of all businesses, in the order in which they are due."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._house = desk.storage.house

    def enter(self) -> None:
        """Take up the calendars that the sources name, and drop those that they do not name any more."""
        named, unsure = self._named()
        with self._desk.storage.connection():
            found = self._house.rows(self._house.select(BusyReading))
        known = {(row.tenant, row.source, row.calendar): row for row in found}
        gone = [row.id for key, row in known.items() if key not in named and row.source not in unsure]
        new = [key for key in named if key not in known]
        changed = [(row, named[key]) for key, row in known.items() if named.get(key, row.staff) != row.staff]
        if not (gone or new or changed):
            return
        with self._desk.storage.write():
            for number in gone:
                self._house.delete(BusyReading, BusyReading.id == number)
            for tenant, source, calendar in new:
                self._desk.storage.scope(tenant).insert_new(
                    BusyReading,
                    source=source,
                    calendar=calendar,
                    staff=named[tenant, source, calendar],
                    next_at=self._desk.clock.now(),
                    failures=0,
                )
            for row, staff in changed:
                now = self._desk.clock.now()
                self._house.update(
                    BusyReading, BusyReading.id == row.id, staff=staff, next_at=now, read_at=None
                )

    def take(self) -> BusyReading | None:
        """The one that has been due the longest, for this process alone; None when none is due."""
        now = self._desk.clock.now()
        due = self._house.select(BusyReading).where(BusyReading.next_at <= now)
        while True:
            with self._desk.storage.write():
                found = self._house.rows(due.order_by(BusyReading.next_at, BusyReading.id).limit(1))
                if not found:
                    return None
                reading: BusyReading = found[0]
                still = BusyReading.id == reading.id, BusyReading.next_at == reading.next_at
                if self._house.update(BusyReading, *still, next_at=now + _LEASE):
                    return reading

    def done(self, reading: BusyReading) -> None:
        """It was read. Inside a write transaction."""
        now = self._desk.clock.now()
        self._note(reading, read_at=now, next_at=now + _EVERY, failures=0, problem=None, detail=None)

    def failed(self, reading: BusyReading, why: CalendarUnread) -> None:
        """It could not be read."""
        # The first power that is more than the longest wait is as good as any further one.
        wait = min(_EVERY * 2 ** min(reading.failures, 10), _SELDOM)
        with self._desk.storage.write():
            self._note(
                reading,
                next_at=self._desk.clock.now() + wait,
                failures=reading.failures + 1,
                problem=why.code,
                detail=why.detail[:_LONGEST_DETAIL],
            )

    def _named(self) -> tuple[Mapping[tuple[str, str, str], str], Collection[str]]:
        """For each calendar whose it is; and the sources that could not say which there are."""
        named: dict[tuple[str, str, str], str] = {}
        unsure = []
        for full_name, source in self._desk.plugins.busy.items():
            plugin = full_name.partition(".")[0]
            try:
                calendars = source.calendars(self._desk)
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything
                log.error("busy source %s could not name its calendars: %s", full_name, type(error).__name__)
                self._desk.metrics.inc("plugin_errors_total", plugin=plugin)
                unsure.append(full_name)
                continue
            for each in calendars:
                if self._is_heard(plugin, each.tenant):
                    named[each.tenant, full_name, each.key] = each.staff
        return named, unsure

    def _note(self, reading: BusyReading, **values: Any) -> None:
        self._house.update(BusyReading, BusyReading.id == reading.id, tried_at=self._now, **values)

    @property
    def _now(self) -> datetime:
        return self._desk.clock.now()

    def _is_heard(self, plugin: str, tenant_id: str) -> bool:
        """Whether the bot of a business enables a plugin, and takes bookings."""
        tenant = self._desk.tenants.recall(tenant_id)
        if tenant is None or not tenant.active:
            return False
        try:
            return {plugin, "salon_booking"} <= self._desk.bots.for_tenant(tenant).plugins
        except BotInvalid:
            # Of a definition that is being mended nothing follows.
            return True
