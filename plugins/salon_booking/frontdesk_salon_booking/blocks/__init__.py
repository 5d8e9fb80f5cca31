"""Time that staff takes out of the calendar, by way of the admin routes."""

from __future__ import annotations

from frontdesk_salon_booking.blocks.blueprint import block_routes

__all__ = ["block_routes"]
