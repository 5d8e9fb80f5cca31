"""Tell what services cost and how long they take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frontdesk import Action, Choice, Done, Form, Reply, Topic
from frontdesk_salon_booking.category import Category
from frontdesk_salon_booking.category_wish import CategoryWish
from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.facts import booked as booked_source
from frontdesk_salon_booking.forms import ANY, CATEGORY, SERVICE, STAFF
from frontdesk_salon_booking.price_list import PriceList
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["Prices"]

#: No list shows more.
_MOST_CHOICES = 10


class Prices(Action):
    """Answers from the bot definition: the service that was asked about, or all of them."""

    name = "prices"
    form = Form((SERVICE, STAFF, CATEGORY), optional=frozenset({"service", "staff", "category"}))

    def prepare(self, turn: Turn) -> Done | None:
        """Where several may be meant, tell the prices of all of them instead of asking which."""
        several = turn.reading.unclear.keys() & {slot.name for slot in self.form.slots}
        return self._answer(turn) if several else None

    def run(self, turn: Turn) -> Done:
        """Tell the price."""
        return self._answer(turn)

    def _answer(self, turn: Turn) -> Done:
        """The prices that were asked for; all of them where none in particular were."""
        visit = self._visit(turn)
        if visit is not None:
            return visit
        reception = Reception.of(turn)
        staff = _named(turn)
        category = CategoryWish(turn, reception.section).category
        if category is not None:
            return self._of_category(turn, category, staff)
        unmet = "service" in turn.reading.unmet and not turn.values.get("service")
        services = [] if unmet else self._services(turn, reception, staff)
        if len(services) == 1:
            return self._one(turn, services[0], staff)
        prices = PriceList(turn, reception)
        if unmet:
            return Done(Reply(prices.everything("prices.unmet"), template="prices.unmet"))
        theirs = [service for service in services if staff in reception.section.who_does(service)]
        if staff and theirs:
            return Done(Reply(prices.of_staff(staff, theirs), template="prices.of_staff"))
        text = prices.say("prices.several", services) if services else prices.everything("prices.several")
        return Done(Reply(text, template="prices.several"))

    def _of_category(self, turn: Turn, category: Category, staff: str) -> Done:
        """What there is of a kind, and the way to book it."""
        reception, key = Reception.of(turn), "prices.of_category"
        section, wording = reception.section, reception.wording
        services = section.of_category(category)
        theirs = [service for service in services if staff in section.who_does(service)]
        text = PriceList(turn, reception).of_category(category, theirs or services, staff if theirs else "")
        if turn.aside or turn.about.get("code"):
            return Done(Reply(text, template=key))
        who = {"staff": staff} if theirs and staff else {}
        choices = tuple(
            Choice(
                wording.name(service.name),
                values={"service": service.id, **who},
                intent="book",
                description=wording.price(service, staff if theirs else ""),
            )
            for service in (theirs or services)[:_MOST_CHOICES]
        )
        text = turn.say("prices.list_and_book", price=text)
        return Done(Reply(text, choices, turn.say("booking.list_services"), key))

    def _visit(self, turn: Turn) -> Done | None:
        """The price of the visit that is talked of, as it was agreed, where no service is named."""
        if turn.values.get("service") or turn.reading.unclear.get("service") or not turn.about.get("code"):
            return None
        reception = Reception.of(turn)
        booked = reception.calendar.to_come(turn.customer.id)
        booking = next((each for each in booked if each.booking_code == turn.about["code"]), None)
        if booking is None or booking.agreed is None:
            return None
        minutes = int((booking.end_ts - booking.start_ts).total_seconds()) // 60
        text = turn.say(
            "prices.one",
            service=reception.wording.service(booking),
            price=reception.wording.pricing.told(booking.agreed),
            duration=turn.speech.minutes(minutes),
        )
        return Done(Reply(turn.speech.cite(text, booked_source(booking)), template="prices.one"))

    def _services(self, turn: Turn, reception: Reception, staff: str) -> list[Service]:
        """What was asked about; nothing where it was no service in particular."""
        wanted = self._wanted(turn)
        services = [service for service in reception.section.services if service.id in wanted]
        if services or not staff:
            return services
        return [each for each in reception.section.services if staff in reception.section.who_does(each)]

    def _wanted(self, turn: Turn) -> set[str]:
        """What was asked about; "how much is that?" is about what is being booked, or was just talked of."""
        unclear = turn.reading.unclear.get("service")
        if unclear:
            return set(unclear)
        service = turn.values.get("service")
        if service:
            return {service, *turn.reading.also.get("service", ())}
        return {str(turn.about.get("service"))}

    def _one(self, turn: Turn, service: Service, staff: str) -> Done:
        """The price of one, and the way to book it."""
        reception = Reception.of(turn)
        able = reception.availability.staff_for(service)
        text = PriceList(turn, reception).one(service, staff if staff in able else "")
        if staff and staff not in able:
            names = turn.speech.join([reception.wording.staff(member) for member in able])
            text = f"{turn.say('team.by_others', staff=names, count=len(able))} {text}"
        if turn.aside or turn.about.get("code"):
            return Done(Reply(text, template="prices.one"))
        values = {"service": service.id, **({"staff": staff} if staff in able and staff else {})}
        topic = Topic(values)
        if len(turn.reading.guesses) > 1:
            return Done(Reply(text, template="prices.one"), topic=topic)
        book = Choice(turn.say("my_bookings.book"), values=values, intent="book")
        text = turn.say("prices.list_and_book" if "\n" in text else "prices.and_book", price=text)
        return Done(Reply(text, (book,), template="prices.one"), topic=topic)


def _named(turn: Turn) -> str:
    """Id of the one of the staff whose prices are asked for; empty for nobody in particular."""
    staff = turn.values.get("staff")
    if not staff and turn.aside:
        # Within a booking it is about the one who was named for it.
        staff = turn.about.get("staff")
    return staff if isinstance(staff, str) and staff != ANY else ""
