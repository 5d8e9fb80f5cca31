"""The words of small talk: what customers say, and what they are answered."""

from __future__ import annotations

from frontdesk.intents import Intent
from frontdesk.offers import Texts
from frontdesk.understanding.complaints import COMPLAINTS

__all__ = ["COMPLAINT", "INTENTS", "TEXTS"]

#: The intent of whoever complains.
COMPLAINT = "complaint"

_GREETING = Intent(
    name="greeting",
    action="greet",
    courtesy=True,
    triggers={
        "ru": ("=привет|приветик|приветств|=прив|=салют|=хай|=ку|=здарова|"
        "=здорово", "здравств|здраст|драсьте|здрасьте",
               "=добрый|=добрый день|вечер", "=доброе утро", "=доброго дня|вечера|утра|времени", "=как дела",
               "=как =ты|=вы поживае"),
        "en": ("=hi|=hiya|=hey|=hola|=yo|=howdy|"
        "=heya", "hello", "=good morning|afternoon|evening|day", "greetings",
               "=how =are|=r =you|=u", "=how's =it|=things|=everything", "=what's =up|=new", "=sup|=wassup"),
    },
    examples={
        "ru": ("привет", "здравствуйте", "добрый день", "доброе утро", "добрый вечер", "приветствую"),
        "en": ("hi", "hello", "hey there", "good morning", "good afternoon", "good evening"),
    },
)  # fmt: skip

_THANKS = Intent(
    name="thanks",
    action="welcome",
    courtesy=True,
    triggers={
        "ru": ("спасиб|пасиб|=спс|=сенкс|=сяб", "благодар", "признател", "выручил", "=вы очень|так помогли"),
        "en": (
            "thank|thanx|=thx|=ty|=tnx|=tysm|=thnx",
            "appreciate|appreciated",
            "=cheers|=ta",
            "gratitude|grateful",
            "=owe =you",
            "=you|=you've|=you're =been|=are|=were|=so|=very|=extremely|=such helpful|kind",
            "glad =you|=that",
        ),
    },
    examples={
        "ru": ("спасибо", "большое спасибо", "благодарю вас", "спасибо, вы очень помогли"),
        "en": ("thanks", "thank you", "thanks a lot", "great, thank you"),
    },
)

_GOODBYE = Intent(
    name="goodbye",
    action="goodbye",
    courtesy=True,
    parting=True,
    triggers={
        "ru": (
            "=до свидан|завтра|встреч|скорого|связи|понед|вторн|сред|четв|пятн|субб|воскр",
            "досвидан|досвидос",
            "=всего добр|хорош|доброго|хорошего|=вам",
            "=пока =пока",
            "=все|=всё|=ну|=ладно =пока",
            "увидимся|прощайте|=бай|=чао",
            "хорошего|удачного|приятного =вам|дня|вечера|выходн",
            "спокойной ночи",
        ),
        "en": (
            "goodbye|=bye|goodnight|farewell|=cya|=cheerio|=ciao|=byebye",
            "=good =bye|=night",
            "=have =a nice|good|great|lovely day|evening|one|weekend",
            "=see =you|=ya =tomorrow|=later|=soon|=then|=on|=next|=there|=again|=around|=at|=monday|"
            "=tuesday|=wednesday|"
            "=thursday|=friday|=saturday|=sunday",
            "=take care",
            "=until =next time",
            "=that|=that's|=thats|=that'll =all|=everything",
            "=signing off",
            "=talk =to =you|=ya|=soon|=later",
            "nice|great|lovely|good|pleasure =conversation|=chat|=chatting|=talking|=speak|=speaking|=talk",
        ),
    },
    examples={
        "ru": ("пока", "до свидания", "всего доброго", "до встречи", "увидимся"),
        "en": ("bye", "goodbye", "see you", "have a nice day"),
    },
)

