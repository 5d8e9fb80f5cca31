"""``/admin/feeds/<salon id>`` for the owner, and ``/salon_booking/...`` for phones."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, TypeVar

from quart import Blueprint, Response, request
from quart.typing import ResponseReturnValue

from frontdesk import HttpProblem, PageWanted, read_body
from frontdesk_salon_booking.calendar_file import CalendarFile
from frontdesk_salon_booking.feeds.desk import FeedBody, FeedDesk
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["feed_routes"]

T = TypeVar("T")


def feed_routes(desk: Desk) -> Blueprint:
    """The routes of feeds. A phone cannot send the admin token: the address itself is the secret."""
    routes = Blueprint("salon_booking_feeds", __name__)

    @routes.get("/admin/feeds/<salon>")
    async def feeds(salon: str) -> ResponseReturnValue:
        wanted = PageWanted.of(request.args)
        return await _run(desk, salon, lambda feeds: feeds.page(wanted.limit, wanted.cursor))

    @routes.post("/admin/feeds/<salon>")
    async def make(salon: str) -> ResponseReturnValue:
        body = await request.get_data(cache=False, as_text=False, parse_form_data=False)
        wanted = read_body(FeedBody, body or b"{}")
        return await _run(desk, salon, lambda feeds: feeds.make(wanted)), 201

    @routes.delete("/admin/feeds/<salon>/<int(max=9223372036854775807):number>")
    async def take_back(salon: str, number: int) -> ResponseReturnValue:
        await _run(desk, salon, lambda feeds: feeds.take_back(number))
        return "", 204

    @routes.get("/salon_booking/feeds/<salon>/<token>.ics")
    async def read(salon: str, token: str) -> ResponseReturnValue:
        return await _public(_run(desk, salon, lambda feeds: feeds.read(token)))

    @routes.get("/salon_booking/visits/<salon>/<token>.ics")
    async def visit(salon: str, token: str) -> ResponseReturnValue:
        return await _public(_run(desk, salon, lambda feeds: feeds.visit(token)))

    return routes


async def _public(reading: Awaitable[CalendarFile]) -> Response:
    try:
        file = await reading
    except HttpProblem as problem:
        # Not a word about which businesses there are to whoever tries addresses.
        raise HttpProblem(problem.status, problem.title, "There is no calendar at this address.") from None
    etag = file.etag
    if request.if_none_match.contains_weak(etag):
        response = Response(b"", status=304)
    else:
        content = await asyncio.to_thread(file.content)
        response = Response(content, content_type="text/calendar; charset=utf-8")
    response.set_etag(etag)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


async def _run(desk: Desk, salon: str, do: Callable[[FeedDesk], T]) -> T:
    def run() -> T:
        with desk.storage.connection():
            return do(FeedDesk(desk, Salon.find(desk, salon)))

    return await asyncio.to_thread(run)
