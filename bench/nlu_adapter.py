"""Answers the questions of an NLU test collection: one JSON request a line in, one JSON answer a line out.

    python bench/nlu_adapter.py --catalog catalog.json

The protocol is the collection's (its README.md). This only maps it to the product and back: what a message
means is said by the same functions that read a customer's message.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nlu.catalogue import Catalogue
from nlu.live import Live
from nlu.phrases import Phrases
from nlu.replay import Replay


class Adapter:
    """Between the protocol and the product.

    :param catalogue: the tenant.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._phrases = Phrases(catalogue)
        self._dialogue: Live | Replay | None = None

    def answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request; whatever the product raises is raised here, too."""
        match request["op"]:
            case "when":
                return self._phrases.when(request)
            case "parse":
                return self._phrases.parse(request)
            case "dialog_start":
                self._start(request)
                return {"ok": True}
            case "say" if self._dialogue is not None:
                return self._dialogue.say(request)
            case _:
                return {"unsupported": True}

    def close(self) -> None:
        """Leave the dialogue that is going on."""
        if isinstance(self._dialogue, Live):
            self._dialogue.close()
        self._dialogue = None

    def _start(self, request: Mapping[str, Any]) -> None:
        self.close()
        self._dialogue = (Live if request["mode"] == "live" else Replay)(self._catalogue, request)


def main() -> None:
    """Answer until there are no more requests."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--catalog", type=Path, required=True, help="the collection's catalog.json")
    adapter = Adapter(Catalogue(parser.parse_args().catalog))
    for line in sys.stdin:
        try:
            answer = adapter.answer(json.loads(line))
        except Exception as error:  # noqa: BLE001 - one wrong answer must not keep the others from being scored
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    adapter.close()


if __name__ == "__main__":
    main()
