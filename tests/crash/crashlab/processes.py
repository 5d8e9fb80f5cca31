"""Processes of frontdesk: started, killed, and started again as a supervisor would."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

__all__ = ["Process"]

_LONGEST_START = 90.0


class Process:
    """One frontdesk command that is to be running all the time.

    :ivar fell: how often it ended though nobody had killed it, once it had started.
    """

    def __init__(self, name: str, words: tuple[str, ...], environ: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.fell = 0
        self._words = words
        self._environ = environ
        self._folder = folder
        self._log = folder / f"{name}.log"
        self._process: subprocess.Popen[str] | None = None
        self._ready = False
        self._been_ready = False

    def start(self) -> None:
        """Start it and wait until it says that it is ready; tried again while it refuses to come back."""
        deadline = time.monotonic() + _LONGEST_START
        while not self._ready:
            if self._process is None or self._process.poll() is not None:
                self.launch()
            assert self._process is not None
            assert self._process.stdout is not None
            self._ready = bool(self._process.stdout.readline())
            if not self._ready:
                self._process.wait(30)
                if not self._been_ready or time.monotonic() > deadline:
                    raise RuntimeError(f"{self.name} does not start:\n{self.log()[-4000:]}")
        self._been_ready = True

    def launch(self) -> None:
        """Start it and wait for nothing."""
        with self._log.open("a") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "frontdesk", *self._words],
                env=dict(self._environ), cwd=self._folder, text=True, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip

    def kill(self) -> None:
        """``kill -9``."""
        assert self._process is not None
        self.look()
        self.send(signal.SIGKILL)
        self._process.communicate(timeout=30)
        self._process, self._ready = None, False

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def stop(self) -> None:
        """Tell it to stop, and wait until it has."""
        assert self._process is not None
        self.look()
        self.send(signal.SIGTERM)
        try:
            self._process.communicate(timeout=60)
        except subprocess.TimeoutExpired:
            self.fell += 1
            self._process.kill()
            self._process.communicate(timeout=30)
        self._process, self._ready = None, False

    def end(self) -> None:
        """Kill it if it runs."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate(timeout=30)
            self._process, self._ready = None, False

    def look(self) -> None:
        """Note whether it has ended by itself."""
        if self._ready and self._process is not None and self._process.poll() is not None:
            self.fell += 1

    def log(self) -> str:
        """What it wrote to stderr."""
        return self._log.read_text() if self._log.exists() else ""
