"""Which of the bot's intents a message speaks of, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frontdesk.intents import Intent, SlotKind
from frontdesk.readings import Guess
from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.scan import Scan
from frontdesk.understanding.tokens import Word
from frontdesk.understanding.triggers import EXACT, Fired

__all__ = ["Wishes", "read_wishes"]

#: Below this, a guess is kept to oneself.
_FLOOR = 0.5
_CLOSE = 0.6
_FROM_OPTION, _FROM_REQUEST, _FROM_TIME = 0.7, 0.65, 0.55
_BONUS = 0.02
#: What a guess loses when most of the message is about something else: one that acts, and any other.
_OFF_TOPIC, _ELSEWHERE = 0.45, 0.3
#: "Most" is at least so many words.
_MOST_UNKNOWN = 2
#: From here on an option was named as it is, and not just something like it.
_SURE = 0.55
#: Said of a value itself: "11:15 would be ideal".
_PREFERRED = word_set(
    "prefer preferable preferably possible ideal ideally desired expected suitable convenient better best "
    "plan plans planned лучше удобнее желательно идеально возможно предпочтительно планирую"
)
_MINE = word_set("my мой моя мое мою моего моей")


@dataclass(frozen=True, slots=True)
class Wishes:
    """The intents found.

    :ivar guesses: surest first.
    :ivar refused: intents that the customer says they do not want.
    :ivar off_topic: most of what is said is about something that the bot knows nothing of.
    :ivar reasons: why, one short line each.
    """

    guesses: tuple[Guess, ...]
    refused: frozenset[str]
    off_topic: bool
    reasons: tuple[str, ...]


def read_wishes(found: Scan, lexicon: Lexicon, open_form: bool) -> Wishes:
    """The intents that a message speaks of.

    :param open_form: True while the bot is asking for something: values handed over then start nothing new.
    """
    sure: dict[str, float] = {}
    reasons: list[str] = []
    fired = _telling(lexicon.triggers.find(found.words), lexicon)
    refused = _refused(fired, found)
    for each in fired:
        if each.negated:
            reasons.append(f'not wanted: "{each.source}" -> {each.intent}')
        elif each.intent not in sure:
            sure[each.intent] = each.confidence
            reasons.append(f'trigger "{each.source}" -> {each.intent}')
    unknown = _unknown(found, fired, lexicon)
    close = lexicon.close_example(found.words, least=_CLOSE)
    # "Today", to the question for a day, is a day; by itself it asks for the owner's list of it.
    answers = close is not None and open_form and lexicon.intents[close[0]].staff
    if close is not None and close[0] not in refused and not answers:
        intent, score = close
        confidence = round(0.5 + 0.4 * score, 2)
        if confidence > sure.get(intent, 0.0):
            sure[intent] = confidence
            reasons.append(f"close to an example ({score:.2f}) -> {intent}")
    serious = [lexicon.intents[name] for name in sure if not lexicon.intents[name].courtesy]
    wants_nothing = found.declines and not found.options
    if not open_form and not wants_nothing and (not serious or _comes_with_questions(serious, found)):
        parting = any(lexicon.intents[each.intent].parting for each in fired if not each.negated)
        for name, confidence in _from_slots(found, lexicon, unknown, parting):
            if name not in refused and name not in sure:
                sure[name] = confidence
                reasons.append(f"from its values -> {name}")
    told = _told_about_offer(found, lexicon, alone=not sure)
    if told is not None and not any(_acts(lexicon.intents[name]) for name in sure):
        sure[told] = EXACT + 0.05
        reasons.append(f"asks whether it is offered -> {told}")
    off_topic = _off_topic(found, unknown)
    if off_topic:
        sure = {name: sure[name] - _doubt(lexicon.intents[name], fired, found) for name in sure}
        reasons.append("most words are about something else")
    elif unknown:
        for name in [name for name in sure if _asks_the_world(lexicon.intents[name], fired, found)]:
            reasons.append(f"is not asked of the business -> not {name}")
            del sure[name]
    guesses = _ranked(sure, found, lexicon)
    strange = off_topic or (not guesses and bool(unknown) and _strange(found, unknown))
    return Wishes(guesses, frozenset(refused), strange, tuple(reasons))


def _refused(fired: Sequence[Fired], found: Scan) -> set[str]:
    """The intents that are not wanted. Of "I don't want to see Anna" it is Anna who is not, not the visit."""
    wanted = {each.intent for each in fired if not each.negated}
    return set() if found.excluded else {each.intent for each in fired if each.negated} - wanted


def _comes_with_questions(serious: Sequence[Intent], found: Scan) -> bool:
    """Whether a wish for a day or an hour stands beside questions: "brows at 5 today? And how much is it"."""
    asks = all(
        intent.slots and all(slot.kind is SlotKind.OPTION for slot in intent.slots) for intent in serious
    )
    return asks and bool(found.when.days or found.when.times) and found.remark.requests


def _telling(fired: Sequence[Fired], lexicon: Lexicon) -> Sequence[Fired]:
    """Without triggers whose words mean something else beside others.

    In "I need to cancel my appointment", "need ... appointment" is no wish to book. Nor does a word that is
    only like a trigger count beside one that is right.
    """
    if not fired:
        return []
    # "Closed tomorrow", from one of the business's own people, asks for no opening hours.
    own = {each.intent for each in fired if lexicon.intents[each.intent].staff and not each.negated}
    if own and max(each.confidence for each in fired if each.intent in own) >= EXACT:
        fired = [each for each in fired if each.intent in own]
    serious = [each for each in fired if not lexicon.intents[each.intent].courtesy]
    if len(fired) == 1:
        return fired
    if any(each.confidence >= EXACT for each in serious):
        fired = [each for each in fired if each.confidence >= EXACT]
    telling = {each.intent for each in serious if each.own and each in fired}
    return [each for each in fired if each.own or not telling or each.intent in telling]


def _from_slots(
    found: Scan, lexicon: Lexicon, unknown: Sequence[str], parting: bool
) -> Iterable[tuple[str, float]]:
    """The intents that start when their values are handed over: "a haircut tomorrow at 2".

    :param parting: it says goodbye: then a day alone is when they meet again.
    """
    requests = found.remark.requests
    asks = not requests and found.remark.asks
    theirs = not found.remark.addresses and not _MINE.isdisjoint([word.text for word in found.words])
    for intent in lexicon.intents.values():
        if not intent.from_slots:
            continue
        scheduling = _schedules(intent)
        if (scheduling and asks and not _likens(intent, found, lexicon)) or (not scheduling and theirs):
            continue
        named = max(
            (match.score for slot in intent.slots if (match := found.options.get(slot.name))), default=0.0
        )
        if named:
            yield intent.name, round(_FROM_OPTION * (0.7 + 0.3 * named), 2)
        elif parting:
            continue
        elif scheduling and (found.when.days or found.when.times) and (requests or not unknown):
            # A day beside words that mean nothing to the bot ("the weather tomorrow") is no wish.
            yield intent.name, _FROM_REQUEST if requests else _FROM_TIME


def _told_about_offer(found: Scan, lexicon: Lexicon, alone: bool) -> str | None:
    """The question that tells about something on a list: "do you do lashes?" asks for its price as well.

    :param alone: nothing else was found that is wanted: then so does "а маникюр без покрытия сколько".
    """
    asks = found.remark.asks_whether_offered or (alone and found.remark.asks)
    if not asks or not found.when.empty:
        return None
    named = {slot for slot, match in found.options.items() if match.score > _SURE} - lexicon.people
    return next(
        (
            intent.name
            for intent in lexicon.intents.values()
            if not intent.from_slots
            and intent.kinds == {SlotKind.OPTION}
            and not named.isdisjoint([slot.name for slot in intent.slots])
        ),
        None,
    )


def _likens(intent: Intent, found: Scan, lexicon: Lexicon) -> bool:
    """Whether its question words belong to a phrase that means a value: "как в прошлый раз"."""
    return any(slot.name in found.options and lexicon.options[slot.name].whole for slot in intent.slots)


def _off_topic(found: Scan, unknown: Sequence[str]) -> bool:
    """True when most of what is said is unknown, and nothing of the bot's own lists is named."""
    if len(unknown) < _MOST_UNKNOWN or found.code:
        return False
    if any(match.score > _SURE for match in found.options.values()):
        return False
    return len(unknown) * 2 > len(_content(found))


