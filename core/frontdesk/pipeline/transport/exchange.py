"""One request and its answer, on the way between delivery and the transport."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from frontdesk.channels import HttpRequest, HttpResponse
from frontdesk.errors import TransportError

__all__ = ["Answered", "Exchange"]


@dataclass(slots=True, eq=False)
class Exchange:
    """A request and, once it is there, its answer.

    :ivar about: what it is for: the sender's own.
    :ivar since: monotonic seconds from which its time counts.
    :ivar answer: ``TransportError.sent`` is False where the request certainly did not leave.
    """

    request: HttpRequest
    about: Any = None
    since: float = field(default_factory=time.monotonic)
    answer: HttpResponse | TransportError = field(
        default_factory=lambda: TransportError("the transport is closed", sent=False)
    )


Answered = Callable[[Sequence[Exchange]], object]
