"""The plugins that a command works with."""

from __future__ import annotations

import os

from frontdesk.plugins import Plugins
from frontdesk.settings import Settings

__all__ = ["load_plugins"]


def load_plugins() -> Plugins:
    """Everything that is built in, installed, or lies in ``FRONTDESK_PLUGINS_DIR``.

    :raises PluginRefused: naming the plugin and the cure.
    """
    return Plugins.load(plugins_dir=Settings.from_environment(os.environ).plugins_dir)
