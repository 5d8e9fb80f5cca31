"""Finding plugins, refusing broken ones, and attributing what they do."""

from __future__ import annotations

from frontdesk.plugins.abilities import Abilities
from frontdesk.plugins.finding import last_line
from frontdesk.plugins.manager import PluginDescription, Plugins

__all__ = ["Abilities", "PluginDescription", "Plugins", "last_line"]
