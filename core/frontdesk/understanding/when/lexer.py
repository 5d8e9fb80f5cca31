"""Cuts a phrase into tagged words, figures and clocks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

from frontdesk.understanding.numbers import NUMBER_WORDS
from frontdesk.understanding.when.clock import Clock
from frontdesk.understanding.when.token import Token
from frontdesk.understanding.when.words import FORGIVEN, NOISE, WORDS

__all__ = ["lex"]

_TOKEN = re.compile(
    r"""
    (?P<iso>(?<![\d.])\d{4}-\d\d?-\d\d?(?!\d))
  | (?P<full>(?<![\d.])\d{1,2}\ ?([./-])\ ?\d{1,2}\ ?\3\ ?(?:20\d\d|\d\d)(?![\d:]))
  | (?P<clock>(?<!\d)(?:[01]?\d|2[0-4])(?::|\ ?[hч]\ ?(?=\d\d(?!\d)))[0-5]\d(?::[0-5]\d)?(?!\d)
        (?:\ ?ч(?![а-я])\.?)?)
  | (?P<hours>(?<!\d)(?:[01]?\d|2[0-4])\ ?[hч](?![a-zа-я\d]))
  | (?P<dotted>(?<![\d.])\d{1,2}\.\d\d?(?![\d]))
  | (?P<slashed>(?<![\d/])\d{1,2}\ ?/\ ?\d{1,2}(?![\d/]))
  | (?P<dashed>(?<![\d-])\d{1,2}-\d\d(?![\d-]))
  | (?P<nth>\d{1,2}\ ?-?(?:ого|его|му|го|ое|ее|ого|ый|ий|ая|е|й|го|st|nd|rd|th)(?![a-zа-я]))
  | (?P<number>\d+)
  | (?P<half>(?:(?<=\d)|(?<=\d[ .]))(?:[ap]\.?\ ?m\b\.?|[ap]\b\.?)|\b[ap]\.\ ?m\b\.?)
  | (?P<oclock>o\W{0,2}clock)
  | (?P<weekend>week-?\ ?end)
  | (?P<word>[^\W\d_]+(?:'[a-z]+)?)
  | (?P<mark>[^\w\s])
    """,
    re.VERBOSE,
)
_MARKS = {"-": "-", ",": ",", "/": "|", "@": "v", "(": ",", ")": ",", '"': ",", "&": "&"}
_COUPLE = ("пару", "пара", "couple")
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


def lex(text: str, month_first: bool = False) -> list[Token]:
    """The tokens of a normalized text, noise words left out, number words joined ("twenty" + "five").

    :param month_first: how to understand ``3/4``.
    """
    tokens = _arranged(list(_numbers(list(_words(text)))))
    if month_first:
        tokens = [token._replace(form="month first") if token.tag == "F" else token for token in tokens]
    return tokens


def _words(text: str) -> Iterator[Token]:
    the = False
    for match in _TOKEN.finditer(text):
        token = _token(match)
        if token is None:
            the = the or match[0] == "the"
            continue
        yield token._replace(the=True) if the else token
        the = False


def _token(match: re.Match[str]) -> Token | None:
    kind, text = match.lastgroup or "", match[0]
    start, end = match.span()
    if kind == "word":
        return _word(text, start, end)
    if kind == "mark":
        return Token(_MARKS.get(text, "."), None, text, start, end)
    if kind == "oclock":
        return Token("H", "oclock", text, start, end)
    if kind == "weekend":
        return Token("E", None, text, start, end)
    if kind == "half":
        return Token("A", "am" if text[0] == "a" else "pm", text, start, end)
    return _figures(kind, text, start, end)


def _figures(kind: str, text: str, start: int, end: int) -> Token:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    if kind == "nth":
        return Token("o", numbers[0], text, start, end, digits=len(str(numbers[0])), form="genitive")
    if kind == "number":
        return Token("n", int(text[:9]), text, start, end, digits=len(text))
    if kind in ("clock", "hours"):
        minute = numbers[1] if len(numbers) > 1 else 0
        sure = text[0] == "0" or numbers[0] > 12
        return Token("C", Clock(numbers[0] % 24, minute, sure=sure), text, start, end)
    if kind in ("iso", "full"):
        return Token("F", tuple(numbers), text, start, end)
    return _pair(kind, text, numbers, start, end)


def _pair(kind: str, text: str, numbers: list[int], start: int, end: int) -> Token:
    first, second = numbers
    if kind == "dashed":
        if first < 24 and (second == 0 or 24 < second < 60):
            return Token("C", Clock(first, second, sure=first > 12 or text[0] == "0"), text, start, end)
        return Token("-", (first, second), text, start, end)
    as_month = {"dotted": second, "slashed": second if second <= 12 else first}[kind]
    if (
        kind == "dotted"
        and first < 24
        and second < 60
        and len(text.partition(".")[2]) == 2
        and not 1 <= as_month <= 12
    ):
        return Token("C", Clock(first, second, sure=first > 12 or text[0] == "0"), text, start, end)
    return Token("F", (first, second), text, start, end)


def _word(text: str, start: int, end: int) -> Token | None:
    if text == "the" or text in NOISE:
        return None
    known = _lookup(text)
    if known is None:
        joined = text.removeprefix("пол")
        number = NUMBER_WORDS.get(joined)
        if joined != text and number is not None:
            return Token("L", number.value, text, start, end)
        known = _forgiven(text)
    if known is None:
        return Token("_", None, text, start, end)
    tag, value, form = known
    return Token(tag, value, text, start, end, form=form)


def _lookup(text: str) -> tuple[str, object, str] | None:
    if text in ("начале", "начало"):
        return "B", None, ""
    number = NUMBER_WORDS.get(text)
    if number is not None:
        return ("o", number.value, number.ordinal) if number.ordinal else ("n", number.value, "")
    entry = WORDS.get(text)
    return None if entry is None else (entry[0], entry[1], "")


def _forgiven(text: str) -> tuple[str, object, str] | None:
    if len(text) < 5 or len(text) > 17:
        return None
    # "Right" is no misspelt "night": people get the first letter right.
    likely = _KEYS_BEGINNING.get((text[0], len(text)))
    if likely is None or _nearest(text, likely) is None:
        return None
    nearest = _nearest(text, _KEYS_BY_LENGTH[len(text)])
    return _lookup(nearest) if nearest in likely else None


def _nearest(text: str, keys: Sequence[str]) -> str | None:
    """The key that a word is nearest to, if it is near enough."""
    allowed = 1 if len(text) < 7 else 2
    match = process.extractOne(text, keys, scorer=OSA.distance, score_cutoff=allowed)
    return None if match is None else match[0]


def _numbers(tokens: Sequence[Token]) -> Iterator[Token]:
    """Join tens and ones: "двадцать пятого", "twenty-fifth"; but not "без двадцати пять"."""
    skip = 0
    for index, token in enumerate(tokens):
        if skip:
            skip -= 1
            continue
        if token.tag != "n" or token.digits or token.value not in (20, 30, 40, 50):
            yield token
            continue
        rest = tokens[index + 1 : index + 3]
        if rest and rest[0].tag == "-" and rest[0].value is None:
            rest = rest[1:]
        one = rest[0] if rest else None
        without = index > 0 and tokens[index - 1].tag == "z"
        if one is None or without or one.tag not in "no" or one.digits or not 0 < one.value < 10:
            yield token
            continue
        yield one._replace(value=token.value + one.value, start=token.start, the=token.the or one.the)
        skip = tokens.index(one, index) - index


def _arranged(tokens: Sequence[Token]) -> list[Token]:
    """Take apart what one word says twice ("tonight"), and put right what only its neighbours tell."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        before = out[-1] if out else None
        if token.text in ("tonight", "tonite", "2nite"):
            out += [token._replace(tag="R", value=0), token._replace(tag="P", value="evening")]
        elif token.tag == "-" and token.value is not None:
            out += _dashed(token)
        elif token.tag == "h" and following is not None and following.tag == "P":
            out.append(token._replace(tag="R", value=0))
        elif token.text.startswith("полтор") and following is not None and following.tag == "H":
            out.append(token._replace(tag="K", value=90))
        elif token.text == "no" and following is not None and following.tag in "XYab":
            out.append(token._replace(tag="!"))
        elif token.text in _COUPLE and following is not None and following.tag in "dwqHN":
            out.append(token._replace(tag="n", value=2))
        elif token.tag == "H" and before is not None and before.text.startswith("полтор"):
            continue
        elif (
            token.tag == "n"
            and before is not None
            and before.text == "for"
            and following
            and following.tag == "_"
        ):
            # "For 2 ladies" is no hour.
            out.append(token._replace(tag="_"))
        else:
            out.append(token)
    return out


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
