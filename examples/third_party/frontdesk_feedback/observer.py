"""Counting feedback for Prometheus, after it is committed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from frontdesk import Event, Observer

__all__ = ["Counter", "FeedbackGiven"]


@dataclass(frozen=True, slots=True)
class FeedbackGiven(Event):
    """A customer said how it was.

    :ivar stars: 1 to 5.
    """

    stars: int


class Counter(Observer):
    """Counts feedback by stars.

    :param metrics: those of the desk.
    """

    def __init__(self, metrics: Any) -> None:
        self._metrics = metrics

    def observe(self, event: Event) -> None:
        """Count it."""
        if isinstance(event, FeedbackGiven):
            self._metrics.inc("feedback_total", salon_id=event.tenant_id, stars=str(event.stars))
