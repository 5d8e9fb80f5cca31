"""What a customer goes by, where it is shown to the business's own people."""

from __future__ import annotations

import unicodedata

__all__ = ["shown_name"]

_LONGEST = 40
#: What makes WhatsApp show text in another way.
_MARKUP = str.maketrans("", "", "*_~`")


def shown_name(name: str | None) -> str:
    """A name that stays within its place of a line, whatever is written in it; empty where there is none.

    Customers choose what they go by. Line breaks, invisible signs and marks for bold text could make one look
    like further lines of the list, or like words of ours.
    """
    printable = "".join(
        " " if each.isspace() or unicodedata.category(each).startswith(("C", "Z")) else each
        for each in name or ""
    )
    shown = " ".join(printable.translate(_MARKUP).split())
    return shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 1].rstrip()}…"
