"""A time that is one transaction's to take."""

from __future__ import annotations

from dataclasses import dataclass

from frontdesk_salon_booking.slots import Start
from frontdesk_salon_booking.visits import Stage

__all__ = ["Claim"]


@dataclass(frozen=True, slots=True)
class Claim:
    """A time that is this transaction's to take: its resources are locked, and it was free after that.

    :ivar stages: who does what when.
    """

    start: Start
    stages: tuple[Stage, ...]
