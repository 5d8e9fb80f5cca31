"""Errors that a route answers with, as RFC 9457 describes them (``application/problem+json``)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

__all__ = ["FieldError", "HttpProblem", "invalid_body", "read_body"]

B = TypeVar("B", bound=BaseModel)


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
    :param members: what else the document holds, such as what can be had instead.
    """

    def __init__(
        self,
        status: int,
        title: str,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
        members: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        super().__init__(f"{status} {title}: {detail}" if detail else f"{status} {title}")
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.members = dict(members)

    def document(self) -> dict[str, Any]:
        """The problem document, ready for JSON."""
        document: dict[str, Any] = {"type": "about:blank", "title": self.title, "status": self.status}
        if self.detail:
            document["detail"] = self.detail
        if self.errors:
            document["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in self.errors]
        return {**self.members, **document}


def read_body(model: type[B], body: bytes) -> B:
    """The JSON body of a request, as its model.

    :raises HttpProblem: 422 with every field that is wrong.
    """
    try:
        return model.model_validate_json(body)
    except ValidationError as error:
        raise invalid_body(*_field_errors(error)) from None


def invalid_body(*errors: FieldError) -> HttpProblem:
    """The answer to a body with these mistakes."""
    return HttpProblem(422, "Unprocessable Content", "The body is not valid; see errors.", errors=errors)


def _field_errors(error: ValidationError) -> Iterator[FieldError]:
    # Neither the input nor the URL of an explanation: the input may be a token.
    for each in error.errors(include_url=False, include_input=False, include_context=False):
        pointer = "#" + "".join(f"/{part}" for part in each["loc"])
        yield FieldError(pointer, "is not known" if each["type"] == "extra_forbidden" else each["msg"])
