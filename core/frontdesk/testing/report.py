"""What came of running scripts: for people, and as JUnit XML for build servers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from rich.console import Console
from rich.text import Text

__all__ = ["Failure", "Line", "Report", "Result"]


@dataclass(frozen=True, slots=True)
class Line:
    """One message of a conversation.

    :ivar by: the customer, or ``bot``.
    :ivar choices: what could be tapped.
    """

    by: str
    text: str
    choices: tuple[str, ...] = ()

    def __str__(self) -> str:
        lines = self.text.split("\n") if self.text else ["(silence)"]
        if self.choices:
            lines.append(" ".join(f"[{title}]" for title in self.choices))
        indented = (" " * 8 + line if line else "" for line in lines[1:])
        return "\n".join([f"{self.by + ':':<7} {lines[0]}", *indented])


@dataclass(frozen=True, slots=True)
class Failure:
    """Where a script does not hold, and in what way.

    :ivar line: 1-based.
    """

    file: Path
    line: int
    differences: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(
            [f"{self.file}:{self.line}", *(f"  {difference}" for difference in self.differences)]
        )


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one script.

    :ivar transcript: what was said, up to its end or to the step that did not hold.
    :ivar failure: None when it holds.
    """

    title: str
    file: Path
    line: int
    transcript: tuple[Line, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0

    def explained(self) -> str:
        """The conversation and what is wrong with it, to be read by people."""
        talk = "\n".join(f"    {line}" for line in _lines(self.transcript))
        return "\n".join(part for part in (f"  {self.title}", talk, str(self.failure or "")) if part)


@dataclass(frozen=True, slots=True)
class Report:
    """What came of all scripts."""

    results: tuple[Result, ...]

    @property
    def failed(self) -> tuple[Result, ...]:
        """The ones that do not hold."""
        return tuple(result for result in self.results if result.failure is not None)

    @property
    def ok(self) -> bool:
        """Whether there was something to run, and all of it holds."""
        return bool(self.results) and not self.failed

    def render(self, console: Console) -> None:
        """Print it: what failed in full, the rest in a line each."""
        for result in self.results:
            mark = Text("failed ", "red") if result.failure else Text("ok     ", "green")
            console.print(
                mark + Text(f"{result.file.name}: {result.title} ({result.seconds:.2f} s)", "default")
            )
        for result in self.failed:
            console.print()
            console.print(Text(result.explained()))
        console.print()
        passed = len(self.results) - len(self.failed)
        console.print(Text(f"{passed} of {len(self.results)} conversations hold"))

    def junit(self, path: Path) -> None:
        """Write it as JUnit XML."""
        seconds = sum(result.seconds for result in self.results)
        suite = ElementTree.Element(
            "testsuite",
            name="frontdesk",
            tests=str(len(self.results)),
            failures=str(len(self.failed)),
            errors="0",
            time=f"{seconds:.3f}",
        )
        for result in self.results:
            case = ElementTree.SubElement(
                suite,
                "testcase",
                classname=result.file.name.split(".", 1)[0],
                name=result.title,
                file=str(result.file),
                line=str(result.line),
                time=f"{result.seconds:.3f}",
            )
            if result.failure is not None:
                failure = ElementTree.SubElement(
                    case, "failure", message="; ".join(result.failure.differences)
                )
                failure.text = result.explained()
        root = ElementTree.Element("testsuites")
        root.append(suite)
        ElementTree.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _lines(transcript: tuple[Line, ...]) -> list[str]:
    return [piece for line in transcript for piece in str(line).split("\n")]
