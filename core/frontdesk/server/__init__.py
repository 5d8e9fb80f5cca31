"""The HTTP side: webhooks, health, metrics, admin routes, and whatever pages plugins bring."""

from __future__ import annotations

from frontdesk.server.app import create_app
from frontdesk.server.connections import Connections
from frontdesk.server.runner import serve

__all__ = ["Connections", "create_app", "serve"]
