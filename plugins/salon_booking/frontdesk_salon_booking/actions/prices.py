"""Tell what services cost and how long they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Done, Form, Reply, Topic
from frontdesk_salon_booking.config import SalonBooking, Service, name_in
from frontdesk_salon_booking.facts import booked as booked_source
from frontdesk_salon_booking.facts import offered
from frontdesk_salon_booking.forms import SERVICE
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Prices"]


class Prices(Action):
    """Answers from the bot definition: the service that was asked about, or all of them."""

    name = "prices"
    form = Form((SERVICE,), optional=frozenset({"service"}))

    def prepare(self, turn: Turn) -> Done | None:
        """Where several services may be meant, tell the prices of all of them instead of asking which."""
        return self._answer(turn) if "service" in turn.reading.unclear else None

    def run(self, turn: Turn) -> Done:
        """Tell the price."""
        return self._answer(turn)

    def _answer(self, turn: Turn) -> Done:
        section = turn.bot.section(SalonBooking)
        visit = self._visit(turn)
        if visit is not None:
            return visit
        unmet = "service" in turn.reading.unmet and not turn.values.get("service")
        wanted = set() if unmet else self._wanted(turn)
        services = [service for service in section.services if service.id in wanted] or section.services
        if len(services) == 1:
            return self._one(turn, services[0])
        items = "\n".join(self._say(turn, "item", service) for service in services)
        key = "prices.unmet" if unmet else "prices.several"
        return Done(Reply(turn.say(key, items=items), template=key))

    def _visit(self, turn: Turn) -> Done | None:
        """The price of the visit that is talked of, where it is one of several services and none is named."""
        if turn.values.get("service") or turn.reading.unclear.get("service") or not turn.about.get("code"):
            return None
        reception = Reception.of(turn)
        booked = reception.calendar.to_come(turn.customer.id)
        booking = next((each for each in booked if each.booking_code == turn.about["code"]), None)
        if booking is None or len(booking.segments) < 2 or booking.price is None:
            return None
        minutes = int((booking.end_ts - booking.start_ts).total_seconds()) // 60
        text = turn.say(
            "prices.one",
            service=reception.wording.service(booking),
            price=turn.speech.money(booking.price),
            duration=turn.speech.minutes(minutes),
        )
        return Done(Reply(turn.speech.cite(text, booked_source(booking)), template="prices.one"))

    def _wanted(self, turn: Turn) -> set[str]:
        """What was asked about; "how much is that?" is about what is being booked, or was just talked of."""
        unclear = turn.reading.unclear.get("service")
        if unclear:
            return set(unclear)
        service = turn.values.get("service")
        if service:
            return {service, *turn.reading.also.get("service", ())}
        return {str(turn.about.get("service"))}

    def _one(self, turn: Turn, service: Service) -> Done:
        """The price of one, and the way to book it."""
        text = self._say(turn, "one", service)
        if turn.aside or turn.about.get("code"):
            return Done(Reply(text, template="prices.one"))
        topic = Topic({"service": service.id})
        if len(turn.reading.guesses) > 1:
            return Done(Reply(text, template="prices.one"), topic=topic)
        book = Choice(turn.say("my_bookings.book"), values={"service": service.id}, intent="book")
        text = turn.say("prices.and_book", price=text)
        return Done(Reply(text, (book,), template="prices.one"), topic=topic)

    def _say(self, turn: Turn, kind: str, service: Service) -> str:
        text = turn.say(
            f"prices.{kind}" if service.price is not None else f"prices.{kind}_without_price",
            service=name_in(service.name, turn.language),
            price="" if service.price is None else turn.speech.money(service.price),
            duration=turn.speech.minutes(service.minutes),
        )
        return turn.speech.cite(text, offered(service.id))
