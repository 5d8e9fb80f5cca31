"""Words of a text and their stems."""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

__all__ = ["Stemmer", "Word", "split_words"]

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_CYRILLIC = re.compile(r"[а-я]")


class Word(NamedTuple):
    """One word of a normalized text, with its place in it."""

    text: str
    start: int
    end: int


def split_words(text: str) -> tuple[Word, ...]:
    """The words of a normalized text, numbers among them."""
    # As `Word(...)` does, which takes longer to be called than all the rest.
    made = tuple.__new__
    return tuple([made(Word, (match[0], *match.span())) for match in _WORD.finditer(text)])


class Stemmer:
    """Takes endings off Russian and English words (Snowball). Safe to share between threads.

    A stemmer and not a dictionary: it loads in no time, needs no memory, and what it gets wrong it gets
    wrong in the same way on both sides of a comparison.

    :param size: how many words it remembers.
    """

    def __init__(self, size: int = 10_000) -> None:
        # Snowball's own code in C (PyStemmer), where it is installed; else the same in Python.
        self._lock = threading.Lock()
        self._russian = snowballstemmer.stemmer("russian")
        self._english = snowballstemmer.stemmer("english")
        self.stem = lru_cache(maxsize=size)(self._stem)

    def _stem(self, word: str) -> str:
        # The stemmers keep the word that they work on in themselves.
        with self._lock:
            stemmer = self._russian if _CYRILLIC.search(word) else self._english
            return str(stemmer.stemWord(word))
