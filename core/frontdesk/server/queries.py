"""Query strings."""

from __future__ import annotations

from urllib.parse import parse_qsl

__all__ = ["read_query"]


def read_query(raw: bytes) -> dict[str, str]:
    """The first value of each parameter, decoded."""
    return dict(reversed(parse_qsl(raw.decode("latin-1"), keep_blank_values=True))) if raw else {}
