"""Words of one meaning: "trim" and "haircut"."""

from __future__ import annotations

from collections.abc import Sequence

from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.tokens import Stemmer

__all__ = ["aliases"]


def aliases(families: Sequence[str], stemmer: Stemmer) -> dict[str, tuple[str, ...]]:
    """By the stem of each further word of a family, the stems of its first."""
    found: dict[str, tuple[str, ...]] = {}
    for family in families:
        names, *others = family.split()
        stems = tuple(dict.fromkeys(stemmer.stem(normalize(name)) for name in names.split("/")))
        for other in others:
            found.setdefault(stemmer.stem(normalize(other)), stems)
    return found
