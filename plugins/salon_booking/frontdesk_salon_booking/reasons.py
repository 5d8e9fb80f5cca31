"""Why a customer cancels, where they say so by themselves."""

from __future__ import annotations

import re

__all__ = ["reason_in"]

#: Staff reads it in a list.
_LONGEST = 200
_BECAUSE = re.compile(
    r"\b(?:потому что|так как|поскольку|из-за того что|because|due to)\s+(?P<why>[^.!?\n]+)", re.IGNORECASE
)
_HAPPENED = re.compile(
    r"\b(?:(?:за|при)бол(?:ел|еть)\w*|болею|болеет|уезжа\w+|улета\w+|командировк\w+|задерж\w+ на работе"
    r"|ill|sick|unwell|out of town|away on business|stuck at work)\b",
    re.IGNORECASE,
)
_CLAUSES = re.compile(r"[,.!?;\n]+")


def reason_in(text: str) -> str | None:
    """The words of a message that say why; None where it gives no reason."""
    because = _BECAUSE.search(text)
    if because is not None:
        return because["why"].strip()[:_LONGEST] or None
    clauses = map(str.strip, _CLAUSES.split(text))
    return next((clause[:_LONGEST] for clause in clauses if _HAPPENED.search(clause)), None)
