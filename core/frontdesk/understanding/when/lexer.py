"""Cuts a phrase into tagged words, figures and clocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.understanding.numbers import NUMBER_WORDS
from frontdesk.understanding.when.clock import Clock
from frontdesk.understanding.when.figures import figures
from frontdesk.understanding.when.sounds import by_sound, sound_of
from frontdesk.understanding.when.token import Token
from frontdesk.understanding.when.words import FORGIVEN, NOISE, WORDS

__all__ = ["lex"]

_TOKEN = re.compile(
    r"""
    (?=[12b])(?:
        (?P<texted>(?<!\w)(?:2(?:day|mo?rr?ow|moro|mrw|mro|moz|nite|night)|b4)(?![a-z]))
      | (?P<quarter>(?<!\d)1/4(?=\ ?(?:past|to)\b))
    )
  | (?=\d)(?:
        (?P<iso>(?<![\d.])\d{4}-\d\d?-\d\d?(?!\d))
      | (?P<full>(?<![\d.])\d{1,2}\ ?(?P<sep>[./-])\ ?\d{1,2}\ ?(?P=sep)\ ?(?:20\d\d|\d\d)(?![\d:]))
      | (?P<clock>(?<!\d)(?:[01]?\d|2[0-3]|24(?=\D{1,3}00))(?:[:;]|\ :\ |\ ?[hч]\ ?(?=\d\d(?!\d)))
            [0-5]\d(?::[0-5]\d)?(?!\d)(?:\ ?ч(?![а-я])\.?)?)
      | (?P<wrong>(?<![\d:])\d{1,2}:\d\d(?![\d:]))
      | (?P<hours>(?<!\d)(?:[01]?\d|2[0-4])\ ?[hч](?![a-zа-я\d]))
      | (?P<dotted>(?<![\d.])\d{1,2}\.\d\d?(?![\d]))
      | (?P<slashed>(?<![\d/])\d{1,2}\ ?/\ ?\d{1,2}(?![\d/]))
      | (?P<dashed>(?<![\d-])\d{1,2}-\d\d(?![\d-]))
      | (?P<count>\d{1,2}\ ?-?(?:ти|х|ми)(?![а-я]))
      | (?P<nth>\d{1,2}(?:-?(?:его|ее|ему)|
            \ ?-?(?:ого|ому|му|ое|ом|ем|ый|ий|ая|го|е|й|м|st|nd|rd|th))(?![a-zа-я]))
      | (?P<number>\d+)
    )
  | (?=[afioru])(?P<phrase>(?:first\ thing|up\ to|apart\ from|(?:other|rather)\ than|instead\ of)\b)
  | (?=[apow])(?:
        (?P<half>(?:(?<=\d)|(?<=\d[ .]))(?:[ap]\.?\ ?m\b\.?|[ap]\b\.?)|\b[ap]\.\ ?m\b\.?)
      | (?P<oclock>o\W{0,2}clock)
      | (?P<weekend>week-?\ ?end)
    )
  | (?P<word>[^\W\d_]+(?:'[a-z]+)?)
  | (?P<mark>[^\w\s])
    """,
    re.VERBOSE,
)
_MARKS = {"-": "-", ",": ",", "/": "|", "@": "v", "(": ",", ")": ",", '"': ",", "&": "&"}
_REMEMBERED = 5_000
_TENS = (20, 30, 40, 50)
_TONIGHT = frozenset(("tonight", "tonite", "2nite", "2night"))
_ANY_DAY = frozenset(("day", "days", "time", "anytime", "anyday", "anything"))
_ISH = "ish"
_COUPLE = frozenset(("пару", "пара", "couple"))
_AND_A_HALF = "полтор"
#: What only its neighbours tell, or that is more than one token; ``?`` for words that are nothing else.
_UNSETTLED = frozenset("-hHn?")
_UNSETTLED_WORDS = _TONIGHT | _COUPLE | {"no", "but"}
_OTHERS, _COMPARED, _COUNTED = frozenset("_?"), frozenset("XYab"), frozenset("dwqHN")
_KEYS = tuple(
    word
    for word, (tag, _) in WORDS.items()
    if tag in FORGIVEN and len(word) >= (6 if tag in "MxN" else 5) and word not in ("later", "через")
) + tuple(word for word in NUMBER_WORDS if len(word) >= 7)
_KEYS_BY_LENGTH = {
    length: tuple(key for key in _KEYS if abs(len(key) - length) <= 2) for length in range(4, 20)
}
_KEYS_BEGINNING = {
    (letter, length): tuple(key for key in keys if key[0] == letter)
    for length, keys in _KEYS_BY_LENGTH.items()
    for letter in {key[0] for key in keys}
}


_BY_SOUND = by_sound(_KEYS)


def lex(text: str, month_first: bool = False) -> list[Token]:
    """The tokens of a normalized text, noise words left out, number words joined ("twenty" + "five").

    :param month_first: how to understand ``3/4``.
    """
    tokens = _arranged(_with_tens_joined(_cut(text)))
    if month_first:
        tokens = [token._replace(form="month first") if token.tag == "F" else token for token in tokens]
    return tokens


def _cut(text: str) -> list[Token]:
    tokens: list[Token] = []
    the, before = False, ""
    # As `Token(...)` does, which takes longer to be called.
    made = tuple.__new__
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup, match[0]
        start, end = match.span()
        if kind == "word":
            meaning = _meaning(piece)
            if meaning is None:
                the = the or piece == "the"
                continue
            tag, value, form = meaning
            if tag == "_" == before:
                # No rule tells one such word from several.
                the = False
                continue
            token = made(Token, (tag, value, piece, start, end, 0, form, the))
        elif kind == "mark":
            token = made(Token, (_MARKS.get(piece, "."), None, piece, start, end, 0, "", the))
        elif kind in ("texted", "phrase"):
            tag, value, form = _meaning(piece.replace(" ", "-")) or ("_", None, "")
            token = Token(tag, value, piece, start, end, form=form)
        else:
            token = figures(kind or "", piece, start, end)
            token = token._replace(the=True) if the else token
        tokens.append(token)
        before = token.tag
        the = False
    return tokens


@lru_cache(maxsize=_REMEMBERED)
def _meaning(word: str) -> tuple[str, object, str] | None:
    """Tag, value and form of a word; None for one that says nothing here."""
    if word == "the" or word in NOISE:
        return None
    known = _lookup(word)
    if known is None and word.startswith("пол") and (number := NUMBER_WORDS.get(word[3:])) is not None:
        known = "L", number.value, ""
    if known is None and word.endswith(_ISH):
        known = _about(word.removesuffix(_ISH))
    known = known or _forgiven(word)
    if known is None and (word in _UNSETTLED_WORDS or word.startswith(_AND_A_HALF)):
        known = "?", None, ""
    return known or ("_", None, "")


def _lookup(text: str) -> tuple[str, object, str] | None:
    if text in ("начале", "начало"):
        return "B", None, ""
    number = NUMBER_WORDS.get(text)
    if number is not None:
        return ("o", number.value, number.ordinal) if number.ordinal else ("n", number.value, "")
    entry = WORDS.get(text)
    return None if entry is None else (entry[0], entry[1], "")


def _about(text: str) -> tuple[str, object, str] | None:
    """What "noonish" and "fourish" are: a little around it."""
    found = _lookup(text)
    if found is not None and found[0] == "n" and isinstance(found[1], int):
        return "C", Clock(found[1] % 24), ""
    return found


def _forgiven(text: str) -> tuple[str, object, str] | None:
    if len(text) < 5 or len(text) > 17:
        return None
    # "Right" is no misspelt "night": people get the first letter right.
    likely = _KEYS_BEGINNING.get((text[0], len(text)))
    if likely is None or _nearest(text, likely) is None:
        sounds_like = _BY_SOUND.get(sound_of(text))
        return None if sounds_like is None else _lookup(sounds_like)
    nearest = _nearest(text, _KEYS_BY_LENGTH[len(text)])
    return _lookup(nearest) if nearest in likely else None


def _nearest(text: str, keys: Sequence[str]) -> str | None:
    """The key that a word is nearest to, if it is near enough."""
    allowed = 1 if len(text) < 7 else 2
    match = process.extractOne(text, keys, scorer=OSA.distance, score_cutoff=allowed)
    return None if match is None else match[0]


def _with_tens_joined(tokens: list[Token]) -> list[Token]:
    """With tens and ones joined: "двадцать пятого", "twenty-fifth"; but not "без двадцати пять"."""
    tens = [
        index
        for index, token in enumerate(tokens)
        if token.tag == "n" and token.value in _TENS and not token.digits
    ]
    for index in reversed(tens):
        ten, last = tokens[index], index + 1
        if last < len(tokens) and tokens[last].tag == "-" and tokens[last].value is None:
            last += 1
        one = tokens[last] if last < len(tokens) else None
        without = index > 0 and tokens[index - 1].tag == "z"
        if one is None or without or one.tag not in "no" or one.digits or not 0 < one.value < 10:
            continue
        joined = one._replace(value=ten.value + one.value, start=ten.start, the=ten.the or one.the)
        tokens[index : last + 1] = [joined]
    return tokens


def _arranged(tokens: Sequence[Token]) -> list[Token]:
    """Take apart what one word says twice ("tonight"), and put right what only its neighbours tell."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        if token.tag in _UNSETTLED:
            following = tokens[index + 1].tag if index + 1 < len(tokens) else ""
            out += _settled(token, out[-1] if out else None, following)
        else:
            out.append(token)
    return out


def _settled(token: Token, previous: Token | None, following: str) -> Sequence[Token]:
    """What a token is, beside its neighbours.

    :param previous: the one before it.
    :param following: the tag of the one after it. So is empty where there is none.
    """
    before = previous.text if previous else ""
    if token.text in _TONIGHT:
        return token._replace(tag="R", value=0), token._replace(tag="P", value="evening")
    if token.tag == "-" and token.value is not None:
        return _dashed(token)
    if token.tag == "h" and following == "P":
        return (token._replace(tag="R", value=0),)
    if token.tag == "H" and before.startswith(_AND_A_HALF):
        return ()
    if token.tag == "n" and before == "for" and following in _OTHERS:
        # "For 2 ladies" is no hour.
        return (token._replace(tag="_"),)
    if token.text == "one" and previous is not None and previous.tag == "o":
        # "The 2nd one".
        return (token._replace(tag="c"),)
    if token.tag != "?":
        return (token,)
    if token.text == "but":
        # "Any time but Friday", but not "like last time, but on Friday".
        excepts = before in _ANY_DAY and following != "v"
        return (token._replace(tag="!" if excepts else "&"),)
    beside_hours = following == "H" or (previous is not None and previous.tag in "Hi")
    if token.text.startswith(_AND_A_HALF) and beside_hours:
        return (token._replace(tag="K", value=90),)
    if token.text == "no" and following in _COMPARED:
        return (token._replace(tag="!"),)
    if token.text in _COUPLE and following in _COUNTED:
        return (token._replace(tag="n", value=2),)
    return (token._replace(tag="_"),)


def _dashed(token: Token) -> list[Token]:
    """``9-11`` as a number, a dash and a number."""
    first, second = token.value
    width = len(token.text.partition("-")[0])
    middle = token.start + width
    return [
        Token("n", first, token.text[:width], token.start, middle, digits=width),
        Token("-", None, "-", middle, middle + 1),
        Token("n", second, token.text[width + 1 :], middle + 1, token.end, digits=2),
    ]
