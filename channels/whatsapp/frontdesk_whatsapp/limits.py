"""How long the parts of a message may be, and how to make them fit.

Meta does not say what it counts; lengths here are UTF-16 units, the larger of the two that it may mean.
"""

from __future__ import annotations

from collections.abc import Sequence

__all__ = [
    "BUTTONS",
    "BUTTON_ID",
    "BUTTON_TITLE",
    "INTERACTIVE_BODY",
    "LIST_BUTTON",
    "ROWS",
    "ROW_DESCRIPTION",
    "ROW_ID",
    "ROW_TITLE",
    "TEXT_BODY",
    "distinct",
    "length",
    "shorten",
]

TEXT_BODY = 4096
#: Of messages with buttons or a list. One of Meta's pages says 4096 for lists, its schema says 1024.
INTERACTIVE_BODY = 1024
BUTTONS = 3
BUTTON_TITLE = 20
BUTTON_ID = 256
ROWS = 10
ROW_TITLE = 24
ROW_DESCRIPTION = 72
ROW_ID = 200
LIST_BUTTON = 20


def length(text: str) -> int:
    """The length of a text in UTF-16 units."""
    # In C, since each reply is measured, and some several times; a lone surrogate counts as what it is.
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def shorten(text: str, limit: int) -> str:
    """The text, or as many of its whole words as fit with an ellipsis (of a single long word, its beginning).

    :param limit: in UTF-16 units.
    """
    if length(text) <= limit:
        return text
    kept = text[: limit - 1]
    while length(kept) > limit - 1:
        kept = kept[:-1]
    head, _, _ = kept.rpartition(" ")
    # A cut at a word's end reads better, unless it throws most of the text away.
    return (head if len(head) * 2 > len(kept) else kept).rstrip(" ,;:.-–—") + "…"


def distinct(titles: Sequence[str], limit: int) -> list[str]:
    """The titles shortened to a limit and told apart by a number where that made them equal."""
    result: list[str] = []
    for title in titles:
        candidate, number = shorten(title, limit), 1
        while candidate.casefold() in (taken.casefold() for taken in result):
            number += 1
            candidate = f"{shorten(title, limit - len(str(number)) - 1)} {number}"
        result.append(candidate)
    return result
