"""Yes, no, stop, and taking back what was said."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from frontdesk.intents import SlotKind
from frontdesk.understanding.function_words import FUNCTION_WORDS, NEGATIONS, word_set

__all__ = ["Answer", "dropped_kinds", "is_correction", "is_question", "is_request", "read_answer"]

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?|(?<!\S)\+(?!\S)|[👍👌✅👎❌]")
_FILLERS = word_set("ну well oh ой ah а и and so hmm хм sorry эм okay ок ok спасибо thanks")
#: Agreement that stays agreement whatever follows.
_YES = word_set(
    "да ага угу точно конечно верно правильно именно безусловно разумеется подтверждаю согласен "
    "согласна yes yep yeah yup yea ya correct confirm confirmed absolutely definitely certainly exactly "
    "indeed affirmative accepted + 👍 👌 ✅"
)
_NO = word_set("нет неа нее нетушки no nope nah negative 👎 ❌")
#: Agreement only when nothing else is said: "хорошо" is one, "хорошо, а в пятницу?" is not.
_AGREES = _YES | word_set(
    "хорошо ладно окей ок окс оки давай давайте подходит подойдет пойдет годится устраивает устроит "
    "супер отлично прекрасно идет договорились записывай записывайте оформляй оформляйте бронируй "
    "бронируйте беру удобно замечательно классно класс согласны ok okay okey sure right good great fine "
    "perfect excellent wonderful work works sound sounds deal agree agreed alright cool awesome true "
    "nice lovely suits"
)
_AGREES_TOGETHER = re.compile(
    r"(?:то же (?:самое )?время|(?:the )?same time|"
    r"все так|по рукам|go ahead|do it|let's do (?:it|that)|(?:will|would|that'll) do|of course|please do|"
    r"(?:i|we) (?:\w+ ){0,2}(?:like|love|take) (?:it|that|this)(?: one)?|sure would)(?!\w)"
)
_DENIES = word_set("неверно неправильно неудобно wrong incorrect false untrue disagree")
#: What a negation makes a refusal, beside agreement itself.
_WANTED = word_set(
    "надо нужно хочу хочется получится получается подтверждаю так то та тот want need like fit suit "
    "really at yet now exactly quite that this necessary"
)
_STOPS = (
    "стоп|хватит|отбой|отмена|отменить|отмени(?:те)?|забудь(?:те)?|проехали|ничего не (?:надо|нужно)|"
    "не надо (?:ничего|записывать|бронировать)|уже не (?:надо|нужно)|никак|never ?mind|stop|cancel|abort|"
    "forget (?:it|about it|that)|nothing|leave it|don't bother|quit|(?:я )?(?:пере|раз)думал[аи]?|"
    "i(?:'ve)? changed my mind|спасибо,? не (?:надо|нужно)|не (?:надо|нужно),? спасибо|я (?:еще )?подумаю|"
    "(?:i'll|i will|let me) think(?: about it)?"
)
_STOP = re.compile(
    rf"^(?:(?:нет|no|ой|all right|okay|ok|oh|а|и|все)[, ]+)*(?:{_STOPS})"
    rf"(?:,? (?:{_STOPS}|не (?:надо|нужно|хочу|буду)|"
    r"это|все|ее|пожалуйста|спасибо|please|it|that|this|thanks|then))*[.!() ]*$"
)
_STOP_INSIDE = re.compile(
    r"(?:^|[.,!] ?)(?:(?:пере|раз)думал[аи]?(?!,? (?:давай|лучше|на))|forget it|never ?mind|"
    r"не надо (?:ничего|записывать)|ничего не (?:надо|нужно))(?!\w)"
)
_CORRECTS = word_set(
    "нет неа не лучше вернее точнее верней вместо передумал передумала ошибся ошиблась исправьте "
    "поменяйте измените тогда actually rather instead better mean change sorry wait no nope not"
)
_ASKS = word_set(
    "сколько скока скок почем где куда как какой какая какие какое какую каков почему зачем чем кто что "
    "долго дорого how where what what's whats which why who whose"
)
_ASKS_TOGETHER = re.compile(
    r"^(?:do you|does|are you|is (?:there|it)|did you|вы (?:делаете|работаете))(?!\w)"
)
_WISHES = re.compile(
    r"(?<!\w)(?:можно|можна|можете|сможете|могу|могли|есть|свободн\w+|хочу|хотел\w*|хотим|надо|нужн\w*|бы|"
    r"когда|зап[ие][шс]\w+|желательно|давайте|need|want|would like|i'd like|(?:can|could|may) (?:i|you|we)|"
    r"get me|any|availab\w+|free|opening\w*|slots?|space|room|fit me|squeeze|looking for|book\w*|schedule\w*|"
    r"soonest|when)(?!\w)"
)
#: With a negation, neither yes nor no: "не знаю".
_UNSURE = word_set(
    "знаю помню скажу понимаю понял поняла уверен уверена уверены sure know remember understand certain get"
)
_ANOTHER = {
    SlotKind.DAY: re.compile(
        r"(?<!\w)(?:друг(?:ой|ие|ого) (?:день|дни|дня)|(?:an)?other days?|different day)(?!\w)"
    ),
    SlotKind.TIME: re.compile(
        r"(?<!\w)(?:друг(?:ое|ого|ие) (?:врем\w+|час\w*)|(?:an)?other times?|different time)(?!\w)"
    ),
}
#: Longer texts say more than yes or no.
_SHORT = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a text agrees or refuses.

    :ivar value: ``yes``, ``no`` or None.
    :ivar weak: it only says so when nothing else is said.
    :ivar stop: it calls off what is being done.
    """

    value: Literal["yes", "no"] | None = None
    weak: bool = False
    stop: bool = False


