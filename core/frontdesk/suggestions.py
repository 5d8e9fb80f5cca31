"""The "did you mean" of every message about a name that nobody knows."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

__all__ = ["did_you_mean", "nearest"]

_SIMILAR = 60.0
_COMPARED = 50
_LISTED = 12
_TOO_MANY = 100


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name that ``word`` most looks like, or None when it looks like none of them."""
    names = sorted(known)
    found = process.extract(word, names, scorer=fuzz.ratio, score_cutoff=_SIMILAR, limit=_COMPARED)
    if found:
        # Two letters that changed places are one slip, and more likely than a wrong one.
        best = [name for name, score, _ in found if score == found[0][1]]
        return str(min(best, key=lambda name: OSA.distance(word, name)))
    # In a short word one slip is half of it.
    slips = (name for name in names if len(word) > 1 and OSA.distance(word, name) == 1)
    return next(slips, None)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a sentence that says that ``word`` is unknown: the nearest name, or else the first few.

    :return: text to put right behind the sentence, beginning with its own punctuation.
    """
    names = sorted(set(known))
    guess = nearest(word, names)
    if guess:
        return f"; did you mean '{guess}'?"
    if not names or len(names) > _TOO_MANY:
        return ""
    more = f" and {len(names) - _LISTED} more" if len(names) > _LISTED else ""
    return f"; there is {', '.join(names[:_LISTED])}{more}"
