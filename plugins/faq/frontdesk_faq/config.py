"""The ``faq:`` section of a bot definition."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated

from pydantic import Field

from frontdesk import Section
from frontdesk_faq.questions import Questions

__all__ = ["Entry", "Faq", "text_in"]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$", description="Lower case, digits, _ and -.")]
Text = Annotated[
    str | dict[str, str],
    Field(description='A text for all languages, or one per language: {ru: "Адрес", en: "Address"}.'),
]


class Entry(Section):
    """A question and its answer.

    :ivar title: what a button says.
    :ivar ask: how customers ask, per language; word forms and small typos need no lines of their own.
    """

    id: Id
    title: Text
    ask: dict[str, list[str]] = Field(default_factory=dict, description="How customers ask, per language.")
    answer: Text

    def phrases(self) -> tuple[str, ...]:
        """Every way to ask, in every language; the titles are ways to ask, too."""
        titles = [self.title] if isinstance(self.title, str) else list(self.title.values())
        return (*titles, *(phrase for phrases in self.ask.values() for phrase in phrases))


class Faq(Section):
    """The ``faq:`` section."""

    entries: list[Entry] = Field(min_length=1)

    def entry(self, entry_id: str) -> Entry | None:
        """The entry with this id."""
        return next((entry for entry in self.entries if entry.id == entry_id), None)

    @cached_property
    def questions(self) -> Questions:
        """The ways to ask, ready to be searched."""
        return Questions({entry.id: entry.phrases() for entry in self.entries})


def text_in(text: str | dict[str, str], language: str) -> str:
    """A text in this language, or in any."""
    if isinstance(text, str):
        return text
    return text.get(language) or next(iter(text.values()), "")