def read_answer(text: str) -> Answer:
    """What a normalized text says to a question."""
    words = _WORD.findall(text)
    stop = bool(_STOP.match(text.lstrip(" .,!?"))) or bool(_STOP_INSIDE.search(text))
    first = next((word for word in words if word not in _FILLERS), words[0] if words else "")
    if first in _NO:
        return Answer("no", stop=stop)
    if first in _YES and not _negated(words):
        return Answer("yes", stop=stop)
    if len(words) > _SHORT or "?" in text or _ASKS_TOGETHER.match(text):
        return Answer(stop=stop)
    return _short_answer(text, words, first, stop)


def _short_answer(text: str, words: Sequence[str], first: str, stop: bool) -> Answer:
    agrees = bool(_AGREES.intersection(words)) or bool(_AGREES_TOGETHER.search(text))
    if not _DENIES.isdisjoint(words):
        return Answer("no", weak=True, stop=stop)
    if _negated(words):
        if not _UNSURE.isdisjoint(words):
            return Answer(stop=stop)
        refuses = agrees or first in NEGATIONS or not _WANTED.isdisjoint(words)
        return Answer("no" if refuses else None, weak=True, stop=stop)
    if words and words[-1] in _YES:
        return Answer("yes", stop=stop)
    # "A good plumber in town" does not agree to anything.
    others = [word for word in words if word not in _AGREES and word not in FUNCTION_WORDS]
    return Answer("yes" if agrees and not stop and len(others) < 2 else None, weak=True, stop=stop)


def _negated(words: Iterable[str]) -> bool:
    return not NEGATIONS.isdisjoint(words)


def is_correction(text: str) -> bool:
    """True when a normalized text takes something back: "нет, лучше в 3"."""
    return not _CORRECTS.isdisjoint(_WORD.findall(text))


def dropped_kinds(text: str) -> frozenset[SlotKind]:
    """The kinds of values that a normalized text wants another of, without saying which: "another day"."""
    return frozenset(kind for kind, pattern in _ANOTHER.items() if pattern.search(text))


def is_question(text: str) -> bool:
    """True when a normalized text asks for information: how much, where, what."""
    return not _ASKS.isdisjoint(_WORD.findall(text)) or bool(_ASKS_TOGETHER.match(text))


def is_request(text: str) -> bool:
    """True when a normalized text wants something done or asks whether there is room."""
    return bool(_WISHES.search(text))
