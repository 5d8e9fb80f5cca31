"""The door that webhooks come in by: plain ASGI in front of Quart, since most requests are webhooks."""

from __future__ import annotations

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from hypercorn.typing import ASGIReceiveCallable, ASGISendCallable, ASGISendEvent, HTTPScope, Scope
from werkzeug.exceptions import HTTPException

from frontdesk.channels import WebhookRequest
from frontdesk.errors import Overloaded
from frontdesk.pipeline.intake import Accepted
from frontdesk.problems import HttpProblem
from frontdesk.server.answers import ACKNOWLEDGED, Answer, Refusals
from frontdesk.server.bodies import SMALL_BODY, Bodies
from frontdesk.server.measuring import count_requests
from frontdesk.server.paths import channel_of, route_of
from frontdesk.server.queries import read_query

if TYPE_CHECKING:
    from frontdesk.desk import Desk
    from frontdesk.pipeline.intake import Intake

__all__ = ["WebhookDoor"]

#: As Quart reads paths: with the host in front, where a proxy asks that way, and slashes that are too many.
_PATH = re.compile(r"(?:https?://[^/]*)?/+webhook(?:/+([^/]+))?")

App = Callable[[Scope, ASGIReceiveCallable, ASGISendCallable], Awaitable[None]]
_Outcome = tuple["asyncio.Future[Accepted]", Accepted | Exception]


class WebhookDoor:
    """Answers POSTs at ``/webhook`` and ``/webhook/<channel>``, and passes everything else on.

    What is acknowledged is on disk. The only answer of the kind "it is our fault" is 503: try again later.

    :param behind: what serves the rest.
    :param bodies: reads what is posted.
    :param patience: seconds. Past this a caller is told to try again; what was written after all is not
        written twice.
    """

    def __init__(
        self, desk: Desk, intake: Intake, behind: App, *, bodies: Bodies | None = None, patience: float = 10.0
    ) -> None:
        self._desk = desk
        self._intake = intake
        self._behind = behind
        self._bodies = bodies or Bodies()
        self._patience = patience
        self._refusals = Refusals()

    async def __call__(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        """Serve a request."""
        if scope["type"] == "http" and scope["method"] == "POST":
            path = _PATH.fullmatch(scope["path"].removeprefix(scope["root_path"]))
            if path is not None:
                await self._serve(path[1], scope, receive, send)
                return
        await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
        if scope["type"] != "http":
            await self._behind(scope, receive, send)
            return
        begun = False

        async def begin(event: ASGISendEvent) -> None:
            nonlocal begun
            begun = True
            await send(event)

        try:
            await self._behind(scope, receive, begin)
        except Exception as error:
            if begun:
                raise
            # Quart answers for its routes itself; here comes an address or a host that it cannot read.
            unread = isinstance(error, ValueError | IndexError | HTTPException)
            problem = HttpProblem(400, "Bad request", "The address cannot be read.") if unread else error
            await _answer(self._refusals.answer(problem, None), receive, send)

    async def _serve(
        self, named: str | None, scope: HTTPScope, receive: ASGIReceiveCallable, send: ASGISendCallable
    ) -> None:
        began = time.perf_counter()
        try:
            if not await self._take(channel_of(named), scope, receive):
                return
            answer = ACKNOWLEDGED
        except Exception as error:  # noqa: BLE001 - whatever it is: what is not on disk is to come again
            answer = self._refusals.answer(error, named)
        seconds = [time.perf_counter() - began]
        count_requests(self._desk.metrics, "POST", route_of(named), answer.status, seconds)
        await _answer(answer, receive, send, unread=answer is not ACKNOWLEDGED)

    async def _take(self, channel: str, scope: HTTPScope, receive: ASGIReceiveCallable) -> bool:
        """Read a webhook and return once it is on disk; False when the client hung up before it was read.

        What cannot be understood is in quarantine then: anything but 200 would bring it back for a week.
        """
        if channel not in self._desk.channels:
            raise HttpProblem(404, "Not Found", "There is no such channel.")
        body = await self._bodies.read(scope, receive)
        if body is None:
            return False
        headers = {name.decode("latin-1").lower(): value for name, value in scope["headers"]}
        request = WebhookRequest(body, headers, read_query(scope["query_string"]))
        await self._written(channel, request)
        return True

    async def _written(self, channel: str, request: WebhookRequest) -> None:
        loop = asyncio.get_running_loop()
        written: asyncio.Future[Accepted] = loop.create_future()
        # From now on: all threads may be busy.
        patience = loop.call_later(self._patience, _give_up, written)
        try:
            if len(request.body) <= SMALL_BODY:
                # Quicker than waking a thread.
                self._intake.receive(channel, request, _settle, written)
            else:
                taken = loop.run_in_executor(None, self._intake.receive, channel, request, _settle, written)
                taken.add_done_callback(partial(_tell_failure, written))
            await written
        finally:
            patience.cancel()


async def _answer(
    answer: Answer, receive: ASGIReceiveCallable, send: ASGISendCallable, *, unread: bool = True
) -> None:
    """Send an answer.

    :param unread: something of the request may not be read yet. It is read and thrown away meanwhile:
        Hypercorn lets only a few parts wait, and then neither reads nor sends until somebody takes them.
    """
    reading = asyncio.ensure_future(_throw_away(receive)) if unread else None
    try:
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.headers})
        await send({"type": "http.response.body", "body": answer.content, "more_body": False})
    finally:
        if reading is not None:
            reading.cancel()


async def _throw_away(receive: ASGIReceiveCallable) -> None:
    while (await receive())["type"] == "http.request":
        pass


def _tell_failure(written: asyncio.Future[Accepted], taken: asyncio.Future[None]) -> None:
    error = taken.exception()
    if error is not None and not written.done():
        written.set_exception(error)


def _settle(outcomes: Sequence[_Outcome]) -> None:
    """In the writer's thread: wake each event loop once, for all of its webhooks."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome[0].get_loop(), []).append(outcome)
    for loop, theirs in by_loop.items():
        # A loop that is closed has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(_resolve, theirs)


def _resolve(outcomes: Sequence[_Outcome]) -> None:
    for written, outcome in outcomes:
        if written.done():
            continue  # nobody waits any more
        if isinstance(outcome, Exception):
            written.set_exception(outcome)
        else:
            written.set_result(outcome)


def _give_up(written: asyncio.Future[Accepted]) -> None:
    _resolve([(written, Overloaded("a webhook was not written in time"))])
