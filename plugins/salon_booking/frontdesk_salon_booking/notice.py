"""Until when customers can cancel and move by chat, and what they are told afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from frontdesk import Choice, Done, Reply
from frontdesk_salon_booking import facts
from frontdesk_salon_booking.closures import is_closed_over
from frontdesk_salon_booking.letters import lowered
from frontdesk_salon_booking.models import Booking
from frontdesk_salon_booking.own_bookings import topic_of
from frontdesk_salon_booking.person import person_choice

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["Notice", "move_choice"]

Doing = Literal["cancel", "move"]


class Notice:
    """The notice that a business wants, in one turn. Its staff is not bound by it."""

    def __init__(self, turn: Turn, reception: Reception) -> None:
        self._turn = turn
        self._wording = reception.wording
        self._availability = reception.availability
        section = reception.section
        self._hours: dict[Doing, int] = {
            "cancel": section.cancel_until_hours,
            "move": section.move_until_hours,
        }

    def with_terms(self, text: str) -> str:
        """A confirmation, with until when the booking can be cancelled and moved where there is a limit."""
        lines = [
            self._turn.say(f"{doing}.until", notice=self._turn.speech.minutes(hours * 60))
            for doing, hours in self._hours.items()
            if hours
        ]
        return "\n".join([text, " ".join(lines)]) if lines else text

    def until(self, booking: Booking, doing: Doing) -> datetime:
        """The last minute in which it can be done; aware, UTC."""
        begins: datetime = booking.start_ts
        return begins - timedelta(hours=self._hours[doing])

    def allows(self, booking: Booking, doing: Doing) -> bool:
        """Whether the customer wrote in time. What counts is when they wrote, to the minute.

        Of a visit that the business has closed over, they are in time for as long as it is ahead.
        """
        if is_closed_over(self._availability, booking):
            return True
        wrote = min(self._turn.now, self._turn.message.sent_at)
        return wrote.replace(second=0, microsecond=0) <= self.until(booking, doing)

    def refusal(self, booking: Booking, doing: Doing) -> Done | None:
        """Until when it was possible, and what can be done instead; None where it still can be done."""
        if self.allows(booking, doing):
            return None
        say, until = self._turn.say, self.until(booking, doing)
        # Whoever booked later than that never could: they are not told of a moment that they missed.
        key = f"{doing}.too_late" if booking.created_at <= until else f"{doing}.never_possible"
        text = say(
            key,
            booking=lowered(self._wording.short(booking)),
            notice=self._turn.speech.minutes(self._hours[doing] * 60),
            until=self._turn.speech.cite(self._told(until), facts.booked(booking), facts.notice(doing)),
        )
        choices = self._choices(booking, doing)
        ways = {choice.intent for choice in choices}
        way = "move_or_person" if len(ways) > 1 else next(iter(ways), None) or "call"
        text = f"{text} {say(f'notice.{way}')}"
        return Done(Reply(text, () if self._turn.aside else choices, template=key), topic=topic_of(booking))

    def _told(self, moment: datetime) -> str:
        """A moment in a sentence: "yesterday at 14:00"."""
        wall, speech = moment.astimezone(self._turn.now.tzinfo), self._turn.speech
        yesterday = wall.date() == self._turn.now.date() - timedelta(days=1)
        day = speech.say("booking.yesterday") if yesterday else self._wording.day_near(wall.date())
        return speech.say("booking.day_at", day=day, time=speech.time(wall))

    def _choices(self, booking: Booking, doing: Doing) -> tuple[Choice, ...]:
        choices = (
            [move_choice(self._turn, booking)] if doing == "cancel" and self.allows(booking, "move") else []
        )
        return (*choices, *person_choice(self._turn))


def move_choice(turn: Turn, booking: Booking) -> Choice:
    """Moving a booking instead."""
    return Choice(turn.say("late.move"), values={"code": booking.booking_code}, intent="move")
