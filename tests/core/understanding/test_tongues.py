"""Which language a message is written in, seen from its conversation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frontdesk.understanding import normalize
from frontdesk.understanding.tongues import Tongues, Vocabulary

LISTED = frozenset(
    ("gel", "manicure", "маникюр", "детская", "стрижка", "анна", "anna", "maniküre", "гель", "лаком")
)
GERMAN = (
    "Guten Tag! Wie kann ich Ihnen helfen?", "Wann passt es Ihnen?",
    "Leider ist dieser Termin nicht mehr frei.",
    "Möchten Sie einen anderen Tag?", "Danke, bis bald!", "Sie haben einen Termin am {day} um {time} Uhr.",
    "Entschuldigung, das habe ich nicht verstanden.", "Welche Leistung möchten Sie buchen?",
    "Ja", "Nein", "Bitte",
)  # fmt: skip
UKRAINIAN = (
    "Добрий день! Чим можу допомогти?", "На який день вас записати?", "Дякую, до зустрічі!",
    "Ви записані на {day}.",
    "На жаль, цей час уже зайнятий.", "Що саме вас цікавить?", "Так", "Ні", "Будь ласка, напишіть інакше.",
)  # fmt: skip
TWO = Tongues(("ru", "en"), {}, LISTED.__contains__)
FOUR = Tongues(
    ("ru", "en", "de", "uk"),
    {"de": Vocabulary.of("de", GERMAN), "uk": Vocabulary.of("uk", UKRAINIAN)},
    LISTED.__contains__,
)


def written(tongues, text, spoken=None):
    return tongues.written(normalize(text), spoken)


@pytest.mark.parametrize("tongues", [TWO, FOUR])
@pytest.mark.parametrize(
    ("text", "spoken", "language"),
    [
        # What is strewn into other languages.
        ("ok", None, None),
        ("Ok!", "ru", None),
        ("thanks", "ru", None),
        ("Gel manicure 15:00", None, None),
        ("Gel manicure 15:00", "ru", None),
        ("gel manicure tomorrow", "ru", None),
        ("Kerastase Olaplex Schwarzkopf", "ru", None),
        ("https://example.com/book-for-you", None, None),
        ("anna@for-you.com", None, None),
        # What belongs to the business is called as the business calls it.
        ("маникюр please", "en", "en"),
        ("маникюр", "en", None),
        ("Детская стрижка", "en", None),
        ("«Маникюр с гель-лаком» please", "en", "en"),
        ("I want a маникюр tomorrow", None, "en"),
        ("Можно gel manicure завтра?", "ru", "ru"),
        ("маникюр", None, "ru"),
        # Who switches.
        ("Здравствуйте", "en", "ru"),
        ("Можно завтра?", "en", "ru"),
        ("I do not understand", "ru", "en"),
        ("haircut tomorrow at 3", "ru", "en"),
        # Nothing to tell by.
        ("👍", "en", None),
        ("15:00", "ru", None),
        ("???", None, None),
        ("你好，我想预约", None, None),
    ],
)
def test_russian_and_english(tongues, text, spoken, language):
    assert written(tongues, text, spoken) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Guten Tag, ich möchte gerne einen Termin", "en"),
        ("Merhaba, randevu almak istiyorum", "en"),
        ("Добрий день, хочу записатися", "ru"),
        ("Сәлеметсіз бе, шаш қидыруға жазылғым келеді", "ru"),
    ],
)
def test_a_language_that_the_bot_does_not_speak_is_taken_for_the_likeliest(text, language):
    assert written(TWO, text) == language


@pytest.mark.parametrize(
    ("text", "spoken", "language"),
    [
        ("Guten Tag, ich möchte gerne einen Termin", None, "de"),
        ("Guten Tag", None, "de"),
        ("Ich möchte am Freitag einen Termin", "en", "de"),
        ("Maniküre am Freitag um 15 Uhr bitte", "ru", "de"),
        ("Danke", "de", "de"),
        ("Danke", "ru", None),
        ("was kostet Maniküre?", "de", None),
        ("so what was that?", "de", "en"),
        ("I would like a haircut please", "de", "en"),
        ("Добрий день, хочу записатися на манікюр", None, "uk"),
        ("Дякую, ні", "ru", "uk"),
        ("Здравствуйте, хочу записаться на завтра", "uk", "ru"),
        ("Здравствуйте, хочу записаться на завтра", "de", "ru"),
        ("Hello, can I book for tomorrow?", None, "en"),
        ("Можно завтра?", None, "ru"),
    ],
)
def test_further_languages_are_known_by_what_the_bot_says_in_them(text, spoken, language):
    assert written(FOUR, text, spoken) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Можно по-английски?", "en"),
        ("давайте на английском", "en"),
        ("Do you speak Russian?", "ru"),
        ("in German, please", "de"),
        ("пишите по-немецки", "de"),
        ("Sprechen Sie Deutsch?", "de"),
        ("English please", "en"),
        ("английский, пожалуйста", "en"),
        ("Русский!", "ru"),
        ("English manicure please", None),
        ("please", None),
        ("Do you speak French?", None),
        ("я хочу записаться к мастеру который говорит на английском языке", None),
        ("русский маникюр", None),
        ("Russian manicure", None),
    ],
)
def test_a_wish_for_a_language(text, language):
    assert FOUR.wanted(normalize(text)) == language


@given(st.text(), st.sampled_from((None, "ru", "en", "de", "uk", "fr")))
def test_any_text_is_told_or_not(text, spoken):
    assert written(FOUR, text, spoken) in {None, "ru", "en", "de", "uk"}
    assert written(TWO, text, spoken) in {None, "ru", "en"}
