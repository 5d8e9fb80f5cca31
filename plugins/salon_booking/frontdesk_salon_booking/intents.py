"""What customers want of a salon, and the words that give it away."""

from __future__ import annotations

from frontdesk import Intent
from frontdesk_salon_booking.forms import AS_BEFORE, CATEGORY, CODE, DAY, NAME, SERVICE, STAFF, TIME
from frontdesk_salon_booking.question_intents import QUESTIONS

__all__ = ["INTENTS"]

_BOOK = Intent(
    "book",
    action="book",
    title={"ru": "Записаться", "en": "Book"},
    from_slots=True,
    slots=(SERVICE, DAY, TIME, STAFF, AS_BEFORE, CATEGORY),
    triggers={
        "ru": (
            "записать|запишите|запиши|запишусь|запишемся|записывайте|впишите|внесите",
            "хочу|хотел|хотим|можно|могу|давайте|планирую прийти|приду|попасть =на|=к|=сегодня|"
            "=завтра|=послезавтра",
            "хочу|хотел|хотим|надо|нужно|планирую прийти|придти|попасть|подойти|подъехать|заехать|зайти",
            "можно =к =вам",
            "втисн|впихн|воткн|забей|забейте|припиш =меня|=мне|место|мест|время|на|нас",
            "возьм|берет|взять =меня|=нас|=ребенка|сегодня|завтра|=на",
            "нужна|=хочу|=сделайте|=оформите =запись",
            "=новая|=новую =запись",
            "забронир|брониру",
            "есть|свободн|найдется|будет мест|врем|окошк|=окно|запис",
            "свободн врем|мест|окошк|=окно|час|день|дни|=ли",
            "когда можно|могу|сможете|есть|свободн|ближайш",
            "ближайш врем|запис|окошк|=окно|мест",
            "принять|примете|примите =меня|нас|сегодня|завтра|через",
            "занесите|внесите в =журнал|расписание",
            "повтор запис|визит|стрижк|маникюр",
        ),
        "en": (
            "=book|=booking =me|=a|=an|=for|=in|=it|=the|=another|=appointment|=to|=at|=on|=with|=one",
            "=to|=can|=i|=please =book",
            "make|get|set|schedule|fix|arrange appointment|booking|reservation",
            "need|want|like|have|try appointment|booking|visit|session|slot",
            "schedule =me|=an|=a|=it|appointment",
            "appointment =for|=with|=on|=at|=please|=today|=tomorrow",
            "want|wish|like|need|love|=wanna|looking =to|=a =see|=visit|=go|=come|=get|=have|=book|=pop",
            "when|soon|earliest|soonest|quickly =you|=can|=could|=i =do|=see|=take|=fit|=get|=come|=have",
            "interested =in",
            "how =soon|=early =can|=could|=do",
            "=put =me|=us|=my =down|=in",
            "=not =me|=us =in",
            "reserve",
            "fit|squeeze|put|pencil =me|=us",
            "any|anything|something|=have|=got free|available|availability|slot|opening|space|room",
            "=have|=got anything|something|space|room|time|times "
            "=on|=for|=at|=after|=before|=today|=tomorrow|=this|=next",
            "=you =free|=available",
            "when =can|=could =i|=we come",
            "earliest|soonest|next available|slot|appointment|opening",
            "when|soonest =i =can|=get",
            "can|could|may|=i'd =come =in|=by",
            "repeat =my|=the appointment|booking|visit",
            "=what =you =have|=got =for|=on|=at "
            "=today|=tomorrow|=this|=next|monday|tuesday|wednesday|thursday|friday|saturday|sunday",
        ),
    },
    examples={
        "ru": (
            "хочу записаться",
            "можно к вам на завтра",
            "запишите меня пожалуйста",
            "есть ли у вас свободное время",
            "когда ближайшая запись",
        ),
        "en": (
            "I would like to book an appointment",
            "can I come in tomorrow",
            "do you have anything free this week",
            "what is your next available slot",
        ),
    },
)

