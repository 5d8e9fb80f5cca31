"""A stand-in for WhatsApp: its end of the API, and a phone to write from. For demonstrations.

Nothing else in frontdesk knows of it: it takes the requests that would go to graph.facebook.com, and posts
the signed webhooks that would come from there.
"""

from __future__ import annotations

from frontdesk_whatsapp.emulator.routes import emulator_routes

__all__ = ["emulator_routes"]
