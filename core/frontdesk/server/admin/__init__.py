"""The core's admin routes. Those that plugins bring as blueprints below ``/admin`` are guarded like them."""

from __future__ import annotations

from frontdesk.server.admin.guard import guard_admin
from frontdesk.server.admin.handovers import handover_routes
from frontdesk.server.admin.messages import message_routes
from frontdesk.server.admin.notices import notice_routes
from frontdesk.server.admin.salons import salon_routes

__all__ = ["guard_admin", "handover_routes", "message_routes", "notice_routes", "salon_routes"]
