"""Yes, no, stop, and taking back what was said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from frontdesk.intents import SlotKind
from frontdesk.understanding.function_words import FUNCTION_WORDS, NEGATIONS, word_set
from frontdesk.understanding.pattern import Pattern
from frontdesk.understanding.second_thoughts import (
    ANOTHER,
    CANNOT,
    EARLIER,
    LATER,
    REMOVES,
    SAME,
    TOO_EARLY,
    TOO_LATE,
)

__all__ = ["Answer", "Remark"]

_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?|\+(?<!\S\+)(?!\S)|[👍👌✅👎❌]")
_FILLERS = word_set(
    "ну well oh ой ah а и and so hmm хм sorry эм okay ок ok спасибо thanks увы alas unfortunately"
)
#: Agreement that stays agreement whatever follows.
_YES = word_set(
    "да da дада ага агась угу угусь точно конечно верно правильно именно безусловно разумеется "
    "подтверждаю согласен "
    "согласна yes yess yesss yep yeah yup yea ya correct confirm confirmed absolutely "
    "definitely certainly exactly "
    "indeed affirmative accepted + 👍 👌 ✅"
)
_NO = word_set("нет net неа нее нетушки no nope nah negative negatory 👎 ❌")
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
    r"все так|по рукам|go ahead|go for it|do it|checks out|"
    r"let's do (?:it|that)|(?:will|would|that'll) do|of course|please do|"
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
    "i(?:'ve)? changed my mind|спасибо,? не (?:надо|нужно)|не (?:надо|нужно),? спасибо|"
    r"(?:я )?(?:еще )?подумаю(?: еще)?|(?:мне )?(?:надо|нужно) (?:еще )?подумать|"
    "(?:i'll|i will|let me) think(?: about it)?"
)
_STOP = re.compile(
    rf"^(?:(?:нет|no|ой|all right|okay|ok|oh|а|и|все)[, ]+)*(?:{_STOPS})"
    rf"(?:,? (?:{_STOPS}|не (?:надо|нужно|хочу|буду)|"
    r"это|все|ее|пожалуйста|спасибо|please|it|that|this|thanks|then))*[.!() ]*$"
)
_STOP_INSIDE = Pattern(
    r"(?:^|[.,!] ?)(?:(?:пере|раз)думал[аи]?(?!,? (?:давай|лучше|на))|forget it|never ?mind|"
    r"не надо (?:ничего|записывать)|ничего не (?:надо|нужно))(?!\w)",
    "думал forget mind надо нужно",
)
_CORRECTS = word_set(
    "нет неа не лучше вернее точнее верней вместо передумал передумала ошибся ошиблась имел имела виду "
    "исправьте поменяйте измените тогда actually rather instead better mean meant change sorry wait no nope "
    "not"
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
#: Somebody else than the one who was named.
_SOMEBODY_ELSE = Pattern(
    r"(?<!\w)(?:друг(?:ой|ого|ому|им|ую|ая) (?:мастер|специалист|врач|доктор|парикмахер|стилист|девушк)\w*|"
    r"(?:к|у) (?:кому|кого)-?(?:нибудь|то) (?:друг\w+|еще)|(?:some|any)(?:one|body) else|"
    r"(?:any|some|an)? ?other (?:one|ones|option|options|choice)|another one|(?:any|some) others?|"
    r"(?:another|(?:a )?different|other)(?: \w+)? (?:stylist|master|doctor|dentist|barber|hairdresser|"
    r"specialist|technician|therapist|person|people|salon|shop|clinic|place)s?)(?!\w)",
    "друг еще else another different other",
)
#: Something more, beside what was said before: "и ещё маникюр", "a manicure as well".
_MORE = Pattern(
    r"(?<!\w)(?:еще|плюс|также|заодно|в придачу|also|as well|plus|too|on top|in addition|and then)(?!\w)",
    "еще плюс также заодно придачу also well plus too top addition then",
)
_OFFERED = Pattern(
    r"(?<!\w)(?:do (?:you|u) (?:do|offer|have|provide)|вы (?:делаете|предлагаете)|делаете (?:ли|вы)|"
    r"у вас (?:есть|делают|можно сделать)|есть (?:ли )?у вас|есть ли)(?!\w)",
    "делаете предлагаете вас есть you u",
)
#: Said to the business, or about it; "can you" and "thank you" are said to anybody.
_ADDRESSED = Pattern(
    r"(?<!can )(?<!could )(?<!would )(?<!will )(?<!thank )(?<!\w)(?:you|u|your|yours|they|their)(?!\w)|"
    r"(?<!\w)(?:here|salon|shop|studio|вы|вас|вам|вами|ваш\w*|здесь|тут|салон\w*|студи\w+)(?!\w)",
    "you u they their here salon shop studio вы вас вам ваш здесь тут салон студи",
)
_TOO = Pattern(r"(?<!\w)(?:too (?:late|early|far|expensive|long|soon)|слишком \w+)", "too слишком")
#: Short for yes and no.
_LETTERS: Mapping[str, Literal["yes", "no"]] = MappingProxyType(
    {"y": "yes", "n": "no", "д": "yes", "н": "no"}
)
#: "Hang on": they are not done yet.
_WAITS = re.compile(
    r"(?:ok|okay|ой|ок|эм|hmm?|um+|er+|so|ну)?[, ]*"
    r"(?:(?:hang|hold) on|wait|bear with me|(?:just )?(?:one|a|1) (?:sec|second|moment|min|minute)|"
    r"give me (?:a|one) (?:sec|second|moment|min|minute)|let me (?:check|see|look)|"
    r"(?:одну |1 )?(?:секунд|минут)(?:у|очку|ку|а)?|"
    r"(?:сейчас|щас|ща)(?: (?:секунду|минуту|посмотрю|проверю|гляну))?|"
    r"погоди(?:те)?|подожди(?:те)?|дай(?:те)? (?:подумать|посмотреть|проверить|секунду|минуту))"
    r"(?: (?:please|пожалуйста|a sec|a second|a moment|a minute|секунду|минуту|секундочку|минутку))?[ .,!…]*$"
)
#: Longer texts say more than yes or no.
_SHORT = 9


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a text agrees or refuses.

    :ivar value: ``yes``, ``no`` or None.
    :ivar weak: it only says so when nothing else is said.
    :ivar stop: it calls off what is being done.
    :ivar unsure: it says that they do not know.
    """

    value: Literal["yes", "no"] | None = None
    weak: bool = False
    stop: bool = False
    unsure: bool = False


