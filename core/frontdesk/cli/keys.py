"""``frontdesk keys``: the key ring that everything personal is encrypted with."""

from __future__ import annotations

import os

import click

from frontdesk.crypto import KeyRing
from frontdesk.settings import Settings

__all__ = ["keys"]


@click.group()
def keys() -> None:
    """Make keys for FRONTDESK_ENCRYPTION_KEYS."""


@keys.command()
def new() -> None:
    """Print one new entry for the key ring.

    Put it in front of what FRONTDESK_ENCRYPTION_KEYS holds, separated by a comma: new data is sealed with the
    newest key, old data is still opened with the older ones. Its number is one more than the newest there.
    """
    ring = Settings.from_environment(os.environ).encryption_keys
    click.echo(KeyRing.generate(KeyRing.parse(ring).newest + 1 if ring else 1))
