"""The queue of jobs."""

from __future__ import annotations

from frontdesk.queue.queue import Queue

__all__ = ["Queue"]
