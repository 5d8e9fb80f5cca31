"""Finding which of their own bookings a customer means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from frontdesk import Choice, Done, Objection, Reply, Topic
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.code_tries import CodeTry
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.person import person_choice
from frontdesk_salon_booking.typed_codes import TypedCode
from frontdesk_salon_booking.wishes import Wish
from frontdesk_salon_booking.wording import Wording

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["OwnBookings", "changed_facts", "no_bookings", "topic_of"]

#: No list shows more.
_MOST_CHOICES = 10


class OwnBookings:
    """The upcoming bookings of the contact that writes. Nobody else's are ever looked at, whatever the code.

    :param action: name of the action that wants one; its texts are used.
    """

    def __init__(self, turn: Turn, reception: Reception, action: str) -> None:
        self._turn = turn
        self._wording = reception.wording
        self._section = reception.section
        self._action = action
        self.upcoming: Sequence[Booking] = reception.calendar.upcoming(turn.customer.id)

    def named(self) -> Booking | None:
        """The booking whose code is in the form."""
        code = str(self._turn.values.get("code", "")).upper()
        return next((booking for booking in self.upcoming if booking.booking_code == code), None)

    def settle_service(self) -> None:
        """Of the services that a word may mean, the one that is booked is meant, if there is only one."""
        meant = self._turn.reading.unclear.get("service", ())
        booked = {segment.service for booking in self.upcoming for segment in booking.segments}
        fitting = booked.intersection(meant)
        if len(fitting) == 1:
            self._turn.values["service"] = fitting.pop()

    def prepare(self, hints: Mapping[str, Any]) -> Done | Objection | None:
        """Fill in the code where there is no doubt; object to one that is not theirs.

        :param hints: values that tell which booking is meant ("the manicure", "tomorrow's").
        """
        typed = TypedCode.of(self._turn, frozenset(booking.booking_code for booking in self.upcoming))
        if typed is not None and typed.too_many is not None:
            return self._paused(typed.too_many)
        if not self.upcoming:
            # After a code that was none of theirs they may give another one.
            return no_bookings(self._turn, Topic(changes=(self._action,)) if typed else None)
        if self._turn.values.get("code"):
            return None if self.named() else self._unknown_code()
        fitting = self._fitting(hints)
        if len(fitting) == 1:
            self._turn.values["code"] = fitting[0].booking_code
        return None

    def which(self, hints: Mapping[str, Any]) -> Reply:
        """The question which one is meant."""
        key = f"{self._action}.ask_code"
        return self._list(key, self._fitting(hints) or self.upcoming)

    def _unknown_code(self) -> Objection:
        return Objection(
            self._list(f"{self._action}.unknown_code", self.upcoming), "code", frozenset({"code"})
        )

    def _paused(self, tries: CodeTry) -> Done | Objection:
        """No more codes for now. Their own bookings can still be chosen, and a person be called."""
        say = self._turn.say
        ways = [say("codes.choose")] if self.upcoming else []
        person = person_choice(self._turn)
        ways += [say("codes.human")] if person else []
        again = self._turn.speech.cite(self._turn.speech.time(tries.until), facts.tried(tries))
        text = " ".join([say("codes.paused", time=again), *ways])
        own = tuple(self._choice(booking) for booking in self.upcoming[: _MOST_CHOICES - len(person)])
        reply = Reply(text, (*own, *person), say("booking.list_bookings"), "codes.paused")
        if self.upcoming:
            return Objection(reply, "code", frozenset({"code"}))
        return Done(reply, topic=Topic(changes=(self._action,)))

    def _list(self, key: str, bookings: Sequence[Booking]) -> Reply:
        choices = tuple(self._choice(booking) for booking in bookings[:_MOST_CHOICES])
        return Reply(self._turn.say(key), choices, self._turn.say("booking.list_bookings"), key)

    def _choice(self, booking: Booking) -> Choice:
        title, service = self._wording.entry(booking)
        return Choice(title, values={"code": booking.booking_code}, description=service)

    def _fitting(self, hints: Mapping[str, Any]) -> Sequence[Booking]:
        wish = Wish.read(hints, self._section)
        fitting = [booking for booking in self.upcoming if self._fits(booking, wish)]
        return fitting or self.upcoming

    def _fits(self, booking: Booking, wish: Wish) -> bool:
        day, time = self._wording.wall(booking)
        return (
            (wish.service is None or wish.service.id in {each.service for each in booking.segments})
            and (wish.staff is None or wish.staff in {each.staff for each in booking.segments})
            and (wish.first is None or wish.first <= day)
            and (wish.last is None or day <= wish.last)
            and wish.allows(time)
        )


def topic_of(booking: Booking, name: str | None = None) -> Topic:
    """What the customer may go on to say about a booking that was just made or moved.

    :param name: in whose name it was just made.
    """
    day, time = Wording.wall(booking)
    end = booking.end_ts.astimezone(ZoneInfo(booking.zone))
    first = booking.first
    return Topic(
        values={"code": booking.booking_code},
        facts={"service": first.service, "day": day.isoformat(), "time": time, "staff": first.staff},
        changes=("move", "rename"),
        follows={
            "day": day.isoformat(),
            "time": {"from": f"{end:%H:%M}", "to": None},
            **({"name": name} if name else {}),
        },
    )


def changed_facts(booking: Booking) -> Mapping[str, Any]:
    """What is known of a booking that is being moved or cancelled.

    Without the service where there are several: naming another of them speaks of the same visit.
    """
    known = topic_of(booking).facts
    return known if len(booking.segments) == 1 else {name: known[name] for name in known if name != "service"}


def no_bookings(turn: Turn, topic: Topic | None = None) -> Done:
    """There is nothing ahead; a new booking is offered.

    :param topic: what can be said about it next.
    """
    choices = (Choice(turn.say("my_bookings.book"), intent="book"),) if not turn.aside else ()
    return Done(Reply(turn.say("my_bookings.none"), choices, template="my_bookings.none"), topic=topic)
