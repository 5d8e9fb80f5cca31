"""Checking the texts of a bot definition against those of its plugins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from frontdesk.bots.codes import Code
from frontdesk.bots.tree import Node
from frontdesk.catalogue import Catalogue, Phrase, locale_of
from frontdesk.errors import Problem
from frontdesk.suggestions import did_you_mean, nearest

__all__ = ["check_texts"]

_SHOWN = 3


def check_texts(tree: Node, known: Catalogue) -> list[Problem]:
    """What is wrong with the texts of a definition.

    :param tree: the definition; parts of it that have the wrong type are passed over.
    :param known: the texts of the plugins that it enables.
    """
    problems = [*_check_languages(tree)]
    for language, texts in _mapping(tree, "texts").items():
        for key, text in texts.mapping.items():
            problems += _check_text(("texts", language, key), text.plain, known)
    return [*problems, *_check_coverage(tree, known)]


def _mapping(tree: Node, key: str) -> Mapping[str, Node]:
    node = tree.child(key)
    return node.mapping if node else {}


def _languages(tree: Node) -> Sequence[str]:
    node = tree.child("languages")
    return [item.value for item in node.items if isinstance(item.value, str)] if node else []


def _is_known(language: str) -> bool:
    try:
        locale_of(language)
    except ValueError:
        return False
    return True


def _check_languages(tree: Node) -> Iterator[Problem]:
    languages = _languages(tree)
    for part in ("name", "texts"):
        node = tree.child(part)
        for language in node.mapping if node and languages else ():
            if language not in languages and not tree.inherits(part, language) and _is_known(language):
                guess = nearest(language, languages)
                hint = f"did you mean '{guess}'?" if guess else "add it there, or delete this"
                message = f"'{language}' is not one of the bot's languages; {hint}"
                yield Problem(Code.UNKNOWN_LANGUAGE, message, (part, language))


def _check_text(path: tuple[str, str, str], text: object, known: Catalogue) -> Iterator[Problem]:
    _, language, key = path
    if key not in known:
        yield Problem(
            Code.UNKNOWN_TEXT, f"no enabled plugin has a text '{key}'{did_you_mean(key, known)}", path
        )
        return
    if not isinstance(text, str) and not (
        isinstance(text, Mapping) and all(isinstance(form, str) for form in text.values())
    ):
        return
    try:
        phrase = Phrase.parse(key, language, text)
    except ValueError as error:
        yield Problem(Code.WRONG_TEXT, f"text '{key}': {error}", path)
        return
    fields = known.fields(key)
    for field in sorted(phrase.fields - fields):
        hint = did_you_mean(field, fields) or "; this text has no fields"
        yield Problem(Code.UNKNOWN_FIELD, f"text '{key}' has no field '{{{field}}}'{hint}", path)


def _check_coverage(tree: Node, known: Catalogue) -> Iterator[Problem]:
    own = _mapping(tree, "texts")
    for index, language in enumerate(_languages(tree)):
        given = own[language].mapping if language in own else {}
        lacking = [key for key in known if known.phrase(key, language) is None and key not in given]
        if lacking and _is_known(language):
            more = f" and {len(lacking) - _SHOWN} more" if len(lacking) > _SHOWN else ""
            message = (
                f"nobody has said these in '{language}': {', '.join(lacking[:_SHOWN])}{more}; "
                f"write them under texts: {language}:, or take the language out"
            )
            yield Problem(Code.UNTRANSLATED, message, ("languages", index))
