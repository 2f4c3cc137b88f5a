"""Records of what a message or note may not say."""

from __future__ import annotations

import re
from typing import ClassVar, Literal, Self

from pydantic import model_validator

from arrears.policy.records.base import Record

_REACHES_OVER_TEXTS = re.compile(r"\[\^|\\[sSWD]|\(\?s")


class Conduct(Record):
    """One kind of wording that is barred: one file a kind.

    A pattern is a regular expression. It is read against the text in lower case, with full-width forms narrowed, traditional
    characters simplified and filling between Chinese characters left out; ``.`` stays inside one text.
    """

    file: ClassVar[str] = "conduct"

    audiences: tuple[Literal["holder", "guarantor", "third_party"], ...]
    """Who must be written or spoken to for it to be barred."""
    patterns: tuple[str, ...]
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
        for pattern in (*self.patterns, *self.spares):
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"pattern {pattern!r} is no regular expression: {error}") from error
            if _REACHES_OVER_TEXTS.search(pattern):
                raise ValueError(
                    rf"pattern {pattern!r} uses [^…], \s, \S, \W, \D or (?s), which reach over two texts; name the characters"
                )
            if re.search(pattern, ""):
                raise ValueError(f"pattern {pattern!r} finds nothing at all in every text; make it name a word")
        return self


class ConductSpelling(Record):
    """How texts are evened out before they are read, so that filling and other scripts hide nothing."""

    file: ClassVar[str] = "spelling"

    traditional: str
    simplified: str
    """Character by character the simplified forms of `traditional`."""
    filling: str
    """Characters that are left out between two Chinese characters."""

    @model_validator(mode="after")
    def _pairs_match(self) -> Self:
        if len(self.traditional) != len(self.simplified):
            raise ValueError(
                f"traditional and simplified must be of one length; they are {len(self.traditional)} and {len(self.simplified)}"
            )
        return self