_CANCEL = Intent(
    "cancel",
    action="cancel",
    title={"ru": "Отменить запись", "en": "Cancel a booking"},
    slots=(CODE,),
    triggers={
        "ru": (
            "отмен",
            "аннулир",
            "отказ =от",
            "забер|сним|снять|убер|убрать|удал|вычеркн =меня|=мою|запис|брон|визит|нас",
            "=не смог|получ|выйдет|сможем прийти|придти|приехать|быть|попасть|подойти",
            "=не смогу|сможем|получится =в|=во|завтра|сегодня|послезавтра",
            "=не приду|придем|приеду|буду|ждите",
            "передумал|раздумал =не",
            "быть|прийти|придти|приехать|подойти|попасть =не смог|смож|получ|выйд|успе",
            "=больше|=уже|=запись|=визит =не надо|нужн|нужен|актуал",
            "неактуал",
            "=не записывайте|ждите",
        ),
        "en": (
            "cancel",
            "delete|remove|drop|scrap|forget booking|appointment|reservation|visit",
            "=drop =it",
            "call =off",
            "take =me|=us|=it|=this|=that|booking|appointment =off",
            "=not|can't|cannot|won't|=cant|=wont make|come|attend",
            "=not able|need|want come|make|booking|appointment|reservation|anymore",
            "don't|=dont need|want booking|appointment|reservation",
            "take =me =off",
            "skip appointment|visit|tomorrow|today",
            "=can't|=cant|=cannot|=won't|=wont =anymore",
            "=can't|=cant|=cannot|=won't|=wont =any =more",
            "=no =longer|=more =need|=want|=needed|=coming|=come|=make|=able",
            "=not|=isn't|=aren't =coming|=attending|=needed",
            "take =me|=us =off",
            "=dont|=don't|=no need|want =it|=that|=my =anymore|appointment|booking",
            "=won't|=wont|=can't|=cant|=cannot =be =there",
        ),
    },
    examples={
        "ru": ("отмените мою запись", "я не смогу прийти", "хочу отменить визит"),
        "en": ("please cancel my booking", "I can't come tomorrow", "I don't need the appointment any more"),
    },
)

_MOVE = Intent(
    "move",
    action="move",
    title={"ru": "Перенести запись", "en": "Move a booking"},
    slots=(CODE, DAY, TIME),
    triggers={
        "ru": (
            "перенес|перенос|перенис|перекин|переброс|передвин|подвин|сдвин|смест",
            "перезапис|перезапиш|перепиш",
            "поменя|смен|измен|поправ врем|дат|день|дня|запис|час|визит",
            "врем|дат смен|поменя|сдвин",
            "=другое|=другой|=другую врем|день|дат =записаться|можно|мне",
            "переста|передел|переброси|переиграй =мою|=мое|=запись|=визит|=меня|=на",
            "=мою|=мой|запись|визит|стрижку|маникюр|=меня =на|=в|=раньше|=позже перестав|перенес|"
            "передвин|сдвин",
            "раньше|позже|пораньше|попозже =чем запис|была|был|стоит",
            "=на =час|=полчаса|минут =позже|=попозже|=раньше|=пораньше",
            "другое|иное врем|=то|=а",
            "=вместо понед|вторн|сред|четв|пятн|субб|воскр|завтра|сегодня",
            "записан можно =на",
            "=не смог|смож|получ|выйд|успе =давайте|=давай|лучше|можно",
        ),
        "en": (
            "move|shift|bump|push|postpone|=swap|delay =my|=the|=it|=me|=to|=back|=until|appointment|booking",
            "resched",
            "change|switch|alter =my|=the|=it|=to appointment|booking|time|day|date|slot|visit",
            "change|switch day|days|time|date",
            "change =it =to",
            "another|different|other|later|earlier day|time|date|slot =instead|=for|=please",
            "earlier|later|sooner =than =booked|=scheduled|=planned|=my|=i",
            "=my|=the|=our appointment|booking|slot|visit =an|=a|=half|=to|=earlier|=later|=for "
            "=hour|=bit|=day|=later|=earlier|=week",
            "swap|swapping|exchange|trade =my|=the|=for|=with|appointment|slot",
            "different|another|other time|day|date|slot =for|=please =my|=booking|=appointment",
            "=make =it =instead|=later|=earlier",
            "booked =but better|works|instead",
            "can't|cannot|won't|=cant =make|=come|=do =how|=what|=instead|better|rather",
        ),
    },
    examples={
        "ru": (
            "перенесите мою запись на другой день",
            "можно поменять время",
            "можно прийти в другой день",
        ),
        "en": (
            "can I move my appointment to another day",
            "I need to reschedule",
            "could you change my booking to a later time",
        ),
    },
)

