"""``GET /admin/bookings/<salon id>``: a business's bookings."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk import HttpProblem
from frontdesk.storage import Scope
from frontdesk_salon_booking.diary import with_segments
from frontdesk_salon_booking.models import Booking, Segment

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["booking_routes"]

_USUAL, _MOST = 50, 200


def booking_routes(desk: Desk) -> Blueprint:
    """The admin routes of bookings. The server guards all that is below ``/admin``."""
    routes = Blueprint("salon_booking", __name__)

    @routes.get("/admin/bookings/<salon>")
    async def bookings(salon: str) -> ResponseReturnValue:
        limit, cursor = _limit(request.args.get("limit")), request.args.get("cursor")
        return await asyncio.to_thread(_list, desk, salon, limit, cursor or None)

    return routes


def _limit(given: str | None) -> int:
    if given is None:
        return _USUAL
    if not (given.isascii() and given.isdigit() and int(given[:9]) > 0):
        raise HttpProblem(400, "Bad limit", f"limit is a number from 1 to {_MOST}.")
    return min(int(given[:9]), _MOST)


def _list(desk: Desk, salon: str, limit: int, cursor: str | None) -> dict[str, Any]:
    with desk.storage.connection():
        if desk.tenants.get(salon) is None:
            raise HttpProblem(404, "Not Found", "There is no salon of this id.")
        scope = desk.storage.scope(salon)
        page = scope.page(scope.select(Booking), limit, cursor)
        bookings = with_segments(scope, page.items)
        return {"items": [_item(scope, booking) for booking in bookings], "next": page.next}


def _item(scope: Scope, row: Booking) -> dict[str, Any]:
    zone = ZoneInfo(row.zone)
    return {
        "id": row.id,
        "booking_code": row.booking_code,
        "service": ", ".join(segment.service_name for segment in row.segments),
        "segments": [_segment(segment, zone) for segment in row.segments],
        "start_ts": row.start_ts.astimezone(zone).isoformat(),
        "end_ts": row.end_ts.astimezone(zone).isoformat(),
        "status": row.status,
        "price": None if row.price is None else float(row.price),
        "currency": row.currency,
        "customer_name": scope.reveal(row, Booking.customer_name),
        "customer_phone": scope.reveal(row, Booking.customer_phone),
        "version": row.version,
        "created_at": row.created_at.isoformat(),
        "updated_at": row.updated_at.isoformat(),
        "cancelled_at": None if row.cancelled_at is None else row.cancelled_at.isoformat(),
        "cancelled_by": row.cancelled_by,
    }


def _segment(segment: Segment, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "service": segment.service,
        "service_name": segment.service_name,
        "staff": segment.staff or None,
        "start_ts": segment.start_ts.astimezone(zone).isoformat(),
        "end_ts": segment.end_ts.astimezone(zone).isoformat(),
        "price": None if segment.price is None else float(segment.price),
    }
