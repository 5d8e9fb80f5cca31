"""What owners want, and the words that give it away. Only registered numbers are heard."""

from __future__ import annotations

from frontdesk import Intent
from frontdesk_salon_booking.forms import DAY, STAFF, TIME

__all__ = ["OWNER_INTENTS"]

_WEEKDAYS_RU = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_AGENDA = Intent(
    "agenda",
    action="agenda",
    staff=True,
    title={"ru": "Записи на день", "en": "The day's bookings"},
    slots=(DAY, STAFF),
    triggers={
        "ru": (
            "=кто|=что =у|=в|=во|=на|=к|=сегодня|=завтра|=послезавтра|=придет|=приходит|=записан|=записаны",
            "=какие|=все|=покажи|=список запис|клиент|визит =на|=в|=во|=сегодня|=завтра|=послезавтра|=у",
            "записи|клиент|расписан|план =на|=в|=во|=сегодня|=завтра|=послезавтра",
            "=сколько запис|клиент|человек",
            "=у =кого запис|клиент",
            "=список =на",
            "=что|=кто =там|=у =нас|=меня =сегодня|=завтра|=послезавтра|=в|=во|=на",
        ),
        "en": (
            "=who|=who's|=whos|=what|=what's|=whats|=how =is|=are|=on|=booked|=coming|=today|=tomorrow|"
            "=does|=has "
            "=coming|=booked|=today|=tomorrow|=on|=in|=have|=with|=for|=look|=looks",
            "=who|=who's|=whos =coming|=booked|=in|=with",
            "=all|=the|=show|=list bookings|appointments|clients|customers|schedule|agenda "
            "=for|=on|=today|=today's|=tomorrow|=of",
            "=today's|=tomorrow's bookings|appointments|clients|customers|schedule",
            "bookings|appointments|schedule|agenda =today|=tomorrow|=for =on|=today|=tomorrow|=with",
            "=how =many bookings|appointments|clients|customers",
            "=who|=what =do =we =have",
            "=agenda",
            "=schedule =for|=on",
            "bookings|appointments =today|=tomorrow|=on",
        ),
    },
    examples={
        "ru": (
            "сегодня",
            "завтра",
            "послезавтра",
            *_WEEKDAYS_RU,
            "что завтра",
            "кто завтра",
            "записи на сегодня",
        ),
        "en": ("today", "tomorrow", *_WEEKDAYS_EN, "who is coming today", "what is on tomorrow"),
    },
)

_CLOSE = Intent(
    "close",
    action="close",
    staff=True,
    title={"ru": "Закрыть день", "en": "Close a day"},
    slots=(DAY, TIME, STAFF),
    triggers={
        "ru": (
            "закрыт|закрываемся|закроемся|закрой|закройте|закрыть|закрываем|закроем =в|=во|=с|=на|=до|"
            "=сегодня|"
            "=завтра|=послезавтра|=запись|=салон|=день|=после",
            "=сегодня|=завтра|=послезавтра|=числа|=января|=декабря закрыт|закрываемся|закроемся|закрой|"
            "закройте|закрываем|закроем",
            "закрываемся|закроемся",
            "закрой|закройте|закрываем|закроем =понедельник|=вторник|=среду|=четверг|=пятницу|=субботу|"
            "=воскресенье",
            "=не работаем|принимаем|будем|откроемся|открываемся",
            "=не будем работать|принимать|открываться",
            "=выходной|=выходные =завтра|=сегодня|=послезавтра|=в|=во|=с|=на",
            "=завтра|=сегодня|=послезавтра|=салон =выходной|=выходные",
        ),
        "en": (
            "=closed|=close|=closing =on|=at|=from|=today|=tomorrow|=early|=for|=until|=till|=this|"
            "=after|=next",
            "=we're|=we|=today|=tomorrow|=are|=be|=salon|=shop =closed|=closing|=close",
            "=no =work =today|=tomorrow|=on",
            "=today|=tomorrow|=monday|=tuesday|=wednesday|=thursday|=friday|=saturday|=sunday =is =a "
            "=day =off",
            "=we|=we're =are|=not =not|=working|=open =working|=open|=tomorrow|=today|=on =tomorrow|"
            "=today|=on|=this",
            "=shut =today|=tomorrow|=on",
            "=not =open|=opening|=working =on|=today|=tomorrow|=this|=from|=at",
            "=we|=we're =won't|=not|=don't =open|=opening|=working|=be",
        ),
    },
    examples={
        "ru": ("закрыто", "закрыто завтра", "завтра не работаем", "закрываемся сегодня в 15"),
        "en": ("closed", "closed tomorrow", "we are closed on friday", "closing at 3 today"),
    },
)

