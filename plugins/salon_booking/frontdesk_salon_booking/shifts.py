"""When the staff is at work, as the bot definition tells. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from frontdesk import Opening
from frontdesk_salon_booking.config import SalonBooking, StaffMember
from frontdesk_salon_booking.hours import edge, in_order, openings_on, stretches_of
from frontdesk_salon_booking.slots import Busy
from frontdesk_salon_booking.time_off import TimeOff

__all__ = [
    "Absences",
    "absences",
    "away_time",
    "begin_of",
    "end_of",
    "left_of_the_night",
    "off_time",
    "shift_on",
    "works_on",
]

_DAY = timedelta(days=1)
_MIDNIGHT = 24 * 60
#: So many shifts are not worked out again.
_REMEMBERED = 1_000


class Absences(NamedTuple):
    """When the staff is not there, bookings aside.

    :ivar off: outside their shifts, by staff id. Buffers may lie in it: who begins at nine prepares before.
    :ivar away: their time off, by staff id. Nothing of theirs lies in it.
    """

    off: dict[str, Sequence[Busy]]
    away: dict[str, Sequence[Busy]]


def works_on(
    section: SalonBooking, member: StaffMember, day: date, also: Iterable[TimeOff] = ()
) -> tuple[Opening, ...]:
    """When somebody is at work on a day, on the wall and in order; empty when they are not at all.

    :param also: time off that is not in the definition.
    :return: the shifts that begin on the day; what ends on the day after does so at more than 1440 minutes.
    """
    shift = shift_on(section, member, day)
    for time_off in (*member.away, *also) if shift else ():
        shift = _without(shift, time_off.minutes_on(day))
    return shift


def shift_on(section: SalonBooking, member: StaffMember, day: date) -> tuple[Opening, ...]:
    """Somebody's shift on a day, on the wall and in order: what they work of what the business is open.

    Whoever has no hours of their own works whenever it is open. On days with hours of their own
    (``special_days`` of the business) the weekly hours of the staff hold as ever: who comes in for an extra
    day, or longer, has ``special_days`` of their own.
    """
    return _both(openings_on(section, day), _own_hours(member, day))


def left_of_the_night(shift: tuple[Opening, ...]) -> tuple[Opening, ...]:
    """What the shifts of the day before have of a day."""
    return tuple(
        Opening(max(each.opens - _MIDNIGHT, 0), each.closes - _MIDNIGHT)
        for each in shift
        if each.closes > _MIDNIGHT
    )


def absences(
    section: SalonBooking, staff: Sequence[str], since: datetime, until: datetime, zone: ZoneInfo
) -> Absences:
    """When those of the staff are not there.

    :param staff: ids; the unnamed chair is always there.
    :param since: aware.
    :param until: aware.
    """
    found = Absences({}, {})
    for staff_id in staff:
        member = section.member(staff_id)
        if member is None:
            continue
        if member.hours is not None or member.special_days:
            found.off[staff_id] = off_time(section, member, since, until, zone)
        if member.away:
            found.away[staff_id] = [away_time(time_off, zone) for time_off in member.away]
    return found


def off_time(
    section: SalonBooking, member: StaffMember, since: datetime, until: datetime, zone: ZoneInfo
) -> list[Busy]:
    """What lies outside somebody's shifts of a stretch of time, in order.

    :param since: aware.
    :param until: aware.
    :return: aware, UTC.
    """
    first, last = since.astimezone(zone).date() - _DAY, until.astimezone(zone).date() + _DAY
    found: list[Busy] = []
    left = since.astimezone(UTC)
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        for stretch in stretches_of(shift_on(section, member, day), day, zone):
            if left < stretch.begin:
                found.append((left, stretch.begin))
            left = max(left, stretch.end)
    if left < until:
        found.append((left, until.astimezone(UTC)))
    return found


def away_time(time_off: TimeOff, zone: ZoneInfo) -> Busy:
    """From when to when time off is; aware, UTC."""
    return begin_of(time_off.since, zone), end_of(time_off.until, zone)


def begin_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """When what begins at a time on the wall begins: the first time that the clocks show it, if twice.

    :param wall: naive.
    :return: aware, UTC.
    """
    return edge(wall.date(), wall.hour * 60 + wall.minute, zone)


def end_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """When what ends at a time on the wall ends: the second time that the clocks show it, if twice.

    :param wall: naive.
    :return: aware, UTC.
    """
    again = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return max(begin_of(wall, zone), again)


def _own_hours(member: StaffMember, day: date) -> tuple[Opening, ...] | None:
    """What somebody works on a day if it is open then; None for as long as it is."""
    special = member.special_days.get(day)
    if special is not None:
        return special
    return None if member.hours is None else member.hours.on(day.weekday())


@lru_cache(_REMEMBERED)
def _both(openings: tuple[Opening, ...], own: tuple[Opening, ...] | None) -> tuple[Opening, ...]:
    """What is open and worked; all that is open where nothing is said of the work."""
    if own is None:
        return openings
    shared = (
        Opening(max(each.opens, other.opens), min(each.closes, other.closes))
        for each in openings
        for other in in_order(own)
    )
    return tuple(opening for opening in shared if opening.opens < opening.closes)


def _without(shift: tuple[Opening, ...], minutes: tuple[int, int]) -> tuple[Opening, ...]:
    """A shift without some minutes of the day."""
    begin, end = minutes
    if begin >= end:
        return shift
    return tuple(_parts(shift, begin, end))


def _parts(shift: Iterable[Opening], begin: int, end: int) -> Iterator[Opening]:
    for each in shift:
        for opens, closes in ((each.opens, min(each.closes, begin)), (max(each.opens, end), each.closes)):
            if opens < closes:
                yield Opening(opens, closes)
