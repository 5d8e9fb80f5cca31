"""Words that carry no meaning of their own."""

from __future__ import annotations

__all__ = ["FUNCTION_WORDS", "NEGATIONS", "word_set"]


def word_set(words: str) -> frozenset[str]:
    """The words of a list written as a text."""
    return frozenset(words.split())


_RUSSIAN = word_set(
    "любой любая любое любую любому "
    "мог могла могли может могут сможете нельзя больше хотели хотим думаю знаю вижу чувствую тогда "
    "а без будет будете будто бы был была было быть в вам вами вас ваш ваша ваше ваши во вообще вот все "
    "всего вы где да даже для до его ее если есть еще ж же за здесь и из или им их к как какая какие "
    "какой когда кто ли либо лишь мне меня мной мое мои мой моя моей мою моего моим мы на нам нас наш "
    "не него нее нет ни но ну о об он она они от очень по пожалуйста подскажите скажите пока просто при "
    "про разве с сам сама сейчас со совсем так такой там тебя то тогда того тоже только тот ту ты у уж "
    "уже хотя чего чем что чтобы это этого этой этот эту я можно можете могу надо нужно нужен нужна "
    "хочу хотел хотела хотелось буду сделать слушайте пжл плиз тут имел имела ввиду виду"
)
_ENGLISH = word_set(
    "sorry meant mean think know see feel sure maybe please thing things there's "
    "a about again all also am an and any are as at be been but by can could did do does for from get "
    "give go going got had has have he hello her here hi him his how i i'd i'll i'm i've if in into is "
    "it it's its just let let's like make may me my need no not now of off oh ok okay on one or our out "
    "please she should so some take tell than that that's the their them then there these they this to "
    "too try until up us want was we we're well were what what's when where which who will with would "
    "yes yet you you're your message messages"
)
#: Words that are in every sentence and tell nothing about it, normalized.
FUNCTION_WORDS = _RUSSIAN | _ENGLISH
#: Words that turn what follows into its opposite.
NEGATIONS = word_set(
    "не ни no not never cannot dont cant wont isnt doesnt don't can't won't isn't aren't wasn't doesn't "
    "didn't wouldn't couldn't shouldn't"
)
