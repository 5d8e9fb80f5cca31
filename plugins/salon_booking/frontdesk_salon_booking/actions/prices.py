"""Tell what services cost and how long they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Done, Form, Reply
from frontdesk_salon_booking.config import SalonBooking, Service, name_in
from frontdesk_salon_booking.forms import SERVICE

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
        wanted = set(turn.reading.unclear.get("service", ())) or {turn.values.get("service")}
        services = [service for service in section.services if service.id in wanted] or section.services
        if len(services) == 1:
            return Done(Reply(self._say(turn, "one", services[0]), template="prices.one"))
        items = "\n".join(self._say(turn, "item", service) for service in services)
        return Done(Reply(turn.say("prices.several", items=items), template="prices.several"))

    def _say(self, turn: Turn, kind: str, service: Service) -> str:
        return turn.say(
            f"prices.{kind}" if service.price is not None else f"prices.{kind}_without_price",
            service=name_in(service.name, turn.language),
            price="" if service.price is None else turn.speech.money(service.price),
            duration=turn.speech.minutes(service.minutes),
        )
