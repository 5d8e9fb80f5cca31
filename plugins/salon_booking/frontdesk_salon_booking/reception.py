"""Finding a day and a time together with the customer: what booking and moving have in common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from frontdesk import Choice, Reply
from frontdesk_salon_booking.calendar import Calendar
from frontdesk_salon_booking.config import SalonBooking, Service
from frontdesk_salon_booking.hold import Hold
from frontdesk_salon_booking.letters import sentence
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.slots import FreeSlot, spread
from frontdesk_salon_booking.timetable import Timetable
from frontdesk_salon_booking.wishes import Wish
from frontdesk_salon_booking.wording import Wording

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["LOOKAHEAD", "MOST_ALTERNATIVES", "Reception"]

#: So many days are looked through at first; the whole horizon only when nothing is free in them.
LOOKAHEAD = timedelta(days=13)
#: So many can be offered in one sentence, and stand on buttons.
MOST_ALTERNATIVES = 3
_MOST_DAYS = 7
_MOST_TIMES = 10


class Reception:
    """One turn at the desk.

    :ivar hold: what is kept for the customer, or was until they let it lapse; None where nothing was.
    """

    def __init__(self, turn: Turn) -> None:
        self.speech = turn.speech
        self.section = turn.bot.section(SalonBooking)
        self.timetable = Timetable(self.section, turn.bot.zone, turn.now)
        self.hold = Hold.of(turn)
        held = None if self.hold is None else self.hold.number_at(turn.now)
        self.calendar = Calendar(turn.scope, self.timetable, turn.bot.currency, held)
        self.availability = self.calendar.availability()
        self.wording = Wording(turn.speech, self.timetable)

    @classmethod
    def of(cls, turn: Turn) -> Reception:
        """The one of this turn: what was looked up in one step of a form is known in the next."""
        known: Reception | None = turn.notes.get(cls)
        if known is None:
            known = turn.notes[cls] = cls(turn)
        return known

    def moving(self, booking: Booking) -> Reception:
        """The same, for a booking that is being moved: its own time counts as free."""
        reception = copy(self)
        reception.availability = self.calendar.availability(besides=booking)
        return reception

    def days(self, wish: Wish) -> Iterator[list[FreeSlot]]:
        """The free times that will do on the days that will do, day by day, as far as they are asked for.

        Days after :data:`LOOKAHEAD` only count when there is nothing before.
        """
        if wish.service is None:
            return
        first = max(wish.first or self.timetable.today, self.timetable.today)
        last = wish.last or self.timetable.last_day
        near = min(last, first + LOOKAHEAD)
        days = self.availability.days(wish.parts, first, near, wish.allows)
        nearest = next(days, None)
        if nearest is not None:
            yield nearest
            yield from days
        elif near < last:
            following = near + timedelta(days=1)
            yield from self.availability.days(wish.parts, following, last, wish.allows)

    def free(self, wish: Wish) -> list[FreeSlot]:
        """The same in one list."""
        return list(chain.from_iterable(self.days(wish)))

    def free_days(self, wish: Wish, most: int) -> list[list[FreeSlot]]:
        """The free times of some days, day by day; where none will do at that time of day, those at any."""
        return list(islice(self.days(wish), most)) or list(islice(self.days(wish.at_any_time()), most))

    def earliest(self, wish: Wish) -> dict[str, Any]:
        """Day and time of the first free time that will do, as a form's values; empty when there is none."""
        for slot, *_ in self.days(wish):
            return {"day": slot.day.isoformat(), "time": slot.time}
        return {}

    def settle(
        self, values: dict[str, Any], unclear: Mapping[str, Sequence[str]], service: Service | None
    ) -> None:
        """Where only one of the days or times that may be meant can be had, that one is: write it down.

        :param values: the form's values; changed.
        :param unclear: what may be meant, by slot name.
        """
        days = self._possible(unclear.get("day", ()))
        if len(days) == 1:
            values["day"] = days[0].isoformat()
        if "time" in unclear and service is not None:
            wish = replace(Wish.read(values, self.section).at_any_time(), service=service)
            times = {slot.time for slot in self.free(wish) if slot.time in unclear["time"]}
            if len(times) == 1:
                values["time"] = times.pop()

    def ask_day(self, wish: Wish, unclear: Sequence[Any] = ()) -> Reply:
        """The question for the day, with the next days that have something free.

        :param unclear: days that may be meant, when the customer left it open.
        """
        meant = self._possible(unclear)
        if len(meant) > 1:
            key = "booking.ask_day_unclear"
            text = self.speech.say(key, days=self.speech.join(list(map(self.wording.asked_day, meant)), "or"))
            return Reply(text, tuple(map(self.day_choice, meant)), self.speech.say("booking.list_days"), key)
        days = self.free_days(wish, _MOST_DAYS)
        if not days:
            key = "booking.ask_day_nothing_free"
            return Reply(self.speech.say(key, last=self.wording.last_day()), template=key)
        first = days[0][0]
        # A "yes" takes the time that the question names.
        suggested = replace(self.choice(first, None), answer="yes")
        if wish.time is not None:
            key = "booking.ask_day_at"
            named = [self.wording.with_something_free(slots[0]) for slots in days[:MOST_ALTERNATIVES]]
            text = self.speech.say(key, time=self.wording.asked_time(wish.time), days=self.speech.join(named))
        else:
            key = "booking.ask_day"
            text = self.speech.say(key, first=self.wording.at(first))
        suggestions = (suggested,) if key == "booking.ask_day" else ()
        choices = (*suggestions, *(self.day_choice(slots[0].day, slots) for slots in days))
        return Reply(text, choices, self.speech.say("booking.list_days"), key)

    def ask_time(self, wish: Wish, unclear: Sequence[str] = ()) -> Reply:
        """The question for the time, with the free times of the day that will do.

        :param unclear: times that may be meant, when the customer left it open.
        """
        free = self.free(wish)
        meant = [slot for slot in free if slot.time in unclear]
        choices = tuple(self.choice(slot, wish.day) for slot in spread(meant or free, _MOST_TIMES))
        if meant:
            key = "booking.ask_time_unclear"
            text = self.speech.say(key, times=self.wording.either(meant, wish.day))
        else:
            key = "booking.ask_time"
            day = self.wording.asked_day(wish.day or self.timetable.today)
            text = sentence(self.speech.say(key, day=day, times=self.wording.times(free)))
        return Reply(text, choices, self.speech.say("booking.list_times"), key)

    def choice(self, slot: FreeSlot, asked: date | None) -> Choice:
        """A free time to tap.

        :param asked: the day that was asked for; its times are shown without it.
        """
        values = {"day": slot.day.isoformat(), "time": slot.time}
        return Choice(sentence(self.wording.title(slot, asked)), values=values)

    def day_choice(self, day: date, free: Sequence[FreeSlot] = ()) -> Choice:
        """A day to tap, with its free times where they are known."""
        title = sentence(self.wording.day_title(day))
        return Choice(title, {"day": day.isoformat()}, description=self.wording.times(free))

    def _possible(self, days: Sequence[Any]) -> list[date]:
        """Those that can be booked, in order. A run of days is not one that can be meant."""
        single = (date.fromisoformat(day) for day in days if isinstance(day, str))
        return sorted(day for day in single if self.availability.why_not_day(day) is None)
