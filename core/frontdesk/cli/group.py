"""The group that commands stand in: adds those of plugins, and turns frontdesk's errors into exit codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

import click

from frontdesk.cli.opening import load_plugins
from frontdesk.errors import BotInvalid, RefusedToStart

__all__ = ["FrontdeskGroup", "Invalid", "Refused"]


class Refused(click.ClickException):
    """The process refused to start: what is wrong and what to do, and exit code 3."""

    exit_code = 3

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it to stderr."""
        click.echo(f"frontdesk refused to start: {self.message}", file=file, err=file is None)


class Invalid(click.ClickException):
    """Bot definitions have problems: a line each, and exit code 1."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print them to stderr."""
        click.echo(self.message, file=file, err=file is None)


class FrontdeskGroup(click.Group):
    """Commands of frontdesk first, then those of plugins; plugins are loaded only when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, those of plugins included."""
        return sorted({*self.commands, *self._of_plugins()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        return self.commands.get(cmd_name) or self._of_plugins().get(cmd_name)

    def _of_plugins(self) -> Mapping[str, click.Command]:
        plugins = load_plugins()
        for plugin in plugins.describe():
            for name in plugin.offers.get("commands", ()):
                if name in self.commands:
                    raise Refused(
                        f"plugin '{plugin.name}' adds the command '{name}', which frontdesk already has\n"
                        f"  Rename it in {plugin.origin}, or remove the plugin."
                    )
        return plugins.commands

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command.

        :raises Refused: for :class:`RefusedToStart`: exit code 3.
        :raises Invalid: for :class:`BotInvalid`: exit code 1.
        """
        try:
            return super().invoke(ctx)
        except RefusedToStart as error:
            raise Refused(str(error)) from error
        except BotInvalid as error:
            raise Invalid(str(error)) from error