def _strange(found: Scan, unknown: Sequence[str]) -> bool:
    """Whether values stand beside words that make them about something else: "set an alarm for 7"."""
    if any(match.score > _SURE for match in found.options.values()) or found.code:
        return False
    about = [word for word in unknown if not found.remark.agrees_with(word) and word not in _PREFERRED]
    return bool(about) and (
        found.remark.asks or (len(about) >= _MOST_UNKNOWN and len(about) * 2 >= len(_content(found)))
    )


def _content(found: Scan) -> list[Word]:
    """The words that tell something, and not when."""
    return [word for word in found.words if word.text not in FUNCTION_WORDS and not found.tells_when(word)]


def _asks_the_world(intent: Intent, fired: Sequence[Fired], found: Scan) -> bool:
    """Whether a question, given away by small words only, is not one to the business: "do we have a soul"."""
    if intent.courtesy or _acts(intent) or not intent.slots or found.remark.addresses or found.options:
        return False
    own = [each for each in fired if each.intent == intent.name]
    return bool(own) and all(
        found.words[place].text in FUNCTION_WORDS or found.words[max(place - 1, 0)].text in _MINE
        for each in own
        for place in each.words
    )


def _doubt(intent: Intent, fired: Sequence[Fired], found: Scan) -> float:
    """What an intent loses in a message about something else.

    "Move the files to the computer" has one word of a wish, and the rest is not about bookings at all; a
    question may well have words around it that the bot does not know.
    """
    if intent.courtesy:
        return 0.0
    if not _acts(intent):
        return _ELSEWHERE if found.remark.addresses or not intent.slots else _OFF_TOPIC
    words = max((len(each.words) for each in fired if each.intent == intent.name), default=0)
    return _OFF_TOPIC if words < _MOST_UNKNOWN else _ELSEWHERE


