"""Tell customers when the business is open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from frontdesk import Action, Choice, Done, Form, Opening, Reply
from frontdesk_salon_booking import attendance, facts
from frontdesk_salon_booking.forms import DAY, STAFF
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.member_hours import member_hours
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["OpeningHours"]

#: So many days are told one by one ("at the weekend"); of more, the usual week.
_MOST_DAYS = 3
#: With the usual week, what is not as usual is told of so many days, today included.
_SOON = 14


class OpeningHours(Action):
    """Answers from the hours that bookings are made by: for the days that were asked about, or the week.

    Of somebody of the staff who is named, when they are at work.
    """

    name = "opening_hours"
    form = Form((DAY, STAFF), optional=frozenset({"day", "staff"}))

    def prepare(self, turn: Turn) -> Done | None:
        """Where several days may be meant, tell the hours of all of them instead of asking which."""
        return self.run(turn) if turn.reading.unclear else None

    def run(self, turn: Turn) -> Done:
        """Tell the hours."""
        reception = Reception.of(turn)
        days = _days(turn.reading.unclear.get("day") or (turn.values.get("day"),))
        member = reception.section.member(str(turn.values.get("staff")))
        if member is not None:
            return member_hours(turn, reception, member.id, days)
        if not days:
            return Done(Reply(self._week(turn, reception), template="opening_hours.week"))
        text = "\n".join(self._day(turn, reception, day) for day in days)
        return Done(Reply(text, self._book(turn, reception, days), template="opening_hours.day"))

    def _book(self, turn: Turn, reception: Reception, days: Sequence[date]) -> tuple[Choice, ...]:
        """The way to book on the one day that was asked about."""
        [day] = days[:1]
        bookable = reception.availability.why_not_day(day) is None
        if turn.aside or len(days) > 1 or not bookable:
            return ()
        return (Choice(turn.say("my_bookings.book"), values={"day": day.isoformat()}, intent="book"),)

    def _day(self, turn: Turn, reception: Reception, day: date) -> str:
        said = reception.wording.day(day)
        if not reception.availability.open_on(day):
            return sentence(turn.say("opening_hours.closed", day=said))
        return sentence(turn.say("opening_hours.open", day=said, hours=attendance.hours(reception, day)))

    def _week(self, turn: Turn, reception: Reception) -> str:
        hours = reception.section.hours
        runs = [list(run) for _, run in groupby(range(7), hours.on)]
        if len(runs) == 1 and hours.on(0):
            usual = turn.say("opening_hours.every_day", hours=reception.wording.openings(hours.on(0)))
        else:
            lines = [_run(turn, reception, run, hours.on(run[0])) for run in runs]
            usual = turn.say("opening_hours.week", lines="\n".join(lines))
        unusual = list(_unusual(turn, reception))
        if not unusual:
            return usual
        return turn.say("opening_hours.unusual", usual=usual, lines="\n".join(unusual))


def _unusual(turn: Turn, reception: Reception) -> Iterator[str]:
    """A line for each run of days soon on which other hours hold than usual."""
    today = reception.timetable.today
    days = [today + timedelta(days=ahead) for ahead in range(_SOON)]

    def hours(day: date) -> tuple[bool, Sequence[Opening]]:
        openings = reception.availability.open_on(day)
        return openings != reception.timetable.usual_on(day), openings

    for (unusual, openings), run in groupby(days, hours):
        if unusual:
            named = [reception.wording.day(day) for day in run]
            yield turn.speech.cite(_line(turn, reception, named, openings), facts.HOURS)


def _run(turn: Turn, reception: Reception, run: Sequence[int], openings: Sequence[Opening]) -> str:
    return _line(turn, reception, [turn.speech.weekday(day) for day in run], openings)


def _line(turn: Turn, reception: Reception, named: Sequence[str], openings: Sequence[Opening]) -> str:
    """The hours of one day, or of a run of days with the same ones.

    :param named: what the days are called.
    """
    days = named[0]
    if len(named) > 1:
        days = turn.say("opening_hours.days", first=named[0], last=named[-1])
    told = reception.wording.openings(openings) if openings else turn.say("opening_hours.day_off")
    return sentence(turn.say("opening_hours.line", days=days, hours=told))


def _days(meant: Sequence[Any]) -> Sequence[date]:
    """The single days that were asked about; empty where that is none, or a long stretch of them."""
    days = [day for each in meant for day in _stretch(each)]
    return days if len(days) <= _MOST_DAYS else []


def _stretch(meant: Any) -> Iterator[date]:
    if isinstance(meant, str) and meant:
        yield date.fromisoformat(meant)
    elif isinstance(meant, dict) and meant.get("from") and meant.get("to"):
        day, last = date.fromisoformat(meant["from"]), date.fromisoformat(meant["to"])
        for further in range(min((last - day).days, _MOST_DAYS) + 1):
            yield day + timedelta(days=further)
