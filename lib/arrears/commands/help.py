"""Help of the command line in the reader's language.

The commands' docstrings and parameters say it in English; the catalogue has the same texts in Chinese, found by their English.
"""

from __future__ import annotations

from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any

from attrs import evolve
from cyclopts.help import InlineText
from cyclopts.help.formatters import DefaultFormatter
from rich.console import Console
from rich.text import Text

from arrears.words import texts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cyclopts.help import HelpEntry, HelpPanel
    from rich.console import ConsoleOptions

_WIDE = 10_000


class InChinese(DefaultFormatter):
    """Print a command's help in Chinese; what has no Chinese text stands in English."""

    def __call__(self, console: Console, options: ConsoleOptions, panel: HelpPanel) -> None:
        """Print a panel of commands or parameters."""
        entries = [
            evolve(
                entry,
                description=_turned(entry.description, _notes(entry)),
                required=False,
                choices=(),
                env_var=(),
                default=None,
            )
            for entry in panel.entries
        ]
        super().__call__(console, options, panel.copy(title=_chinese(str(panel.title)), entries=entries))

    def render_usage(self, console: Console, options: ConsoleOptions, usage: Any) -> None:  # noqa: ANN401, ARG002  # cyclopts' own signature
        """Print the line that shows how the command is typed."""
        words = str(usage).strip()
        if words:
            words = words.removeprefix("Usage: ")
            for english in ("COMMAND", "[OPTIONS]", "[ARGS...]"):
                words = words.replace(english, _chinese(english))
            console.print(Text(f"{_chinese('Usage:')} {words}\n", style="bold"))

    def render_description(self, console: Console, options: ConsoleOptions, description: Any) -> None:  # noqa: ANN401  # same
        """Print what the command does."""
        super().render_description(console, options, _turned(description))
        console.print()


def english_of(description: object) -> str:
    """Give a description's own words, without the notes on defaults behind it."""
    if not isinstance(description, InlineText):
        return str(description or "").strip()
    console = Console(width=_WIDE, color_system=None, file=StringIO())
    with console.capture() as caught:
        console.print(description.primary_renderable)
    return " ".join(caught.get().split())


@cache
def _catalogue() -> dict[str, str]:
    chinese = texts("help.texts", "zh")
    return {english: chinese[key] for key, english in texts("help.texts", "en").items()}


def _chinese(english: str) -> str:
    return _catalogue().get(english, english)


def _turned(description: object, notes: Sequence[str] = ()) -> object:
    """Put the Chinese words in a description's place, and notes behind it."""
    english = english_of(description)
    if not english and not notes:
        return description
    turned = InlineText(Text(_chinese(english)))
    for note in notes:
        turned.append(Text(note, "gray58"))
    return turned


def _notes(entry: HelpEntry) -> list[str]:
    """Say what is required, may be chosen, and stands unless one says, as cyclopts does in English."""
    values = {
        "[required]": [""] if entry.required else [],
        "[choices: ": entry.choices,
        "[env var: ": entry.env_var,
        "[default: ": [] if entry.default is None else [_chinese(str(entry.default))],
    }
    return [
        _chinese(start) + ", ".join(found) + ("" if start.endswith("]") else "]")
        for start, found in values.items()
        if found
    ]
