"""Why cells gave an error: noted while somebody asks, so that AR_WHY tells of the very refusal that a cell shows."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from arrears.errors import ArrearsError
from arrears.words import say

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class Refusal:
    """One thing that was refused.

    Attributes
    ----------
    code : str
        The error that cells show for it, such as #NUM!.
    reason : str or Exception
        A key of the texts under ``worksheet.refused``, or what a rule said.
    source : object
        The argument, as it arrived.
    value : object
        The cell that was refused.
    rule : str
        The id of the rule that sets the bound; "" where none does.
    values : mapping
        What stands for the text's placeholders.
    """

    code: str
    reason: str | Exception
    source: Any = None
    value: Any = None
    rule: str = ""
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str, wanted: str = "") -> str:
        """Say it in a language; `wanted` is what the argument should hold."""
        if isinstance(self.reason, ArrearsError):
            return self.reason.text(lang)
        if isinstance(self.reason, Exception):
            return say("worksheet.refused.by_rule", lang, message=str(self.reason))
        return say(f"worksheet.refused.{self.reason}", lang, **self.values) + (f" {wanted}" if wanted else "")


_NOTED: ContextVar[list[Refusal] | None] = ContextVar("what is refused, where somebody asks", default=None)


@contextmanager
def noting() -> Iterator[list[Refusal]]:
    """Note what is refused meanwhile."""
    noted: list[Refusal] = []
    token = _NOTED.set(noted)
    try:
        yield noted
    finally:
        _NOTED.reset(token)


def is_asked() -> bool:
    """Tell whether somebody asks."""
    return _NOTED.get() is not None


def note(  # what a refusal holds
    code: str,
    reason: str | Exception,
    *,
    source: object = None,
    value: object = None,
    rule: str = "",
    **values: object,
) -> None:
    """Note a refusal, if somebody asks."""
    noted = _NOTED.get()
    if noted is not None:
        noted.append(Refusal(code, reason, source, value, rule, values))
