"""References: our own unique marks of messages out."""

from __future__ import annotations

from datetime import datetime

__all__ = ["new_reference"]


def new_reference(now: datetime, chance: bytes) -> str:
    """Nobody can guess it, and it is next to the last one in the index, not anywhere.

    :param chance: at least ten random bytes.
    """
    return f"{int(now.timestamp() * 1000):012x}{chance[:10].hex()}"
