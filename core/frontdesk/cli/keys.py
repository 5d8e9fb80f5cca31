"""``frontdesk keys``: the key ring that everything personal is sealed with."""

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

    Its number is one more than the newest in FRONTDESK_ENCRYPTION_KEYS. Put it in front of what is there,
    separated by a comma: new data is sealed with the newest key, old data still opens with the older ones.
    Where several processes run, first with '-opens' behind its number, until all of them have it.
    """
    ring = Settings.from_environment(os.environ).encryption_keys
    if ring is not None:
        KeyRing.parse(ring)
    newest = int(ring.partition(":")[0].removesuffix("-opens")) if ring else 0
    click.echo(KeyRing.generate(newest + 1))
