"""Hooks of a running installation: jobs, observers, metrics, pages and commands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from frontdesk.hookspecs.markers import hookspec

if TYPE_CHECKING:
    import click
    from quart import Blueprint

    from frontdesk.busy import BusySource
    from frontdesk.desk import Desk
    from frontdesk.events import Observer
    from frontdesk.notices import NoticeGuard
    from frontdesk.offers import Job, Metric

__all__ = [
    "frontdesk_blueprints",
    "frontdesk_busy",
    "frontdesk_commands",
    "frontdesk_jobs",
    "frontdesk_metrics",
    "frontdesk_notice_guards",
    "frontdesk_observers",
]


@hookspec
def frontdesk_jobs() -> Sequence[Job]:  # type: ignore[empty-body]
    """Background jobs, run by Huey: queued with ``turn.later`` or every so many seconds.

    Called once when the plugins are loaded, in every process; the jobs run where there are workers.

    The queue promises nothing across a crash: a job that was queued may be lost, and a job may run twice.
    What must not be lost is a row of a table, which a periodic job looks for.

    :return: the jobs; their names are prefixed with the plugin's name.

    If it raises, the plugin is refused. If a job raises, it is tried again after 1, 2 and 4 seconds, and then
    given up until it is queued anew. Since 0.1.
    """


@hookspec
def frontdesk_notice_guards() -> Sequence[NoticeGuard]:  # type: ignore[empty-body]
    """Guards of notices: asked right before a notice is sent whether it is still right.

    Called once when the plugins are loaded, in every process; the guards are asked where there are workers,
    for whatever business a notice names them.

    :return: the guards; their names are prefixed with the plugin's name.

    If it raises, the plugin is refused. If a guard raises, the notice waits and the guard is asked again
    later; after several times the notice is given up. Since 0.1.
    """


@hookspec
def frontdesk_busy() -> Sequence[BusySource]:  # type: ignore[empty-body]
    """Sources of busy times: calendars outside frontdesk that take somebody's time.

    Called once when the plugins are loaded, in every process. The sources are read in worker threads, never
    while a customer waits, by whatever plugin keeps a calendar; for a business whose bot enables the plugin.

    :return: the sources; their names are prefixed with the plugin's name.

    If it raises, the plugin is refused. If ``read`` raises, what was last read goes on to hold, and it is
    tried again later. Since 0.1.
    """


@hookspec
def frontdesk_observers(desk: Desk) -> Sequence[Observer]:  # type: ignore[empty-body]
    """Observers of events, each isolated from the others.

    Called once when the desk opens, in every process. ``observe`` is called after the commit, in worker
    threads; what happened right before a crash may never be told.

    :param desk: the open desk; observers may keep it.
    :return: the observers.

    If it raises, the plugin is refused. If ``observe`` raises, the error is counted against the plugin and
    nothing else changes. Since 0.1.
    """


@hookspec
def frontdesk_metrics() -> Sequence[Metric]:  # type: ignore[empty-body]
    """Prometheus metrics that the plugin counts with ``desk.metrics``.

    Called once when the plugins are loaded, in every process.

    :return: the metrics.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec
def frontdesk_blueprints(desk: Desk) -> Sequence[Blueprint]:  # type: ignore[empty-body]
    """Quart blueprints for the plugin's own pages and routes. Here ``async def`` is at home.

    Called once when the server starts.

    :param desk: the open desk.
    :return: the blueprints; a path that another plugin already serves is refused.

    If it raises, the plugin is refused. Since 0.1.
    """


@hookspec
def frontdesk_commands() -> Sequence[click.Command]:  # type: ignore[empty-body]
    """Commands and command groups added to ``frontdesk``.

    Called when the command line starts; keep imports light.

    :return: the click commands.

    If it raises, the plugin is refused. Since 0.1.
    """
