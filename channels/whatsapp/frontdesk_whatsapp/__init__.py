"""WhatsApp Cloud API channel for frontdesk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk import Channel, Section, hookimpl
from frontdesk_whatsapp.channel import WhatsAppChannel
from frontdesk_whatsapp.commands import whatsapp
from frontdesk_whatsapp.config import WhatsAppSection
from frontdesk_whatsapp.emulator import emulator_routes
from frontdesk_whatsapp.signature import sign

if TYPE_CHECKING:
    import click
    from quart import Blueprint

    from frontdesk import Desk, Settings

__all__ = ["WhatsAppChannel", "WhatsAppSection", "sign"]


@hookimpl
def frontdesk_channels(settings: Settings) -> Sequence[Channel]:
    """The WhatsApp channel."""
    return [WhatsAppChannel.from_settings(settings)]


@hookimpl
def frontdesk_config() -> type[Section]:
    """The ``whatsapp`` section."""
    return WhatsAppSection


@hookimpl
def frontdesk_commands() -> Sequence[click.Command]:
    """``frontdesk whatsapp``."""
    return [whatsapp]


@hookimpl
def frontdesk_blueprints(desk: Desk) -> Sequence[Blueprint]:
    """In a demonstration, a stand-in for WhatsApp with a phone to write from."""
    return [emulator_routes(desk)] if desk.settings.demo else []
