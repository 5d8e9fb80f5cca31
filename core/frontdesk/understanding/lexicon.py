"""What a bot's words are, compiled once and looked up for every message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from frontdesk.intents import Intent, Option, Slot, SlotKind
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.numbers import NUMBER_WORDS
from frontdesk.understanding.options import OptionIndex
from frontdesk.understanding.tokens import Stemmer, Word, split_words
from frontdesk.understanding.tongues import Tongues, Vocabulary
from frontdesk.understanding.triggers import TriggerIndex
from frontdesk.understanding.when.words import WORDS

__all__ = ["Lexicon"]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """A whole phrase of an intent, as the set of its stems."""

    intent: str
    stems: frozenset[str]


@dataclass(frozen=True)
class Lexicon:
    """The words of one bot. Immutable; safe to share between threads.

    :ivar intents: by name.
    :ivar slots: by kind, the slots that the bot's intents fill.
    :ivar markers: by slot name, the words of any language that stand before what is named.
    :ivar options: by slot name, the closed lists.
    :ivar triggers: the trigger stems of all intents.
    :ivar examples: the whole phrases of all intents, by every stem in them.
    :ivar stemmer: what the words were stemmed with.
    :ivar languages: of the bot, its own first.
    :ivar vocabularies: by language, of those that are neither Russian nor English.
    """

    intents: Mapping[str, Intent]
    slots: Mapping[SlotKind, tuple[Slot, ...]]
    markers: Mapping[str, frozenset[str]]
    options: Mapping[str, OptionIndex]
    triggers: TriggerIndex
    examples: Mapping[str, tuple[Example, ...]]
    stemmer: Stemmer
    languages: tuple[str, ...]
    vocabularies: Mapping[str, Vocabulary] = field(default_factory=dict)

    @classmethod
    def compile(
        cls,
        intents: Sequence[Intent],
        options: Mapping[str, Sequence[Option]],
        languages: Sequence[str],
        slots: Sequence[Slot] = (),
        *,
        like: Lexicon | None = None,
        texts: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> Lexicon:
        """Prepare the words of a bot.

        :param intents: of all plugins that the bot enables.
        :param options: by slot name, the closed lists as the bot has them.
        :param languages: of the bot, its own first.
        :param slots: those of the actions' forms, where intents do not name them.
        :param like: a lexicon whose parts are taken over where they are the same: those of the businesses
            that one bot works for are much alike.
        :param texts: by language, what the bot says: what languages beyond Russian and English are known by.
        """
        stemmer = like.stemmer if like else Stemmer()
        same = like if like and tuple(like.intents.values()) == tuple(intents) else None
        listed = {name: tuple(each) for name, each in options.items() if each}
        known = like.options if like else {}
        kinds: dict[SlotKind, dict[str, Slot]] = {}
        for slot in (*(slot for intent in intents for slot in intent.slots), *slots):
            kinds.setdefault(slot.kind, {}).setdefault(slot.name, slot)
        by_name = {name: slot for named in kinds.values() for name, slot in named.items()}
        return cls(
            intents={intent.name: intent for intent in intents},
            slots={kind: tuple(named.values()) for kind, named in kinds.items()},
            markers={slot.name: _markers(slot) for named in kinds.values() for slot in named.values()},
            options={
                name: known[name]
                if name in known and known[name].options == each
                else OptionIndex(each, stemmer, by_name.get(name))
                for name, each in listed.items()
            },
            triggers=same.triggers if same else TriggerIndex(intents),
            examples=same.examples if same else _examples(intents, stemmer),
            stemmer=stemmer,
            languages=tuple(languages),
            vocabularies={language: Vocabulary.of(language, said) for language, said in texts.items()},
        )

    def names(self, kind: SlotKind) -> tuple[str, ...]:
        """The names of the bot's slots of this kind."""
        return self._names.get(kind, ())

    @cached_property
    def people(self) -> frozenset[str]:
        """The names of the slots whose options are people."""
        return frozenset([slot.name for slot in self.slots.get(SlotKind.OPTION, ()) if slot.people])

    @cached_property
    def tongues(self) -> Tongues:
        """What tells the bot's languages apart."""
        return Tongues(self.languages, self.vocabularies, self._listed)

    def _listed(self, word: str) -> bool:
        """Whether a word stands in a name of one of the closed lists."""
        return any(index.knows(word) for index in self.options.values())

    @cached_property
    def _names(self) -> Mapping[SlotKind, tuple[str, ...]]:
        return {kind: tuple(slot.name for slot in slots) for kind, slots in self.slots.items()}

    def knows(self, word: str) -> bool:
        """True for a word that means something to this bot: a day, a number, a trigger, an option."""
        if word in WORDS or word in NUMBER_WORDS or self.triggers.knows(word):
            return True
        for index in self.options.values():
            if index.knows(word):
                return True
        return self.stemmer.stem(word) in self.examples

    def close_example(self, words: Sequence[Word], least: float) -> tuple[str, float] | None:
        """The intent of the phrase that the words are closest to, and how close: 0 to 1.

        :param least: closer than that, or it is none.
        """
        stems = {self.stemmer.stem(word.text) for word in words}
        rivals = [self.examples[stem] for stem in stems if stem in self.examples]
        # What is not in any phrase sets it apart from all of them.
        if len(rivals) < least * len(stems) or not rivals:
            return None
        shared: dict[Example, int] = {}
        for each in rivals:
            for example in each:
                shared[example] = shared.get(example, 0) + 1
        score, intent = max(
            [
                (count / (len(stems) + len(rival.stems) - count), rival.intent)
                for rival, count in shared.items()
            ]
        )
        return (intent, score) if score >= least else None


def _markers(slot: Slot) -> frozenset[str]:
    return frozenset(marker for markers in slot.named_after.values() for marker in markers)


def _examples(intents: Sequence[Intent], stemmer: Stemmer) -> dict[str, tuple[Example, ...]]:
    found: dict[str, tuple[Example, ...]] = {}
    for intent in intents:
        for phrases in intent.examples.values():
            for phrase in phrases:
                stems = frozenset(stemmer.stem(word.text) for word in split_words(normalize(phrase)))
                example = Example(intent.name, stems)
                for stem in stems:
                    found[stem] = (*found.get(stem, ()), example)
    return found
