"""Counts what happens, for Prometheus."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.events import DeliveryFailed, Event, MessageReceived, MessageSent, Observer, TurnTaken
from frontdesk.hookspecs import hookimpl
from frontdesk.offers import Metric

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.metrics import Metrics

__all__ = ["Watch", "frontdesk_metrics", "frontdesk_observers"]

_FAILURES = "delivery_failures_total"


class Watch(Observer):
    """Turns events into numbers."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def observe(self, event: Event) -> None:
        """Count it."""
        match event:
            case MessageReceived():
                self._metrics.inc("messages_total", direction="in", salon_id=event.tenant_id)
            case MessageSent():
                self._metrics.inc("messages_total", direction="out", salon_id=event.tenant_id)
            case TurnTaken():
                self._metrics.inc("turns_total", decision=event.decision, source=event.source or "nobody")
                self._metrics.observe("turn_duration_seconds", event.seconds)
            case DeliveryFailed():
                self._metrics.inc(_FAILURES, channel=event.channel, code=event.code)


@hookimpl
def frontdesk_metrics() -> Sequence[Metric]:
    """What is counted here beside the core's own numbers."""
    return [Metric(_FAILURES, "Replies that will not reach the customer.", labels=("channel", "code"))]


@hookimpl
def frontdesk_observers(desk: Desk) -> Sequence[Observer]:
    """The one who counts."""
    return [Watch(desk.metrics)]
