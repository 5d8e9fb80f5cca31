from __future__ import annotations

import logging
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
