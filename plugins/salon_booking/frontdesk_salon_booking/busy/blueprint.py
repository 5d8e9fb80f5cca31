"""``/admin/calendars/<salon id>``: calendars outside frontdesk that take the staff's time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk import PageWanted, read_body
from frontdesk_salon_booking.busy.desk import AddressBody, AddressDesk
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["calendar_routes"]

_ONE = "/admin/calendars/<salon>/<int(max=9223372036854775807):number>"
T = TypeVar("T")


def calendar_routes(desk: Desk) -> Blueprint:
    """The admin routes of calendars that are read. The server guards all that is below ``/admin``."""
    routes = Blueprint("salon_booking_calendars", __name__)

    @routes.get("/admin/calendars/<salon>")
    async def calendars(salon: str) -> ResponseReturnValue:
        wanted = PageWanted.of(request.args)
        return await _run(desk, salon, lambda at: at.page(wanted.limit, wanted.cursor))

    @routes.post("/admin/calendars/<salon>")
    async def enter(salon: str) -> ResponseReturnValue:
        data = await request.get_data(cache=False, as_text=False, parse_form_data=False)
        body = read_body(AddressBody, data)
        entered = await _run(desk, salon, lambda at: at.enter(body))
        # Whoever has entered it wants to see whether it can be read.
        desk.queue.enqueue("salon_booking.busy")
        return entered, 201

    @routes.get(_ONE)
    async def calendar(salon: str, number: int) -> ResponseReturnValue:
        return await _run(desk, salon, lambda at: at.get(number))

    @routes.delete(_ONE)
    async def remove(salon: str, number: int) -> ResponseReturnValue:
        await _run(desk, salon, lambda at: at.remove(number))
        return "", 204

    return routes


async def _run(desk: Desk, salon: str, do: Callable[[AddressDesk], T]) -> T:
    def run() -> T:
        with desk.storage.connection():
            return do(AddressDesk(desk, Salon.find(desk, salon)))

    return await asyncio.to_thread(run)