_HUMAN = Intent(
    name="human",
    action="hand_over",
    triggers={
        "ru": (
            "позов|позва|соедин|переключ|перевед|дайте|нужен|хочу|пусть|можно|свяж|попрос человек|"
            "оператор|админ|"
            "менеджер|сотруд|руковод|директор|хозя|управля",
            "=с|=со живым|человеком|людьми|оператором|администратором|менеджером|сотрудником|руководителем",
            "=живой|=живого|=живым",
            "=оператор|=оператора|=человек|=человека",
            "перезвон|перезвоните|наберите|позвоните =мне|=меня|=нам|пожалуйста",
            "=мне|администратор|менеджер перезвон|позвон",
            "=не хочу|буду|надо|нужен|могу бот|робот|машин|автоответ",
            "=с|=со бот|робот|машин|автоответ =не",
            "жду|=где ответ",
        ),
        "en": (
            "human",
            "=operator|=agent|=representative|=rep",
            "=real|=live|=actual person|human|agent|people|somebody|someone",
            "speak|talk|connect|chat =to|=with person|people|someone|somebody|manager|staff|agent|"
            "reception|human|owner",
            "person|people|someone|somebody|manager|staff|agent|reception|owner|admin =to|=i|=can|"
            "=could|=please|=message "
            "=speak|=talk|=chat|=call|=ring|=message|=contact|=me|=with",
            "=call|=ring|=phone =me|=back =back|=please|=me",
            "=put =me|=us =through",
            "=customer =service|=support|=care",
            "=don't|=dont|=not|=no|=hate|=stop bot|robot|machine|chatbot|computer",
            "=don't|=dont|=not =want|=like talk|chat|speak|deal bot|robot|machine|chatbot|computer",
            "check|ask =with =them|salon|manager|staff|reception",
        ),
    },
    examples={
        "ru": ("позовите человека", "соедините с администратором", "хочу поговорить с менеджером",
               "переключите на оператора"),
        "en": ("can I talk to a person", "connect me to someone", "I want to speak to a manager",
               "human please"),
    },
    title={"ru": "Позвать человека", "en": "Talk to a person"},
)  # fmt: skip

#: Somebody who is disappointed is not asked to put it another way.
_COMPLAINT = Intent(
    name=COMPLAINT,
    action="hand_over",
    triggers=dict(COMPLAINTS),
    examples={
        "ru": ("мне испортили волосы", "я недовольна стрижкой"),
        "en": ("I am unhappy with my haircut", "this is unacceptable"),
    },
)

_MENU = Intent(
    name="menu",
    action="menu",
    courtesy=True,
    triggers={
        "ru": (
            "=меню",
            "=верни|=верните|=вернись|=вернуть|=включи|=позови|=обратно|=к бот|боту",
            "=что =ты|=вы умее|може",
            "помощь",
            "=старт|=начать =заново|сначала",
        ),
        "en": ("=menu", "=back =to|=the =bot", "=what =can =you =do", "=start =over|again"),
    },
    examples={
        "ru": ("меню", "бот", "что ты умеешь", "помощь", "начать сначала"),
        "en": ("menu", "bot", "what can you do", "help", "start over"),
    },
)

#: The roots of swearing and the usual insults, as word beginnings.
_ABUSE = Intent(
    name="abuse",
    action="calm",
    courtesy=True,
    triggers={
        "ru": ("=хуй|=хуя|=хую|хуев|хуин|нахуй|=нахер|=похуй|пизд|=бля|=блять|бляд|ебан|ебат|=еби|ебет|ебл|"
               "заеб|уеб|проеб|наеб|отъеб|мудак|мудил|муде|гандон|говн|сука|суки|=сучка|=дерьмо|=жопа",
               "дурак|дура|=дуры|идиот|кретин|дебил|тупиц|туп|козел|козл|урод|скотин|сволоч|ублюд|придур|имбецил|"
               "даун|чмо|лох|заткни",
               "=ты|=вы туп|глуп|дурн|дебильн =бот|робот|=боты",
               "=иди|=идите|=пошел|=пошла|=пошли|=катись =на|=в|к|=лесом|черту"),
        "en": ("=you|=u|=are stupid|dumb|useless|=bloody bot|robot|machine",
               "fuck|=wtf|=stfu|shit|bullshit|asshole|bastard|bitch|cunt|dickhead|=damn",
               "idiot|moron|imbecile|stupid|dumbass|=dumb|retard|=useless =bot|=you|=piece|=thing",
               "=you|=you're|=bunch|=are =a|=an|=such|=so|=of =dumb|useless|scum|liar",
               "=shut =up", "=go =to =hell", "=screw =you", "=you =suck"),
    },
    examples={
        "ru": ("ты тупой бот", "вы там совсем тупые", "идиоты"),
        "en": ("you are an idiot", "you stupid bot", "idiots"),
    },
)  # fmt: skip

