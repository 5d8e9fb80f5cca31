"""First names, and what their short forms stand for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from frontdesk.understanding.function_words import FUNCTION_WORDS, word_set
from frontdesk.understanding.romanized import romanized

__all__ = ["full_names", "is_given_name", "is_nominative", "named_as_object"]

_SHORT: Mapping[str, str] = MappingProxyType(
    {
        "анна": "аня анюта анечка анюшка нюра",
        "мария": "маша машенька маруся машуля",
        "ирина": "ира ирочка иришка",
        "ольга": "оля оленька олечка",
        "елена": "лена леночка ленка",
        "екатерина": "катя катюша катенька катерина",
        "наталья": "наташа наташенька наталия",
        "татьяна": "таня танечка танюша",
        "светлана": "света светочка",
        "александра": "саша сашенька шура",
        "александр": "саша саня шура сашка",
        "дмитрий": "дима митя димочка",
        "сергей": "сережа серега",
        "алексей": "леша алеша лекс",
        "михаил": "миша мишаня",
        "николай": "коля",
        "владимир": "вова володя",
        "евгений": "женя",
        "евгения": "женя женечка",
        "юлия": "юля юленька",
        "анастасия": "настя настенька",
        "виктория": "вика викуся",
        "людмила": "люда люся мила",
        "галина": "галя",
        "валентина": "валя",
        "олег": "олежка олежек",
        "игорь": "игорек",
        "павел": "паша",
        "андрей": "андрюша",
        "антон": "антоша",
        "роман": "рома",
        "ксения": "ксюша",
        "дарья": "даша дашенька",
        "полина": "поля полинка",
        "софия": "соня софья",
        "elizabeth": "liz lizzie beth betty",
        "katherine": "kate katie kathy",
        "margaret": "maggie meg",
        "william": "will bill billy",
        "robert": "rob bob bobby",
        "michael": "mike",
        "james": "jim jimmy",
        "thomas": "tom tommy",
        "maria": "masha",
        "anna": "annie anya",
        "alexander": "alex sasha",
    }
)
_CYRILLIC = re.compile(r"[а-я]")
_ENDINGS = re.compile(r"(?:ой|ою|ей|ею|ом|ем|а|у|ы|и|е|ю|я)$")


def _stemless(name: str) -> str:
    return _ENDINGS.sub("", name)


_FULL: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        form: tuple(full for full, shorts in _SHORT.items() if form in map(_stemless, shorts.split()))
        for form in {_stemless(short) for shorts in _SHORT.values() for short in shorts.split()}
    }
)


def full_names(word: str) -> tuple[str, ...]:
    """The full names that a short form, in any case, stands for: ``анечке`` is ``анна``."""
    return _FULL.get(_stemless(word), ())


#: Other common ones, so that "Марина" is nobody's typo of "машина".
_OTHERS = (
    "аида алсу армен ашот гузель динара зульфия клава клавдия лия мадина неля нелли рая тигран элина эля "
    "айгуль алина алиса алла альбина амина ангелина анжела арина аркадий арсений артем артур богдан борис "
    "вадим валерий валерия варвара василий василиса вера вероника виктор виолетта виталий вячеслав гена "
    "геннадий георгий глеб григорий гриша гульнара даниил данил данила денис диана ева егор жанна захар зина "
    "злата зоя иван ваня илья инга инна камила карина кира кирилл константин костя кристина ксюша лариса "
    "лейла лидия лида лилия лиля любовь люба максим макс марат маргарита рита марина марк матвей милана "
    "надежда надя никита нина оксана олеся петр петя раиса регина римма родион руслан рустам семен слава "
    "снежана степан таисия тамара тимофей тимур ульяна фатима федор эдуард эльвира эмма юлиана юрий юра яна "
    "ярослав ярослава adam adele alan albert alice amanda amelia amy andrea andrew andy angela anthony tony "
    "arthur ashley barbara ben benjamin brenda brian carl caroline catherine charles charlie charlotte chloe "
    "chris christine christopher cindy claire clare daniel dan danny david dave debbie deborah diana donna "
    "dorothy edward ella ellen emily emma eric ethan eva fiona frank gary gemma george greg hannah harry "
    "heather helen henry isabella jack jacob jake jane janet jason jeff jeffrey jen jennifer jenny jessica "
    "joan joanna joe john johnny joseph josh joshua julia julie justin karen kevin kim larry laura leo leon "
    "lewis liam linda lisa louis louise lucas lucy luke martin matt matthew max megan mia michelle nancy "
    "natalie nathan neil nicholas nick nicole noah oliver olivia oscar patricia patrick paul pete peter phil "
    "philip rachel rebecca becky richard ronald ruth ryan sam samantha sandra sara sarah scott sean sharon "
    "simon sophia sophie stephanie stephen steve steven stuart sue susan ted terry tim timothy victor "
    "vincent zach zoe"
)
#: Words that look like a form of one: "любой" is not by Люба.
_NO_NAMES = FUNCTION_WORDS | word_set("любой любая любое любые над верно верой зло май марки")
_NAMES = (*_SHORT, *(short for shorts in _SHORT.values() for short in shorts.split()), *_OTHERS.split())
_LATIN = frozenset(way for name in _NAMES if _CYRILLIC.match(name) for way in romanized(name))
_NOMINATIVES = frozenset(_NAMES)
_GIVEN = _LATIN | frozenset(_FULL) | frozenset(map(_stemless, (*_SHORT, *_OTHERS.split())))


def is_given_name(word: str) -> bool:
    """True for a common first name, in any case and any form.

    :param word: normalized.
    """
    return _stemless(word) in _GIVEN and word not in _NO_NAMES


#: What stands at the end of a name, and at the end of the same name in the accusative.
_OBJECT = (("а", "у"), ("я", "ю"), ("й", "я"), ("ь", "я"))
_OBJECTS: Mapping[str, str] = MappingProxyType(
    {
        **{f"{name}а": name for name in _NAMES if name[-1] not in "аяйьуыоиею"},
        **{name[:-1] + ending: name for name in _NAMES for last, ending in _OBJECT if name.endswith(last)},
    }
)


def is_nominative(word: str) -> bool:
    """True for a common first name as it stands in a list of them, and for no other form of it.

    :param word: normalized.
    """
    return (word in _NOMINATIVES or word in _LATIN) and word not in _NO_NAMES


def named_as_object(word: str) -> str | None:
    """The first name of whom something is done with: ``анна`` for "анну"; None for any other word or form.

    :param word: normalized.
    """
    return _OBJECTS.get(word) if word not in _NO_NAMES else None
