"""The group that commands stand in: finds them and those of plugins; makes exit codes of errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import IO, Any

import click

from frontdesk.errors import BotInvalid, PluginRefused, RefusedToStart

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
    """Commands of frontdesk first, then those of plugins.

    A command is imported, and plugins are loaded, only when they are asked for: together they need libraries
    that take a second to import, and most commands need few of them.

    :param own: names of frontdesk's commands; each lies in the module of its name.
    """

    def __init__(self, *args: Any, own: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self._own = own

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, those of plugins included."""
        return sorted({*self._own, *self._of_plugins()})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name in self._own:
            command: click.Command = _imported(cmd_name)
            return command
        return self._of_plugins().get(cmd_name)

    def _of_plugins(self) -> Mapping[str, click.Command]:
        try:
            commands: Mapping[str, click.Command] = _imported("additions")(self._own)
        except PluginRefused as error:
            raise Refused(str(error)) from error
        return commands

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


def _imported(name: str) -> Any:
    """What lies in the module of its own name beside this one."""
    return getattr(import_module(f"{__package__}.{name}"), name)
