"""What we send: a reply becomes the body of a request to the messages endpoint."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from frontdesk import Choice, Outbound, Reply, Template
from frontdesk_whatsapp import limits

__all__ = ["message_body"]

_HOUR = re.compile(r"\d:\d\d")
_USER_ID = re.compile(r"[A-Z]{2}\.[A-Za-z0-9]{1,128}")
#: On the button that opens a list, where the reply does not say: the same in every language.
_LIST_BUTTON = "☰"


def message_body(outbound: Outbound, *, quote: bool) -> dict[str, Any]:
    """The JSON body that sends a reply.

    :param quote: whether the reply quotes the message that it answers.
    """
    body: dict[str, Any] = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        **_recipient(outbound.contact),
        **(_content(outbound.reply) if outbound.template is None else _template(outbound.template)),
        "biz_opaque_callback_data": outbound.reference,
    }
    if quote and outbound.quote:
        body["context"] = {"message_id": outbound.quote}
    return body


def _recipient(contact: str) -> dict[str, str]:
    """A business-scoped user id goes into a field of its own; everything else exactly as it was received."""
    return {"recipient" if _USER_ID.fullmatch(contact) else "to": contact}


def _template(template: Template) -> dict[str, Any]:
    components: list[dict[str, Any]] = []
    if template.values:
        # Meta takes neither line breaks nor several spaces in a row there (132018), and nothing empty.
        texts = [" ".join(value.replace("\n", "; ").split()) or "-" for value in template.values]
        components.append({"type": "body", "parameters": [{"type": "text", "text": text} for text in texts]})
    components += [
        {
            "type": "button",
            "sub_type": "quick_reply",
            "index": str(index),
            "parameters": [{"type": "payload", "payload": choice}],
        }
        for index, choice in enumerate(template.choices)
    ]
    content = {"name": template.name, "language": {"code": template.language}}
    return {
        "type": "template",
        "template": {**content, "components": components} if components else content,
    }


def _content(reply: Reply) -> dict[str, Any]:
    choices = reply.choices
    if not choices:
        return _plain(limits.shorten(reply.text, limits.TEXT_BODY))
    fits = 0 < limits.length(reply.text) <= limits.INTERACTIVE_BODY
    if not fits or len(choices) > limits.ROWS or not _tappable(choices):
        return _numbered(reply)
    titles = [_line(choice.title) for choice in choices]
    if len(choices) <= limits.BUTTONS and all(
        limits.length(title) <= limits.BUTTON_TITLE for title in titles
    ):
        return _buttons(reply, titles)
    return _list(reply, titles)


def _tappable(choices: Sequence[Choice]) -> bool:
    """Every choice has a title, and an id that is its own."""
    ids = {choice.id for choice in choices}
    return len(ids) == len(choices) and all(
        choice.id.strip() and limits.length(choice.id) <= limits.ROW_ID and _line(choice.title)
        for choice in choices
    )


def _numbered(reply: Reply) -> dict[str, Any]:
    """Choices as lines below the text, to be answered with a number or in words.

    Hours get no numbers: a "4" would be the fourth as well as four o'clock.
    """
    titles = [_line(choice.title) for choice in reply.choices]
    counted = not any(_HOUR.search(title) for title in titles)
    lines = []
    for number, (choice, title) in enumerate(zip(reply.choices, titles, strict=True), start=1):
        description = _line(choice.description)
        line = f"{number}. {title}" if counted else f"• {title}"
        lines.append(f"{line} ({description})" if description else line)
    choices = limits.shorten("\n".join(lines), limits.TEXT_BODY // 2)
    room = limits.TEXT_BODY - (limits.length(choices) + 2)
    return _plain("\n\n".join(part for part in (limits.shorten(reply.text, room), choices) if part))


def _plain(text: str) -> dict[str, Any]:
    return {"type": "text", "text": {"body": text, "preview_url": False}}


def _buttons(reply: Reply, titles: Sequence[str]) -> dict[str, Any]:
    buttons = [
        {"type": "reply", "reply": {"id": choice.id, "title": title}}
        for choice, title in zip(reply.choices, limits.distinct(titles, limits.BUTTON_TITLE), strict=True)
    ]
    return _interactive("button", reply.text, {"buttons": buttons})


def _list(reply: Reply, titles: Sequence[str]) -> dict[str, Any]:
    rows = [
        _row(choice, title, shown)
        for choice, title, shown in zip(
            reply.choices, titles, limits.distinct(titles, limits.ROW_TITLE), strict=True
        )
    ]
    button = limits.shorten(_line(reply.choices_label) or _LIST_BUTTON, limits.LIST_BUTTON)
    return _interactive("list", reply.text, {"button": button, "sections": [{"rows": rows}]})


def _row(choice: Choice, title: str, shown: str) -> dict[str, str]:
    """One row; a title that had to be cut stands in full in the second line."""
    second = [_line(choice.description)]
    if limits.length(title) > limits.ROW_TITLE:
        second.insert(0, title)
    description = limits.shorten(" · ".join(part for part in second if part), limits.ROW_DESCRIPTION)
    row = {"id": choice.id, "title": shown}
    return {**row, "description": description} if description else row


def _interactive(kind: str, text: str, action: dict[str, Any]) -> dict[str, Any]:
    return {"type": "interactive", "interactive": {"type": kind, "body": {"text": text}, "action": action}}


def _line(text: str) -> str:
    """On one line: titles and descriptions may not be broken."""
    return " ".join(text.split())
