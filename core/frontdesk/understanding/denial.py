"""What is named as not wanted: "не маникюр, а педикюр", "не к Анне", "anyone but Anna"."""

from __future__ import annotations

from collections.abc import Sequence

from frontdesk.understanding.function_words import word_set
from frontdesk.understanding.tokens import Word

__all__ = ["PREPOSITIONS", "is_denied", "is_refused"]

PREPOSITIONS = word_set("на к ко у for the a an with of")
#: Before a name: not this one. "Не маникюр, а педикюр", "после стрижки".
_NOT = word_set("не not вместо без кроме исключая after before without except excluding после")
#: Before somebody's name, with the same meaning; what is done after somebody says nothing of them.
_NOT_THEM = word_set(
    "не ни not nor вместо без кроме исключая without except excluding don't dont didn't wouldn't won't"
)
#: "Anyone but Anna", but not "tomorrow, but with Anna".
_BUT, _ANYBODY = "but", word_set("anyone anybody everyone everybody any whoever nothing")
#: What may stand between them: "не хочу к Анне", "I don't want to see Anna".
_WANTING = word_set(
    "хочу хотел хотела хотелось хотим бы надо нужно нравится люблю только больше снова опять want like "
    "prefer need to see go be have get again by"
)
#: Behind a name, with "not" before it: "Олега не надо".
_UNWANTED = word_set(
    "надо нужно нужен нужна хочу хотел хотела хотелось хотим подходит подойдет нравится устраивает"
)
_REACH = 5


def is_denied(words: Sequence[Word], place: int) -> bool:
    """Whether a word is named as what is not wanted."""
    before = place - 1
    if before > 0 and words[before].text in PREPOSITIONS:
        before -= 1
    return before >= 0 and words[before].text in _NOT


def is_refused(words: Sequence[Word], place: int) -> bool:
    """Whether a word is the name of somebody whom the customer does not want."""
    following = [word.text for word in words[place + 1 : place + 3]]
    if len(following) > 1 and following[0] == "не" and following[1] in _UNWANTED:
        return True
    for before in range(place - 1, max(place - 1 - _REACH, -1), -1):
        text = words[before].text
        if text in _NOT_THEM or (text == _BUT and before and words[before - 1].text in _ANYBODY):
            return True
        if text not in PREPOSITIONS and text not in _WANTING:
            return False
    return False
