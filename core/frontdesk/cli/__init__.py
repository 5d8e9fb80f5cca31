"""The command line: ``frontdesk``, one command a file.

Exit codes, everywhere: 0 ok, 1 findings or failed tests, 2 wrong usage, 3 refused to start.
"""

from __future__ import annotations

from frontdesk.cli.app import cli, main

__all__ = ["cli", "main"]
