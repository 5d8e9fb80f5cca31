"""What can be wrong with a ``faq:`` section whose parts are valid one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from frontdesk import Problem
from frontdesk_faq.config import Entry, Faq

if TYPE_CHECKING:
    from frontdesk import Bot

__all__ = ["problems"]


def problems(bot: Bot) -> list[Problem]:
    """Everything that would leave a customer without an answer."""
    section = bot.section(Faq)
    found = list(_duplicates(section))
    for index, entry in enumerate(section.entries):
        found += _languages(entry, index, bot)
        found += _empty(entry, index)
    if "faq" not in bot.definition.understanding:
        understanding = ", ".join([*bot.definition.understanding, "faq"])
        found.append(
            Problem(
                "FAQ104",
                f"nobody recognises the questions of the faq section; write understanding: [{understanding}]",
                ("faq",),
            )
        )
    return found


def _duplicates(section: Faq) -> Iterator[Problem]:
    seen: set[str] = set()
    for index, entry in enumerate(section.entries):
        if entry.id in seen:
            message = f"there is another entry with the id {entry.id!r}; rename one of them"
            yield Problem("FAQ101", message, ("faq", "entries", index, "id"))
        seen.add(entry.id)


def _languages(entry: Entry, index: int, bot: Bot) -> Iterator[Problem]:
    for field, text in (("title", entry.title), ("answer", entry.answer)):
        if isinstance(text, str):
            continue
        for language in bot.languages:
            if language not in text:
                message = f"entry {entry.id!r} has no {field} in {language!r}; add {language}: to its {field}"
                yield Problem("FAQ102", message, ("faq", "entries", index, field))


def _empty(entry: Entry, index: int) -> Iterator[Problem]:
    for field, text in (("title", entry.title), ("answer", entry.answer)):
        path: tuple[str | int, ...] = ("faq", "entries", index, field)
        for language, words in {"": text}.items() if isinstance(text, str) else text.items():
            if not words.strip():
                where = (*path, language) if language else path
                yield Problem("FAQ103", f"the {field} of entry {entry.id!r} is empty; write one", where)
