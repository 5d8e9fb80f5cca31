"""Whether customers ask for a kind of services: "something for my nails", or for one of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from frontdesk_salon_booking.category import Category
from frontdesk_salon_booking.config import Name, SalonBooking, Service
from frontdesk_salon_booking.vocabulary import FAMILIES

if TYPE_CHECKING:
    from frontdesk import Turn

__all__ = ["CategoryWish"]

_WORD = re.compile(r"[^\W\d_]+")
#: Words that begin alike are forms of one word: "ногти" and "ногтей".
_ALIKE = 4
_SHORTEST = 3


class CategoryWish:
    """The category that a message asks for.

    :ivar category: None where it asks for none, or for one of its services.
    :ivar new: whether this very message says so.
    """

    def __init__(self, turn: Turn, section: SalonBooking) -> None:
        found = turn.values.get("category")
        self.category = section.category(str(found)) if found else None
        self.new = self.category is not None and "category" in turn.reading.slots
        if self.category is not None and self._names_service(turn, section, self.category):
            self.category, self.new = None, False

    @staticmethod
    def _names_service(turn: Turn, section: SalonBooking, category: Category) -> bool:
        """Whether a service is named by more than what the category is called: "colour my hair"."""
        if "service" not in turn.reading.slots and not turn.reading.unclear.get("service"):
            return False
        if turn.reading.chosen is not None:
            return "service" in turn.reading.chosen.values
        said = set(_stems(turn.message.text or ""))
        rest = said - set(_stems_of(category.name, category.synonyms.values()))
        return any(not rest.isdisjoint(_called(service)) for service in section.services)


def _called(service: Service) -> set[str]:
    """The beginnings of all words that a service may be called by."""
    own = set(_stems_of(service.name, service.synonyms.values()))
    families = [set(_stems(family)) for family in FAMILIES]
    return own.union(*(family for family in families if not family.isdisjoint(own)))


def _stems_of(name: Name, synonyms: Iterable[Sequence[str]]) -> Iterator[str]:
    names = [name] if isinstance(name, str) else name.values()
    for text in (*names, *(each for some in synonyms for each in some)):
        yield from _stems(text)


def _stems(text: str) -> Iterator[str]:
    words = _WORD.findall(text.casefold().replace("ё", "е"))
    return (word[:_ALIKE] for word in words if len(word) >= _SHORTEST)
