"""Yes, no, stop, and taking back what was said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

__all__ = ["Answer", "is_correction", "is_question", "is_request", "read_answer"]

#: Agreement that stays agreement whatever follows.
_YES = re.compile(
    r"^(?:ну |well |oh |ой |а |and |so )*(?:да(?!й|р)|ага|угу|так точно|точно|конечно|верно|правильно|именно|"
    r"безусловно|разумеется|подтверждаю|согласн\w+|все (?:верно|правильно|так|точно)|yes|yep|yeah|yup|ya|yea|correct|"
    r"confirm(?:ed)?|absolutely|definitely|certainly|exactly|of course|indeed|affirmative|\+(?!\d)|👍|👌|✅)(?!\w)"
)
#: Agreement only when nothing else is said: "хорошо" is one, "хорошо, а в пятницу?" is not.
_WEAK_YES = re.compile(
    r"^(?:ну |well |oh |ой |а |and |so |that |that's |that is |it |it's |это |все |мне |меня |вполне |это мне )*"
    r"(?:хорошо|ладно|окей|ок|окс|оки|ok|okay|okey|k|давай(?:те)?|подходит|подойдет|пойдет|годится|устраивает|устроит|"
    r"супер|отлично|прекрасно|класс\w*|идет|по рукам|договорились|записывай(?:те)?|оформляй(?:те)?|бронируй(?:те)?|беру|"
    r"можно|удобно|замечательно|sure|right|good|great|fine|perfect|excellent|wonderful|works?|sounds?|go ahead|do it|"
    r"book it|let's do (?:it|that)|deal|agreed|alright|all right|cool|awesome|true|please do|i agree|looks? good|"
    r"i like (?:it|that)|works? for me|will (?:do|work))(?!\w)"
)
_NO = re.compile(
    r"^(?:ну |well |oh |ой |ah |а |да |sorry,? |i'?m sorry,? )*(?:нет|неа|не-а|нее+|ни в коем случае|no|nope|nah|"
    r"not (?:really|at all|yet|now|at the moment|right now|exactly|quite|that)|negative|-(?!\d)|👎|❌)(?!\w)"
)
#: A refusal anywhere in a short text.
_REFUSED = re.compile(
    r"(?<!\w)(?:не (?:надо|нужно|подходит|подойдет|пойдет|годится|устраивает|устроит|подтверждаю|удобно|хочу|согласн\w+|"
    r"так|то|та|тот|верно|правильно|получится|получается)|неудобно|неверно|неправильно|"
    r"(?:doesn't|does not|didn't|won't|will not|wouldn't|not going to|can't|cannot|not) (?:\w+ )?(?:work|suit|correct|right|"
    r"good|true|want|agree|like|fit)\w*|(?:that's|that is|is|it's) (?:\w+ )?(?:wrong|incorrect|false|a lie|no good)|"
    r"i disagree)(?!\w)"
)
_STOP = re.compile(
    r"^(?:нет,? |no,? |ой,? |all right,? |ok(?:ay)?,? |oh,? |а,? |и )*(?:стоп|хватит|отбой|отмена|отменить|забудь(?:те)?|"
    r"проехали|ничего не (?:надо|нужно)|не надо (?:ничего|записывать|бронировать)|уже не (?:надо|нужно)|"
    r"(?:я )?(?:передумал|передумала|раздумал|раздумала)(?! давай)|never ?mind|forget (?:it|about it|that)|stop|cancel|abort|"
    r"nothing|leave it|i changed my mind|don't bother|quit)"
    r"(?: это| все| ее| пожалуйста| спасибо|,? please| it| that| this| thanks)*[.!() ]*$"
)
_STOP_INSIDE = re.compile(
    r"(?:передумал[аи]?|раздумал[аи]?|отбой|forget it|never ?mind|не надо (?:ничего|записывать)|ничего не (?:надо|нужно))(?!\w)"
)
_CORRECTS = re.compile(
    r"(?<!\w)(?:нет|неа|не|лучше|вернее|точнее|верней|вместо|передумал[аи]?|ошибся|ошиблась|исправьте|поменяйте|измените|"
    r"давайте тогда|а если|а можно|actually|rather|instead|better|i mean|make (?:it|that)|change (?:it|that|the)|sorry|"
    r"wait|no|nope|not)(?!\w)"
)
_ASKS = re.compile(
    r"(?<!\w)(?:сколько|скока|скок|почем|где|куда|как|какой|какая|какие|какое|каков\w*|какую|почему|зачем|чем|кто|что|"
    r"долго ли|долго|дорого|how|where|what|what's|which|why|who|whose|do you|does|are you|is there|is it|did you)(?!\w)"
)
_WISHES = re.compile(
    r"(?<!\w)(?:можно|можна|можете|сможете|могу|могли|есть|свободн\w+|хочу|хотел\w*|хотим|надо|нужн\w*|бы|когда|запи\w+|"
    r"запе\w+|желательно|давайте|need|want|would like|i'd like|can i|could i|can you|could you|can we|may i|get me|"
    r"any|available|availab\w+|free|opening\w*|slot\w*|space|room|fit me|squeeze|looking for|book\w*|schedule|soonest|when)(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a text agrees or refuses.

    :ivar value: ``yes``, ``no`` or None.
    :ivar weak: it only agrees when it says nothing else.
    :ivar stop: it calls off what is being done.
    :ivar length: of the answer at the text's beginning, in characters.
    """

    value: Literal["yes", "no"] | None = None
    weak: bool = False
    stop: bool = False
    length: int = 0


def read_answer(text: str) -> Answer:
    """What a normalized text says to a question."""
    bare = text.lstrip(" .,!?()-" if len(text) > 1 else "")
    lead = len(text) - len(bare)
    stop = bool(_STOP.match(bare)) or bool(_STOP_INSIDE.search(bare))
    if match := _NO.match(bare):
        return Answer("no", stop=stop, length=lead + match.end())
    short = len(bare.split()) <= 6
    if short and (match := _REFUSED.search(bare)):
        return Answer("no", stop=stop, length=lead + match.end())
    if match := _YES.match(bare):
        return Answer("yes", length=lead + match.end())
    if not stop and (match := _WEAK_YES.match(bare)):
        return Answer("yes", weak=True, length=lead + match.end())
    return Answer(stop=stop)


def is_correction(text: str) -> bool:
    """True when a normalized text takes something back: "нет, лучше в 3"."""
    return bool(_CORRECTS.search(text))


def is_question(text: str) -> bool:
    """True when a normalized text asks for information: how much, where, what."""
    return bool(_ASKS.search(text))


def is_request(text: str) -> bool:
    """True when a normalized text wants something done or asks whether there is room."""
    return bool(_WISHES.search(text))
