"""What something costs: an amount, or the least of what it can come to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated

from pydantic import BeforeValidator, PlainSerializer, WithJsonSchema

__all__ = ["Price", "PriceField", "columns", "total"]

_EXAMPLE = "write an amount, 2000, or {from: 2000} where it depends"
#: What the database keeps: two places, and ten digits before them.
_PLACES, _MOST = 2, Decimal(10) ** 10


@dataclass(frozen=True, slots=True)
class Price:
    """A price, in the currency of the bot.

    :ivar at_least: what it comes to is seen when it is done, and is no less: "from 4,500".
    """

    amount: Decimal
    at_least: bool = False

    def __add__(self, other: Price) -> Price:
        return Price(self.amount + other.amount, self.at_least or other.at_least)


def total(prices: Iterable[Price | None]) -> Price | None:
    """What several services cost together, at least where one of them does; None where one has no price."""
    found = Price(Decimal())
    for price in prices:
        if price is None:
            return None
        found += price
    return found


def columns(price: Price | None) -> dict[str, Decimal | bool | None]:
    """A price as bookings and their services keep it."""
    return {
        "price": None if price is None else price.amount,
        "price_from": price is not None and price.at_least,
    }


def _read(value: object) -> Price | None:
    if value is None or isinstance(value, Price):
        return value
    if isinstance(value, Mapping):
        if value.keys() != {"from"}:
            raise ValueError(f"{dict(value)!r} is no price; {_EXAMPLE}")
        return Price(_amount(value["from"]), at_least=True)
    return Price(_amount(value))


def _amount(value: object) -> Decimal:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
            raise InvalidOperation
        amount = Decimal(str(value))
        # Decimal reads NaN, and numbers with a thousand zeros.
        if not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(f"{value!r} is no price; {_EXAMPLE}") from None
    if not 0 <= amount < _MOST:
        raise ValueError(f"{value!r} is no price: it must be 0 or more, and less than {_MOST:f}")
    if amount != round(amount, _PLACES):
        raise ValueError(f"{value!r} has more than two places after the point; round it")
    return amount


def _write(price: Price | None) -> str | dict[str, str] | None:
    if price is None:
        return None
    return {"from": str(price.amount)} if price.at_least else str(price.amount)


_AMOUNT_SCHEMA = {
    "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^\d+(\.\d+)?$"}]
}
_SCHEMA = {
    "anyOf": [
        *_AMOUNT_SCHEMA["anyOf"],
        {
            "type": "object",
            "properties": {"from": _AMOUNT_SCHEMA},
            "required": ["from"],
            "additionalProperties": False,
        },
        {"type": "null"},
    ],
}
#: A price as a bot definition writes it; None where it is not told.
PriceField = Annotated[Price | None, BeforeValidator(_read), PlainSerializer(_write), WithJsonSchema(_SCHEMA)]
