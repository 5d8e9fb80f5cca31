"""The admin routes of what the owner looks at."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk import PageWanted, read_body
from frontdesk_salon_booking.booking_filters import day_of
from frontdesk_salon_booking.office.customers import Customers, SearchBody
from frontdesk_salon_booking.office.views import day_view, week_view
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["office_routes"]

T = TypeVar("T")


def office_routes(desk: Desk) -> Blueprint:
    """The routes of days, weeks and customers. The server guards all that is below ``/admin``."""
    routes = Blueprint("salon_booking_office", __name__)

    @routes.get("/admin/bookings/<salon>/day/<day>")
    async def on_day(salon: str, day: str) -> ResponseReturnValue:
        wanted = day_of(day, "The last part of the address")
        return await _run(desk, salon, lambda found: day_view(found, wanted))

    @routes.get("/admin/bookings/<salon>/week/<day>")
    async def in_week(salon: str, day: str) -> ResponseReturnValue:
        wanted = day_of(day, "The last part of the address")
        return await _run(desk, salon, lambda found: week_view(found, wanted))

    @routes.get("/admin/customers/<salon>")
    async def customers(salon: str) -> ResponseReturnValue:
        wanted = PageWanted.of(request.args)
        return await _run(desk, salon, lambda found: Customers(found).page(wanted))

    @routes.get("/admin/customers/<salon>/<int(max=9223372036854775807):number>")
    async def customer(salon: str, number: int) -> ResponseReturnValue:
        wanted = PageWanted.of(request.args)
        return await _run(desk, salon, lambda found: Customers(found).get(number, wanted))

    @routes.post("/admin/customers/<salon>/search")
    async def search(salon: str) -> ResponseReturnValue:
        body = read_body(
            SearchBody, await request.get_data(cache=False, as_text=False, parse_form_data=False)
        )
        return await _run(desk, salon, lambda found: Customers(found).find(body))

    return routes


async def _run(desk: Desk, salon: str, do: Callable[[Salon], T]) -> T:
    def run() -> T:
        with desk.storage.connection():
            return do(Salon.find(desk, salon))

    return await asyncio.to_thread(run)
