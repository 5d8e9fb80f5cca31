"""Tables to read and to paste into Markdown."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence

__all__ = ["machine", "show"]


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    print(f"\n{title}\n")
    for row in (head, ["-" * width for width in widths], *rows):
        print("| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |")
    print(flush=True)


def machine() -> str:
    """What the figures were measured on."""
    cores = len(os.sched_getaffinity(0))
    load = os.getloadavg()[0]
    return (
        f"{cores} virtual cores, {platform.machine()} {platform.system()}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, load before: {load:.1f}"
    )
