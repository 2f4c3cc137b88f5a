"""Records of what a message or note may not say."""

from __future__ import annotations

import re
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Rate, Record  # pydantic reads them at run time
from arrears.policy.records.unfit import UnfitError

_SLOT = re.compile(r"\{([a-z]\w*)\}")
_REACHES_OVER_TEXTS = re.compile(r"\[\^|\\[sSWD]|\(\?s")


class Conduct(Record):
    """One kind of wording that is barred: one file a kind.

    A pattern is a regular expression. It is read against the text in lower case, with full-width forms narrowed, traditional
    characters simplified and filling between Chinese characters left out; ``.`` stays inside one text. ``{kin}`` stands for any
    word of the slot ``kin`` of `ConductSlots`.
    """

    file: ClassVar[str] = "conduct"

    audiences: tuple[Literal["holder", "guarantor", "related", "representative", "third_party"], ...]
    """Who must be written or spoken to for it to be barred."""
    scope: Literal["words", "notes", "none"] = "words"
    """Whether denials and reports make its wording harmless; they do not where the bare mention is the breach. notes: they do in a
    collector's own note alone, never in what is said to a person."""
    patterns: tuple[str, ...] = ()
    """Wording that a denial makes harmless: "we will not call at your home"."""
    firm: tuple[str, ...] = ()
    """Wording that no denial makes harmless, because it holds one or bites with one: "you will never get credit"."""
    spares: tuple[str, ...] = ()
    """Wording around a pattern that makes it harmless, such as a warning against it."""
    bad: tuple[str, ...]
    """Examples that must be found: they show an editor, and the tests, what is meant."""
    good: tuple[str, ...]
    """Counter-examples that must not be found."""
    remedy: str
    remedy_zh: str

    @model_validator(mode="after")
    def _patterns_can_be_read(self) -> Self:
        if not (self.patterns or self.firm):
            raise UnfitError("patterns_or_firm")
        _refuse_unreadable((*self.patterns, *self.firm, *self.spares))
        return self


class ConductSlots(Record):
    """Words that several patterns share: persons, places, deeds."""

    file: ClassVar[str] = "wording_slots"

    slots: dict[str, tuple[str, ...]]
    """Regular expressions by the name of their slot."""

    @model_validator(mode="after")
    def _words_can_be_read(self) -> Self:
        _refuse_unreadable(tuple(word for words in self.slots.values() for word in words))
        return self

    def fill(self, pattern: str) -> str:
        """Put the words of each slot in its place.

        Raises
        ------
        ValueError
            If a slot is not known.
        """
        return _SLOT.sub(lambda match: self._words(match[1], pattern), pattern)

    def _words(self, name: str, pattern: str) -> str:
        if name not in self.slots:
            raise UnfitError(
                "slot", pattern=repr(pattern), name=repr(name), slots=", ".join(self.slots), file=self.file
            )
        return f"(?:{'|'.join(self.slots[name])})"


class ConductScope(Record):
    """What makes wording harmless from where it begins: a denial, and a report of what somebody said or a warning against it."""

    file: ClassVar[str] = "wording_scope"

    denials: tuple[str, ...]
    no_denials: tuple[str, ...]
    """Wording in which a denial denies nothing: "do not think that we will not come"."""
    denial_ends: tuple[str, ...]
    denial_stops: str
    """Punctuation that ends what is denied."""
    denial_reach: int = Field(ge=1)
    """Characters to which a denial reaches at most."""
    reports: tuple[str, ...]
    report_ends: tuple[str, ...]
    report_stops: str
    report_reach: int = Field(ge=1)
    notes: tuple[str, ...] = ()
    """What shows a text to be a collector's own note: who answered, what was not done."""
    no_notes: tuple[str, ...] = ()
    """What shows it to be said to a person, whatever else it holds."""

    @model_validator(mode="after")
    def _patterns_can_be_read(self) -> Self:
        scopes = (
            self.denials,
            self.no_denials,
            self.denial_ends,
            self.reports,
            self.report_ends,
            self.notes,
            self.no_notes,
        )
        _refuse_unreadable(tuple(pattern for patterns in scopes for pattern in patterns))
        return self


class ConductSpelling(Record):
    """How texts are evened out before they are read, so that filling and other scripts hide nothing."""

    file: ClassVar[str] = "spelling"

    traditional: str
    simplified: str
    """Character by character the simplified forms of `traditional`."""
    filling: str
    """Characters that are left out between two Chinese characters."""
    signs: str = ""
    """Signs that are left out where single Chinese characters are set apart by them, four or more on end; digits and line breaks too."""

    @model_validator(mode="after")
    def _pairs_match(self) -> Self:
        if len(self.traditional) != len(self.simplified):
            raise UnfitError("one_length", traditional=len(self.traditional), simplified=len(self.simplified))
        return self


class WordingModel(Record):
    """The learnt weights beside the lists, and from which score on they find a text."""

    file: ClassVar[str] = "wording_model"

    model: Literal["wording_model"]
    """Which weights; they are data and travel with the package."""
    is_used: bool
    threshold: Rate
    """A higher one finds fewer texts and is more often right."""
    fewest_characters: int = Field(default=1, ge=1)
    """Shorter texts are left to the lists."""
    grams_shown: int = Field(ge=1)
    """From how many of the grams that decided the shown words are taken."""


def _refuse_unreadable(patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            raise UnfitError("no_expression", pattern=repr(pattern), error=error) from error
        if _REACHES_OVER_TEXTS.search(pattern):
            raise UnfitError("two_texts", pattern=repr(pattern))
        if re.search(pattern, ""):
            raise UnfitError("empty_pattern", pattern=repr(pattern))
