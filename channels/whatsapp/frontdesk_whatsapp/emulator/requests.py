"""Requests to the messages endpoint, checked against what Meta documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from frontdesk_whatsapp import limits

__all__ = ["RequestRefused", "read_request"]

_KEYS = {
    "messaging_product",
    "recipient_type",
    "to",
    "recipient",
    "type",
    "text",
    "interactive",
    "context",
    "biz_opaque_callback_data",
}


class RequestRefused(Exception):
    """The API would answer this request with an error.

    :param code: of the Graph API.
    :param details: what is wrong.
    """

    def __init__(self, code: int, details: str, status: int = 400) -> None:
        super().__init__(f"({code}) {details}")
        self.code = code
        self.details = details
        self.status = status

    def document(self) -> dict[str, Any]:
        """The body of the answer."""
        return {
            "error": {
                "message": f"(#{self.code}) {self.details}",
                "type": "OAuthException",
                "code": self.code,
                "error_data": {"messaging_product": "whatsapp", "details": self.details},
                "fbtrace_id": "emulator",
            }
        }


def read_request(body: bytes) -> Mapping[str, Any]:
    """Read and check a request.

    :raises RequestRefused: with the first thing wrong.
    """
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        raise RequestRefused(100, "The body is not JSON.") from None
    if not isinstance(document, dict):
        raise RequestRefused(100, "The body is not an object.")
    for wrong in _wrong(document):
        raise RequestRefused(100, wrong)
    return document


def _wrong(document: Mapping[str, Any]) -> Iterator[str]:
    unknown = sorted(set(document) - _KEYS)
    if unknown:
        yield f"Unexpected key {unknown[0]!r}."
    if document.get("messaging_product") != "whatsapp":
        yield "messaging_product must be whatsapp."
    if not any(_fits(document.get(key), 1, 256) for key in ("to", "recipient")):
        yield "One of to and recipient is required."
    if not _fits(document.get("biz_opaque_callback_data", ""), 0, 512):
        yield "biz_opaque_callback_data has at most 512 characters."
    if "context" in document and not _fits(_inner(document, "context").get("message_id"), 1, 512):
        yield "context must have a message_id."
    if document.get("type") == "text":
        if not _fits(_inner(document, "text").get("body"), 1, limits.TEXT_BODY):
            yield f"text.body must have 1 to {limits.TEXT_BODY} characters."
    elif document.get("type") == "interactive":
        yield from _wrong_interactive(_inner(document, "interactive"))
    else:
        yield "type must be text or interactive."


def _wrong_interactive(interactive: Mapping[str, Any]) -> Iterator[str]:
    if not _fits(_inner(interactive, "body").get("text"), 1, limits.INTERACTIVE_BODY):
        yield f"interactive.body.text must have 1 to {limits.INTERACTIVE_BODY} characters."
    action = _inner(interactive, "action")
    if interactive.get("type") == "button":
        yield from _wrong_buttons(action.get("buttons"))
    elif interactive.get("type") == "list":
        yield from _wrong_list(action)
    else:
        yield "interactive.type must be button or list."


def _wrong_buttons(buttons: Any) -> Iterator[str]:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= limits.BUTTONS:
        yield f"There must be 1 to {limits.BUTTONS} buttons."
        return
    replies = [_inner(button, "reply") for button in buttons]
    yield from _wrong_choices(replies, limits.BUTTON_ID, limits.BUTTON_TITLE)


def _wrong_list(action: Mapping[str, Any]) -> Iterator[str]:
    if not _fits(action.get("button"), 1, limits.LIST_BUTTON):
        yield f"action.button must have 1 to {limits.LIST_BUTTON} characters."
    sections = action.get("sections")
    if not isinstance(sections, list) or not sections:
        yield "action.sections must not be empty."
        return
    rows = [row for section in sections for row in _inner({"s": section}, "s").get("rows") or ()]
    if not 1 <= len(rows) <= limits.ROWS:
        yield f"There must be 1 to {limits.ROWS} rows over all sections."
    rows = [_inner({"row": row}, "row") for row in rows]
    yield from _wrong_choices(rows, limits.ROW_ID, limits.ROW_TITLE)
    if not all(_fits(row.get("description", "x"), 1, limits.ROW_DESCRIPTION) for row in rows):
        yield f"A description must have 1 to {limits.ROW_DESCRIPTION} characters."


def _wrong_choices(choices: list[Mapping[str, Any]], longest_id: int, longest_title: int) -> Iterator[str]:
    ids = [choice.get("id") for choice in choices]
    titles = [choice.get("title") for choice in choices]
    if not all(_fits(each, 1, longest_id) for each in ids):
        yield f"An id must have 1 to {longest_id} characters."
    elif len(set(ids)) < len(ids):
        yield "Ids must be unique."
    if not all(_fits(each, 1, longest_title) for each in titles):
        yield f"A title must have 1 to {longest_title} characters."
    elif len(set(titles)) < len(titles):
        yield "Titles must be unique."


def _inner(holder: Any, key: str) -> Mapping[str, Any]:
    value = holder.get(key) if isinstance(holder, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _fits(value: Any, least: int, most: int) -> bool:
    return isinstance(value, str) and least <= limits.length(value) <= most
