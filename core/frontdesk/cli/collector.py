"""How often the garbage collector looks at a process that lives long."""

from __future__ import annotations

import gc

__all__ = ["collect_seldom"]

#: Objects that have come since the last look, and looks after which older ones are looked at too. Python's
#: own 700 come with a handful of messages, and are gone by themselves a moment later: looking for cycles
#: among them took a seventh of a message's time.
_THRESHOLDS = (10_000, 20, 50)


def collect_seldom() -> None:
    """Leave out what was made so far, all of which stays, and look less often at what comes."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_THRESHOLDS)
