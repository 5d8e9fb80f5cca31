"""What a text claims about the business: the guard of words that nobody has written down before.

Text that states a time, a price, an address or a booking is made of committed rows or of the definition.
Words from elsewhere, a language model's, are said only where they claim nothing of the kind.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from babel.numbers import list_currencies

from frontdesk.intents import Intent
from frontdesk.understanding.codes import read_code
from frontdesk.understanding.normalize import normalize
from frontdesk.understanding.numbers import NUMBER_WORDS
from frontdesk.understanding.tokens import Word, split_words
from frontdesk.understanding.triggers import EXACT, TriggerIndex
from frontdesk.understanding.when.reader import read_normalized

__all__ = ["Claim", "claims"]

#: What a claim is about, with the stems that give it away (see :attr:`frontdesk.Intent.triggers`). They are
#: those of any front desk, and rather too many than too few: what is refused, a template says better.
_STEMS = {
    "when": ("полчас|минут|секунд|недел|месяц|=час|=часа|=часу|=часов|=дней", "hour|minute|week|month|=days"),
    "price": (
        "руб|рубл|рублей|коп|тенге|гривен|доллар|евро|юан|лир",
        "=цена|=цены|=цену|=ценой|=цене|=цен|ценник|стоит|стоят|стоил|стоимост|тариф|оплат|предоплат|залог",
        "беспл|даром|скидк|скидочн|акци|подар|бонус|купон|сертификат|возврат|дешев|дорож|процент",
        "price|pricing|cost|fee|fees|charge|pay|paid|payment|deposit|refund|discount|voucher|coupon|bonus",
        "=free|complimentary|gift|cheap|expensive|percent|buck|ruble|rouble|dollar|euro|pound|cents|tenge",
    ),
    "address": (
        "адрес|улиц|=ул|проспект|=пр|переул|площад|бульвар|шоссе|набережн|=метро|этаж|подъезд|корпус|офис|домофон",
        "находимся|находится|расположен|парковк|напротив",
        "address|street|=st|avenue|=ave|boulevard|=blvd|=road|=rd|square|subway|metro|floor|building",
        "entrance|parking|located|location|opposite|corner",
    ),
    "code": ("=код|=кода|=коду|=кодом", "=code|=codes|=pin"),
    "booking": (
        "запис|брон|перенес|перенос|отмен|подтвер|назнач|ждем|=жду|ожида",
        "свобод|занят|окошк|окошек|=окно|=мест|=место|=места|доступн|открыт|закрыт",
        "работаем|работает|график|расписани",
        "book|reserv|appointment|schedul|resched|cancel|confirm|=move|=moved|=moving|=expect|await|waiting",
        "availab|slot|slots|vacan|taken|open|opens|closed|close|closes|hours",
    ),
    "promise": (
        "обещ|гарант|обязательно|непременно|=буду|=будет|=будем|=будут|=будешь|=будете|клян",
        "=перезвоню|=перезвоним|=позвоню|=позвоним|=свяжусь|=свяжемся|=вернусь|=вернемся|=вернем|=верну",
        "=вышлю|=вышлем|=пришлю|=пришлем|=отправлю|=отправим|=напишу|=напишем|=сообщу|=сообщим|=напомню|=напомним",
        "=сделаю|=сделаем|=подготовлю|=подготовим|=проверю|=проверим|=уточню|=уточним|=передам|=передадим",
        "promise|guarantee|assure|definitely|certainly|=will|=shall|=won't",
        "=going =to",
        "=i'll|=we'll|=they'll|=he'll|=she'll|=it'll",
    ),
}
_INTENTS = tuple(Intent(kind, kind, {"any": stems}) for kind, stems in _STEMS.items())
_INDEX = TriggerIndex(_INTENTS)
#: Courtesies with words in them that would promise something anywhere else.
_HARMLESS = re.compile(
    r"\bfeel free\b|\b(?:will|shall|'ll) be (?:glad|happy)\b|\bбуд(?:у|ем) (?:очень )?рад[аы]?\b"
)
_LINK = re.compile(r"https?:|www\.|\S@\S|\w\.[a-zа-я]{2,}(?![\w.])")
_CURRENCY = re.compile(r"\b[A-Z]{3}\b")
#: Letters of both alphabets in one word are a disguise, not a word.
_DISGUISE = re.compile(r"[a-z][а-я]|[а-я][a-z]")
_SOME = 2
#: Any moment will do: it is only asked whether there is a day or an hour.
_MOMENT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
_LANGUAGES = ("ru", "en")


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a text claims.

    :ivar kind: ``when`` (a day, an hour, how long), ``number``, ``price``, ``address``, ``code``, ``booking``
        (also what is free, taken, open or closed), ``promise``, ``link``, or ``disguise`` for a word of two
        alphabets.
    :ivar words: the words that give it away, normalized.
    """

    kind: str
    words: str


def claims(text: str) -> tuple[Claim, ...]:
    """What a text claims about times, prices, places, codes, bookings, or what somebody will do. Pure.

    Reads Russian and English, with the same readers that read customers. It errs on the side of finding
    something: an empty answer means that the text may be said by anybody.
    """
    plain = normalize(text)
    found = [*_figures(text, plain), *_times(plain), *_stems(split_words(_HARMLESS.sub(" ", plain)))]
    return tuple(dict.fromkeys(found))


def _figures(text: str, plain: str) -> Iterator[Claim]:
    for character in plain:
        if unicodedata.category(character)[0] == "N":
            yield Claim("number", character)
        elif unicodedata.category(character) == "Sc" or character in "%№":
            yield Claim("price" if character != "№" else "number", character)
    for word in split_words(plain):
        number = NUMBER_WORDS.get(word.text)
        if number is not None and number.value >= _SOME:
            yield Claim("number", word.text)
        if _DISGUISE.search(word.text):
            yield Claim("disguise", word.text)
    codes = _CURRENCY.findall(text)
    yield from (Claim("price", code.lower()) for code in codes if code in list_currencies())
    yield from (Claim("link", link) for link in _LINK.findall(plain))
    code = read_code(text, asked=True)
    if code is not None:
        yield Claim("code", code.code.lower())


def _times(plain: str) -> Iterator[Claim]:
    for language in _LANGUAGES:
        spans = read_normalized(plain, now=_MOMENT, language=language).spans
        yield from (Claim("when", plain[start:end]) for start, end in spans)


def _stems(words: tuple[Word, ...]) -> Iterator[Claim]:
    for fired in _INDEX.find(words):
        if fired.confidence >= EXACT:
            yield Claim(fired.intent, " ".join(words[place].text for place in fired.words))
