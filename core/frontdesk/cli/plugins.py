"""``frontdesk plugins``: what is installed, and what each offers."""

from __future__ import annotations

import click

from frontdesk.cli.loading import load_plugins

__all__ = ["plugins"]


@click.command()
def plugins() -> None:
    """List the plugins and what each offers."""
    for plugin in load_plugins().describe():
        click.echo(f"{click.style(plugin.name, bold=True)}  {plugin.origin}")
        hooks = (hook.removeprefix("frontdesk_") for hook in plugin.hooks)
        for kind, names in {"hooks": hooks, **plugin.offers}.items():
            click.echo(f"    {kind + ':':<15}{', '.join(names)}")
