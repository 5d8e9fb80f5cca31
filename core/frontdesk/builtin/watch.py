"""Counts what happens, for Prometheus, and logs what somebody has to look after."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.events import (
    DeliveryFailed,
    DeliveryHeld,
    Event,
    HandedOver,
    MessageReceived,
    MessageSent,
    ModelBudgetSpent,
    Observer,
    TurnTaken,
)
from frontdesk.hookspecs import hookimpl
from frontdesk.offers import Metric

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.metrics import Metrics

__all__ = ["Watch", "frontdesk_metrics", "frontdesk_observers"]

log = logging.getLogger(__name__)

_FAILURES = "delivery_failures_total"
_HANDOVERS = "handovers_total"


class Watch(Observer):
    """Turns events into numbers, and into a line in the log where replies do not get through."""

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
            case HandedOver():
                self._metrics.inc(_HANDOVERS, to=event.to, reason=event.reason)
            case DeliveryFailed():
                self._metrics.inc(_FAILURES, channel=event.channel, code=event.code)
                log.error(
                    "a reply of %s will not reach the customer; %s: %s",
                    event.tenant_id,
                    event.channel,
                    event.code,
                )
            case ModelBudgetSpent():
                log.warning(
                    "the language model of %s has used up its budget of %s (%s USD, %d tokens); "
                    "rules read alone until tomorrow",
                    event.tenant_id,
                    event.day,
                    event.usd,
                    event.tokens,
                )
            case DeliveryHeld():
                log.error(
                    "%s takes nothing from the account of %s: %s; replies wait until that is put right",
                    event.channel,
                    event.tenant_id,
                    event.reason,
                )


@hookimpl
def frontdesk_metrics() -> Sequence[Metric]:
    """What is counted here beside the core's own numbers."""
    return [
        Metric(_FAILURES, "Replies that will not reach the customer.", labels=("channel", "code")),
        Metric(_HANDOVERS, "Conversations that a person took, or the bot again.", labels=("to", "reason")),
    ]


@hookimpl
def frontdesk_observers(desk: Desk) -> Sequence[Observer]:
    """The one who counts."""
    return [Watch(desk.metrics)]
