"""How prices and durations are told, also where they depend on who does it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from frontdesk_salon_booking.config import Service
from frontdesk_salon_booking.price import Price, total

if TYPE_CHECKING:
    from frontdesk import Speech

__all__ = ["Pricing"]


class Pricing:
    """Puts prices into the customer's words.

    :param speech: speaks the customer's language.
    """

    def __init__(self, speech: Speech) -> None:
        self._speech = speech

    def told(self, price: Price | None) -> str:
        """A price: ``2 000 ₽``, ``от 4 500 ₽``; empty where none is told."""
        if price is None:
            return ""
        money = self._speech.money(price.amount)
        return self._speech.say("booking.price_from", price=money) if price.at_least else money

    def among(self, ways: Iterable[Service]) -> str:
        """What a service costs with whoever it may be; empty where that of one of them is not told."""
        prices = [way.price for way in ways]
        return self.told(_least(prices))

    def together(self, parts: Iterable[Sequence[Service]]) -> str:
        """What services cost together, each done in one of some ways; empty where one has no price."""
        each = [[way.price for way in ways] for ways in parts]
        least, most = total(map(_least, each)), total(map(_most, each))
        if least is None or most is None or most.at_least or least.amount == most.amount:
            return self.told(least)
        low, high = self._speech.money(least.amount), self._speech.money(most.amount)
        return self._speech.say("booking.price_between", low=low, high=high)

    @staticmethod
    def depends(parts: Iterable[Sequence[Service]]) -> bool:
        """Whether what services cost is settled only when it is known who does them."""
        return any(len({way.price for way in ways}) > 1 for ways in parts)

    def lasting(self, ways: Iterable[Service]) -> str:
        """How long a service takes whoever it may be: ``1 ч``, ``от 45 мин``."""
        lengths = {way.minutes for way in ways}
        shortest = self._speech.minutes(min(lengths))
        return shortest if len(lengths) == 1 else self._speech.say("booking.minutes_from", duration=shortest)

    def summary(self, ways: Sequence[Service]) -> str:
        """Price and duration; the price is left out where it is not told."""
        return ", ".join(part for part in (self.among(ways), self.lasting(ways)) if part)


def _least(prices: Sequence[Price | None]) -> Price | None:
    """The lowest of them, with the mark that it may be more where they differ; None where one is not told."""
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(prices):
        return None
    return known[0] if len(set(known)) == 1 else Price(min(each.amount for each in known), at_least=True)


def _most(prices: Sequence[Price | None]) -> Price | None:
    """The highest of them; it may be more where one of them may."""
    known = [price for price in prices if price is not None]
    if not known or len(known) < len(prices):
        return None
    return Price(max(each.amount for each in known), any(each.at_least for each in known))
