"""``frontdesk migrate``: bring the database up to the code."""

from __future__ import annotations

import click

from frontdesk.cli.opening import load_plugins, read_settings
