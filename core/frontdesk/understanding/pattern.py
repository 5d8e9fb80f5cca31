"""Patterns that most texts have nothing for."""

from __future__ import annotations

import re

__all__ = ["Pattern"]


class Pattern:
    """A regular expression that is tried only where it can match: to look for a few letters costs much less.

    :param pattern: the regular expression.
    :param pieces: what its matches hold, each of them at least one of these, separated by spaces.
    :ivar expression: the regular expression.
    :ivar pieces: one by one.
    """

    def __init__(self, pattern: str, pieces: str) -> None:
        self.expression = re.compile(pattern)
        self.pieces = tuple(pieces.split())

    def search(self, text: str) -> re.Match[str] | None:
        """The first match in a text, or None."""
        for piece in self.pieces:
            if piece in text:
                return self.expression.search(text)
        return None
