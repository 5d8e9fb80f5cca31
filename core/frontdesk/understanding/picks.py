"""Picking one of the choices that were just shown."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from rapidfuzz import fuzz

from frontdesk.messages import Choice
from frontdesk.understanding.function_words import word_set
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.numbers import NUMBER_WORDS
from frontdesk.understanding.tokens import Word

__all__ = ["pick_by_order", "pick_by_pointing", "pick_by_title", "pick_by_values", "pick_by_weekday"]

_AROUND = word_set(
    "самое самый самую самая "
    "вариант время слот номер пункт окно окошко из них тот та то который которое которая что давайте "
    "давай можно хочу пусть будет выбираю беру подходит пожалуйста на в the one option time slot number "
    "please i'll take choose pick let's go with ones of them want would like id i'd do for me ну да "
    "тогда мне а and yes ok okay хорошо will nicely fine good great perfect suits works better best is "
    "thanks thank подойдет устроит нормально норм отлично удобно удобнее супер спасибо"
)
_LAST = word_set("последний последнее последнюю последняя последнего last")
_LATER = word_set("позже попозже позднее поздний позднее later")
_LATEST = word_set("latest")
_EARLIER = word_set("раньше пораньше ранний раннее earlier sooner")
_EARLIEST = word_set("earliest soonest ближайшее ближайший")
#: With one of these, one of many is meant: "самое раннее".
_THE_MOST = re.compile(r"сам\w\w$")
_ANY = word_set("любой любое любая любую any whichever either все-равно")
_HOUR_FOLLOWS = word_set("в на к at")
_DIGITS = re.compile(r"\d+")
#: From here on, 0 to 100, a text is taken for a title.
_ALIKE = 80
_THERE = word_set("there туда")
_THAT_ONE = frozenset(
    (before, after)
    for firsts, seconds in (
        ("with at to from", "them him her it this that"),
        ("this that the", "one salon doctor dentist therapist stylist master place time slot"),
        ("к у с", "ней нему ним нею него нее них этому этой"),
        ("на в", "это него этот эту"),
    )
    for before in firsts.split()
    for after in seconds.split()
)
_COUNTING = word_set("вариант номер пункт option number choice слот slot")
_BEFORE_HOURS = word_set("в во к ко at by")
_HALF_DAY = 12
#: So many choices are counted rather than named: "2", of three.
_FEW = 3
_ORDINAL = re.compile(r"(?:№|#)?(\d{1,2})(?:-?(?:й|е|я|го|ый|ой|ое|ая|ую|ую|st|nd|rd|th))?")


def pick_by_order(words: Sequence[Word], offered: Sequence[Choice]) -> Choice | None:
    """The choice that "второй", "the last one", "2" or "тот что позже" means, or None.

    Only when the words say nothing else: in "второго в три" a day is meant.
    """
    if not offered or not words:
        return None
    rest = [word.text for word in words if word.text not in _AROUND]
    if len(rest) != 1:
        return None
    word = rest[0]
    if word in _LAST:
        return offered[-1]
    # Of two or three, one is the later one. Of many, "later" is no choice yet.
    compared = len(offered) <= _FEW or any(_THE_MOST.match(other.text) for other in words)
    if word in _LATEST or (compared and word in _LATER):
        return _by_moment(offered, last=True)
    if word in _EARLIEST or (compared and word in _EARLIER):
        return _by_moment(offered, last=False)
    if word in _ANY:
        named = [choice for choice in offered if word in normalize(choice.title).split()]
        # Whoever does not mind when still has to say what for.
        return next(iter((*named, *(choice for choice in offered if any(_moment(choice))))), None)
    if word.isdigit() and _names_an_hour(words, offered):
        return None
    position = _position(word, {other.text for other in words})
    if position is None or not 1 <= position <= len(offered):
        return None
    counted = position <= _FEW and len(offered) <= _FEW
    if word.isdigit() and not counted and _means_an_hour(position, words, offered):
        return None
    return offered[position - 1]


def pick_by_pointing(words: Sequence[Word], offered: Sequence[Choice]) -> Choice | None:
    """The only choice there is, where the words point at it: "there", "with them", "к ней"; or None."""
    if len(offered) != 1 or not offered[0].values:
        return None
    said = [word.text for word in words]
    alone = any(text in _THERE for text in said)
    together = any((before, text) in _THAT_ONE for before, text in pairwise(said))
    return offered[0] if alone or together else None


def _names_an_hour(words: Sequence[Word], offered: Sequence[Choice]) -> bool:
    """Whether a number is an hour, not a place in the list: "в 8" where times are offered."""
    timed = any(isinstance(choice.values.get("time"), str) for choice in offered)
    return timed and any(word.text in _HOUR_FOLLOWS for word in words)


def _means_an_hour(number: int, words: Sequence[Word], offered: Sequence[Choice]) -> bool:
    """Whether a number is an hour among many that are offered, though not this one: "is 5 ok?"."""
    if not _COUNTING.isdisjoint([word.text for word in words]):
        return False
    timed = sum(1 for choice in offered if isinstance(choice.values.get("time"), str))
    return 2 * timed > len(offered) or any(_is_at(choice, number) for choice in offered)


def _is_at(choice: Choice, hour: int) -> bool:
    """Whether a choice begins at an hour, of either half of the day: "4", where 16:00 is offered.

    Nobody counts many buttons that are labelled with hours.
    """
    begin = _moment(choice)[1].partition(":")[0]
    return begin.isdigit() and (int(begin) == hour or (int(begin) == hour + _HALF_DAY and hour < _HALF_DAY))


def _position(word: str, words: set[str]) -> int | None:
    """The number that a word names. "В 4" and "второго" are an hour and a day."""
    counts = _BEFORE_HOURS.isdisjoint(words)
    if match := _ORDINAL.fullmatch(word):
        return int(match[1]) if counts or not word.isdigit() else None
    number = NUMBER_WORDS.get(word)
    if number is None or number.ordinal == "genitive" or not (counts or number.ordinal):
        return None
    return number.value


def _by_moment(offered: Sequence[Choice], last: bool) -> Choice | None:
    """The latest or earliest of the choices that carry a day or a time."""
    timed = [choice for choice in offered if _moment(choice) != ("", "")]
    if len(timed) < 2:
        return None
    return max(timed, key=_moment) if last else min(timed, key=_moment)


def _moment(choice: Choice) -> tuple[str, str]:
    day, time = choice.values.get("day"), choice.values.get("time")
    return (day if isinstance(day, str) else "", time if isinstance(time, str) else "")


def pick_by_values(candidates: Mapping[str, Sequence[Any]], offered: Sequence[Choice]) -> Choice | None:
    """The one choice that stands for what was said, or None when none or several do.

    :param candidates: by slot, every value that the text can mean.
    """
    if not candidates:
        return None
    fitting = []
    for choice in offered:
        shared = [slot for slot in candidates if slot in choice.values]
        if len(shared) == len(candidates) and all(choice.values[slot] in candidates[slot] for slot in shared):
            fitting.append(choice)
    return fitting[0] if len(fitting) == 1 else None


def pick_by_weekday(slot: str, days: Sequence[Any], offered: Sequence[Choice]) -> Choice | None:
    """The one choice of another date that is on the named weekday: "Tuesday", where next week is talked of.

    :param slot: the name of the slot for a day.
    :param days: what was read: the nearest such weekday.
    """
    if len(days) != 1 or not isinstance(days[0], str):
        return None
    weekday = date.fromisoformat(days[0]).weekday()
    fitting = [
        choice
        for choice in offered
        if isinstance(day := choice.values.get(slot), str)
        and len(choice.values) == 1
        and date.fromisoformat(day).weekday() == weekday
    ]
    if any(choice.values[slot] == days[0] for choice in fitting):
        return None
    return fitting[0] if len(fitting) == 1 else None


def pick_by_title(text: str, offered: Sequence[Choice]) -> Choice | None:
    """The choice whose title was typed, typos and endings forgiven, but no digit; or None."""
    if not text:
        return None
    digits = _DIGITS.findall(text)
    scored: list[tuple[float, Choice]] = []
    for choice in offered:
        title = normalize(choice.title)
        score = fuzz.ratio(text, title, score_cutoff=_ALIKE)
        if score and _DIGITS.findall(title) == digits:
            scored.append((score, choice))
    best = max((score for score, _ in scored), default=0)
    fitting = [choice for score, choice in scored if score == best]
    return fitting[0] if len(fitting) == 1 else None
