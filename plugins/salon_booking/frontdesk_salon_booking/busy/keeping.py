"""Writing down what is taken in another calendar."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from frontdesk import BusyTime
from frontdesk.storage import Scope
from frontdesk_salon_booking.busy_time import BusyReading, BusyStretch
from frontdesk_salon_booking.resources import resource_key, resource_of
from frontdesk_salon_booking.slots import Busy

__all__ = ["keep", "merged"]

#: What was over so long ago is in nobody's way, however long it took to prepare for it.
_PAST = timedelta(days=2)


def merged(times: Iterable[BusyTime], since: datetime, until: datetime) -> Sequence[Busy]:
    """The same time in stretches that do not touch each other, in order; UTC.

    :param since: what is over by then is left out; aware.
    :param until: what begins then is left out; aware.
    """
    found: list[Busy] = []
    for each in sorted(times):
        begin, end = each.begin.astimezone(UTC), each.end.astimezone(UTC)
        if begin >= end or end <= since or begin >= until:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        else:
            found.append((begin, end))
    return found


def keep(scope: Scope, reading: BusyReading, times: Sequence[Busy], now: datetime) -> None:
    """Make a calendar's stretches these. What stays as it is, is not touched.

    The chair is locked as for a booking: whoever books at the same moment has booked before, or finds them.

    :param times: made by :func:`merged`.
    :param now: aware.
    :raises OutsideTransaction: outside the outermost write transaction.
    """
    scope.lock(resource_key(reading.staff))
    known = scope.rows(scope.select(BusyStretch).where(BusyStretch.reading == reading.id))
    wanted = set(times)
    stays = {
        (each.start_ts, each.end_ts)
        for each in known
        if each.staff == reading.staff and (each.start_ts, each.end_ts) in wanted
    }
    gone = [
        each.id
        for each in known
        if each.end_ts < now - _PAST
        or each.staff != reading.staff
        or (each.end_ts > now and (each.start_ts, each.end_ts) not in stays)
    ]
    for first in range(0, len(gone), 500):
        scope.delete(BusyStretch, BusyStretch.id.in_(gone[first : first + 500]))
    new = sorted(wanted - stays)
    if not new:
        return
    resource = resource_of(scope, reading.staff)
    rows = [
        {
            "reading": reading.id,
            "staff": reading.staff,
            "resource": resource,
            "start_ts": begin,
            "end_ts": end,
        }
        for begin, end in new
    ]
    scope.insert_many(BusyStretch, rows)
