"""What can be wrong with a ``salon_booking:`` section whose parts are valid one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from frontdesk import Opening, Problem
from frontdesk_salon_booking.category import Category
from frontdesk_salon_booking.config import Facility, Name, SalonBooking, Service, StaffMember
from frontdesk_salon_booking.forms import ANY
from frontdesk_salon_booking.hours import in_order
from frontdesk_salon_booking.resource_check import resource_problems
from frontdesk_salon_booking.shifts import shift_on
from frontdesk_salon_booking.terms_check import category_problems, terms_problems
from frontdesk_salon_booking.week import WeekHours

if TYPE_CHECKING:
    from frontdesk import Bot

__all__ = ["problems"]

_ROOT = "salon_booking"
_DAY = 24 * 60
#: Hours past midnight that last longer, in minutes, are rather a slip of the pen.
_LONGEST_NIGHT = 14 * 60

#: Opening hours of a day, with where they stand.
_Hours = Iterator[tuple[tuple[str | int, ...], Sequence[Opening]]]


def problems(bot: Bot) -> list[Problem]:
    """Everything that would keep a customer from booking, or tell them something wrong."""
    section = bot.section(SalonBooking)
    return [
        *_same_ids(section),
        *_unknown_names(section),
        *_nobody(section),
        *_hours(section),
        *_nights(section),
        *_at_work(section),
        *_never_fits(section),
        *resource_problems(section),
        *category_problems(section),
        *_languages(section, bot.languages),
    ]


def _same_ids(section: SalonBooking) -> Iterator[Problem]:
    lists: tuple[tuple[str, Sequence[Category | Service | StaffMember | Facility]], ...] = (
        ("categories", section.categories),
        ("services", section.services),
        ("staff", section.staff),
        ("resources", section.resources),
    )
    for key, items in lists:
        seen: Counter[str] = Counter()
        for index, item in enumerate(items):
            path = (_ROOT, key, index, "id")
            if seen[item.id]:
                yield Problem("FD201", f"the id '{item.id}' is used twice; rename one of them", path)
            seen[item.id] += 1
            if key == "staff" and item.id == ANY:
                yield Problem("FD202", f"'{ANY}' means whoever is free; choose another id", path)


def _unknown_names(section: SalonBooking) -> Iterator[Problem]:
    services = {service.id for service in section.services}
    staff = {member.id for member in section.staff}
    for index, member in enumerate(section.staff):
        single = isinstance(member.services, dict)
        for place, name in enumerate(member.services or ()):
            if name not in services:
                known = ", ".join(sorted(services))
                message = f"'{member.id}' does '{name}', which is no service; there are: {known}"
                path = (_ROOT, "staff", index, "services", name if single else place)
                yield Problem("FD203", message, path)
    for index, service in enumerate(section.services):
        for place, name in enumerate(service.staff or ()):
            if name not in staff:
                known = ", ".join(sorted(staff)) or "none"
                message = (
                    f"'{service.id}' is done by '{name}', who is not among the staff; there are: {known}"
                )
                yield Problem("FD204", message, (_ROOT, "services", index, "staff", place))


def _nobody(section: SalonBooking) -> Iterator[Problem]:
    for index, service in enumerate(section.services):
        if not section.who_does(service):
            message = f"nobody does '{service.id}'; add it to the services of somebody"
            yield Problem("FD205", message, (_ROOT, "services", index))


def _hours(section: SalonBooking) -> Iterator[Problem]:
    if not any(openings for _, openings in _all_hours(section)):
        yield Problem("FD206", "it is never open; give opening hours for one weekday", (_ROOT, "hours"))
    for path, openings in (*_all_hours(section), *_shifts(section)):
        yield from _wrong_hours(openings, path)
    for day in sorted(section.closed_dates):
        if section.special_days.get(day):
            message = f"{day} has hours here and stands in closed_dates, too; take it out of one of them"
            yield Problem("FD211", message, (_ROOT, "special_days", day.isoformat()))


def _at_work(section: SalonBooking) -> Iterator[Problem]:
    """Who is never there, and days on which nobody is."""
    week = [date(1970, 1, 5) + timedelta(days=weekday) for weekday in range(7)]
    for index, member in enumerate(section.staff):
        days = (*week, *section.special_days, *member.special_days)
        if section.hours != WeekHours() and not any(shift_on(section, member, day) for day in days):
            message = (
                f"'{member.id}' never works: none of their hours lie within the opening hours; "
                "correct one of them"
            )
            yield Problem("FD212", message, (_ROOT, "staff", index, "hours"))
    for day, openings in section.special_days.items():
        works = any(shift_on(section, member, day) for member in section.staff)
        if openings and section.staff and not works and day not in section.closed_dates:
            message = (
                f"it is open on {day}, and nobody of the staff works then; "
                "give special_days to those who come in"
            )
            yield Problem("FD213", message, (_ROOT, "special_days", day.isoformat()))


def _shifts(section: SalonBooking) -> _Hours:
    """All hours of the staff, with where they stand in the definition."""
    for index, member in enumerate(section.staff):
        path = (_ROOT, "staff", index)
        for weekday, name in enumerate(WeekHours.model_fields):
            yield (*path, "hours", name), member.hours.on(weekday) if member.hours else ()
        for day, openings in member.special_days.items():
            yield (*path, "special_days", day.isoformat()), openings


def _all_hours(section: SalonBooking) -> _Hours:
    """All opening hours of the definition, with where they stand in it."""
    for weekday, name in enumerate(WeekHours.model_fields):
        yield (_ROOT, "hours", name), section.hours.on(weekday)
    for day, openings in section.special_days.items():
        yield (_ROOT, "special_days", day.isoformat()), openings


def _wrong_hours(openings: Sequence[Opening], path: tuple[str | int, ...]) -> Iterator[Problem]:
    """What is wrong with the hours of one day."""
    for opening in openings:
        if opening.opens == opening.closes:
            yield Problem("FD207", f"{opening} is no time at all; for the whole day write 00:00-24:00", path)
        elif _length(opening) > _LONGEST_NIGHT and opening.closes < opening.opens:
            message = (
                f"{opening} ends before it begins, or {_length(opening) // 60} hours later on the day after; "
                'if that is meant, write it as two: "18:00-24:00" here and "00:00-09:00" on the day after'
            )
            yield Problem("FD207", message, path)
    for first, second in pairwise(in_order(tuple(openings))):
        if second.opens < first.closes:
            yield Problem("FD208", f"{first} and {second} overlap; join them into one", path)


def _nights(section: SalonBooking) -> Iterator[Problem]:
    """Hours past midnight that run into those of the day after."""
    names = tuple(WeekHours.model_fields)
    weeks: list[tuple[tuple[str | int, ...], WeekHours]] = [((_ROOT, "hours"), section.hours)]
    for index, member in enumerate(section.staff):
        if member.hours is not None:
            weeks.append(((_ROOT, "staff", index, "hours"), member.hours))
    for path, week in weeks:
        for weekday, name in enumerate(names):
            night = max((each.closes - _DAY for each in in_order(week.on(weekday))), default=0)
            following = (weekday + 1) % len(names)
            if any(each.opens < night for each in week.on(following)):
                message = f"the hours of {name} last into those of {names[following]}; correct one of them"
                yield Problem("FD208", message, (*path, name))


def _length(opening: Opening) -> int:
    """How many minutes it lasts."""
    [after] = in_order((opening,))
    return after.closes - after.opens


def _never_fits(section: SalonBooking) -> Iterator[Problem]:
    stretches = [opening for _, openings in _all_hours(section) for opening in openings]
    longest = max(map(_length, stretches), default=0)
    for index, service in enumerate(section.services):
        if longest and service.minutes > longest:
            message = (
                f"'{service.id}' takes {service.minutes} minutes, "
                f"and it is never open for longer than {longest}; correct one of them"
            )
            yield Problem("FD209", message, (_ROOT, "services", index, "minutes"))
    yield from terms_problems(section, longest)


def _languages(section: SalonBooking, languages: Sequence[str]) -> Iterator[Problem]:
    named: list[tuple[str, int, str, Name]] = [
        ("services", index, service.id, service.name) for index, service in enumerate(section.services)
    ]
    named += [("staff", index, member.id, member.name) for index, member in enumerate(section.staff)]
    named += [("categories", index, each.id, each.name) for index, each in enumerate(section.categories)]
    named += [("resources", index, each.id, each.name) for index, each in enumerate(section.resources)]
    for key, index, item_id, name in named:
        for language in languages:
            if not isinstance(name, str) and not name.get(language, "").strip():
                message = f"'{item_id}' has no name in '{language}'; add {language}: to its name"
                yield Problem("FD210", message, (_ROOT, key, index, "name"))
