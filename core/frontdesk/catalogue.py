"""What there is to say: texts in several languages, parsed once."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel import Locale, UnknownLocaleError

__all__ = ["DEFINITION", "PLURAL_CATEGORIES", "Catalogue", "Phrase", "locale_of"]

#: The CLDR categories that a text with plurals may have a form for.
PLURAL_CATEGORIES = ("zero", "one", "two", "few", "many", "other")

#: The origin of texts that a bot definition, or a business's settings, give in their own words.
DEFINITION = "definition"

Text = str | Mapping[str, str]


def locale_of(language: str) -> Locale:
    """The babel locale behind a language of a bot definition. English is the international one: day before
    month, 24 hours.

    :raises ValueError: when CLDR does not know the language.
    """
    try:
        return Locale.parse("en-001" if language == "en" else language, sep="-")
    except (UnknownLocaleError, LookupError, ValueError, TypeError) as error:
        raise ValueError(f"unknown language {language!r}") from error


@dataclass(frozen=True, slots=True)
class Phrase:
    """One text, parsed.

    :ivar forms: by plural category, the pieces in their order: a literal and the field behind it, if any. A
        text without plurals has the form ``other`` only.
    :ivar plural: whether ``count`` decides which form is said.
    :ivar language: of the bot definition, in which it is.
    :ivar origin: who wrote it: the plugin's name, or :data:`DEFINITION`.
    """

    key: str
    locale: Locale
    forms: Mapping[str, tuple[tuple[str, str | None], ...]]
    plural: bool
    language: str = ""
    origin: str = ""
    #: By plural category, the same in one piece, with the fields in braces.
    _templates: Mapping[str, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        templates = {category: _template(pieces) for category, pieces in self.forms.items()}
        object.__setattr__(self, "_templates", templates)

    @classmethod
    def parse(cls, key: str, language: str, text: Text, origin: str = "") -> Phrase:
        """Parse a text.

        :param text: a string with named fields, or a mapping of plural categories to such strings.
        :raises ValueError: saying what is wrong with it and what to do.
        """
        if isinstance(text, str):
            forms = {"other": _pieces(text)}
            return cls(key, locale_of(language), forms, plural=False, language=language, origin=origin)
        strange = sorted(set(text) - set(PLURAL_CATEGORIES))
        if strange:
            raise ValueError(f"{strange[0]!r} is not a plural category; use {', '.join(PLURAL_CATEGORIES)}")
        if "other" not in text:
            raise ValueError("a text with plural forms needs the form 'other'; add it")
        forms = {category: _pieces(form) for category, form in text.items()}
        return cls(key, locale_of(language), forms, plural=True, language=language, origin=origin)

    @property
    def fields(self) -> frozenset[str]:
        """Names of the parameters it is filled with."""
        named = {name for pieces in self.forms.values() for _, name in pieces if name}
        return frozenset(named | {"count"} if self.plural else named)

    def fill(self, params: Mapping[str, Any]) -> str:
        """Say it.

        :raises KeyError: naming text and parameter, when a parameter is missing.
        """
        try:
            category = self.locale.plural_form(params["count"]) if self.plural else "other"
            template = self._templates.get(category) or self._templates["other"]
            return template.format_map(params)
        except KeyError as missing:
            raise KeyError(f"text {self.key!r} needs {missing.args[0]!r}, which it was not given") from None


def _pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError as error:
        raise ValueError(f"{error}; write {{{{ and }}}} for braces that should be said") from None
    for _, name, spec, conversion in parts:
        # Attributes and indexes would let a bot definition read what it should not see.
        if name is not None and (not name.isidentifier() or spec or conversion):
            raise ValueError(f"'{{{name}}}' is not a plain field; a field is one name in braces: {{day}}")
    return tuple((literal, name) for literal, name, _, _ in parts)


def _template(pieces: Iterable[tuple[str, str | None]]) -> str:
    return "".join(
        literal.replace("{", "{{").replace("}", "}}") + (f"{{{name}}}" if name else "")
        for literal, name in pieces
    )


class Catalogue:
    """All that a bot can say, by language and key.

    :param by_language: texts as plugins and bot definitions give them.
    :param origin: who gives them: a plugin's name, or :data:`DEFINITION`.
    :raises ValueError: when one of them cannot be parsed; the message names it.
    """

    def __init__(self, by_language: Mapping[str, Mapping[str, Text]], origin: str = "") -> None:
        self._phrases: dict[str, dict[str, Phrase]] = {}
        for language, texts in by_language.items():
            self._phrases[language] = {
                key: self._parse(key, language, text, origin) for key, text in texts.items()
            }

    @staticmethod
    def _parse(key: str, language: str, text: Text, origin: str) -> Phrase:
        try:
            return Phrase.parse(key, language, text, origin)
        except ValueError as error:
            raise ValueError(f"text {key!r} ({language}): {error}") from error

    def overlaid(self, other: Catalogue) -> Catalogue:
        """A catalogue in which the texts of another replace those of this one, key by key."""
        merged = Catalogue({})
        for language in (*self._phrases, *other._phrases):
            own, theirs = self._phrases.get(language, {}), other._phrases.get(language, {})
            merged._phrases[language] = {**own, **theirs}
        return merged

    def phrase(self, key: str, language: str) -> Phrase | None:
        """The text in exactly this language, or None."""
        return self._phrases.get(language, {}).get(key)

    def any_phrase(self, key: str) -> Phrase | None:
        """The text in the first language that has it, or None."""
        return next((texts[key] for texts in self._phrases.values() if key in texts), None)

    def fields(self, key: str) -> frozenset[str]:
        """Names of all parameters that the text uses in any language."""
        return frozenset[str]().union(
            *(texts[key].fields for texts in self._phrases.values() if key in texts)
        )

    def wording(self, language: str) -> Iterator[str]:
        """What the texts in exactly this language say, without what they are filled with."""
        for phrase in self._phrases.get(language, {}).values():
            for pieces in phrase.forms.values():
                yield " ".join(literal for literal, _ in pieces)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it has texts in."""
        return tuple(self._phrases)

    def __iter__(self) -> Iterator[str]:
        """The keys, each once."""
        return iter(sorted({key for texts in self._phrases.values() for key in texts}))

    def __contains__(self, key: object) -> bool:
        return any(key in texts for texts in self._phrases.values())
