"""``/admin/bookings/<salon id>``: a business's bookings, for its staff."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk import HttpProblem, PageWanted, read_body
from frontdesk_salon_booking.booking_bodies import BookingBody, ChangeBody
from frontdesk_salon_booking.booking_filters import BookingFilter
from frontdesk_salon_booking.staff_desk import StaffDesk

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["booking_routes"]

_ONE = "/admin/bookings/<salon>/<int(max=9223372036854775807):number>"


def booking_routes(desk: Desk) -> Blueprint:
    """The admin routes of bookings. The server guards all that is below ``/admin``."""
    routes = Blueprint("salon_booking", __name__)

    @routes.get("/admin/bookings/<salon>")
    async def bookings(salon: str) -> ResponseReturnValue:
        wanted, shown = PageWanted.of(request.args), BookingFilter.of(request.args)
        return await _run(desk, salon, lambda staff: staff.page(wanted, shown))

    @routes.post("/admin/bookings/<salon>")
    async def book(salon: str) -> ResponseReturnValue:
        body = read_body(BookingBody, await _body())
        return await _run(desk, salon, lambda staff: staff.book(body)), 201

    @routes.get(_ONE)
    async def booking(salon: str, number: int) -> ResponseReturnValue:
        return await _run(desk, salon, lambda staff: staff.get(number))

    @routes.patch(_ONE)
    async def change(salon: str, number: int) -> ResponseReturnValue:
        body = read_body(ChangeBody, await _body())
        return await _run(desk, salon, lambda staff: staff.change(number, body))

    return routes


async def _body() -> bytes:
    return await request.get_data(cache=False, as_text=False, parse_form_data=False)


async def _run(desk: Desk, salon: str, do: Callable[[StaffDesk], dict[str, Any]]) -> dict[str, Any]:
    def run() -> dict[str, Any]:
        with desk.storage.connection():
            tenant = desk.tenants.get(salon)
            if tenant is None:
                raise HttpProblem(404, "Not Found", "There is no salon of this id.")
            return do(StaffDesk(desk, tenant))

    return await asyncio.to_thread(run)
