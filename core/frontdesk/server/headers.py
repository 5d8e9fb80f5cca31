"""Headers that every response carries."""

from __future__ import annotations

from quart import Quart, Response

__all__ = ["HEADERS", "add_headers"]

#: Pages of plugins bring their scripts and styles as files; nothing inline, nothing from elsewhere.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def add_headers(app: Quart) -> None:
    """Have every response carry the security headers that its route did not set itself."""

    @app.after_request
    async def add(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
