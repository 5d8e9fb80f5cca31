"""``/admin/blocks/<salon id>``: time that staff takes out of the calendar."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk import PageWanted, read_body
from frontdesk_salon_booking.blocks.bodies import BlockBody
from frontdesk_salon_booking.blocks.desk import BlockDesk
from frontdesk_salon_booking.events import BlockMade, BlockRemoved
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["block_routes"]

_ONE = "/admin/blocks/<salon>/<int(max=9223372036854775807):number>"


def block_routes(desk: Desk) -> Blueprint:
    """The admin routes of blocks. The server guards all that is below ``/admin``."""
    routes = Blueprint("salon_booking_blocks", __name__)

    @routes.get("/admin/blocks/<salon>")
    async def blocks(salon: str) -> ResponseReturnValue:
        wanted = PageWanted.of(request.args)
        return await _run(desk, salon, lambda at: at.page(wanted.limit, wanted.cursor))

    @routes.post("/admin/blocks/<salon>")
    async def make(salon: str) -> ResponseReturnValue:
        data = await request.get_data(cache=False, as_text=False, parse_form_data=False)
        body = read_body(BlockBody, data)
        made = await _run(desk, salon, lambda at: at.make(body))
        desk.publish([BlockMade(salon, made["id"], "admin")])
        return made, 201

    @routes.get(_ONE)
    async def block(salon: str, number: int) -> ResponseReturnValue:
        return await _run(desk, salon, lambda at: at.get(number))

    @routes.delete(_ONE)
    async def remove(salon: str, number: int) -> ResponseReturnValue:
        removed = await _run(desk, salon, lambda at: at.remove(number))
        desk.publish([BlockRemoved(salon, number, "admin")])
        return removed

    return routes


async def _run(desk: Desk, salon: str, do: Callable[[BlockDesk], dict[str, Any]]) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        with desk.storage.connection():
            return do(BlockDesk(Salon.find(desk, salon)))

    return await asyncio.to_thread(run)