_AWAY = Intent(
    "staff_away",
    action="staff_away",
    staff=True,
    slots=(STAFF, DAY, TIME),
    triggers={
        "ru": (
            "заболе|болеет|болеют|приболе",
            "=не =будет|=сможет|=смогут|=выходит|=выходят",
            "=уходит|=уйдет =сегодня|=завтра|=в|=раньше|=пораньше",
            "=больничн|=больничном|=больничный",
            "=не выйдет|=выйдут|=работает|=работают|=придет =на|=сегодня|=завтра|=послезавтра|=в|=во|"
            "=до|=с|=работу",
            "=сегодня|=завтра|=послезавтра|=понедельник|=вторник|=среду|=четверг|=пятницу|=субботу|"
            "=воскресенье|"
            "=числа|=января|=декабря =не выйдет|=выйдут|=работает|=работают|=будет =на|=до|=после|"
            "=работе|=работу",
            "=сегодня|=завтра|=послезавтра|=понедельник|=вторник|=среду|=четверг|=пятницу|=субботу|"
            "=воскресенье "
            "=не выйдет|=выйдут|=работает|=работают",
            "=в =отпуске|=отпуск|=отгуле",
            "=берет|=взяла|=взял =отгул|=выходной|=отпуск|=больничный",
            "=у выходной|=отгул|=отпуск",
        ),
        "en": (
            "=is|=are|=she's|=he's|=called =ill|=sick|=unwell|=away",
            "=calls|=called =in =sick",
            "=leaving|=leaves =at|=early|=today|=tomorrow",
            "=is|=are|=takes|=has|=will|=taking =off|=away|=out =on|=today|=tomorrow|=until|=till|"
            "=after|=from|=this|=next|=for",
            "=is|=are =on|=taking =holiday|=vacation|=leave",
            "=is|=are =not|=isn't|=won't =working|=coming|=in|=be|=work =on|=in|=today|=tomorrow|"
            "=until|=this",
            "=isn't|=won't =working|=coming|=in|=be|=work =on|=in|=today|=tomorrow|=until|=this",
            "=takes|=has|=needs =the|=a|=today|=tomorrow day =off",
            "=takes|=has|=needs =today|=tomorrow|=friday|=monday|=tuesday|=wednesday|=thursday|"
            "=saturday|=sunday =off",
        ),
    },
    examples={
        "ru": ("заболела до среды", "завтра не выйдет", "в отпуске до пятницы"),
        "en": ("is ill until wednesday", "is off on friday after 2", "is not coming in tomorrow"),
    },
)

_REOPEN = Intent(
    "reopen",
    action="reopen",
    staff=True,
    slots=(DAY, STAFF),
    triggers={
        "ru": (
            "всетаки|=все-таки|=таки работа|открыт|откры|принима|выйдет|выходит",
            "=все =таки|=ж|=же работа|открыт|откры|принима|выйдет|выходит",
            "открой|откройте|открываем|открываемся|откроемся|открыть =в|=во|=на|=сегодня|=завтра|"
            "=послезавтра|=запись|"
            "=салон|=день|=снова|=обратно",
            "=завтра|=сегодня|=послезавтра открываем|открываемся|откроемся",
            "вернулась|вернулся|вернулись",
            "=выходит|=выйдет =завтра|=сегодня|=послезавтра|=на",
            "передумал работа|открыва|открыт",
            "=вышла|=вышел|=выздоровела|=выздоровел|выздоров|=поправилась|=поправился",
            "убери|сними|отмени|уберите|снимите|отмените =закрытие|=выходной|=больничный|=отпуск|"
            "=отгул|блокировк",
            "=снова|=опять|=уже работает|работаем|=здорова|=здоров|=выходит",
        ),
        "en": (
            "=open|=working|=opening =after|=tomorrow|=today|=on =all|=after|=as =all|=usual",
            "=open =again|=tomorrow|=after",
            "=can =work",
            "reopen",
            "=are|=we're|=is =open|=back|=working =again|=after|=at|=tomorrow|=to =all|=work|=today|"
            "=again|=after",
            "=is|=she's|=he's =back|=well|=recovered|=better",
            "=remove|=undo|=lift|=cancel =the|=that closure|=closing|=block|=absence|=time",
        ),
    },
    examples={
        "ru": ("завтра всё-таки работаем", "мастер вышла с больничного", "откройте", "откройте завтра"),
        "en": ("we are open tomorrow after all", "is back at work", "reopen tomorrow"),
    },
)

_NO_SHOW = Intent(
    "no_show",
    action="no_show",
    staff=True,
    slots=(DAY,),
    triggers={
        "ru": ("=не пришел|пришла|пришли|явил|появил", "неявк"),
        "en": (
            "=didn't|=didnt|=never show|=showed|=come|=came|=turn|=turned|appear",
            "=did =not =show|=come|=turn|=appear",
            "=no =show",
            "noshow",
        ),
    },
    examples={"ru": ("клиентка не пришла",), "en": ("she did not come", "it was a no-show")},
)

#: In the order of the menu.
OWNER_INTENTS = (_AGENDA, _CLOSE, _AWAY, _REOPEN, _NO_SHOW)