_WHO = Intent(
    name="who",
    action="introduce",
    courtesy=True,
    triggers={
        "ru": (
            "=ты|=вы =бот|робот|=человек|=живой|=живая|=настоящий|=настоящая|=ии|=нейросеть|=программа",
            "=это =бот|робот|автоответчик|=нейросеть",
            "=кто =ты|=вы|=это|=пишет|=отвечает|=говорит",
            "=я =с|=со =кем|=ботом|=роботом|=человеком",
            "=с =кем =я",
        ),
        "en": (
            "=are|=r =you|=u bot|robot|human|=real|=person|machine|=ai|automated|chatbot",
            "=is =this|=that|=it bot|robot|=ai|automated|chatbot|=person|=human",
            "=am =i =talking|=speaking|=chatting =to|=with bot|robot|=ai|machine|=human|=person|=who",
            "=who =are|=r|=is =you|=u|=this",
            "=who =am =i =talking|=speaking|=chatting",
        ),
    },
    examples={
        "ru": ("ты бот", "это бот или человек", "с кем я говорю"),
        "en": ("are you a bot", "is this a robot", "who am I talking to"),
    },
)

INTENTS = (_GREETING, _THANKS, _GOODBYE, _HUMAN, _COMPLAINT, _MENU, _WHO, _ABUSE)

TEXTS = Texts(
    {
        "ru": {
            "smalltalk.greeting": "Здравствуйте! Это {name}. Чем могу помочь?",
            "smalltalk.hello": "Здравствуйте!",
            "smalltalk.introduction": (
                "Вам отвечает бот, {name}. Подскажу, что смогу, а если нужно, позову человека. "
                "Чем могу помочь?"
            ),
            "smalltalk.introduction_short": "Я бот. Если нужен человек, позову.",
            "smalltalk.menu": "Чем могу помочь?",
            "smalltalk.welcome": "Пожалуйста! Хорошего вам дня.",
            "smalltalk.welcome_short": "Пожалуйста!",
            "smalltalk.calm": "Простите, если что не так. Напишите, чем помочь, или позову человека.",
            "smalltalk.calm_short": "Простите, если что не так. Могу позвать человека.",
            "smalltalk.goodbye": "До свидания! Будем рады вам.",
            "smalltalk.hand_over": (
                "Передаю вас сотруднику, он ответит здесь же. Если захотите вернуться ко мне, напишите «бот»."
            ),
            "smalltalk.hand_over_today": (
                "Передаю вас сотруднику. Сейчас никого нет, вам ответят сегодня после {time}. "
                "А пока могу помочь я: напишите «бот»."
            ),
            "smalltalk.hand_over_later": (
                "Передаю вас сотруднику. Сейчас никого нет, вам ответят в следующий рабочий день: "
                "{day}, после {time}. А пока могу помочь я: напишите «бот»."
            ),
            "smalltalk.sorry": "Простите нас, пожалуйста.",
            "smalltalk.back_to_bot": "Вернуть бота",
        },
        "en": {
            "smalltalk.greeting": "Hello! This is {name}. How can I help?",
            "smalltalk.hello": "Hello!",
            "smalltalk.introduction": (
                "I am the bot of {name}. I help with what I can, and call a person for the rest. "
                "How can I help?"
            ),
            "smalltalk.introduction_short": "I am a bot. If you need a person, I will call one.",
            "smalltalk.menu": "How can I help?",
            "smalltalk.welcome": "You are welcome! Have a nice day.",
            "smalltalk.welcome_short": "You are welcome!",
            "smalltalk.calm": "Sorry if something went wrong. Tell me how to help, or I will call a person.",
            "smalltalk.calm_short": "Sorry if something went wrong. I can call a person.",
            "smalltalk.goodbye": "Goodbye! We will be glad to see you.",
            "smalltalk.hand_over": (
                "A colleague will take over and answer you here. To come back to me, write “bot”."
            ),
            "smalltalk.hand_over_today": (
                "I will pass you on to a colleague. Nobody is in right now; you will get an answer today "
                "after {time}. Until then I can help: just write “bot”."
            ),
            "smalltalk.hand_over_later": (
                "I will pass you on to a colleague. Nobody is in right now; you will get an answer on {day} "
                "after {time}. Until then I can help: just write “bot”."
            ),
            "smalltalk.sorry": "We are very sorry about that.",
            "smalltalk.back_to_bot": "Back to the bot",
        },
    }
)
