"""What the environment tells a command."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from frontdesk.settings import Settings

__all__ = ["read_settings"]


def read_settings(command: str, **changes: Any) -> Settings:
    """The settings from the environment, with what the command line says instead.

    :param changes: fields of :class:`Settings`; None leaves what the environment says.
    :raises SettingsRefused: when the command cannot start with them.
    """
    given = {name: value for name, value in changes.items() if value is not None}
    settings = replace(Settings.from_environment(os.environ), **given)
    settings.refuse_unless(command)
    return settings
