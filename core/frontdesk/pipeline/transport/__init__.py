"""Sending requests for all channels alike. The only place behind the inbox where ``async def`` is at home."""

from __future__ import annotations

from frontdesk.pipeline.transport.exchange import Answered, Exchange
from frontdesk.pipeline.transport.transport import Transport

__all__ = ["Answered", "Exchange", "Transport"]
