"""What a version of a rule holds: where it comes from, since when it applies, and its values.

One class a kind of policy file. A misspelt or missing key fails when the file is loaded, with the file's name.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations at run time
from fractions import Fraction
from typing import Annotated, Any, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from arrears.policy.records.unfit import UnfitError
from arrears.units import exact_fraction

Trust = Literal["P", "S", "M", "H"]
"""P: the primary text was read. S: seen in the press or a reproduction. M: from memory. H: the house's own choice."""


def _exact(value: object) -> Fraction:
    try:
        return exact_fraction(value)  # type: ignore[arg-type]  # a file may hold anything
    except ValueError as error:
        raise UnfitError("rate", value=repr(value)) from error


Rate = Annotated[Fraction, BeforeValidator(_exact)]
"""A rate as the exact fraction that its decimal form in the file means."""
Share = Annotated[Rate, Field(ge=0, le=1)]
"""A rate of 0 to 1."""


class Frozen(BaseModel):
    """A record that cannot change and takes no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Stated(Frozen):
    """Where something is written, what it says there, and how well that is known."""

    rule: str
    effective: date
    source: str
    source_zh: str | None = None
    trust: Trust
    words: str
    words_zh: str | None = None

    def source_in(self, lang: str) -> str:
        """Give the source as people of a language cite it."""
        return self.source_zh if lang == "zh" and self.source_zh else self.source

    def words_in(self, lang: str) -> str:
        """Give what it says, in a language."""
        return self.words_zh if lang == "zh" and self.words_zh else self.words


class Overlay(Stated):
    """What one layer states, such as what a house policy changed in the rule below it."""

    keys: tuple[str, ...]


class Record(Stated):
    """One version of one rule.

    Attributes
    ----------
    rule : str
        Its id in the rule book, such as ``M-ST``.
    effective, until : date
        First and last day on which it is in force; ``until`` is empty while it is.
    source, source_zh, link, words, words_zh : str
        Where it is written and what it says, in English and Chinese.
    trust : str
        How well the source is known.
    effective_trust : str, optional
        How well the first day is known, where that is less than what the rule says.
    checked : date
        When somebody last looked.
    """

    file: ClassVar[str]

    until: date | None = None
    link: str | None = None
    checked: date
    effective_trust: Trust | None = None
    lowest: Overlay | None = Field(default=None, description="the lowest layer, on which the others stand")
    overlays: tuple[Overlay, ...] = Field(default=(), description="house policies that changed it, lowest first")

    @classmethod
    def completed(cls, above: dict[str, Any], below: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG003  # most kinds stand alone
        """Give what a layer states, with what it leaves out of a list to the layer below it."""
        return above

    def ground(self, key: str) -> Overlay:
        """Give the layer that stated a value last: the rule, source and day to name when the value is used.

        Examples
        --------
        >>> from arrears.policy import Policies
        >>> from arrears.policy.records import Reminder
        >>> reminder = Policies("cn").get(Reminder, date(2026, 1, 31))
        >>> reminder.ground("days_before_due").rule, reminder.ground("days_before_promise").rule
        ('CN-67', 'HOUSE-REMINDER')
        """
        for layer in reversed(self.overlays):
            if key in layer.keys:
                return layer
        if self.lowest is not None:
            return self.lowest
        own = {name: getattr(self, name) for name in Stated.model_fields}
        return Overlay(**own, keys=(key,))
