"""Stopping when told to: SIGTERM from a supervisor, SIGINT from the keyboard."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["stop_signal"]


@contextmanager
def stop_signal() -> Iterator[threading.Event]:
    """An event that SIGTERM and SIGINT set while the block runs. A second signal ends the process at once."""
    told = threading.Event()
    signals = (signal.SIGTERM, signal.SIGINT)
    before = {number: signal.getsignal(number) for number in signals}

    def stop(number: int, frame: object) -> None:
        told.set()
        for each in signals:
            signal.signal(each, before[each])

    for number in signals:
        signal.signal(number, stop)
    try:
        yield told
    finally:
        for number in signals:
            signal.signal(number, before[number])
