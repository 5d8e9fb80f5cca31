"""Where the facts in a reply come from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a price, a day, a time, an address or a code in a reply comes from. Never holds free text.

    :ivar kind: ``row``: a row of a table. ``config``: a part of the bot definition. ``free``: looked up, what
        the rows leave free. ``form``: what the customer named or chose so far, told back to them.
    :ivar name: the table, the path in the definition, what is free, or the slot.
    :ivar key: the row's id, the day that was looked at, or the form's value; empty for ``config``.
    """

    kind: Literal["row", "config", "free", "form"]
    name: str
    key: str = ""
