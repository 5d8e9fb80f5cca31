"""The plugins that a command works with."""

from __future__ import annotations

import os

from frontdesk.builtin import BUILTINS
from frontdesk.plugins import Plugins
from frontdesk.settings import Settings

__all__ = ["load_plugins"]


def load_plugins(**instead: object) -> Plugins:
    """Everything that is built in, installed, or lies in ``FRONTDESK_PLUGINS_DIR``.

    :param instead: what to load in place of built-in plugins, by name.

    :raises PluginRefused: naming the plugin and the cure.
    """
    builtins = {**BUILTINS, **instead}
    return Plugins.load(builtins, plugins_dir=Settings.from_environment(os.environ).plugins_dir)