def _acts(intent: Intent) -> bool:
    """Whether it does something, as against telling something."""
    return any(slot.kind in (SlotKind.DAY, SlotKind.TIME, SlotKind.CODE) for slot in intent.slots)


def _unknown(found: Scan, fired: Sequence[Fired], lexicon: Lexicon) -> list[str]:
    """The words that are neither common nor known to the bot, nor part of a day or an hour."""
    hits = {index for each in fired for index in each.words}
    return [
        word.text
        for index, word in enumerate(found.words)
        if word.text not in FUNCTION_WORDS
        and index not in hits
        and not word.text.isdigit()
        and not lexicon.knows(word.text)
        and not found.tells_when(word)
    ]


def _schedules(intent: Intent) -> bool:
    return any(slot.kind in (SlotKind.DAY, SlotKind.TIME) for slot in intent.slots)


def _ranked(sure: dict[str, float], found: Scan, lexicon: Lexicon) -> tuple[Guess, ...]:
    """Surest first; what the values speak for gains a little, courtesies come last."""
    ranked = []
    serious = [name for name in sure if not lexicon.intents[name].courtesy]
    for name, confidence in sure.items():
        intent = lexicon.intents[name]
        cap = min((sure[other] - 0.05 for other in serious), default=1.0) if intent.courtesy else 1.0
        bonus = sum([_BONUS for slot in intent.slots if slot.name in found.options])
        if found.code and any(slot.kind is SlotKind.CODE for slot in intent.slots):
            bonus += _BONUS
        ranked.append(Guess(name, round(min(confidence + bonus, cap, 0.99), 2)))
    if len(ranked) > 1:
        ranked.sort(key=lambda guess: -guess.confidence)
    return tuple(guess for guess in ranked if guess.confidence >= _FLOOR)
