"""Who may use the admin routes: whoever has the token."""

from __future__ import annotations

import hmac

from quart import Quart, request

from frontdesk.problems import HttpProblem

__all__ = ["guard_admin"]

_HEADER = "x-admin-token"


def guard_admin(app: Quart, token: str | None) -> None:
    """Guard everything below ``/admin``, whoever serves it, by path: nobody has to remember to.

    :param token: what the header ``x-admin-token`` must hold; None lets nobody in.
    """

    @app.before_request
    async def guard() -> None:
        if not _guarded(request.path):
            return
        given = request.headers.get(_HEADER, "").encode("latin-1", errors="replace")
        if token is None or not hmac.compare_digest(given, token.encode()):
            raise HttpProblem(401, "Unauthorized", f"Send the admin token in the header {_HEADER}.")


def _guarded(path: str) -> bool:
    return path == "/admin" or path.startswith("/admin/")
