"""The databases that storage runs on."""

from __future__ import annotations

from frontdesk.storage.engines.base import Engine
from frontdesk.storage.engines.choice import open_engine

__all__ = ["Engine", "open_engine"]
