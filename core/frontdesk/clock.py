"""Where "now" comes from: always passed, never asked of the operating system behind the caller's back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Protocol

__all__ = ["Clock", "FrozenClock", "ShiftedClock", "SystemClock"]


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        ...


class SystemClock:
    """The clock of the host."""

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """Starts at a given moment and runs on at the speed of the host's clock (``run --clock``).

    :param start: what "now" is at the moment of construction; must be aware.
    """

    def __init__(self, start: datetime) -> None:
        self._shift = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """The current moment, aware, in UTC."""
        return datetime.now(UTC) + self._shift


class FrozenClock:
    """Stands still until it is moved: for tests.

    :param at: what "now" is; must be aware.
    """

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        """The moment it was last set to, aware, in UTC."""
        return self._now

    def set(self, at: datetime) -> None:
        """Put the hands on another moment."""
        self._now = at.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the hands on."""
        self._now += by
