"""Taking out what must not leave the house: phone numbers, e-mail addresses, codes, the customer's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from frontdesk.builtin.openai_reader.long_numbers import NUMBER, personal_numbers

__all__ = ["Mask"]

_EMAIL = r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
_HANDLE = r"(?<!\w)@\w{3,}"
_HALF = "[A-ZА-Я0-9]{3}"
#: Six letters and digits, or two halves of three, a digit among them. Two halves that are a word and a number
#: are more often that ("gel 100"), unless in capitals.
_CODE = (
    r"(?<![\w-])(?=(?i:[A-ZА-Я0-9 -]{0,6}\d))(?=(?i:[A-ZА-Я0-9 -]{0,6}[A-ZА-Я]))"
    rf"(?:(?i:{_HALF}{_HALF})|(?i:(?=[A-ZА-Я]{{0,2}}\d){_HALF}[ -]{_HALF})|{_HALF}[ -]{_HALF})(?![\w-])"
)
#: What begins first is what it is: the digits of an e-mail address or of a code are no number, and what
#: stands between those of a number is no @name.
_PERSONAL = re.compile(rf"(?P<email>{_EMAIL})|(?P<code>{_CODE})|(?P<number>{NUMBER})")
#: What begins within a number that is left as it is.
_FURTHER = re.compile(rf"(?P<email>{_EMAIL})|(?P<handle>{_HANDLE})|(?P<code>{_CODE})")
_MARK = re.compile(r"(\[[a-z]+-\d+\])")


class Mask:
    """Replaces what is personal by marks (``[phone-1]``), the same thing by the same mark, and back.

    It rather hides too much: a long number that is no day and no hour is taken for a phone number.

    :param names: what the customer is called.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._marks: dict[tuple[str, str], str] = {}
        self._meant: dict[str, str] = {}
        words = {word for name in names for word in re.findall(r"[^\W\d_]{2,}", name)}
        # Russian names are declined; their last letter or two change.
        stems = sorted((_stem(word) for word in words), key=len, reverse=True)
        self._names = (
            re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, stems))})[^\W\d_]{{0,3}}(?!\w)", re.IGNORECASE)
            if stems
            else None
        )

    def hide(self, text: str) -> str:
        """The text with marks in place of what is personal."""
        text = _PERSONAL.sub(self._replaced, text)
        text = self._outside_marks(text, lambda part: _FURTHER.sub(self._replaced, part))
        names = self._names
        if names is not None:
            text = self._outside_marks(
                text, lambda part: names.sub(lambda found: self._mark("name", found[0]), part)
            )
        return text

    def show(self, text: str) -> str:
        """The text with what the marks stand for."""
        return _MARK.sub(lambda mark: self._meant.get(mark[0], mark[0]), text)

    def _outside_marks(self, text: str, hidden: Callable[[str], str]) -> str:
        """The text, with something done to what stands between marks of ours."""
        return "".join(part if part in self._meant else hidden(part) for part in _MARK.split(text))

    def _replaced(self, found: re.Match[str]) -> str:
        kind = str(found.lastgroup)
        if kind != "number":
            return self._mark(kind, found[0])
        text, done, pieces = found[0], 0, []
        for start, end in personal_numbers(text):
            pieces += [text[done:start], self._mark("phone", text[start:end])]
            done = end
        return "".join((*pieces, text[done:]))

    def _mark(self, kind: str, meant: str) -> str:
        key = (kind, meant.casefold())
        if key not in self._marks:
            count = 1 + sum(1 for known, _ in self._marks if known == kind)
            self._marks[key] = f"[{kind}-{count}]"
            self._meant[self._marks[key]] = meant
        return self._marks[key]


def _stem(word: str) -> str:
    return word[: max(len(word) - 1, 3)] if len(word) > 3 else word