class Remark:
    """What somebody said to the bot: whether it agrees, takes something back, asks or wants something done.

    :param text: normalized.
    :ivar text: the same.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self._words = _WORD.findall(text)
        self._said = frozenset(self._words)

    def answer(self) -> Answer:
        """What it says to a question."""
        text, words = self.text, self._words
        if text in _LETTERS:
            return Answer(_LETTERS[text])
        if _WAITS.match(text):
            return Answer(unsure=True)
        stop = bool(_STOP.match(text.lstrip(" .,!?"))) or bool(_STOP_INSIDE.search(text))
        first = next((word for word in words if word not in _FILLERS), words[0] if words else "")
        if first in _NO:
            return Answer("no", stop=stop)
        if first in _YES and not self._negated:
            return Answer("yes", stop=stop)
        if len(words) > _SHORT or "?" in text or _ASKS_TOGETHER.match(text):
            return Answer(stop=stop)
        return self._short_answer(first, stop)

    @property
    def corrects(self) -> bool:
        """True when it takes something back: "нет, лучше в 3"."""
        return not _CORRECTS.isdisjoint(self._said)

    @property
    def asks(self) -> bool:
        """True when it asks for information: how much, where, what."""
        return not _ASKS.isdisjoint(self._said) or bool(_ASKS_TOGETHER.match(self.text))

    def agrees_with(self, word: str) -> bool:
        """True for a word that agrees to something: "perfect"."""
        return word in _AGREES

    @property
    def addresses(self) -> bool:
        """True when it speaks to or of the business: "do you", "у вас"."""
        return bool(_ADDRESSED.search(self.text))

    @property
    def asks_whether_offered(self) -> bool:
        """True when it asks whether something can be had: "do you do waxing?"."""
        return bool(_OFFERED.search(self.text))

    @property
    def requests(self) -> bool:
        """True when it wants something done or asks whether there is room."""
        return bool(_WISHES.search(self.text))

    @property
    def drops(self) -> frozenset[SlotKind]:
        """The kinds of values that it wants another of, without saying which: "another day"."""
        return frozenset([kind for kind, pattern in ANOTHER.items() if pattern.search(self.text)])

    @property
    def direction(self) -> Literal["earlier", "later"] | None:
        """Which way another time is wanted: "anything earlier?"; None where that is not said."""
        if not ANOTHER[SlotKind.TIME].search(self.text):
            return None
        earlier, later = EARLIER.search(self.text), LATER.search(self.text)
        return None if bool(earlier) == bool(later) else "earlier" if earlier else "later"

    @property
    def complains(self) -> Literal["earlier", "later"] | None:
        """Which way from an hour that it names another one is wanted: "9 рано"; None where it is right."""
        if TOO_EARLY.search(self.text):
            return "later"
        return "earlier" if TOO_LATE.search(self.text) else None

    @property
    def same(self) -> frozenset[SlotKind]:
        """The kinds of values that it wants as they were before: "at the same time"."""
        return frozenset([kind for kind, pattern in SAME.items() if pattern.search(self.text)])

    @property
    def excludes(self) -> bool:
        """True when what it names will not do: "в 11 не получится"."""
        return CANNOT.search(self.text) is not None and "?" not in self.text

    @property
    def wants_somebody_else(self) -> bool:
        """True when it wants another person than the one who was named: "к другому мастеру"."""
        return bool(_SOMEBODY_ELSE.search(self.text))

    @property
    def adds(self) -> bool:
        """True when it wants something beside what was said before: "и ещё маникюр"."""
        return bool(_MORE.search(self.text))

    @property
    def removes(self) -> bool:
        """True when it wants something left out: "маникюр не надо", "remove the manicure"."""
        return REMOVES.search(self.text) is not None

    @property
    def goes_on(self) -> bool:
        """True when it goes on with what was said right before: "и маникюр"."""
        return self._words[:1] in (["и"], ["and"])

    @property
    def _negated(self) -> bool:
        return not NEGATIONS.isdisjoint(self._said)

    def _short_answer(self, first: str, stop: bool) -> Answer:
        said = self._said
        together = _AGREES_TOGETHER.search(self.text)
        agrees = not _AGREES.isdisjoint(said) or bool(together)
        if not _DENIES.isdisjoint(said) or _TOO.search(self.text):
            return Answer("no", weak=True, stop=stop)
        if self._negated:
            if not _UNSURE.isdisjoint(said):
                return Answer(stop=stop, unsure=True)
            # "I can't", "unfortunately not"; but not "why not".
            at_end = self._words[-1] in NEGATIONS and not self.asks
            refuses = agrees or first in NEGATIONS or at_end or not _WANTED.isdisjoint(said)
            return Answer("no" if refuses else None, weak=True, stop=stop)
        if self._words and self._words[-1] in _YES:
            return Answer("yes", stop=stop)
        # "A good plumber in town" does not agree to anything.
        agreeing = _WORD.findall(together.group()) if together else ()
        others = [
            word
            for word in self._words
            if word not in _AGREES and word not in FUNCTION_WORDS and word not in agreeing
        ]
        return Answer("yes" if agrees and not stop and len(others) < 2 else None, weak=True, stop=stop)
