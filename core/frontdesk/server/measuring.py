"""Request metrics, by route template (never by path: a path may name somebody), and where to read them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from peewee import SQL, fn
from quart import Blueprint, Quart, Response, g, request
from quart.typing import ResponseReturnValue

from frontdesk.diagnosis import describe
from frontdesk.metrics import Metrics
from frontdesk.notices import Unsent
from frontdesk.outage import Repeats
from frontdesk.pipeline.places import shared_pauses
from frontdesk.storage.models import InboxEntry, NoticeEntry, OutboxEntry, QuarantineEntry

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["count_requests", "measure_requests", "metrics_routes"]

log = logging.getLogger(__name__)

#: So far back are notices counted that were not sent: what an owner can still make good.
_LATELY = timedelta(days=7)
#: The states of the inbox in which somebody still has something to do.
_WAITING = ("pending", "dead", "unrouted")
#: The states of the outbox in which a reply has not been sent.
_UNSENT = ("pending", "sending", "held")
_METHODS = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})


def measure_requests(app: Quart, metrics: Metrics) -> None:
    """Count and time every request."""

    @app.before_request
    async def begin() -> None:
        g.began = time.perf_counter()

    @app.after_request
    async def end(response: Response) -> Response:
        method = request.method if request.method in _METHODS else "other"
        route = request.url_rule.rule if request.url_rule else "unmatched"
        seconds = time.perf_counter() - g.began if "began" in g else None
        count_requests(metrics, method, route, response.status_code, [seconds])
        return response


def count_requests(
    metrics: Metrics, method: str, route: str, status: int, durations: Sequence[float | None]
) -> None:
    """Count requests that were answered.

    :param route: their template.
    :param durations: seconds that each of them took; None where nobody knows.
    """
    labels = {"method": method, "route": route, "status_code": str(status)}
    metrics.inc("http_requests_total", len(durations), **labels)
    for seconds in durations:
        if seconds is not None:
            metrics.observe("http_request_duration_seconds", seconds, **labels)


def metrics_routes(desk: Desk) -> Blueprint:
    """``/metrics``, in the Prometheus text format."""
    routes = Blueprint("metrics", __name__)
    one_at_a_time = asyncio.Lock()
    repeats = Repeats(log)

    @routes.get("/metrics")
    async def render() -> ResponseReturnValue:
        # A series for each business: with thousands of them it takes longer than a webhook may wait.
        async with one_at_a_time:
            content = await asyncio.to_thread(_rendered, desk, repeats)
        return Response(content, content_type=desk.metrics.content_type)

    return routes


def _rendered(desk: Desk, repeats: Repeats) -> bytes:
    _sample(desk, repeats)
    return desk.metrics.render()


def _sample(desk: Desk, repeats: Repeats) -> None:
    """Look at what is not counted as it happens. Of what cannot be read now, the last value stays."""
    samples: dict[str, Callable[[], float]] = {
        "inbox_lag_seconds": partial(_lag, desk, InboxEntry),
        "outbox_lag_seconds": partial(_lag, desk, OutboxEntry),
        "queue_depth": desk.queue.size,
        "accounts_paused": partial(shared_pauses, desk.cache, desk.clock),
    }
    for name, read in samples.items():
        with _whatever_happens(name, repeats):
            desk.metrics.set(name, read())
    with _whatever_happens("inbox_messages", repeats):
        for state, count in _waiting(desk).items():
            desk.metrics.set("inbox_messages", count, state=state)
    with _whatever_happens("outbox_replies", repeats):
        for state, count in _unsent(desk).items():
            desk.metrics.set("outbox_replies", count, state=state)
    with _whatever_happens("notices_unsent", repeats):
        for reason, count in _untold(desk).items():
            desk.metrics.set("notices_unsent", count, reason=reason)


@contextmanager
def _whatever_happens(name: str, repeats: Repeats) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # noqa: BLE001 - metrics are needed most while something is down
        repeats.tell(logging.WARNING, "%s cannot be measured: %s", name, describe(error), kind=name)


def _untold(desk: Desk) -> dict[str, int]:
    """How many notices of the last days were not sent, by reason."""
    counted = (
        desk.storage.house.select(NoticeEntry, NoticeEntry.reason, fn.COUNT(NoticeEntry.id).alias("count"))
        .where(NoticeEntry.state == SQL("'unsent'"), NoticeEntry.due_at > desk.clock.now() - _LATELY)
        .group_by(NoticeEntry.reason)
    )
    with desk.storage.connection():
        counts = {row.reason: row.count for row in desk.storage.rows(counted)}
    return dict.fromkeys(map(str, Unsent), 0) | counts


def _waiting(desk: Desk) -> dict[str, int]:
    """How many messages wait: for their turn, or for a person."""
    counted = (
        desk.storage.house.select(InboxEntry, InboxEntry.state, fn.COUNT(InboxEntry.id).alias("count"))
        .where(InboxEntry.state.in_(_WAITING))
        .group_by(InboxEntry.state)
    )
    unreadable = desk.storage.house.select(QuarantineEntry, fn.COUNT(QuarantineEntry.id).alias("count"))
    with desk.storage.connection():
        counts = dict.fromkeys(_WAITING, 0) | {row.state: row.count for row in desk.storage.rows(counted)}
        [quarantined] = desk.storage.rows(unreadable)
    return {**counts, "quarantined": quarantined.count}


def _unsent(desk: Desk) -> dict[str, int]:
    """How many replies have not been sent yet."""
    counted = (
        desk.storage.house.select(OutboxEntry, OutboxEntry.state, fn.COUNT(OutboxEntry.id).alias("count"))
        .where(OutboxEntry.state.in_(_UNSENT))
        .group_by(OutboxEntry.state)
    )
    with desk.storage.connection():
        return dict.fromkeys(_UNSENT, 0) | {row.state: row.count for row in desk.storage.rows(counted)}


def _lag(desk: Desk, model: type[InboxEntry | OutboxEntry]) -> float:
    """How many seconds the row that should have been worked on first is late; 0 when none is."""
    waiting = desk.storage.house.select(model).where(model.state == "pending").order_by(model.due_at)
    with desk.storage.connection():
        first = desk.storage.first(waiting)
    return 0.0 if first is None else max(0.0, (desk.clock.now() - first.due_at).total_seconds())
