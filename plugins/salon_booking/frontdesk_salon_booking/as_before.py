"""Booking "as last time": the service, the master, the weekday and the hour of the visit before."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from frontdesk import Choice, Reply
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.forms import LAST_VISIT, NO_VISIT
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.reception import Reception
from frontdesk_salon_booking.slots import FreeSlot
from frontdesk_salon_booking.visits import Part, Parts
from frontdesk_salon_booking.wishes import Wish

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["AsBefore"]

_WEEK = 7
#: So many weeks are looked through for the same weekday and hour.
_WEEKS = 4


class AsBefore:
    """The visit that the customer wants again, for one turn.

    :ivar visit: the visit before; None where they do not ask for it, or there is none.
    """

    def __init__(self, turn: Turn, reception: Reception) -> None:
        self._turn = turn
        self._reception = reception
        self.visit: Booking | None = None
        if turn.values.get("as_before") == LAST_VISIT:
            self.visit = reception.calendar.last_visit(turn.customer.id)

    def take_over(self) -> None:
        """Fill in what the visit tells and the customer does not: the service, the master, the name."""
        values, visit = self._turn.values, self.visit
        if visit is None:
            if values.get("as_before") == LAST_VISIT:
                values["as_before"] = NO_VISIT
            return
        service = self._reception.section.service(visit.first.service)
        if service is None:
            return
        # What was had before is a proposal: the customer says yes to it.
        self._turn.unsure = True
        if not values.get("service"):
            values["service"] = service.id
        able = self._reception.section.who_does(service)
        if values["service"] == service.id and "staff" not in values and visit.first.staff in able:
            values["staff"] = visit.first.staff
        if not values.get("name") and visit.customer_name:
            values["name"] = self._turn.scope.reveal(visit, Booking.customer_name)

    def proposal(self, wish: Wish) -> Reply | None:
        """The question that proposes the same weekday and hour; None where that cannot be had."""
        found = self._same_time(wish) if self.visit is not None else None
        if found is None or self.visit is None:
            return None
        wording = self._reception.wording
        when = wording.when(found.day, found.time, facts.free(found))
        visit = wording.before(self.visit)
        ahead = self.visit.start_ts > self._turn.now
        before = self._turn.say(f"book.as_{'booked' if ahead else 'before'}", visit=visit)
        text = self._turn.say("book.as_before_proposed", before=before, when=when)
        proposed = Choice(
            sentence(wording.title(found)),
            values={"day": found.day.isoformat(), "time": found.time},
            answer="yes",
        )
        asked = self._reception.ask_time(wish.at_any_time()) if wish.day else self._reception.ask_day(wish)
        others = (
            replace(choice, answer=None) for choice in asked.choices if choice.values != proposed.values
        )
        choices = (proposed, *others)
        return replace(asked, text=text, choices=choices, template="book.as_before_proposed")

    @property
    def accepted(self) -> bool:
        """Whether this very message says yes to what was proposed."""
        reading = self._turn.reading
        return self.visit is not None and reading.chosen is not None and reading.answer == "yes"

    @property
    def further(self) -> Parts:
        """What was done after the first service, as far as it is still offered, where that one is wanted."""
        visit, section = self.visit, self._reception.section
        if visit is None or self._turn.values.get("service") != visit.first.service:
            return ()
        services = [section.service(segment.service) for segment in visit.segments[1:]]
        return tuple(Part(service) for service in services if service is not None)

    def words(self) -> str:
        """What to say to somebody who was not here before; empty for everybody else."""
        first = self._turn.values.get("as_before") == NO_VISIT and "as_before" in self._turn.reading.slots
        return self._turn.say("book.no_visit_before") if first else ""

    def _same_time(self, wish: Wish) -> FreeSlot | None:
        if self.visit is None or wish.service is None or wish.time is not None:
            return None
        before, time = self._reception.wording.wall(self.visit)
        if wish.first is not None:
            days = [wish.first] if wish.day else _weekdays_like(before, wish.first, wish.last or wish.first)
        else:
            today = self._reception.timetable.today
            first = today + timedelta(days=(before - today).days % _WEEK)
            days = [first + timedelta(weeks=week) for week in range(_WEEKS)]
        for day in days:
            free = self._reception.availability.free(wish.parts, day, day)
            slot = next((slot for slot in free if slot.time == time and wish.allows(time)), None)
            if slot is not None:
                return slot
        return None


def _weekdays_like(before: date, first: date, last: date) -> list[date]:
    """The days of a run that are on the same weekday; its only day where it has no more."""
    if first == last:
        return [first]
    same = first + timedelta(days=(before - first).days % _WEEK)
    return [same + timedelta(weeks=week) for week in range(_WEEKS) if same + timedelta(weeks=week) <= last]
