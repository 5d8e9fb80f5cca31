"""Sentences that anybody may say: greetings, thanks, wishes, compliments, sympathy, laughter, questions.

A grammar, and not a filter of what is wrong: there are more ways to state something than anybody can list. No
word of it agrees, refuses, or speaks of what the business does or has, so nothing made of it states anything.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from frontdesk.understanding import normalize

__all__ = ["is_courteous"]

_SENTENCE = re.compile(r"[.!?…]+")
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")

_FINE = (
    "(?:nice|lovely|great|wonderful|beautiful|good|fantastic|amazing|sweet|kind|warm|bright|pleasant|happy|"
    "relaxing|peaceful|restful|delightful|charming|funny|brilliant|cheerful)"
)
_TIME = "(?:day|evening|week|weekend|morning|afternoon|night|holiday|holidays|one)"
_VERY = "(?:(?:so|very|really|truly|such|too) )*"
_THAT = "(?:that|this|it)(?:'s| is| was| sounds)"
_ENGLISH = (
    "hello|hi|hey|hiya|greetings|good (?:morning|afternoon|evening|day|night)|nice to (?:meet|hear from) you",
    "(?:thank you|thanks|many thanks)(?: so much| very much| a lot)?"
    f"(?: for (?:(?:your|the|all|{_FINE}) )*"
    "(?:words|kindness|patience|understanding|support|smile|joke|compliment))?",
    "you're (?:so |very |most )?welcome|you are (?:so |very |most )?welcome|my pleasure|likewise|you too",
    f"(?:i'm|i am)? ?{_VERY}(?:glad|happy|pleased|delighted) (?:to (?:help|chat|hear (?:that|it|this))|"
    "(?:for|to meet) you|you (?:like|liked|enjoyed) (?:it|that))",
    f"(?:have|enjoy|wishing you|i wish you|wish you) (?:a |an |the )?(?:rest of )?(?:your )?"
    f"{_VERY}(?:{_FINE} )*(?:rest of (?:your|the) )?{_TIME}(?: ahead)?",
    "take care|good luck|best wishes|all the best|congratulations|congrats|happy birthday|happy new year|"
    "merry christmas|happy holidays|warm wishes|best of luck|cheers",
    f"(?:i'm|i am)? ?{_VERY}sorry to hear (?:that|it|this)|(?:i )?hope (?:that )?(?:you|it|things|your day) "
    f"(?:feel|feels|get|gets|are|is) (?:{_VERY}(?:better|well|easier|okay))(?: soon)?|get well|feel better",
    f"{_THAT} {_VERY}(?:tough|hard|rough|sad|stressful|frustrating|funny|hilarious|adorable)",
    f"{_THAT} {_VERY}(?:a )?{_FINE} (?:joke|story|thought|song|poem|sense of humou?r)|"
    f"what an? {_VERY}(?:{_FINE} )?(?:joke|story|thought|song|poem|compliment|sense of humou?r)",
    f"(?:(?:that|this|it)(?:'s| is) |how )?{_VERY}(?:kind|sweet|nice|thoughtful|lovely) of you|"
    "you(?:'re| are) (?:so |very |too )?(?:kind|sweet|funny)|how (?:sweet|kind|funny|lovely)",
    "ha(?: ?ha)++h?|he(?: ?he)++|lol|good one|nice one|"
    "(?:that|this|you) (?:really )?(?:made (?:me|us) (?:smile|laugh)|made my day)",
    "how (?:can|may|could) i help(?: you)?|how are you(?: doing)?|how's your day|how is your day(?: going)?|"
    "what about you|how about you|what can i (?:help you with|do for you)",
    "(?:i'm|i am) (?:only|just) a (?:bot|robot|computer)",
)
_ENGLISH_FILLERS = "oh|ah|aw|wow|and|so|too|again|dear|friend|my friend|always|indeed|there|to you|very much"

_DOBR = (
    "(?:(?:хорош|прекрасн|чудесн|отличн|замечательн|приятн|добр|тепл|солнечн|удачн|спокойн|ярк|радостн|смешн|"
    "забавн|мил|больш|весел|уютн)[а-я]{1,3})"
)
_DNYA = "(?:дня|вечера|утра|ночи|недели|выходных|праздников|настроения|отдыха)"
_WORDS = "(?:слова|понимание|терпение|доброту|внимание|шутку|юмор|комплимент|улыбку|поддержку|пожелания)"
_RUSSIAN = (
    "привет|приветик|приветствую|здравствуйте|здравствуй|добрый (?:день|вечер)|доброе утро|доброй ночи",
    "(?:спасибо|благодарю)(?: вам| вас| тебе)?(?: (?:большое|огромное))?"
    f"(?: за (?:(?:ваше|ваши|вашу|ваш|такие|такой|{_DOBR}) )*{_WORDS})?",
    "не за что|всегда пожалуйста|пожалуйста|взаимно|и вам того же",
    "рад[аы]? (?:вам )?(?:помочь|знакомству|стараться|поболтать|познакомиться|это слышать|слышать|за вас)|"
    "(?:очень )?приятно (?:слышать|это слышать|познакомиться|поболтать|пообщаться)|очень приятно",
    f"(?:желаю )?(?:вам )?(?:{_DOBR} )+(?:вам )?{_DNYA}|"
    "(?:желаю )?(?:вам )?(?:удачи|здоровья|успехов|терпения)",
    "(?:желаю )?всего (?:вам )?(?:самого )?(?:доброго|хорошего|наилучшего)|берегите себя|поздравляю(?: вас)?|"
    "с (?:днем рождения|новым годом|праздником|праздниками|наступающим|рождеством)",
    "(?:очень )?сочувствую(?: вам)?|(?:мне )?(?:очень )?жаль (?:это )?слышать|держитесь|поправляйтесь|"
    "выздоравливайте|(?:как )?я (?:вас |вам )?(?:очень )?(?:понимаю|сочувствую)|"
    "надеюсь (?:что )?(?:вам )?(?:скоро )?(?:станет (?:лучше|легче)|все наладится|у вас все хорошо)",
    "ха(?: ?ха)++|хи(?: ?хи)++|(?:это |как )?(?:очень )?(?:смешно|забавно|мило)(?: с вашей стороны)?",
    f"(?:какая |какой |какие |это )?(?:{_DOBR} )+"
    "(?:шутка|история|мысль|слова|чувство юмора|юмор|песня|стихи)",
    "(?:вы )?(?:меня )?(?:рассмешили|насмешили|развеселили|порадовали)(?: меня)?|"
    "(?:вы )?подняли (?:мне )?настроение|вы (?:очень |так )?(?:добры|милы|любезны)",
    "чем (?:я )?(?:могу|можно) (?:вам )?(?:помочь|быть полез[а-я]+)|как (?:у вас )?(?:ваши )?дела|"
    "как (?:ваше )?настроение|как вы(?: поживаете)?|как (?:проходит |прошел )?ваш день|а (?:у вас|вы|ваши)",
    "я (?:всего лишь|просто|только) (?:бот|робот)",
)
_RUSSIAN_FILLERS = "ой|ах|ого|ух|и|а|очень|вам|тоже|снова|дорогой друг|большое|огромное|ну"


def _grammar(kinds: Sequence[str], fillers: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a sentence is made of, and what has to be in it: more than fillers.

    Atomic, so that the time it takes grows with the length only: the longer of two that begin alike is first.
    """
    kind = "|".join(kinds)
    return re.compile(rf"(?>(?:{kind}|{fillers})(?: |$))++"), re.compile(rf"(?<![^ ])(?:{kind})(?![^ ])")


_GRAMMARS = (_grammar(_ENGLISH, _ENGLISH_FILLERS), _grammar(_RUSSIAN, _RUSSIAN_FILLERS))


def is_courteous(text: str) -> bool:
    """Whether each sentence of a text is one that anybody may say, in Russian or English. Pure."""
    sentences = [" ".join(_WORD.findall(sentence)) for sentence in _SENTENCE.split(normalize(text))]
    said = [sentence for sentence in sentences if sentence]
    return bool(said) and all(map(_is_courteous, said))


def _is_courteous(sentence: str) -> bool:
    return any(whole.fullmatch(sentence) and kind.search(sentence) for whole, kind in _GRAMMARS)
