"""How days, times and bookings are put into words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from frontdesk import Opening
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.config import Name, Service, name_in
from frontdesk_salon_booking.hours import clock, minutes_of
from frontdesk_salon_booking.letters import lowered, sentence
from frontdesk_salon_booking.models import Booking, Segment
from frontdesk_salon_booking.pricing import Pricing
from frontdesk_salon_booking.slots import FreeSlot
from frontdesk_salon_booking.timetable import Timetable
from frontdesk_salon_booking.visits import Parts, Visit, minutes_of_all, ways_of

if TYPE_CHECKING:
    from frontdesk import Source, Speech

__all__ = ["Wording"]

#: So many separate stretches of free time can be taken in when they are told in a sentence.
_MOST_STRETCHES = 3


class Wording:
    """Puts a business's days and times into the customer's words.

    :param speech: speaks the customer's language.
    """

    def __init__(self, speech: Speech, timetable: Timetable) -> None:
        self._speech = speech
        self.pricing = Pricing(speech)
        self._timetable = timetable

    def name(self, name: Name) -> str:
        """A name of the bot definition."""
        return name_in(name, self._speech.language)

    def what(self, parts: Parts) -> str:
        """The services of a visit, in the middle of a sentence."""
        return self._speech.join([lowered(self.name(part.service.name)) for part in parts])

    def names(self, visit: Visit) -> list[str]:
        """What the services of a visit are called."""
        return [self.name(part.service.name) for part in visit.parts]

    def service(self, booking: Booking) -> str:
        """What is booked, as it is called now; as it was called then, when it is not offered any more."""
        first, *others = [self._service(segment) for segment in booking.segments]
        return self._speech.join([first, *map(lowered, others)])

    def some(self, booking: Booking, segments: Sequence[Segment]) -> str:
        """Some of the services of a booking, in the middle of a sentence."""
        text = self._speech.join([lowered(self._service(segment)) for segment in segments])
        return self._speech.cite(text, facts.booked(booking))

    def _service(self, segment: Segment) -> str:
        service = self._timetable.section.service(segment.service)
        return self.name(service.name) if service else str(segment.service_name)

    def masters(self, booking: Booking) -> list[str]:
        """Who does it, each of them once; nobody for the one unnamed chair."""
        return self._named([segment.staff for segment in booking.segments])

    def _named(self, staff: Sequence[str]) -> list[str]:
        return list(dict.fromkeys(filter(None, map(self.staff, staff))))

    def staff(self, staff_id: str) -> str:
        """What somebody is called; empty for the one unnamed chair."""
        member = self._timetable.section.member(staff_id)
        return self.name(member.name) if member else ""

    def day(self, day: date) -> str:
        """A day that leaves no doubt: ``пятница, 27 ноября``."""
        return self._speech.day(day)

    def day_near(self, day: date) -> str:
        """A day within a list: "today", "tomorrow", or ``27 ноября (пятница)``."""
        near = self._today_or_tomorrow(day)
        if near:
            return near
        weekday, _, rest = self._speech.day(day).partition(", ")
        return f"{rest} ({weekday})" if rest else weekday

    def day_title(self, day: date) -> str:
        """A day on a button: "today", "tomorrow", or ``пт, 27 нояб.``."""
        return self._today_or_tomorrow(day) or self._speech.day_short(day)

    def at(self, slot: FreeSlot, asked: date | None = None) -> str:
        """A free time in a sentence; without the day where it is the one that was asked for."""
        text = self._speech.time(slot.time)
        if slot.day != asked:
            text = self._speech.say("booking.day_at", day=self.day_near(slot.day), time=text)
        return self._speech.cite(text, facts.free(slot))

    def title(self, slot: FreeSlot, asked: date | None = None) -> str:
        """A free time on a button."""
        time = self._speech.time(slot.time)
        text = time if slot.day == asked else f"{self.day_title(slot.day)}, {time}"
        return self._speech.cite(text, facts.free(slot))

    def with_something_free(self, first: FreeSlot) -> str:
        """A day within a list, because something is free on it: this, to begin with."""
        return self._speech.cite(self.day_near(first.day), facts.free(first))

    def either(self, free: Sequence[FreeSlot], asked: date | None) -> str:
        """Free times between which to choose: ``8:00 или 20:00``."""
        return self._speech.join([self.at(slot, asked) for slot in free], "or")

    def times(self, free: Sequence[FreeSlot]) -> str:
        """The free times of one day, neighbours drawn together: ``с 10:00 до 12:30 и 15:00``."""
        runs = self._runs(free)
        if len(runs) > _MOST_STRETCHES:
            runs = [(free[0], free[-1])]
        text = self._speech.join([self._run(first, end) for first, end in runs])
        return self._speech.cite(text, facts.free(free[0])) if free else text

    def openings(self, openings: Iterable[Opening]) -> str:
        """Opening hours, whatever the day."""
        text = self._speech.join([self._from_to(clock(each.opens), clock(each.closes)) for each in openings])
        return self._speech.cite(text, facts.HOURS)

    def last_day(self) -> str:
        """The last day that can be booked."""
        return self._speech.cite(self.day(self._timetable.last_day), facts.HORIZON)

    def code(self, booking: Booking) -> str:
        """The code of a booking."""
        return self._speech.cite(str(booking.booking_code), facts.booked(booking))

    def details(self, booking: Booking) -> str:
        """What a booking is about, in a few lines."""
        day, time = self.wall(booking)
        several = len(booking.segments) > 1
        who = [] if several else self.masters(booking)
        price, stages = self.pricing.told(booking.agreed), self._stages(booking)
        text = self.lines(self.service(booking), day, time, who, price, stages=stages)
        return self._speech.cite(text, facts.booked(booking))

    def _stages(self, booking: Booking) -> list[str]:
        """When which of several services begins, and who does it."""
        if len(booking.segments) == 1:
            return []
        return [
            self._speech.say(
                f"booking.line_segment{'_staff' if segment.staff else ''}",
                time=self._speech.time(segment.start_ts),
                service=lowered(self._service(segment)),
                staff=self.staff(segment.staff),
            )
            for segment in booking.segments
        ]

    def plan(self, visit: Visit, able: Sequence[Sequence[str]]) -> str:
        """What a booking would be about, in as many lines.

        :param able: for each service, ids of those who may do it: told where there is no choice.
        """
        known = all(len(members) == 1 for members in able)
        staff = self._named([members[0] for members in able]) if known else []
        price = self.pricing.together(ways_of(visit.parts, able))
        text = self.lines(sentence(self.what(visit.parts)), visit.day, visit.time, staff, price)
        sources = [facts.offered(part.service.id) for part in visit.parts]
        return self._speech.cite(text, *facts.agreed(visit.day, visit.time), *sources)

    def lines(
        self,
        service: str,
        day: date,
        time: str,
        staff: Sequence[str],
        price: str,
        *,
        stages: Sequence[str] = (),
    ) -> str:
        """Service, day and time, who does it and what it costs; what is not known is left out.

        :param staff: names, none where nobody in particular.
        :param price: in words; empty where none is told.
        """
        say = self._speech.say
        found = [service, say("booking.line_when", day=self.day(day), time=self._speech.time(time))]
        if staff:
            found.append(say("booking.line_staff", staff=self._speech.join(staff), count=len(staff)))
        found += stages
        if price:
            found.append(say("booking.line_price", price=price))
        return "\n".join(found)

    def short(self, booking: Booking) -> str:
        """A booking in one line."""
        day, time = self.wall(booking)
        text = self._speech.say(
            "booking.short", service=self.service(booking), day=self.day(day), time=self._speech.time(time)
        )
        return self._speech.cite(text, facts.booked(booking))

    def entry(self, booking: Booking) -> tuple[str, str]:
        """A booking to tap: title and second line."""
        day, time = self.wall(booking)
        title = f"{sentence(self.day_title(day))}, {self._speech.time(time)}"
        return self._speech.cite(title, facts.booked(booking)), self.service(booking)

    def visit(self, service: str, day: date, time: str, staff: str = "") -> str:
        """A visit in one line, in the middle of a sentence.

        :param staff: an id, empty where nobody in particular.
        """
        return self._line(service, self.when(day, time, *facts.agreed(day, time)), self._named([staff]))

    def before(self, booking: Booking) -> str:
        """A visit that was, in the middle of a sentence."""
        when = self.when(*self.wall(booking), facts.booked(booking))
        return self._line(self.service(booking), when, self.masters(booking))

    def _line(self, service: str, when: str, who: Sequence[str]) -> str:
        by = [self._with(who)] if who else []
        return ", ".join([lowered(service), when, *by])

    def _with(self, names: Sequence[str]) -> str:
        return self._speech.say("book.with_staff", staff=self._speech.join(names), count=len(names))

    def by(self, when: str, *staff: str) -> str:
        """Day and time with who does it, in their order."""
        names = [name for each in dict.fromkeys(staff) if (name := self.staff(each))]
        return f"{when}, {self._with(names)}" if names else when

    def when(self, day: date, time: str, *sources: Source) -> str:
        """Day and time in one line.

        :param sources: where they come from.
        """
        text = self._speech.say("booking.line_when", day=self.day(day), time=self._speech.time(time))
        return self._speech.cite(text, *sources)

    def asked_day(self, day: date) -> str:
        """The day that the customer asked for."""
        return self._speech.cite(self.day(day), *facts.agreed(day))

    def asked_time(self, time: str) -> str:
        """The time that the customer asked for."""
        return self._speech.cite(self._speech.time(time), *facts.agreed(time=time))

    def duration(self, parts: Parts) -> str:
        """How long the services of a visit take at least."""
        text = self._speech.minutes(minutes_of_all(parts))
        return self._speech.cite(text, *(facts.offered(part.service.id) for part in parts))

    @staticmethod
    def wall(booking: Booking) -> tuple[date, str]:
        """Day and time of a booking as the customer was told them."""
        day, _, time = booking.wall_start.partition("T")
        return date.fromisoformat(day), time

    def wall_end(self, booking: Booking) -> str:
        """When a booking is over, on the wall clock."""
        return self._speech.time(booking.end_ts)

    def price(self, service: Service, staff: str = "") -> str:
        """What a service costs and how long it takes; the price is left out where it is not told.

        :param staff: id of who does it; empty for nobody in particular.
        """
        ways = [service.by(staff)] if staff else service.ways()
        return self._speech.cite(self.pricing.summary(ways), facts.offered(service.id))

    def _today_or_tomorrow(self, day: date) -> str:
        if day == self._timetable.today:
            return self._speech.say("booking.today")
        if day == self._timetable.today + timedelta(days=1):
            return self._speech.say("booking.tomorrow")
        return ""

    def _from_to(self, first: str, last: str) -> str:
        return self._speech.say("booking.from_to", first=first, last=last)

    def _run(self, first: FreeSlot, last: FreeSlot) -> str:
        if first is last:
            return self._speech.time(first.time)
        return self._from_to(self._speech.time(first.time), self._speech.time(last.time))

    def _runs(self, free: Iterable[FreeSlot]) -> list[tuple[FreeSlot, FreeSlot]]:
        step = self._timetable.section.slot_minutes
        runs: list[tuple[FreeSlot, FreeSlot]] = []
        following = None
        for slot in free:
            wall = minutes_of(slot.time)
            if wall == following:
                runs[-1] = (runs[-1][0], slot)
            else:
                runs.append((slot, slot))
            following = wall + step
        return runs
