"""Connections that webhooks come in by, read without Hypercorn's help while there is nothing else on them.

Hypercorn takes several times as long over a request as frontdesk over a webhook, most of it for what a
webhook does not need. So each connection of a Hypercorn worker begins here. The first thing on it that is not
a plain, small, whole webhook goes to Hypercorn, together with the connection, as if it had been Hypercorn's
from the start: other addresses, large or chunked bodies, HTTP/1.0 and HTTP/2, slow clients, broken requests.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from hypercorn.config import Config

from frontdesk.channels import WebhookRequest
from frontdesk.diagnosis import describe
from frontdesk.pipeline.intake import Accepted
from frontdesk.server.answers import ACKNOWLEDGED, Refusals, on_the_wire
from frontdesk.server.connection import Asked, Connection, Factory
from frontdesk.server.heads import Head
from frontdesk.server.measuring import count_requests
from frontdesk.server.paths import channel_of, route_of
from frontdesk.server.queries import read_query

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.pipeline.intake import Intake

__all__ = ["Connections"]

log = logging.getLogger(__name__)

_Outcome = tuple[Asked, Accepted | Exception]


class Connections:
    """All connections on which there were nothing but webhooks so far. Belongs to one event loop.

    :param patience: seconds. Past this a caller is told to try again; what was written after all is not
        written twice. A client that does not read its answers for that long is hung up on.
    :param slow: seconds that a request may take to come in before Hypercorn is to wait for the rest of it.
    :param idle: seconds that a connection is kept on which nothing comes.
    :param most: requests that are answered on one connection.
    :param tick: seconds between looks at the clock.
    """

    def __init__(
        self,
        desk: Desk,
        intake: Intake,
        *,
        patience: float = 10.0,
        slow: float = 1.0,
        idle: float = Config.keep_alive_timeout,
        most: int = Config.keep_alive_max_requests,
        tick: float = 0.5,
    ) -> None:
        self._desk = desk
        self._intake = intake
        self._patience = patience
        self._slow = slow
        self._idle = idle
        self._most = most
        self._tick = tick
        self._refusals = Refusals()
        self._open: set[Connection] = set()
        self._closing = False
        self._all_gone = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._acknowledged = b""

    def in_front_of(self, behind: Factory) -> Factory:
        """What makes protocols for new connections.

        :param behind: makes those that take over where this does not.
        """
        if self._loop is None:
            self._loop = asyncio.get_running_loop()
            self._look()
        return lambda: behind() if self._closing else Connection(self, behind)

    async def close(self, grace: float) -> None:
        """Leave everything new to Hypercorn, and wait until what was taken in is answered.

        :param grace: seconds; what is not answered then never will be.
        """
        self._closing = True
        for connection in list(self._open):
            connection.end()
        if self._open:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._all_gone.wait(), grace)
        if self._timer is not None:
            self._timer.cancel()
        for connection in list(self._open):
            connection.abort()

    # -- for connections -------------------------------------------------------------------------------------

    def joined(self, connection: Connection) -> None:
        """A connection is there."""
        self._open.add(connection)
        if self._closing:
            # Accepted before the end and told of after it: nobody else looks after it any more.
            connection.end()

    def left(self, connection: Connection) -> None:
        """A connection is gone, or is Hypercorn's now."""
        self._open.discard(connection)
        if self._closing and not self._open:
            self._all_gone.set()

    def serves(self, head: Head) -> bool:
        """Whether a webhook is for a channel that there is."""
        return channel_of(head.named) in self._desk.channels

    def last(self, answered: int) -> bool:
        """Whether an answer is the last one on its connection.

        :param answered: how many there were on it, with this one.
        """
        return self._closing or answered >= self._most

    def take(self, asked: Asked, head: Head, body: bytes) -> None:
        """Take in a webhook; it is answered once it is on disk."""
        try:
            request = WebhookRequest(body, head.headers, read_query(head.query))
            self._intake.receive(channel_of(head.named), request, self._settle, asked)
        except Exception as error:  # noqa: BLE001 - whatever it is: what is not on disk is to come again
            self.refuse(asked, error)

    def refuse(self, asked: Asked, error: Exception) -> None:
        """Answer that a webhook was not stored."""
        if not asked.answered:
            answer = self._refusals.answer(error, asked.named)
            asked.answer(on_the_wire(answer))
            self._count(asked.named, answer.status, [asked])

    # -- what became of webhooks -----------------------------------------------------------------------------

    def _settle(self, outcomes: Sequence[_Outcome]) -> None:
        """In the writer's thread: wake the event loop once for all of them."""
        # A loop that is closed has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            cast(asyncio.AbstractEventLoop, self._loop).call_soon_threadsafe(self._resolve, outcomes)

    def _resolve(self, outcomes: Sequence[_Outcome]) -> None:
        written: dict[str | None, list[Asked]] = {}
        for asked, outcome in outcomes:
            if isinstance(outcome, Exception):
                self.refuse(asked, outcome)
            elif not asked.answered:
                asked.answer(self._acknowledged)
                written.setdefault(asked.named, []).append(asked)
        for named, those in written.items():
            self._count(named, ACKNOWLEDGED.status, those)

    def _count(self, named: str | None, status: int, those: Sequence[Asked]) -> None:
        now = time.perf_counter()
        durations = [now - asked.began for asked in those]
        count_requests(self._desk.metrics, "POST", route_of(named), status, durations)

    def _look(self) -> None:
        """Look at the clock, for all connections at once."""
        loop = cast(asyncio.AbstractEventLoop, self._loop)
        self._timer = loop.call_later(self._tick, self._look)
        # Of this second: RFC 9110 has the time at which the answer is made, or somewhat before.
        self._acknowledged = on_the_wire(ACKNOWLEDGED)
        now = time.perf_counter()
        for connection in list(self._open):
            try:
                connection.look(now, patience=self._patience, slow=self._slow, idle=self._idle)
            except Exception as error:  # noqa: BLE001 - the others are to be looked after all the same
                log.error("a connection is given up: %s", describe(error))
                connection.abort()
