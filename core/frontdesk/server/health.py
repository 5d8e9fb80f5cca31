"""Whether the process lives, is ready, and how quickly what it stands on answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from quart import Blueprint
from quart.typing import ResponseReturnValue

if TYPE_CHECKING:
    from frontdesk.desk import Desk

__all__ = ["health_routes"]

#: Seconds after which something that does not answer counts as down.
_PATIENCE = 3.0


def health_routes(desk: Desk) -> Blueprint:
    """``/livez``, ``/readyz`` and ``/healthz``. They say nothing that a stranger may not know."""
    routes = Blueprint("health", __name__)

    def database() -> float:
        with desk.storage.connection():
            start = time.perf_counter()
            desk.storage.database.execute_sql("SELECT 1")
            return time.perf_counter() - start

    checks: dict[str, Callable[[], float]] = {
        "database": database,
        "queue": desk.queue.ping,
        "cache": desk.cache.ping,
    }

    @routes.get("/livez")
    async def livez() -> ResponseReturnValue:
        return {"status": "ok"}

    @routes.get("/readyz")
    async def readyz() -> ResponseReturnValue:
        part = await _check(database)
        return ({"status": "ok"}, 200) if part["ok"] else ({"status": "down"}, 503)

    @routes.get("/healthz")
    async def healthz() -> ResponseReturnValue:
        parts = dict(zip(checks, await asyncio.gather(*map(_check, checks.values())), strict=True))
        ok = all(part["ok"] for part in parts.values())
        return {"status": "ok" if ok else "down", **parts}, 200 if ok else 503

    return routes


async def _check(ping: Callable[[], float]) -> dict[str, Any]:
    """Whether a part answers, and how long it took: ``{"ok": true, "latency_ms": 0.4}``."""
    start = time.perf_counter()
    try:
        seconds = await asyncio.wait_for(asyncio.to_thread(ping), _PATIENCE)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with it, it is down
        waited = time.perf_counter() - start
        return {"ok": False, "latency_ms": round(waited * 1000, 2), "error": type(error).__name__}
    return {"ok": True, "latency_ms": round(seconds * 1000, 2)}
