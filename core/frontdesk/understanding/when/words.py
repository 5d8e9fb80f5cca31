"""The words of days and hours, Russian and English, each with a tag that the rules are written in.

======  ===============================  ======  ==================================================
tag     means                            tag     means
======  ===============================  ======  ==================================================
``n``   a number                         ``v``   at, on, for / в, на, к
``o``   an ordinal                       ``i``   in / через
``W``   a weekday, 0 is Monday           ``f``   from, between / с, от, между
``M``   a month, 1 to 12                 ``t``   to, through / по
``R``   today, tomorrow: days from now   ``b``   before, until, by / до
``P``   a part of the day                ``a``   after / после
``C``   a clock                          ``p``   past
``A``   am, pm                           ``g``   about, around / примерно
``H``   hour, o'clock                    ``x``   next / следующий
``N``   minute                           ``h``   this / этот
``K``   half an hour                     ``k``   coming / ближайший
``d``   day                              ``j``   that (week) / на той
``w``   week                             ``Y``   later / позже
``q``   month, as a unit                 ``X``   earlier / раньше
``y``   year                             ``!``   not, instead of / не, вместо
``E``   weekend                          ``|``   or, a slash / или, хоть
``L``   half                             ``&``   and / и, а
``Q``   quarter                          ``-``   a dash
``z``   without / без                    ``,``   a comma
``T``   noon, midnight                   ``.``   other punctuation
``J``   work ("after work")              ``u``   what a number may count, but no time
``B``   in the beginning of              ``c``   option, one: what an ordinal may pick
``O``   "числа"                          ``_``   any other word
``e``   end (of the week)                ``S``   start (of the week)
``m``   middle (of the week)             ``l``   last, of a month
``r``   now ("ten days from now")        ``U``   an hour that no clock shows: 25:00
``F``   two figures: 15.02, 4/25         ``D``   a day, ``Z`` a window of hours, ``G`` a shift
======  ===============================  ======  ==================================================
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from frontdesk.understanding.function_words import word_set

__all__ = ["FORGIVEN", "NOISE", "WORDS"]

_STEMS: tuple[tuple[str, Any, str, str], ...] = (
    # tag, value, stem, endings; an empty ending is written as a dash
    ("W", 0, "понедельник", "- а у ом е и ам"),
    ("W", 1, "вторник", "- а у ом е и ам"),
    ("W", 2, "сред", "а у ы е ой ам"),
    ("W", 3, "четверг", "- а у ом е и ам"),
    ("W", 4, "пятниц", "а у ы е ей ам"),
    ("W", 5, "суббот", "а у ы е ой ам"),
    ("W", 6, "воскресень", "е я ю ем ям"),
    ("M", 1, "январ", "ь я е ю ем"),
    ("M", 2, "феврал", "ь я е ю ем"),
    ("M", 3, "март", "- а е у ом"),
    ("M", 4, "апрел", "ь я е ю ем"),
    ("M", 5, "ма", "й я е ю"),
    ("M", 6, "июн", "ь я е ю ем"),
    ("M", 7, "июл", "ь я е ю ем"),
    ("M", 8, "август", "- а е у ом"),
    ("M", 9, "сентябр", "ь я е ю ем"),
    ("M", 10, "октябр", "ь я е ю ем"),
    ("M", 11, "ноябр", "ь я е ю ем"),
    ("M", 12, "декабр", "ь я е ю ем"),
    ("P", "morning", "утр", "о а ом у е ам"),
    ("P", "morning", "утречк", "ом а у"),
    ("P", "morning", "утрен", "нее ний ние нюю"),
    ("P", "evening", "вечер", "- ом а у е ам ок ка ку ком очком"),
    ("P", "evening", "вечерн", "ее ий ие юю"),
    ("P", "night", "ноч", "ью и ь"),
    ("P", "lunch", "обед", "- а у ом е"),
    ("R", 0, "сегодня", "- шний шнее шнего шнем"),
    ("R", 1, "завтра", "- шний шнее шнего шнем шнюю"),
    ("w", None, "недел", "я ю и е ь ей ям ях ю"),
    ("w", None, "недельк", "а у и е"),
    ("q", None, "месяц", "- а у е ев ы"),
    ("E", None, "выходн", "ые ых ым ой ого ыми"),
    ("d", None, "дн", "я и ей ям"),
    ("H", "oclock", "час", "- а ов у ам ик ика иков икам ок"),
    ("N", None, "минут", "- а ы у ку ок очек"),
    ("L", None, "половин", "а е у ы ой"),
    ("Q", None, "четверт", "ь и ью"),
    ("x", None, "следующ", "ий ую ая ее ей его ем ие их ему"),
    ("x", None, "следущ", "ий ую ая ее ей его ем ие их"),
    ("x", None, "будущ", "ую ей ий ем ее"),
    ("k", None, "ближайш", "ий ую ая ее ей его ем ие их"),
    ("h", None, "эт", "от у а о ой ом и их ого"),
    ("O", None, "числ", "а о у е"),
    ("J", "evening", "работ", "ы"),
    ("J", "afternoon", "школ", "ы"),
    ("J", "afternoon", "учеб", "ы"),
    ("u", None, "человек", "- а"),
    ("u", None, "рубл", "ей я ь"),
    ("u", None, "штук", "- и а"),
    ("u", None, "раз", "- а"),
    ("u", None, "сло", "я ев"),
    ("u", None, "ногт", "я ей"),
    ("u", None, "пальц", "а ев"),
    ("u", None, "рук", "и"),
    ("u", None, "зон", "ы"),
    ("u", None, "мастер", "а ов"),
    ("u", None, "процедур", "ы"),
    ("u", None, "тон", "а ов"),
    ("u", None, "тысяч", "и а"),
    ("u", None, "процент", "- а ов"),
    ("c", None, "вариант", "- а у ом"),
    ("e", None, "кон", "ец це ца цу"),
    ("S", None, "начал", "о е а у"),
    ("m", None, "середин", "а е у ы ой"),
    ("l", -1, "последн", "ий юю яя ее ей его ем"),
    ("d", None, "денеч", "ек ка"),
    ("d", None, "деньк", "а ов"),
)
_WORDS: tuple[tuple[str, Any, str], ...] = (
    ("W", 0, "пн пон понед monday mondays mon"),
    ("W", 1, "вт tuesday tuesdays tue tues"),
    ("W", 2, "ср wednesday wednesdays wed weds"),
    ("W", 3, "чт чтв thursday thursdays thu thur thurs"),
    ("W", 4, "пт птн пят friday fridays fri"),
    ("W", 5, "сб суб saturday saturdays sat"),
    ("W", 6, "вс вскр воскр sunday sundays sun"),
    ("M", 1, "янв january jan"),
    ("M", 2, "фев февр february feb"),
    ("M", 3, "мар march mar"),
    ("M", 4, "апр april apr"),
    ("M", 5, "may"),
    ("M", 6, "июн june jun"),
    ("M", 7, "июл july jul"),
    ("M", 8, "авг august aug"),
    ("M", 9, "сен сент september sep sept"),
    ("M", 10, "окт october oct"),
    ("M", 11, "ноя нояб november nov"),
    ("M", 12, "дек december dec"),
    ("R", 0, "today 2day седня сення"),
    ("R", 1, "tomorrow tmrw tmr tmw tomoz tomo tmro tmoro 2moro 2morrow 2mrw 2mro 2moz завтр"),
    ("R", 2, "послезавтра"),
    ("R", 3, "послепослезавтра"),
    ("R", -1, "вчера yesterday"),
    ("P", "morning", "morning mornings утреца утряночки"),
    ("P", "day", "днем daytime"),
    ("P", "afternoon", "afternoon afternoons arvo пополудни"),
    ("P", "lunch", "lunch lunchtime обеденное"),
    ("P", "evening", "evening evenings eve"),
    ("P", "night", "night nighttime nite"),
    ("P", "morning", "first-thing"),
    ("T", 12, "noon midday полдень полдню полудню полудня"),
    ("T", 0, "midnight полночь полуночи"),
    ("d", None, "день денек day days суток сутки"),
    ("w", None, "week weeks wk wks нед"),
    ("w", 2, "fortnight fortnights"),
    ("q", None, "month months мес"),
    ("y", None, "год года году г year лет years"),
    ("E", None, "weekend weekends wknd wknds wkend выхи выхах вых"),
    ("H", "oclock", "ч oclock ish"),
    ("H", "hour", "hour hours hr hrs"),
    ("N", None, "мин minute minutes min mins"),
    ("K", 30, "полчаса полчасика"),
    ("L", None, "пол half"),
    ("Q", None, "quarter qtr"),
    ("z", None, "без"),
    ("A", "am", "am"),
    ("A", "pm", "pm"),
    ("x", None, "след next nxt following"),
    ("h", None, "this"),
    ("k", None, "coming upcoming nearest ближ"),
    ("j", None, "той ту"),
    ("v", None, "в во на к ко at for @ under под"),
    ("v", "on", "on"),
    ("i", None, "через спустя in within"),
    ("f", None, "с со c от from между between btwn starting начиная"),
    ("t", None, "to through thru по"),
    ("b", None, "до before until till til by b4 up-to"),
    ("a", None, "после after"),
    ("p", None, "past gone"),
    (
        "g",
        None,
        "примерно около приблизительно где-то гдето около ближе around about arnd approx approximately",
    ),
    ("g", None, "roughly circa ровно exactly районе"),
    ("Y", None, "позже позднее попозже later onwards onward"),
    ("X", None, "раньше ранее пораньше earlier sooner"),
    ("!", None, "не вместо not кроме except apart-from other-than instead-of rather-than"),
    ("|", None, "или or либо хоть"),
    ("&", None, "and и а но n"),
    ("O", None, "чис"),
    ("J", "evening", "work"),
    ("J", "afternoon", "school college nursery uni"),
    ("u", None, "people persons guests dollars bucks rubles руб чел times time visit days' percent minutes'"),
    ("u", None, "kids inch inches cm mm см мм quid pounds euros евро"),
    ("c", None, "one ones option options variant slot choice"),
    ("e", None, "end late"),
    ("S", None, "start beginning early"),
    ("m", None, "mid middle"),
    ("l", -1, "last"),
    ("r", None, "now"),
)

#: Words that say nothing here and only stand between those that do.
NOISE: frozenset[str] = word_set(
    "of a an чем than sharp любой любое any o'clockish just хотя бы где-нибудь ну some время"
)
#: Tags whose words are recognised with a typo in them.
FORGIVEN: frozenset[str] = frozenset("WRMEwxkPHNQLno")


#: What people cut short anywhere behind the fourth letter: "пятн", "четв", "wednes", "satur".
_CUT_SHORT = (
    ("W", 0, "понедельник вторник среда четверг пятница суббота воскресенье"),
    ("W", 0, "monday tuesday wednesday thursday friday saturday sunday"),
    ("M", 1, "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь"),
    ("M", 1, "january february march april may june july august september october november december"),
)
_FEWEST_LETTERS = 4


def _entries() -> Iterator[tuple[str, tuple[str, Any]]]:
    for tag, first, names in _CUT_SHORT:
        for number, name in enumerate(names.split(), start=first):
            for length in range(_FEWEST_LETTERS, len(name)):
                yield name[:length], (tag, number)
    for tag, value, stem, endings in _STEMS:
        for ending in endings.split():
            yield stem + ending.strip("-"), (tag, value)
    for tag, value, words in _WORDS:
        for word in words.split():
            yield word, (tag, value)


#: Every word with its tag and value, normalized.
WORDS: Mapping[str, tuple[str, Any]] = MappingProxyType(dict(_entries()))
