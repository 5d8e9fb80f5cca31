"""Names of people, as they introduce themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frontdesk.understanding.function_words import word_set
from frontdesk.understanding.given_names import is_given_name, is_nominative, named_as_object
from frontdesk.understanding.normalize import normalize

__all__ = ["FoundName", "read_booked", "read_name", "read_signature"]


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
_THEM = "его|ее|её|мужа|жену|сына|дочь|дочку|маму|подругу|друга"
#: What is said of a name that is not right, and is none itself.
_NOT_RIGHT = (
    r"(?!(?:неправильн|неверн|не |ошиб|перепут|друг|указан|записан|введен)|"
    r"(?:wrong|incorrect|misspel|spel|not|mistyped|off)\b|a typo)"
)
_INTRODUCED = (
    re.compile(
        rf"(?:поменя|измени|исправ|замени|смени|change|correct|fix|update|edit)\w*(?: \w+){{0,3}}? "
        rf"(?:имя|фамилию|name|surname)(?: [^\W\d_]+){{0,3}}? (?:на|to) (?:имя )?{_NAME}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:меня|мен[яь]) зовут[: ]+{_NAME}", re.IGNORECASE),
    re.compile(
        rf"(?:мо[её] имя|имя клиента|зовут|имя)(?: -|:)? (?!меня|тебя|вас){_NOT_RIGHT}{_NAME}", re.IGNORECASE
    ),
    re.compile(rf"на имя {_NOT_RIGHT}{_NAME}", re.IGNORECASE),
    re.compile(rf"(?:my|his|her|their|the) name(?:'?s| is|:) {_NOT_RIGHT}{_NAME}", re.IGNORECASE),
    re.compile(rf"(?:name:|under the name(?: of)?|call me) {_NAME}", re.IGNORECASE),
    re.compile(rf"зовут (?:{_THEM}) {_NAME}", re.IGNORECASE),
    re.compile(rf"(?:{_THEM}) зовут[: -]+{_NAME}", re.IGNORECASE),
)
#: The name before the introduction.
_BEFORE = re.compile(rf"(?P<name>{_PART}) (?:(?:меня|мен[яь]) зовут|зовут меня|зовут)(?!\w)", re.IGNORECASE)
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
#: Somewhere behind, and then a first name with a capital letter.
_SAID_LATER = re.compile(
    rf"(?:(?<![^\W\d_])(?:[Ii]'?m|[Ii] am)|[,.!;(] ?(?:[Ii]t'?s|[Tt]his is|[Ээ]то|[Яя])) {_NAME}"
)
#: The same, where the name was asked for: "дима я".
_I_AM = re.compile(rf"^(?P<name>{_PART}) я[.! ]*$", re.IGNORECASE)
#: Thanks and faces do not belong to a name.
_TAIL = r"(?:[, ]+(?:thanks|thank you|thx|ta|please|pls|here|спасибо|спс|пожалуйста|плиз))*[\W_]*$"
#: The space behind it counts: "Наталья" is not "на Талья".
_ALONE = re.compile(
    rf"^(?:(?:да|на|ну|yes|yh|yeah|just|put it under|put me down as|put down|under|for|имя|"
    rf"запишите(?: на| меня как)?|пишите|мистер|mrs?\.?|ms\.?)(?:[,:]? |, ?))?[, ]*{_NAME}{_TAIL}",
    re.IGNORECASE,
)
_CAPITAL = r"[A-ZА-ЯЁ][a-zа-яё]+"
_FULL_NAME = re.compile(rf"^(?P<name>{_CAPITAL}(?: {_CAPITAL}){{1,2}})[.! ]*$")
_LEADING = re.compile(rf"^(?P<name>{_CAPITAL}(?: {_CAPITAL}){{0,2}}) ?(?:,|$)")
#: The last thing said, after a stop or a figure: "завтра в 15, Лена".
_SIGNATURE = re.compile(rf"[\d,.!;:)] ?(?P<name>{_CAPITAL}(?: {_CAPITAL})?)[ ,.!)]*$")
#: In small letters only a first name: "маникюр завтра в 3 лена".
_SMALL_SIGNATURE = re.compile(r"[\d,.!;:)] ?(?P<name>[а-яёa-z]{3,})[ ,.!)]*$")
_RELATED = (
    "доч[а-я]+|сын[а-я]*|мам[а-я]*|муж[а-я]*|жен[а-я]*|подру[а-я]+|друга|сестр[а-я]+|брата|внуч[а-я]+|внука|"
    "бабушк[а-я]+|свекров[а-я]+|тещ[а-я]+|реб[её]нка"
)
#: Who comes, when somebody else writes: "запишите мою дочь Лену", "book my friend Sarah in".
_BOOKED = re.compile(
    rf"(?:запи[сш][а-я]*|вписать|впишите|забронир[а-я]+)(?: (?:пожалуйста|плиз|еще|ещё|к вам|нам))*"
    rf"(?: (?:мо(?:ю|его)|нашу|нашего|свою|своего))?(?: (?:{_RELATED}),?)? (?P<name>[а-яё]+)(?!\w)",
    re.IGNORECASE,
)
_VERBS = "book|put|get|pencil|fit|squeeze|schedule"
_BOOKED_IN = re.compile(
    rf"(?<!\w)(?:(?:for|{_VERBS}) (?P<my>(?:my|our) \w+,? )(?P<theirs>[^\W\d_]+)|"
    rf"(?:{_VERBS}) (?P<name>[^\W\d_]+) (?:in|down)(?!\w))",
    re.IGNORECASE,
)
_STOPS = word_set(
    "и а на в к с по у из за до от для хочу хотела хотел запишите записать записаться номер телефон тел "
    "мой моя пожалуйста завтра сегодня мне нужна нужен можно если что как бы не уже еще тоже and the a "
    "on for to my at i want would like please number phone with is from tomorrow today here in of not "
    "just no yes that this it looking free late running going available calling trying sorry interested "
    "back later done btw hw cud pls thanks thank ta thx here спасибо спс good fine ok "
    "okay sure happy glad new afraid"
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
    for pattern in (*_SAID, _I_AM, _ALONE) if asked else _SAID:
        match = pattern.search(text)
        if not match or not (name := _trimmed(match["name"])):
            continue
        if asked or match["name"][0].isupper():
            return FoundName(_capital(name), match.start(), match.start("name") + len(name))
    for match in _SAID_LATER.finditer(text):
        name = _trimmed(match["name"])
        if name and name[0].isupper() and is_given_name(normalize(name).split()[0]):
            return FoundName(name, match.start(), match.start("name") + len(name))
    return None if asked else _signed(text, beside)


def read_signature(text: str) -> FoundName | None:
    """The first name that a message ends with: "a manicure tomorrow at 3, Anna".

    It may as well be a name of the staff.

    :param text: as :func:`read_name` gets it.
    """
    match = _SIGNATURE.search(text)
    if match is not None and is_given_name(normalize(match["name"]).split()[0]):
        return FoundName(match["name"], *match.span("name"))
    match = _SMALL_SIGNATURE.search(text)
    if match is None or not is_nominative(normalize(match["name"])):
        return None
    return FoundName(match["name"].capitalize(), *match.span("name"))


def read_booked(text: str) -> FoundName | None:
    """The first name of whom a booking is for, when they are spoken of: "запишите Лену на маникюр".

    :param text: as :func:`read_name` gets it.
    """
    match = _BOOKED.search(text)
    if match is not None:
        name = named_as_object(normalize(match["name"]))
        return FoundName(name.capitalize(), *match.span("name")) if name else None
    match = _BOOKED_IN.search(text)
    part = "theirs" if match is not None and match["my"] else "name"
    if match is None or not is_given_name(normalize(match[part])):
        return None
    return FoundName(match[part].capitalize(), *match.span(part))


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
