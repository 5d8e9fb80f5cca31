"""Understanding by rules: no model, no network, the same answer every time."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from frontdesk.intents import SlotKind
from frontdesk.messages import Choice
from frontdesk.readings import Reading, Understander, Utterance
from frontdesk.understanding.answers import Answer
from frontdesk.understanding.company import with_company
from frontdesk.understanding.given_names import is_given_name
from frontdesk.understanding.lexicon import Lexicon
from frontdesk.understanding.names import read_name
from frontdesk.understanding.picks import (
    pick_by_order,
    pick_by_pointing,
    pick_by_title,
    pick_by_values,
    pick_by_weekday,
)
from frontdesk.understanding.scan import Scan, scan
from frontdesk.understanding.several import several
from frontdesk.understanding.unmet import unmet
from frontdesk.understanding.values import Values, values_of
from frontdesk.understanding.wishes import Wishes, read_wishes

__all__ = ["RulesUnderstander"]

#: Below this, words are only like those of a wish.
_NO_TYPO = 0.75
#: What intents are told that do something in the calendar.
_MOVING = frozenset((SlotKind.DAY, SlotKind.TIME, SlotKind.CODE))


class RulesUnderstander(Understander):
    """Reads Russian and English by rules over the words of the bot (``bot.lexicon``).

    Pure: the same utterance is read the same way every time. Well below a millisecond for a usual message.
    """

    name = "rules"

    def read(self, utterance: Utterance, so_far: Reading | None) -> Reading | None:
        """What the message means. It reads for itself and replaces what others read before it.

        :param so_far: not used.
        """
        lexicon: Lexicon = utterance.bot.lexicon
        found = scan(utterance, lexicon)
        open_form = utterance.asked is not None or utterance.confirming or bool(utterance.values)
        wishes = read_wishes(found, lexicon, open_form and not _asks_beside(utterance, lexicon))
        if wishes.guesses and _is_only_a_name(found, wishes, utterance):
            wishes = replace(wishes, guesses=())
        answer = found.remark.answer()
        by_order = _by_order(found, utterance)
        silent = by_order is not None or _elsewhere(found, wishes, open_form)
        serious = _serious(wishes, lexicon)
        values = Values() if silent else values_of(found, lexicon, utterance, answer, serious)
        excluded = _excluded(found, values, lexicon, utterance)
        chosen = None if excluded else by_order or _chosen(values, found, lexicon, utterance)
        somebody_else = _somebody_else(found, lexicon)
        if somebody_else:
            chosen = _with_another(somebody_else, utterance) or chosen
        values.drop(*somebody_else, *excluded, *(chosen.values if chosen else ()))
        requests = () if silent or chosen else several(found, lexicon, utterance)
        values.take(requests[0] if requests else {})
        listed = chosen is None and ((offered := found.remark.asks_whether_offered) or not silent)
        wants = listed and (offered or _wants(found, wishes, lexicon, utterance))
        reading = Reading(
            guesses=() if answer.stop and open_form else wishes.guesses,
            slots=values.slots,
            unclear=values.unclear,
            also=_also(found, values) if listed and not requests else {},
            further=tuple(requests[1:]),
            declined=found.declines and not utterance.values,
            addition=listed and (found.remark.adds or (bool(utterance.values) and found.remark.goes_on)),
            removal=listed and bool(found.options) and found.remark.removes,
            unmet=_impossible(found, lexicon) | _missed(found, lexicon, utterance, wants),
            uncertain=_uncertain(found, lexicon, values) | _strange_name(found, values, utterance),
            indifferent=listed and found.indifferent,
            undecided=answer.unsure and not values and chosen is None,
            dropped=_dropped(found, lexicon, values) | somebody_else | excluded if listed else excluded,
            answer=_said(answer, found, wishes, lexicon, values),
            chosen=chosen or _pointed_at(found, answer, utterance),
            stop=answer.stop,
            correction=not requests and _corrects(found, values),
            language="ru" if found.respelled else lexicon.tongues.written(found.plain, utterance.language),
            speak=lexicon.tongues.wanted(found.plain),
            source=self.name,
            reasons=wishes.reasons,
        )
        return with_company(reading, found.plain, lexicon, utterance)


def _missed(found: Scan, lexicon: Lexicon, utterance: Utterance, wants: bool) -> frozenset[str]:
    """The slots of which something is named that no list holds."""
    return unmet(found, lexicon, utterance.asked) if wants or found.unoffered else frozenset()


def _asks_beside(utterance: Utterance, lexicon: Lexicon) -> bool:
    """Whether the bot has only asked which of its answers is wanted: other values are for something else."""
    asked = utterance.asked
    if asked is None or asked.kind is not SlotKind.OPTION or utterance.confirming or utterance.values:
        return False
    return not any(
        asked.name in {slot.name for slot in intent.slots} and _MOVING.intersection(intent.kinds)
        for intent in lexicon.intents.values()
    )


def _is_only_a_name(found: Scan, wishes: Wishes, utterance: Utterance) -> bool:
    """Whether what sounds a little like a wish is the name that was asked for: "Марина" is no "машина"."""
    asked = utterance.asked
    if asked is None or asked.kind is not SlotKind.NAME or wishes.guesses[0].confidence >= _NO_TYPO:
        return False
    rest = found.rest.strip(" .!")
    named = read_name(rest, True)
    known = rest.istitle() or any(map(is_given_name, rest.lower().split()))
    return named is not None and named.name.lower() == rest.lower() and known


def _serious(wishes: Wishes, lexicon: Lexicon) -> bool:
    """Whether it wants more than to be polite."""
    return any(not lexicon.intents[guess.intent].courtesy for guess in wishes.guesses)


def _by_order(found: Scan, utterance: Utterance) -> Choice | None:
    """The offered choice that is meant by its place among them."""
    asked = utterance.asked
    if found.remark.wants_somebody_else:
        return None
    if found.indifferent and asked is not None and asked.kind is SlotKind.DAY:
        return None
    return pick_by_order(found.words, utterance.offered)


def _elsewhere(found: Scan, wishes: Wishes, open_form: bool) -> bool:
    """Whether it is about something that the bot knows nothing of."""
    said = found.indifferent or bool(wishes.guesses) or open_form
    return wishes.off_topic and not said and not found.remark.requests


def _wants(found: Scan, wishes: Wishes, lexicon: Lexicon, utterance: Utterance) -> bool:
    """Whether what it names, and no list holds, may be something that it wants."""
    return (
        utterance.asked is not None
        or any(lexicon.intents[guess.intent].slots for guess in wishes.guesses)
        or (bool(found.when.days) and found.remark.requests)
    )


def _somebody_else(found: Scan, lexicon: Lexicon) -> frozenset[str]:
    """The slots of people for which somebody else is wanted, without saying who."""
    if not found.remark.wants_somebody_else:
        return frozenset()
    return frozenset([slot for slot in lexicon.people if not _names_somebody(found, slot)])


def _names_somebody(found: Scan, slot: str) -> bool:
    """Whether somebody is named: "another master" is no "any master", however much it sounds like it."""
    match = found.options.get(slot)
    return match is not None and any(is_given_name(found.words[place].text) for place in match.words)


def _with_another(people: frozenset[str], utterance: Utterance) -> Choice | None:
    """The one offered choice that names somebody else."""
    fitting = [
        choice
        for choice in utterance.offered
        if any(_is_another(choice, slot, utterance) for slot in people & choice.values.keys())
    ]
    return fitting[0] if len(fitting) == 1 else None


def _is_another(choice: Choice, slot: str, utterance: Utterance) -> bool:
    named = utterance.values.get(slot)
    return named is not None and choice.values[slot] != named


def _also(found: Scan, values: Values) -> dict[str, tuple[str, ...]]:
    """More of the closed lists, beside what is in the slots."""
    return {slot: others for slot, others in found.also.items() if others and slot in values.slots}


def _excluded(found: Scan, values: Values, lexicon: Lexicon, utterance: Utterance) -> frozenset[str]:
    """The slots of a day or an hour that is named as what will not do, while one is looked for."""
    if not utterance.values or not found.declines:
        return frozenset()
    kind = SlotKind.TIME if found.when.times else SlotKind.DAY
    return frozenset(lexicon.names(kind)) & values.candidates().keys()


def _impossible(found: Scan, lexicon: Lexicon) -> frozenset[str]:
    """The slots for a day or an hour, where one was named that does not exist: "31 ноября"."""
    day = lexicon.names(SlotKind.DAY) if found.when.impossible_day else ()
    time = lexicon.names(SlotKind.TIME) if found.when.impossible_time else ()
    return frozenset((*day, *time))


def _uncertain(found: Scan, lexicon: Lexicon, values: Values) -> frozenset[str]:
    """The slots for a day or an hour that was read in a language which the grammar does not know."""
    if found.when.certain:
        return frozenset()
    return frozenset((*lexicon.names(SlotKind.DAY), *lexicon.names(SlotKind.TIME))) & values.slots.keys()


def _strange_name(found: Scan, values: Values, utterance: Utterance) -> frozenset[str]:
    """The slot of a name that may be none: "блин", in small letters, is nobody's first name."""
    asked = utterance.asked
    if asked is None or asked.kind is not SlotKind.NAME or found.name or asked.name not in values.slots:
        return frozenset()
    words = found.rest.split()
    known = any(word[:1].isupper() for word in words) or any(is_given_name(word.text) for word in found.words)
    return frozenset() if known else frozenset({asked.name})


