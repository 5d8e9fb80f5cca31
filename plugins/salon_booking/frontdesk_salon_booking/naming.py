"""Ids and names in a bot definition."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

__all__ = ["Id", "Name", "name_in"]

Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$", description="Lower case, digits, _ and -.")]
Name = Annotated[
    str | dict[str, str],
    Field(description='A name for all languages, or one per language: {ru: "Стрижка", en: "Haircut"}.'),
]


def name_in(name: str | dict[str, str], language: str) -> str:
    """A name in this language, or in any."""
    if isinstance(name, str):
        return name
    return name.get(language) or next(iter(name.values()), "")
