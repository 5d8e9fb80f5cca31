"""When somebody of the staff is at work, put into words: "is Oleg working tomorrow?"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import TYPE_CHECKING

from frontdesk import Choice, Done, Reply
from frontdesk_salon_booking import attendance
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["member_hours"]

#: Where no day is named, the next so many on which they work, looked for in so many days.
_NEXT, _SOON = 3, 14


def member_hours(turn: Turn, reception: Reception, staff: str, days: Sequence[date]) -> Done:
    """When somebody works, on the days that were asked about or on the next ones.

    :param staff: an id.
    """
    asked = list(days) or list(islice(_at_work(reception, staff), _NEXT)) or [reception.timetable.today]
    text = "\n".join(_line(turn, reception, staff, day) for day in asked)
    bookable = [
        day
        for day in asked
        if reception.availability.why_not_day(day) is None and reception.availability.works_on(staff, day)
    ]
    choices: tuple[Choice, ...] = ()
    if bookable and len(asked) == 1 and not turn.aside:
        values = {"day": bookable[0].isoformat(), "staff": staff}
        choices = (Choice(turn.say("my_bookings.book"), values=values, intent="book"),)
    return Done(Reply(text, choices, template="opening_hours.member"))


def _at_work(reception: Reception, staff: str) -> list[date]:
    ahead = (reception.timetable.today + timedelta(days=number) for number in range(_SOON))
    return [day for day in ahead if reception.availability.works_on(staff, day)]


def _line(turn: Turn, reception: Reception, staff: str, day: date) -> str:
    works = bool(reception.availability.works_on(staff, day))
    key = "opening_hours.member" if works else "booking.refused_away_staff"
    return sentence(
        turn.say(
            key,
            day=reception.wording.day(day),
            staff=reception.wording.staff(staff),
            hours=attendance.shift(reception, staff, day) if works else "",
        )
    )
