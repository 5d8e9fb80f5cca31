"""What was said in one turn: which texts, and where their facts come from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from frontdesk.catalogue import Phrase
    from frontdesk.messages import Reply
    from frontdesk.sources import Source

__all__ = ["Spoken"]

T = TypeVar("T")


class Spoken:
    """Notes what is put into words while a reply is made.

    Not all of that is said in the end: what counts is what stands in the reply.
    """

    def __init__(self) -> None:
        self._phrases: list[tuple[Phrase, str]] = []
        self._cited: list[tuple[Source, str]] = []

    def phrase(self, phrase: Phrase, text: str) -> None:
        """Note a text of the catalogue, as it was filled in."""
        self._phrases.append((phrase, text))

    def cite(self, text: str, sources: Iterable[Source]) -> None:
        """Note where the facts in a text come from."""
        if text:
            self._cited += [(source, text) for source in sources]

    def phrases(self, reply: Reply) -> Sequence[Phrase]:
        """The texts that the reply is made of, each once, in the order in which they were made."""
        return list({phrase.key: phrase for phrase in _within(self._phrases, reply)}.values())

    def sources(self, reply: Reply) -> Sequence[Source]:
        """Where the facts in the reply come from, each once."""
        return list(dict.fromkeys(_within(self._cited, reply)))


def _within(noted: Iterable[tuple[T, str]], reply: Reply) -> Iterator[T]:
    # Texts get another first letter inside a sentence, or at its beginning.
    parts = [reply.text, reply.choices_label]
    for choice in reply.choices:
        parts += (choice.title, choice.description)
    whole = "\n".join(parts).lower()
    return (item for item, text in noted if text.lower() in whole)
