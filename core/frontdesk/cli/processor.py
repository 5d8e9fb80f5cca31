"""Which CPU a process keeps to."""

from __future__ import annotations

import os
import sys

import click

__all__ = ["cpu_option"]


def _keep_to(context: click.Context, option: click.Parameter, cpu: int | None) -> int | None:
    """Have this process, and the threads that it will have, run on one CPU only."""
    if cpu is None:
        return None
    if sys.platform != "linux":
        raise click.BadParameter("only Linux can keep a process to a CPU; leave --cpu out")
    allowed = os.sched_getaffinity(0)
    if cpu not in allowed:
        there_are = ", ".join(map(str, sorted(allowed)))
        raise click.BadParameter(f"this process may not run on CPU {cpu}, but on: {there_are}")
    os.sched_setaffinity(0, {cpu})
    return cpu


#: Before threads are started: they inherit it.
cpu_option = click.option(
    "--cpu",
    type=click.IntRange(min=0),
    callback=_keep_to,
    expose_value=False,
    help="Keep to this CPU, counted from 0. Another one for each process; see docs/scaling.md.",
)
