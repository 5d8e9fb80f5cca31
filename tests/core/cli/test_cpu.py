"""Keeping a process to one CPU."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def free() -> Iterator[set[int]]:
    """The CPUs that this process may run on, before and after."""
    allowed = os.sched_getaffinity(0)
    yield allowed
    os.sched_setaffinity(0, allowed)


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_process_keeps_to_its_cpu(frontdesk, free, command):
    cpu = max(free)
    # The rest of its settings is missing, which it says after it has taken its place.
    assert frontdesk(command, "--cpu", str(cpu)).exit_code == 3
    assert os.sched_getaffinity(0) == {cpu}


@pytest.mark.parametrize("command", ["serve", "work"])
def test_a_cpu_that_there_is_not_is_refused(frontdesk, free, command):
    result = frontdesk(command, "--cpu", "4096")
    assert result.exit_code == 2
    assert "may not run on CPU 4096, but on: " + ", ".join(map(str, sorted(free))) in " ".join(
        result.output.replace("│", " ").split()
    )
    assert os.sched_getaffinity(0) == free
