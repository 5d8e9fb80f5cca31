"""Saying what went wrong without saying what it went wrong with."""

from __future__ import annotations

import sys

__all__ = ["describe"]

_STANDARD = frozenset({"peewee", "playhouse", "psycopg2", "huey", "redis"}) | sys.stdlib_module_names


def describe(error: BaseException) -> str:
    """An error in a few words that hold nothing personal: ``KeyError in frontdesk_faq.answers line 42``.

    Its text is left out, because it may hold what a customer wrote. The place is the innermost one in a
    plugin, or else in frontdesk itself.
    """
    own = plugin = ""
    step = error.__traceback__
    while step is not None:
        module = str(step.tb_frame.f_globals.get("__name__", ""))
        root = module.partition(".")[0]
        place = f" in {module} line {step.tb_lineno}"
        if root == "frontdesk":
            own = place
        elif root and root not in _STANDARD:
            plugin = place
        step = step.tb_next
    return f"{type(error).__name__}{plugin or own}"
