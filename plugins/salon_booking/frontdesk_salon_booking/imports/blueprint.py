"""``POST /admin/bookings/<salon id>/import``."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from quart import Blueprint, request
from quart.typing import ResponseReturnValue

from frontdesk import HttpProblem
from frontdesk_salon_booking.imports.file import calendar_rows, is_calendar
from frontdesk_salon_booking.imports.importer import Importer
from frontdesk_salon_booking.imports.rows import bad_file
from frontdesk_salon_booking.imports.table import table_rows
from frontdesk_salon_booking.salon import Salon

if TYPE_CHECKING:
    from frontdesk import Desk

__all__ = ["import_routes"]

_FLAGS = {"": False, "0": False, "false": False, "1": True, "true": True}


def import_routes(desk: Desk) -> Blueprint:
    """The admin route that takes files with bookings."""
    routes = Blueprint("salon_booking_imports", __name__)

    @routes.post("/admin/bookings/<salon>/import")
    async def take(salon: str) -> ResponseReturnValue:
        dry_run = _FLAGS.get(request.args.get("dry_run", "").lower())
        if dry_run is None:
            raise HttpProblem(400, "Bad dry_run", "dry_run is 1 to try, or 0 to book.")
        staff = request.args.get("staff", "")
        body = await request.get_data(cache=False, as_text=False, parse_form_data=False)

        def run() -> dict[str, Any]:
            with desk.storage.connection():
                importer = Importer(desk, Salon.find(desk, salon), staff)
                text = _text(body)
                rows = list(calendar_rows(text) if is_calendar(text) else table_rows(text))
                return importer.attempt(rows) if dry_run else importer.book(rows)

        return await asyncio.to_thread(run)

    return routes


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise bad_file("The file is not in UTF-8; save it in that encoding (CSV UTF-8).") from None
