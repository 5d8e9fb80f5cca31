"""The question what shall be booked: among all services, those of a category, or those that may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk import Choice, Reply
from frontdesk_salon_booking.category import Category
from frontdesk_salon_booking.category_wish import CategoryWish
from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.letters import lowered

if TYPE_CHECKING:
    from frontdesk import Turn
    from frontdesk_salon_booking.reception import Reception

__all__ = ["settle_category", "which_service"]

#: No list shows more.
_MOST_CHOICES = 10
#: So many services tell what a category is about.
_MOST_NAMED = 3


def settle_category(turn: Turn, reception: Reception) -> None:
    """A kind of services that is asked for leaves open which of them it shall be."""
    if CategoryWish(turn, reception.section).new:
        turn.values.pop("service", None)


def which_service(turn: Turn, reception: Reception, unclear: Sequence[str]) -> Reply:
    """The question, with what there is to choose from.

    :param unclear: ids of the services that may be meant, when the customer left it open.
    """
    section = reception.section
    category = CategoryWish(turn, section).category
    if category is not None:
        name = reception.wording.name(category.name)
        text = turn.say("book.ask_service_category", category=name)
        return _asked(turn, reception, "book.ask_service_category", text, section.of_category(category))
    unmet = "service" in turn.reading.unmet
    key = f"book.ask_service{'_unclear' if unclear else '_unmet' if unmet else ''}"
    offered = [one for one in section.services if not unclear or one.id in unclear]
    if len(offered) > _MOST_CHOICES and section.categories and not unclear:
        return _by_category(turn, reception, key)
    return _asked(turn, reception, key, turn.say(key), offered)


def _asked(turn: Turn, reception: Reception, key: str, text: str, offered: Sequence[Service]) -> Reply:
    choices = tuple(_choice(reception, service) for service in offered[:_MOST_CHOICES])
    if more := [lowered(reception.wording.name(service.name)) for service in offered[_MOST_CHOICES:]]:
        # A list holds no more, and what is not in it can be written.
        text = f"{text} {turn.say('book.more_services', services=turn.speech.join(more))}"
    return Reply(text, choices, turn.say("booking.list_services"), key)


def _by_category(turn: Turn, reception: Reception, key: str) -> Reply:
    """The categories, and what is of none of them."""
    section = reception.section
    choices = [_category_choice(reception, category) for category in section.categories]
    others = [service for service in section.services if service.category is None]
    choices += [_choice(reception, service) for service in others]
    text = turn.say(key)
    if len(choices) > _MOST_CHOICES:
        names = [lowered(choice.title) for choice in choices[_MOST_CHOICES:]]
        text = f"{text} {turn.say('book.more_services', services=turn.speech.join(names))}"
    return Reply(text, tuple(choices[:_MOST_CHOICES]), turn.say("booking.list_services"), key)


def _category_choice(reception: Reception, category: Category) -> Choice:
    """A category to tap, with some of what is in it; the service itself where it has one."""
    services = reception.section.of_category(category)
    if len(services) == 1:
        return _choice(reception, services[0])
    wording = reception.wording
    some = ", ".join(lowered(wording.name(service.name)) for service in services[:_MOST_NAMED])
    told = some if len(services) <= _MOST_NAMED else f"{some}…"
    return Choice(wording.name(category.name), values={"category": category.id}, description=told)


def _choice(reception: Reception, service: Service) -> Choice:
    return Choice(
        reception.wording.name(service.name),
        values={"service": service.id},
        description=reception.wording.price(service),
    )
