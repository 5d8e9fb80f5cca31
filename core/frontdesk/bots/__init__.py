"""From a YAML file to a bot that works."""

from __future__ import annotations

from frontdesk.bots.bot import Bot
from frontdesk.bots.definition import AccountSeed, BotDefinition, Dialogue, TenantSeed
from frontdesk.bots.library import Bots

__all__ = ["AccountSeed", "Bot", "BotDefinition", "Bots", "Dialogue", "TenantSeed"]
