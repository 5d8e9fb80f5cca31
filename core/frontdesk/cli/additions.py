"""The commands that plugins add."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import click

from frontdesk.cli.loading import load_plugins
from frontdesk.errors import PluginRefused

__all__ = ["additions"]


def additions(own: Collection[str]) -> Mapping[str, click.Command]:
    """The commands of all plugins, by name.

    :param own: names of the commands that frontdesk has itself.
    :raises PluginRefused: a plugin cannot be loaded, or wants one of those names.
    """
    plugins = load_plugins()
    for plugin in plugins.describe():
        for name in plugin.offers.get("commands", ()):
            if name in own:
                raise PluginRefused(
                    f"plugin '{plugin.name}' adds the command '{name}', which frontdesk already has",
                    f"Rename it in {plugin.origin}, or remove the plugin.",
                )
    return plugins.commands
