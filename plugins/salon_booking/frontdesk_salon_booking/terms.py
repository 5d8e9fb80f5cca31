"""How one of the staff does a service, where that is not as everybody does it."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from frontdesk import Section
from frontdesk_salon_booking.price import PriceField

__all__ = ["Terms"]


class Terms(Section):
    """What is left out is as the service has it.

    :ivar price: theirs, in the bot's currency.
    """

    minutes: int | None = Field(default=None, gt=0, le=24 * 60, description="How long it takes them.")
    price: PriceField = Field(default=None, description="What it costs with them: 2000, or {from: 2000}.")

    @property
    def own(self) -> dict[str, Any]:
        """What is said, by name."""
        return {name: value for name, value in self if value is not None}
