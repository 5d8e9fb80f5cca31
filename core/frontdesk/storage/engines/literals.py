"""Values as literals of PostgreSQL: the plain ones, which is most, without asking the driver about each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

__all__ = ["literals"]

#: What must be escaped, or cannot be in a text at all: that is the driver's business.
_SPECIAL = re.compile(r"['\\\0]")


def literals(values: Sequence[Any]) -> str | None:
    """The values as the driver would write them, with commas between them.

    It finds an adapter for each anew, which takes ten times as long. The session must take backslashes as
    they are (``standard_conforming_strings``).

    :return: None where one of them is not plain: let the driver write them.
    """
    written = []
    for value in values:
        kind = type(value)
        if kind is str and not _SPECIAL.search(value):
            written.append(f"'{value}'")
        elif kind is int:
            written.append(str(value))
        elif value is None:
            written.append("NULL")
        elif kind is bytes:
            written.append(f"'\\x{value.hex()}'::bytea")
        elif kind is bool:
            written.append("true" if value else "false")
        else:
            return None
    return ", ".join(written)
