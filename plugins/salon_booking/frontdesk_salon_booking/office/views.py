"""Days and weeks of a business, by who works."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from frontdesk_salon_booking.days import begin_of, end_of
from frontdesk_salon_booking.hours import stretches
from frontdesk_salon_booking.models import BookingStatus
from frontdesk_salon_booking.office.absent import Absent
from frontdesk_salon_booking.office.classes import classes_view
from frontdesk_salon_booking.office.gaps import Span, gaps
from frontdesk_salon_booking.office.stays import AWAY, Stay, span_item, stay_item
from frontdesk_salon_booking.office.units import units_view
from frontdesk_salon_booking.salon import Salon
from frontdesk_salon_booking.written import written_between

__all__ = ["day_view", "week_view"]

#: No visit lasts longer, and no service is prepared longer before it begins.
_AROUND = timedelta(days=2)


def day_view(salon: Salon, day: date) -> dict[str, Any]:
    """A day: for each of the staff what they do, and when they are free.

    :param day: on the business's wall.
    """
    return _day(salon, day, _stays(salon, day, day), _absent(salon, day, day))


def week_view(salon: Salon, day: date) -> dict[str, Any]:
    """The week around a day, from Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=offset) for offset in range(7)]
    stays, absent = _stays(salon, week[0], week[-1]), _absent(salon, week[0], week[-1])
    return {
        "from": week[0].isoformat(),
        "to": week[-1].isoformat(),
        "days": [_day(salon, each, stays, absent) for each in week],
    }


def _stays(salon: Salon, first: date, last: date) -> Sequence[Stay]:
    """What was booked around some days and not cancelled, or is kept for somebody, in order of time."""
    zone = salon.bot.zone
    bookings = written_between(salon.scope, begin_of(first, zone) - _AROUND, end_of(last, zone) + _AROUND)
    return [
        Stay(booking, segment)
        for booking in bookings
        if booking.status != BookingStatus.CANCELLED
        and (booking.hold_until is None or booking.hold_until > salon.now)
        for segment in booking.segments
    ]


def _absent(salon: Salon, first: date, last: date) -> Absent:
    zone = salon.bot.zone
    return Absent(salon, begin_of(first, zone), end_of(last, zone))


def _day(salon: Salon, day: date, stays: Sequence[Stay], absent: Absent) -> dict[str, Any]:
    open_hours = tuple(gaps(_open(salon, day), absent.closures()))
    begin, end = begin_of(day, salon.bot.zone), end_of(day, salon.bot.zone)
    during = [each for each in stays if each.segment.start_ts < end and each.segment.end_ts > begin]
    return {
        "day": day.isoformat(),
        "zone": salon.bot.zone.key,
        "open": [span_item(salon, span) for span in open_hours],
        "staff": [
            {
                "staff": staff or None,
                "name": salon.staff_name(staff) or None,
                "bookings": [stay_item(salon, each) for each in during if each.segment.staff == staff],
                "away": [span_item(salon, gap) for gap in _away(salon, staff, open_hours, absent)],
                "free": [span_item(salon, gap) for gap in _free(salon, staff, open_hours, stays, absent)],
            }
            for staff in _everybody(salon, during)
        ],
        **classes_view(salon, during),
        **units_view(salon, open_hours, stays, absent, during),
    }


def _everybody(salon: Salon, stays: Sequence[Stay]) -> Sequence[str]:
    """Ids of who works, in the order of the definition; behind them who is not in it any more."""
    staff = [member.id for member in salon.section.staff] or [""]
    return tuple(dict.fromkeys([*staff, *(each.segment.staff for each in stays)]))


def _open(salon: Salon, day: date) -> Sequence[Span]:
    """The part of the opening hours that lies within the day, whatever the night before and after."""
    zone = salon.bot.zone
    begin, end = begin_of(day, zone), end_of(day, zone)
    return [(max(each.begin, begin), min(each.end, end)) for each in stretches(salon.section, day, zone)]


def _away(salon: Salon, staff: str, open_hours: Sequence[Span], absent: Absent) -> Sequence[Span]:
    if _is_gone(salon, staff):
        return ()
    return tuple(gaps(open_hours, gaps(open_hours, absent.of(staff))))


def _free(
    salon: Salon, staff: str, open_hours: Sequence[Span], stays: Sequence[Stay], absent: Absent
) -> Sequence[Span]:
    if _is_gone(salon, staff):
        return ()
    taken = [
        (each.segment.busy_from, each.segment.busy_to)
        for each in stays
        if each.segment.staff == staff and each.booking.status not in AWAY
    ]
    return tuple(gaps(open_hours, [*taken, *absent.of(staff)]))


def _is_gone(salon: Salon, staff: str) -> bool:
    """Whether somebody is not in the definition any more."""
    return bool(staff) and salon.section.member(staff) is None
