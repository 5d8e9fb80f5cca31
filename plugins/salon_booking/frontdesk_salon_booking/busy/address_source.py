"""Reads calendars that somebody of the staff keeps elsewhere and shares by an address."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from frontdesk import BusyCalendar, BusySource, BusyTime, BusyWanted, CalendarUnread
from frontdesk.storage import Scope
from frontdesk_salon_booking.busy.address import CalendarAddress
from frontdesk_salon_booking.busy.aside import read_aside
from frontdesk_salon_booking.busy.fetch import fetch
from frontdesk_salon_booking.calendar_file import uid_of
from frontdesk_salon_booking.config import SalonBooking
from frontdesk_salon_booking.feeds.entry_keys import WHOLE_VISIT, entry_key
from frontdesk_salon_booking.written import written_between

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["AddressSource"]

#: A server that says for so long that nothing has changed is asked for all of it again: days have become
#: bookable that were left out before.
_BELIEVED = timedelta(hours=12)
#: A copy of a booking of ours may show where it was before it was moved.
_MOVED = timedelta(days=60)


class AddressSource(BusySource):
    """iCalendar files (RFC 5545) at secret addresses, as Google, Apple, Outlook and Yandex offer them."""

    name = "address"

    def calendars(self, desk: Desk) -> Sequence[BusyCalendar]:
        """Those whose addresses were entered."""
        house = desk.storage.house
        with desk.storage.connection():
            columns = CalendarAddress.id, CalendarAddress.tenant, CalendarAddress.staff
            found = house.rows(house.select(CalendarAddress, *columns))
        return [BusyCalendar(each.tenant, str(each.id), each.staff) for each in found]

    def read(self, desk: Desk, wanted: BusyWanted) -> Sequence[BusyTime] | None:
        """What is taken in one of them."""
        scope, number = desk.storage.scope(wanted.calendar.tenant), int(wanted.calendar.key)
        now = desk.clock.now()
        with desk.storage.connection():
            entered = scope.get(CalendarAddress, CalendarAddress.id == number)
            if entered is None:
                raise CalendarUnread("gone", "Its address was removed.")
            url = scope.reveal(entered, CalendarAddress.url)
        fresh = wanted.known and entered.read_at is not None and entered.read_at > now - _BELIEVED
        fetched = fetch(url, entered.etag if fresh else None, _inner_hosts(desk, wanted))
        if fetched.content is None:
            return None
        times = read_aside(fetched.content, wanted, _Own(desk, scope, wanted))
        with desk.storage.write():
            scope.update(CalendarAddress, CalendarAddress.id == number, etag=fetched.etag, read_at=now)
        return times


def _inner_hosts(desk: Desk, wanted: BusyWanted) -> Collection[str]:
    tenant = desk.tenants.recall(wanted.calendar.tenant)
    if tenant is None:
        raise CalendarUnread("gone", "The business is gone.")
    return desk.bots.for_tenant(tenant).section(SalonBooking).calendar_hosts


class _Own:
    """Tells the bookings that a calendar has from one of our feeds."""

    def __init__(self, desk: Desk, scope: Scope, wanted: BusyWanted) -> None:
        self._storage = desk.storage
        self._scope = scope
        self._span: tuple[datetime, datetime] = wanted.since - _MOVED, wanted.until + _MOVED

    def __call__(self, uids: Sequence[str]) -> set[str]:
        # Ours are made of what they stand for; few others are of that kind.
        candidates = {uid for uid in uids if _is_made(uid)}
        if not candidates:
            return set()
        with self._storage.connection():
            bookings = written_between(self._scope, *self._span)
        parts = ((booking, segment.position) for booking in bookings for segment in booking.segments)
        ours = {uid_of(entry_key(booking, str(position))) for booking, position in parts}
        ours |= {uid_of(entry_key(booking, WHOLE_VISIT)) for booking in bookings}
        return candidates & ours


def _is_made(uid: str) -> bool:
    try:
        return uuid.UUID(uid).version == 5
    except ValueError:
        return False
