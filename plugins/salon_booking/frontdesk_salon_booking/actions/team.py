"""Tell customers who works here, and who does what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Done, Form, Reply, Topic
from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.forms import SERVICE
from frontdesk_salon_booking.letters import lowered
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Team"]

_MOST_CHOICES = 10
#: From here on their own bookings are shown.
_SURE = 0.7


class Team(Action):
    """Answers from the bot definition: who does the service that is talked of, or what each of them does."""

    name = "team"
    form = Form((SERVICE,), optional=frozenset({"service"}))

    def prepare(self, turn: Turn) -> Done | None:
        """Where several services may be meant, tell of everybody instead of asking which."""
        return self._everybody(turn, Reception.of(turn)) if "service" in turn.reading.unclear else None

    def run(self, turn: Turn) -> Done:
        """Tell."""
        reception = Reception.of(turn)
        if not reception.section.staff:
            return Done(Reply(turn.say("team.unnamed"), template="team.unnamed"))
        if _asks_for_own(turn, reception):
            # "Who am I booked with?" is answered by the booking; who else does it was not asked.
            return Done()
        about = turn.values.get("service") or turn.about.get("service")
        service = reception.section.service(str(about))
        return self._everybody(turn, reception) if service is None else self._of(turn, reception, service)

    def _of(self, turn: Turn, reception: Reception, service: Service) -> Done:
        able = reception.availability.staff_for(service)
        name = reception.wording.name(service.name)
        names = turn.speech.join([reception.wording.staff(member) for member in able])
        text = turn.say("team.of_service", service=name, staff=names, count=len(able))
        apart = turn.aside or bool(turn.about.get("code"))
        choices = () if apart else tuple(self._choice(reception, service, member) for member in able)
        topic = None if apart else Topic({"service": service.id})
        label = turn.say("booking.list_staff")
        return Done(Reply(text, choices[:_MOST_CHOICES], label, "team.of_service"), topic=topic)

    def _choice(self, reception: Reception, service: Service, member: str) -> Choice:
        values = {"service": service.id, "staff": member}
        return Choice(reception.wording.staff(member), values=values, intent="book")

    def _everybody(self, turn: Turn, reception: Reception) -> Done:
        lines = []
        for member in reception.section.staff:
            done = [one for one in reception.section.services if member.id in reception.section.who_does(one)]
            names = turn.speech.join([lowered(reception.wording.name(one.name)) for one in done])
            lines.append(turn.say("team.line", staff=reception.wording.name(member.name), services=names))
        return Done(Reply(turn.say("team.everybody", lines="\n".join(lines)), template="team.everybody"))


def _asks_for_own(turn: Turn, reception: Reception) -> bool:
    """Whether the same message asks for their own booking, and there is one."""
    asked = any(guess.intent == "my_bookings" and guess.confidence >= _SURE for guess in turn.reading.guesses)
    return asked and bool(reception.calendar.to_come(turn.customer.id))
