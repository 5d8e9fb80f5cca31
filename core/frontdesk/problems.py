"""Errors that a route answers with, as RFC 9457 describes them (``application/problem+json``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

__all__ = ["FieldError", "HttpProblem"]


@dataclass(frozen=True, slots=True)
class FieldError:
    """One thing wrong with a request's body.

    :ivar pointer: JSON pointer to the field, as a URI fragment: ``#/settings/timezone``.
    :ivar detail: what is wrong with it and what would be right.
    """

    pointer: str
    detail: str


class HttpProblem(Exception):
    """Raised by a route to answer with an error; the server renders it as problem+json.

    :param status: the HTTP status, 400 to 599.
    :param title: short, the same for every occurrence.
    :param detail: what was wrong this time and what to do about it; never holds personal data or a secret.
    :param errors: for 422: every field that is wrong, all at once.
    :param retry_after: for 429 and 503: seconds after which trying again makes sense.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after

    def document(self) -> dict[str, Any]:
        """The problem document, ready for JSON."""
        document: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            document["detail"] = self.detail
        if self.errors:
            document["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in self.errors]
        return document
