"""Small letters and capitals, where a name stands within a sentence or begins one."""

from __future__ import annotations

__all__ = ["lowered", "sentence"]


def lowered(text: str) -> str:
    """The text as it stands in the middle of a sentence; abbreviations are left alone."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def sentence(text: str) -> str:
    """The text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]
