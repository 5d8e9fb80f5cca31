"""What a conversation was about last, for what is said next without naming it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Topic"]


@dataclass(frozen=True, slots=True)
class Topic:
    """What an action that is done leaves to talk about.

    After "how much is a manicure?", "and tomorrow evening?" is about a manicure; after a booking, "can we
    make it 3?" moves that booking.

    :ivar values: by slot name, what the next form takes over where the customer says nothing else.
    :ivar facts: by slot name, what else is known: what "how much is that?" asks about, and what "an hour
        later" is counted from.
    :ivar changes: names of the intents that change it; a bare correction means the first of them. Then only
        these take the values over: a new booking is not about the one before. Empty: any form does.
    :ivar follows: by slot name, what one more of the same begins with ("and a manicure, too"): the same day,
        right after it.
    :ivar lasting: it is talked of for a day, and not only for an hour: what somebody was written to about
        without having asked is answered when they have the time.
    """

    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    facts: Mapping[str, Any] = field(default_factory=dict, repr=False)
    changes: tuple[str, ...] = ()
    follows: Mapping[str, Any] = field(default_factory=dict, repr=False)
    lasting: bool = False

    def to_json(self) -> dict[str, Any]:
        """As plain JSON."""
        return {
            "values": dict(self.values),
            "facts": dict(self.facts),
            "changes": list(self.changes),
            "follows": dict(self.follows),
            "lasting": self.lasting,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Topic:
        """Read back what :meth:`to_json` made."""
        return cls(
            values=data["values"],
            facts=data["facts"],
            changes=tuple(data["changes"]),
            follows=data.get("follows") or {},
            lasting=bool(data.get("lasting")),
        )
