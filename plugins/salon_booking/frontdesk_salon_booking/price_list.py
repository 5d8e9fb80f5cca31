"""What services cost, told one by one or in a list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk_salon_booking import facts
from frontdesk_salon_booking.category import Category
from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.reception import Reception

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["PriceList"]

#: Of so many of the staff the prices are told one by one.
_MOST_STAFF = 10


class PriceList:
    """Answers from the bot definition, for one turn."""

    def __init__(self, turn: Turn, reception: Reception) -> None:
        self._turn = turn
        self._section = reception.section
        self._wording = reception.wording

    def say(self, key: str, services: Sequence[Service]) -> str:
        """A list of services with a heading.

        :param key: of the heading.
        """
        lines = [self._line("item", service, service.ways()) for service in services]
        return self._turn.say(key, items="\n".join(lines))

    def everything(self, key: str) -> str:
        """All services, by their categories where they have any.

        :param key: of the heading.
        """
        if not self._section.categories:
            return self.say(key, self._section.services)
        groups = [
            (self._wording.name(each.name), self._section.of_category(each))
            for each in self._section.categories
        ]
        # What is of no category comes last, without a heading.
        groups.append(("", [service for service in self._section.services if service.category is None]))
        told = [
            "\n".join(
                [
                    f"\n{name}" if name else "",
                    *(self._line("item", service, service.ways()) for service in services),
                ]
            )
            for name, services in groups
            if services
        ]
        return self._turn.say(key, items="\n".join(told))

    def of_category(self, category: Category, services: Sequence[Service], staff: str = "") -> str:
        """The services of a category.

        :param staff: id of the one whose prices are asked for; empty for nobody in particular.
        """
        lines = [
            self._line("item", service, [service.by(staff)] if staff else service.ways())
            for service in services
        ]
        name = self._wording.name(category.name)
        return self._turn.say("prices.of_category", category=name, items="\n".join(lines))

    def of_staff(self, staff: str, services: Sequence[Service]) -> str:
        """What somebody does, at their prices."""
        lines = [self._line("item", service, [service.by(staff)]) for service in services]
        name = self._wording.staff(staff)
        return self._turn.say("prices.of_staff", staff=name, items="\n".join(lines))

    def one(self, service: Service, staff: str = "") -> str:
        """What a service costs: with somebody, or with each of the staff where that differs.

        :param staff: id of the one who is asked for; empty for nobody in particular.
        """
        if staff and service.differs:
            return self._line("one_staff", service, [service.by(staff)], staff)
        able = self._section.who_does(service)
        if len({(way.price, way.minutes) for way in service.ways()}) == 1 or len(able) > _MOST_STAFF:
            return self._line("one", service, service.ways())
        lines = self.by_staff(service, able)
        name = self._wording.name(service.name)
        return self._turn.say("prices.each", service=name, items=lines)

    def by_staff(self, service: Service, staff: Sequence[str]) -> str:
        """What a service costs with each of some of the staff, one in a line; those alike in one.

        :param staff: their ids.
        """
        alike: dict[tuple[object, int], list[str]] = {}
        for member in staff:
            way = service.by(member)
            alike.setdefault((way.price, way.minutes), []).append(member)
        return "\n".join(
            self._line("each_item", service, [service.by(members[0])], *members) for members in alike.values()
        )

    def _line(self, kind: str, service: Service, ways: Sequence[Service], *staff: str) -> str:
        pricing = self._wording.pricing
        price = pricing.among(ways)
        text = self._turn.say(
            f"prices.{kind}{'' if price else '_without_price'}",
            service=self._wording.name(service.name),
            staff=self._turn.speech.join(list(map(self._wording.staff, staff))),
            price=price,
            duration=pricing.lasting(ways),
        )
        return self._turn.speech.cite(text, facts.offered(service.id))
