"""What is wrong in a policy file, told with the file, the line, the key and the remedy.

A fault is blamed on the layer that made it. A value that is wrong stands in the highest layer that states it; what is missing is
missing in the highest layer, because only that could add it without touching what is shipped.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from arrears.errors import PolicyError
from arrears.policy.records.unfit import UnfitError
from arrears.words import Saying, both, catalogue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel, ValidationError
    from pydantic_core import ErrorDetails

    from arrears.policy.version import Version

_LONGEST = 60
"""Of a wrong value so much is quoted."""


def refusal(error: ValidationError, record: type[BaseModel], layers: Sequence[Version]) -> PolicyError:
    """Say which value of which line of which file is wrong, and what to write instead.

    Parameters
    ----------
    error : ValidationError
        What the record found.
    record : type
        The kind of record that was read.
    layers : sequence of Version
        What was read, the lowest layer first.
    """
    first = error.errors()[0]
    at_fault = layers[-1]
    where = tuple(first["loc"]) or _told_of(str(first["msg"]), at_fault, record)
    given = first["input"] if isinstance(first["input"], str | int | float) else None
    if first["loc"] and not (first["type"] == "missing" and len(where) == 1):
        at_fault = next((version for version in reversed(layers) if where[0] in version), at_fault)
    missing = first["type"] == "missing"
    file, line = at_fault.place(*(where[:-1] if missing else where), value=None if missing else given)
    quoted = "" if given is None else f" ({_short(given)!r})"
    colons = (("zh", "："), ("en", ": ")) if where else (("zh", ""), ("en", ""))
    return PolicyError(
        both(
            "policy.reader.from",
            file=file,
            line=line,
            rule=_short(at_fault["rule"]),
            effective=at_fault["effective"],
            what=Saying(*(f"{_path(where, lang)}{quoted}{colon}" for lang, colon in colons)),
            fault=_fault(first),
            remedy=_remedy(first, where, record),
        ),
    )


def suggest(word: str, known: Sequence[str]) -> Saying:
    """Ask whether a word that is near was meant, or say that this one is to go."""
    like = get_close_matches(word, known, 1)
    return both("policy.faults.did_you_mean", like=like[0]) if like else both("policy.faults.take_out")


def _short(value: object) -> object:
    return value[:_LONGEST] + "…" if isinstance(value, str) and len(value) > _LONGEST else value


def _told_of(message: str, stated: Version, record: type[BaseModel]) -> tuple[str | int, ...]:
    """Give the key that a message about the whole record speaks of: one that the layer states before one that it does not."""
    words = re.findall(r"\w+", message)
    own = [word for word in words if word in stated]
    return tuple((own or [word for word in words if word in record.model_fields])[:1])


def _path(where: tuple[str | int, ...], lang: str) -> str:
    """Name a value: its key, and the entry in which it stands, counted from 1."""
    told = ""
    for part in where:
        entry = both("policy.faults.entry", number=part + 1) if isinstance(part, int) else None
        name = str(part) if entry is None else (entry.zh if lang == "zh" else entry.en)
        told += name if entry is not None or not told else f" {name}"
    return told


def _fault(first: ErrorDetails) -> Saying:
    if f"faults.kind.{first['type']}" in catalogue("policy"):
        return both(f"policy.faults.kind.{first['type']}", **first.get("ctx", {}))
    error = first.get("ctx", {}).get("error", first["msg"])
    return error.saying if isinstance(error, UnfitError) else Saying(str(error), str(error))


def _remedy(first: ErrorDetails, where: tuple[str | int, ...], record: type[BaseModel]) -> Saying:
    key = str(where[-1]) if where else ""
    expected = str(first.get("ctx", {}).get("expected", ""))
    if first["type"] == "missing":
        return both("policy.faults.add", key=key)
    if first["type"] == "extra_forbidden":
        return suggest(key, list(record.model_fields)) if len(where) == 1 else both("policy.faults.take_out")
    if expected:
        like = get_close_matches(str(first["input"]), re.findall(r"'([^']+)'", expected), 1)
        if like:
            return both("policy.faults.did_you_mean_one_of", like=like[0], expected=expected.replace(" or ", ", "))
        return both("policy.faults.one_of", expected=expected.replace(" or ", ", "))
    return both("policy.faults.correct")
