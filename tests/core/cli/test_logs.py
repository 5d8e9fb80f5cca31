from __future__ import annotations

import logging
import subprocess
import sys

from frontdesk.cli.logs import DiscreetFormatter


def test_an_exception_is_logged_in_a_line_without_its_text():
    try:
        raise ValueError("what a customer wrote")
    except ValueError:
        record = logging.LogRecord("lib", logging.ERROR, __file__, 1, "it %s", ("broke",), sys.exc_info())
    written = DiscreetFormatter("%(name)s: %(message)s").format(record)
    assert written.startswith("lib: it broke: ValueError")
    assert "customer" not in written
    assert "\n" not in written


FAILING = """
from frontdesk.cli.logs import log_to_stderr
from frontdesk.queue import Queue

def job(*ids):
    raise RuntimeError("what a customer wrote")

log_to_stderr()
queue = Queue.open(None, b"secret")
queue.register("job", job, retries=0)
queue.enqueue("job", 1)
queue.run_pending()
"""


def test_a_job_that_fails_is_told_once():
    done = subprocess.run([sys.executable, "-c", FAILING], capture_output=True, text=True, check=True)
    [line] = done.stderr.splitlines()
    assert "job job with 1 failed: RuntimeError" in line