_MY_BOOKINGS = Intent(
    "my_bookings",
    action="my_bookings",
    title={"ru": "Мои записи", "en": "My bookings"},
    triggers={
        "ru": (
            "=мои|=моя|=моей|=моих запис|брон|визит",
            "=у =меня запис|брон",
            "покаж|провер|посмотр|напомн|найди =мою запис|брон",
            "=я записан|записана",
            "когда|какого|сколько|куда =мне|=у =приходить|прийти|запис|быть",
            "напомн запис|когда|врем|врач|сколько|визит",
            "покаж|провер|посмотр|какие запис|брон|визит",
            "подтвержд|действ запис|брон",
            "какой|скиньте|пришлите|напомн|потерял|забыл|=не помню|помню код запис|брон|=мой",
            "=мой|=свой код",
            "код запис|брон потерял|забыл|=не|какой|скиньте|пришлите",
            "=не помню|забыл|забыла =во|=на|=когда|=какой|=сколько|=время|=день",
            "=я =в|=на запис|расписан|брон",
            "=к =кому =я",
            "какой|какая|кто =у =меня|=мой|=моя мастер|специалист|врач",
            "какой|какая|кто =будет|=мой|=моя|=меня мастер|=стричь|=принимать|=делать",
            "=кто =меня =стрижет|=красит|=принимает|=ждет",
            "=на когда|сколько|какое|какой|какую =я|=мы|=меня|=нас|=мне|=время|день",
            "напомн|=а когда|=во сколько|врем =это|=там|=у",
            "=во|=на =сколько =мне|=я|=у",
            "стоит|есть|=ли запис|бронь =на =этой|=этой|неделе|=завтра|=сегодня",
            "=моя|=мой|=наша запис|визит|бронь =в|=на|=ещё|=еще|=подтвер|действ",
        ),
        "en": (
            "=my bookings|appointments|reservations",
            "when|what|which|where =is|=are|=was|=time =my appointment|booking|reservation|visit",
            "what|which|any bookings|appointments|reservations",
            "=am =i booked",
            "=i =booked =for|=in",
            "remind =me when|what|=of|appointment|booking",
            "=do =i =have anything|appointment|booking|something",
            "who|which stylist|master =do =i =have|=is =my",
            "who =is|=will =my|=be stylist|master|=doing|=seeing =my|=me",
            "show|check|see|list|view =my booking|appointment|reservation",
            "=still valid|booked|confirmed|=on",
            "forgot|forget when|what|=my|=which",
            "=what time|day =am|=was|=is|=do =i|=my",
            "=who|=when|=where =am|=is =i|=my booked|appointment|booking|=in|=with",
            "=what time|day =was|=is =that|=it",
            "=did|=have =you =put|=book|=booked|=get|=got =me|=us",
            "=my appointment|booking|reservation|slot confirmed|valid|=still|=booked",
            "=is =my appointment|booking|reservation|slot",
            "=what's|=whats|=what|=send|=tell =my|=is|=me code",
            "lost|resend|find|forgot|=what's|=what|=need =my|=the|=booking booking|confirmation|"
            "reservation code|number",
        ),
    },
    examples={
        "ru": ("когда я записан", "покажите мои записи", "напомните, на сколько у меня запись"),
        "en": ("when is my appointment", "show me my bookings", "what time am I booked for"),
    },
)

_LATE = Intent(
    "late",
    action="late",
    triggers={
        "ru": (
            "опазд|опозда|задержусь|задерживаюсь|задерживаемся|задержимся",
            "=стою|=застрял|=застряла =в пробк",
            "=буду|приду|приеду =позже|=попозже",
        ),
        "en": (
            "=running|=be|=am|=i'm|=gonna|min|minutes =late",
            "stuck =in traffic",
            "=running =behind",
        ),
    },
    examples={
        "ru": ("я опаздываю на 10 минут", "немного задерживаюсь"),
        "en": ("I am running late", "I will be 10 minutes late"),
    },
)

#: Only ever tapped, or said right after a reminder: elsewhere "I will come" is rather a wish to book.
_COMING = Intent("coming", action="coming", slots=(CODE,))

_RENAME = Intent(
    "rename",
    action="rename",
    slots=(CODE, NAME),
    triggers={
        "ru": (
            "=имя|фамили неправильн|неверн|ошиб|поменя|смен|измен|исправ|замен|поправ|перепут",
            "=имя|фамили =не =то|=так|=та|=мое|=моя",
            "=на =имя =не|=другое|=вместо запиш|запис|оформ",
            "=на =не =то|=мое =имя",
            "исправ|поменя|измен|смен|замен|поправ|перепут|ошибл =имя|=имени|=именем|фамили",
            "=на =имя|=имени запиш|перезапиш|запис|оформ =а =не|=вместо",
            "запиш|перезапиш|запис|оформ =на =имя =а|=вместо|=не =не|=вместо",
        ),
        "en": (
            "=name|surname wrong|incorrect|change|correct|misspel|typo|=fix|different|edit|=update|mistake",
            "=name =is|=was =not =right|=correct|=mine",
            "spelled|spelt|got =my =name",
            "change|correct|=fix|edit|=update|misspel =name|=surname",
            "=put|=book =it|=that|=this =under|=in =name|=different|=another",
        ),
    },
    examples={
        "ru": ("исправьте имя в записи", "имя неправильное", "запись не на то имя"),
        "en": ("please correct the name on my booking", "the name is wrong", "you got my name wrong"),
    },
)

#: In the order of the menu.
INTENTS = (_BOOK, _MOVE, _CANCEL, _MY_BOOKINGS, _LATE, _COMING, _RENAME, *QUESTIONS)
