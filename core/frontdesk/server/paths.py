"""Where webhooks come in: ``/webhook`` for WhatsApp, ``/webhook/<channel>`` for every channel."""

from __future__ import annotations

__all__ = ["DEFAULT_CHANNEL", "channel_of", "route_of"]

#: The channel at /webhook itself.
DEFAULT_CHANNEL = "whatsapp"


def channel_of(named: str | None) -> str:
    """The channel.

    :param named: the one that the path names, or None.
    """
    return named or DEFAULT_CHANNEL


def route_of(named: str | None) -> str:
    """The path's template.

    :param named: the channel that the path names, or None.
    """
    return "/webhook" if named is None else "/webhook/<channel>"
