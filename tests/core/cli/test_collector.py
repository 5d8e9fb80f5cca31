"""Processes that live long look for garbage seldom, and never through what stays."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from frontdesk.cli.collector import collect_seldom
stays = [[] for _ in range(1000)]
collect_seldom()
looks = sum(generation["collections"] for generation in gc.get_stats())
comes = [[] for _ in range(5000)]
print(gc.get_freeze_count() >= 1000, sum(generation["collections"] for generation in gc.get_stats()) - looks)
"""


def test_a_few_thousand_objects_are_no_reason_to_look() -> None:
    """In a process of its own: it holds for all that is in it."""
    ran = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True)
    assert ran.stdout.split() == ["True", "0"]