def _dropped(found: Scan, lexicon: Lexicon, values: Values) -> frozenset[str]:
    """The slots of which it wants another value, and does not say which."""
    named = {slot for kind in found.remark.drops for slot in lexicon.names(kind)}
    return frozenset(named - values.slots.keys() - values.unclear.keys())


def _corrects(found: Scan, values: Values) -> bool:
    """Whether it gives another value for what was said before."""
    return bool(values) and (found.when.shift is not None or found.remark.corrects)


def _chosen(values: Values, found: Scan, lexicon: Lexicon, utterance: Utterance) -> Choice | None:
    """The offered choice that the values or the words stand for."""
    if not utterance.offered:
        return None
    candidates = values.candidates()
    # Where the bot asks "is that right?", the code of the booking does not choose to move it instead.
    named = [choice for choice in utterance.offered if not (utterance.confirming and choice.intent)]
    chosen = pick_by_values(candidates, named)
    if chosen is None and found.when.others:
        for slot in lexicon.names(SlotKind.TIME):
            candidates[slot] = (*candidates.get(slot, ()), *found.when.other_time_values())
        chosen = pick_by_values(candidates, named)
    if chosen is None and found.names_a_bare_day:
        for slot in lexicon.names(SlotKind.DAY):
            chosen = chosen or pick_by_weekday(slot, candidates.get(slot, ()), utterance.offered)
    return chosen or pick_by_title(found.remark.text, utterance.offered)


def _pointed_at(found: Scan, answer: Answer, utterance: Utterance) -> Choice | None:
    """The offered choice that is meant by "there" or "that one", whatever else is said."""
    if found.remark.wants_somebody_else or found.remark.asks or answer.value == "no" or answer.stop:
        return None
    return pick_by_pointing(found.words, utterance.offered)


def _said(
    answer: Answer, found: Scan, wishes: Wishes, lexicon: Lexicon, values: Values
) -> Literal["yes", "no"] | None:
    """Whether it agrees or refuses, when the rest of it is looked at, too."""
    said = answer.value
    if answer.weak and (_serious(wishes, lexicon) or found.valued or (found.remark.same and values)):
        said = None
    if said is None and wishes.refused and not wishes.guesses:
        said = "no"
    return said
