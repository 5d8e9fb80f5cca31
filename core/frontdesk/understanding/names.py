"""Names of people: as they introduce themselves, and what their short forms stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from frontdesk.understanding.function_words import word_set
from frontdesk.understanding.normalize import normalize

__all__ = ["FoundName", "full_names", "is_given_name", "read_name"]

_SHORT: Mapping[str, str] = MappingProxyType(
    {
        "анна": "аня анюта анечка анюшка нюра",
        "мария": "маша машенька маруся машуля",
        "ирина": "ира ирочка иришка",
        "ольга": "оля оленька олечка",
        "елена": "лена леночка ленка",
        "екатерина": "катя катюша катенька катерина",
        "наталья": "наташа наташенька наталия",
        "татьяна": "таня танечка танюша",
        "светлана": "света светочка",
        "александра": "саша сашенька шура",
        "александр": "саша саня шура сашка",
        "дмитрий": "дима митя димочка",
        "сергей": "сережа серега",
        "алексей": "леша алеша лекс",
        "михаил": "миша мишаня",
        "николай": "коля",
        "владимир": "вова володя",
        "евгений": "женя",
        "евгения": "женя женечка",
        "юлия": "юля юленька",
        "анастасия": "настя настенька",
        "виктория": "вика викуся",
        "людмила": "люда люся мила",
        "галина": "галя",
        "валентина": "валя",
        "олег": "олежка олежек",
        "игорь": "игорек",
        "павел": "паша",
        "андрей": "андрюша",
        "антон": "антоша",
        "роман": "рома",
        "ксения": "ксюша",
        "дарья": "даша дашенька",
        "полина": "поля полинка",
        "софия": "соня софья",
        "elizabeth": "liz lizzie beth betty",
        "katherine": "kate katie kathy",
        "margaret": "maggie meg",
        "william": "will bill billy",
        "robert": "rob bob bobby",
        "michael": "mike",
        "james": "jim jimmy",
        "thomas": "tom tommy",
        "maria": "masha",
        "anna": "annie anya",
        "alexander": "alex sasha",
    }
)
_ENDINGS = re.compile(r"(?:ой|ою|ей|ею|ом|ем|а|у|ы|и|е|ю|я)$")


def _stemless(name: str) -> str:
    return _ENDINGS.sub("", name)


_FULL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        form: tuple(full for full, shorts in _SHORT.items() if form in map(_stemless, shorts.split()))
        for form in {_stemless(short) for shorts in _SHORT.values() for short in shorts.split()}
    }
)


def full_names(word: str) -> tuple[str, ...]:
    """The full names that a short form, in any case, stands for: ``анечке`` is ``анна``."""
    return _FULL.get(_stemless(word), ())


_GIVEN = frozenset(_FULL) | frozenset(map(_stemless, _SHORT))


def is_given_name(word: str) -> bool:
    """True for a common first name, in any case and any form."""
    return _stemless(word) in _GIVEN


@dataclass(frozen=True, slots=True)
class FoundName:
    """A name in a text.

    :ivar start: where the whole introduction begins in the text that was read.
    :ivar end: where it ends.
    """

    name: str
    start: int
    end: int


_PART = r"[^\W\d_]+(?:[-'][^\W\d_]+)*"
_NAME = rf"(?P<name>{_PART}(?:[ ]{_PART}){{0,2}})"
_INTRODUCED = (
    re.compile(rf"(?:меня|мен[яь]) зовут[: ]+{_NAME}", re.IGNORECASE),
    re.compile(rf"(?:мо[её] имя|имя клиента|зовут|имя)(?: -|:)? (?!меня|тебя|вас){_NAME}", re.IGNORECASE),
    re.compile(rf"на имя {_NAME}", re.IGNORECASE),
    re.compile(rf"my name(?:'s| is|:) {_NAME}", re.IGNORECASE),
    re.compile(rf"(?:name:|under the name(?: of)?|call me) {_NAME}", re.IGNORECASE),
)
#: The name before the introduction.
_BEFORE = re.compile(rf"(?P<name>{_PART}) (?:(?:меня|мен[яь]) зовут|зовут меня)(?!\w)", re.IGNORECASE)
#: One of these is in every introduction.
_INTRODUCING = ("зовут", "имя", "name", "call me")
#: Before a capital letter, or when the name was asked for.
_SAID = (
    re.compile(
        rf"^(?:здравствуйте|привет|добрый день)?[,! ]*(?:это|я)(?: -|,)? (?:я, ?)?{_NAME}", re.IGNORECASE
    ),
    re.compile(
        rf"^(?:hi|hello|hey)?[,! ]*(?:it'?s|it is|this is|i'?m|i am|for|under) {_NAME}", re.IGNORECASE
    ),
)
_ALONE = re.compile(rf"^(?:да|на|ну|yes|just)?[, ]*{_NAME}[.! ]*$", re.IGNORECASE)
_CAPITAL = r"[A-ZА-ЯЁ][a-zа-яё]+"
_FULL_NAME = re.compile(rf"^(?P<name>{_CAPITAL}(?: {_CAPITAL}){{1,2}})[.! ]*$")
_LEADING = re.compile(rf"^(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}}) ?(?:,|$)")
_STOPS = word_set(
    "и а на в к с по у из за до от для хочу хотела хотел запишите записать записаться номер телефон тел "
    "мой моя пожалуйста завтра сегодня мне нужна нужен можно если что как бы не уже еще тоже and the a "
    "on for to my at i want would like please number phone with is from tomorrow today here in of not "
    "just no yes that this it looking free late running going available calling trying sorry interested "
    "back later done good fine ok okay sure happy glad new afraid"
)


def read_name(text: str, asked: bool = False, beside: bool = False) -> FoundName | None:
    """The name that a customer gives, with capital letters, or None.

    :param text: as it was written, spaces put right.
    :param asked: True when the bot has just asked for the name: then "Анна" alone is one too.
    :param beside: True when a phone number stands beside it: then "Ольга, " at its beginning is one too.
    """
    folded = text.casefold()
    for pattern in _INTRODUCED if any(piece in folded for piece in _INTRODUCING) else ():
        match = pattern.search(text)
        if match and (name := _trimmed(match["name"])):
            return FoundName(_capital(name), match.start(), match.start("name") + len(name))
    match = _BEFORE.search(text) if "зовут" in folded else None
    if match and (name := _trimmed(match["name"])):
        return FoundName(_capital(name), match.start(), match.end())
    for pattern in (*_SAID, _ALONE) if asked else _SAID:
        match = pattern.search(text)
        if not match or not (name := _trimmed(match["name"])):
            continue
        if asked or match["name"][0].isupper():
            return FoundName(_capital(name), match.start(), match.start("name") + len(name))
    return None if asked else _signed(text, beside)


def _signed(text: str, beside: bool) -> FoundName | None:
    """A first and a last name that are all there is; or a first name before a comma and a phone number."""
    match = _FULL_NAME.match(text) or (_LEADING.match(text) if beside else None)
    if match is None or not is_given_name(normalize(match["name"]).split()[0]):
        return None
    return FoundName(match["name"], match.start("name"), match.end("name"))


def _trimmed(found: str) -> str:
    """The words up to the first that is no name."""
    kept: list[str] = []
    for word in found.split(" "):
        if word.lower() in _STOPS:
            break
        # After a capital letter, a small one is another word: "Катя запишите".
        if kept and kept[0][0].isupper() and not word[0].isupper():
            break
        kept.append(word)
    return " ".join(kept)


def _capital(name: str) -> str:
    return " ".join(word if word[0].isupper() else word.capitalize() for word in name.split(" "))
