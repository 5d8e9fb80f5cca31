"""Names of options that count only whole: "men's haircut" where "haircut" alone means them all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from frontdesk.intents import Option
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.tokens import Stemmer, split_words

__all__ = ["whole_names"]


def whole_names(
    options: Sequence[Option], stemmer: Stemmer
) -> Mapping[str, Sequence[tuple[str, tuple[str, ...]]]]:
    """The names of options that count only whole, as stems, by the first of them."""
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for option in options:
        for name in (each for names in option.names.values() for each in names) if option.whole else ():
            stems = tuple(stemmer.stem(word.text) for word in split_words(normalize(name)))
            if stems:
                found.setdefault(stems[0], []).append((option.id, stems))
    return found
