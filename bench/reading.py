"""What it costs to read a phrase about day and hour, beside dateparser, and what a salon's turn costs.

One process and one thread; what is told is CPU time of that thread, so that other work on the machine counts
little. All read the same phrases in the same run, in turns, warmed up by other phrases. The first round is
of phrases that nobody has heard before; the ratio is the median of those of the single phrases.

    python bench/reading.py [--rounds 5]
"""

from __future__ import annotations

import argparse
import itertools
import json
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dateparser.search import search_dates

from frontdesk.bots import Bot, Bots
from frontdesk.cli.collector import collect_seldom
from frontdesk.dialogue import State, decide
from frontdesk.messages import Inbound
from frontdesk.pipeline.understand import understand, utterance_of
from frontdesk.plugins import Plugins
from frontdesk.readings import Utterance
from frontdesk.understanding import RulesUnderstander, read_when

PHRASES = Path(__file__).parent.parent / "tests" / "core" / "understanding" / "phrases"
SALON = Path(__file__).parent / "bot-salon.yaml"
LANGUAGES = {"en": "English", "ru": "Russian"}
ORDERED = {"en": "manicure please, {}", "ru": "запишите на маникюр, {}"}

Phrase = Mapping[str, Any]
Reader = Callable[[Phrase], object]


def phrases(language: str, number: int) -> list[Phrase]:
    """The phrases of one file."""
    lines = (PHRASES / f"when_{language}_{number}.jsonl").read_text("utf-8").splitlines()
    return [{**json.loads(line), "at": datetime.fromisoformat(json.loads(line)["now"])} for line in lines]


def ours(phrase: Phrase) -> object:
    """The grammar."""
    return read_when(phrase["text"], now=phrase["at"], language=phrase["lang"])


def theirs(phrase: Phrase) -> object:
    """dateparser, told as much as it can be told."""
    return search_dates(
        phrase["text"],
        languages=[phrase["lang"]],
        settings={"RELATIVE_BASE": phrase["at"].replace(tzinfo=None), "PREFER_DATES_FROM": "future"},
    )


def cpu_ms(read: Reader, phrase: Phrase) -> float:
    """Milliseconds of this thread."""
    begin = time.thread_time_ns()
    read(phrase)
    return (time.thread_time_ns() - begin) / 1e6


def show(title: str, rounds: Sequence[Mapping[str, Sequence[float]]]) -> None:
    """A table of medians, p95s, and ratios to dateparser."""
    print(f"  {title:32} median ms  p95 ms  dateparser takes")
    for name in rounds[0]:
        costs = [cost for each in rounds for cost in each[name]]
        theirs = [cost for each in rounds for cost in each["dateparser.search_dates"]]
        ratio = statistics.median(their / mine for their, mine in zip(theirs, costs, strict=True))
        p95 = statistics.quantiles(costs, n=20)[-1]
        print(f"  {name:32} {statistics.median(costs):9.3f} {p95:7.3f} {ratio:9.1f} times as long")


def salon() -> Bot:
    """The bundled salon."""
    [bot] = Bots.load(SALON, Plugins.load(), {})
    return bot


def whole(bot: Bot) -> Reader:
    """Reads all that a message holds, by rules: intents, services, names, codes, day and hour."""
    rules = RulesUnderstander()
    return lambda phrase: rules.read(Utterance(phrase["text"], phrase["at"], bot, phrase["lang"]), None)


def turns(bot: Bot) -> Reader:
    """Reads a message to the salon and decides what to do about it."""
    state, now, keys = State(), datetime.now(UTC), itertools.count()

    def failed(name: str, error: Exception) -> None:
        sys.exit(f"{name} could not read a phrase: {error!r}")

    def take(phrase: Phrase) -> object:
        text = ORDERED[phrase["lang"]].format(phrase["text"])
        message = Inbound("terminal", "salon", f"key-{next(keys)}", "customer", now, text=text)
        reading = understand(bot, utterance_of(bot, state, message, phrase["at"]), failed)
        return decide(state, reading, bot.abilities)

    return take


def main() -> None:
    """Print the machine and the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5, help="of phrases heard before")
    wanted = parser.parse_args()
    warnings.simplefilter("ignore")
    print(
        f"{platform.machine()} {platform.system()}, Python {platform.python_version()}, "
        f"dateparser {version('dateparser')}; CPU time of one thread"
    )
    bot = salon()
    readers: Mapping[str, Reader] = {
        "dateparser.search_dates": theirs,
        "frontdesk, day and hour": ours,
        "frontdesk, whole reading": whole(bot),
        "frontdesk, reading and policy": turns(bot),
    }
    # As `frontdesk work` does.
    collect_seldom()
    for language, name in LANGUAGES.items():
        for reader, phrase in itertools.product(readers.values(), phrases(language, 1)):
            reader(phrase)
        heard = phrases(language, 2)
        rounds = [
            {title: [cpu_ms(reader, each) for each in heard] for title, reader in readers.items()}
            for _ in range(1 + wanted.rounds)
        ]
        print(f"\n{name}, {len(heard)} phrases")
        show("heard for the first time", rounds[:1])
        show("heard before", rounds[1:])


if __name__ == "__main__":
    main()
