"""Finding the tokens that matter in a run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from frontdesk.understanding.when.days import Said
from frontdesk.understanding.when.token import Token

__all__ = ["Built", "day_token", "pick", "piece_of", "value_of"]

#: What a rule makes of a run: the new token's tag and value, or None where they do not fit.
Built = tuple[str, object] | None


def pick(tokens: Sequence[Token], tags: str) -> list[Token]:
    """The tokens with one of these tags, in order."""
    return [token for token in tokens if token.tag in tags]


def value_of(tokens: Sequence[Token], tags: str, default: Any = None) -> Any:
    """The value of the first token with one of these tags."""
    found = pick(tokens, tags)
    return found[0].value if found else default


def piece_of(tags: Collection[str]) -> str:
    """Which piece of a week or month is meant: ``start``, ``middle``, ``end``, or empty for all of it."""
    for piece, names in (("end", "eY"), ("middle", "m"), ("start", "SB")):
        if any(name in tags for name in names):
            return piece
    return ""


def day_token(said: Said) -> Built:
    """A token for a whole day."""
    return ("D", said)
