"""Read TOML and JSON that people write or send: whatever a file holds, what is wrong with it is said in words, and soon."""

from __future__ import annotations

import json
import re
import tomllib
from typing import Any

from arrears.words import Saying, both

_LONGEST = 2_000_000
"""Characters of a file that a person keeps by hand; a longer one is none."""
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


class NotationError(ValueError):
    """A text is not written as its notation has it.

    Attributes
    ----------
    why : Saying
        What is wrong, and where, in both languages; it quotes nothing.
    """

    def __init__(self, why: Saying) -> None:
        super().__init__(why.en)
        self.why = why


def read_toml(text: str | bytes) -> dict[str, Any]:
    """Read a TOML text.

    Examples
    --------
    >>> read_toml("a = 1")
    {'a': 1}
    >>> read_toml("a = " + "[" * 5000)
    Traceback (most recent call last):
        ...
    arrears.notations.NotationError: brackets are nested without end

    Raises
    ------
    NotationError
        If it is none, is no UTF-8, is nested without end, or is far too long.
    """
    text = _text(text)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotationError(_where(str(error))) from error
    except RecursionError as error:
        raise NotationError(both("tables.notations.too_deep")) from error
    except ValueError as error:
        # A number of more digits than Python reads.
        raise NotationError(both("tables.notations.number_too_long")) from error


def read_json(text: str | bytes) -> Any:  # noqa: ANN401  # what a file holds
    """Read a JSON text.

    >>> read_json('{"a": 1}')
    {'a': 1}

    Raises
    ------
    NotationError
        As `read_toml`.
    """
    text = _text(text)
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = {"line": error.lineno, "column": error.colno, "what": error.msg}
        raise NotationError(both("tables.notations.at", **where)) from error
    except RecursionError as error:
        raise NotationError(both("tables.notations.too_deep")) from error
    except ValueError as error:
        raise NotationError(both("tables.notations.number_too_long")) from error


def _text(text: str | bytes) -> str:
    try:
        text = text.decode("utf-8-sig") if isinstance(text, bytes) else text
    except UnicodeDecodeError as error:
        raise NotationError(both("tables.notations.no_utf8")) from error
    if len(text) > _LONGEST:
        raise NotationError(both("tables.notations.too_long", most=_LONGEST))
    return text


def _where(told: str) -> Saying:
    found = _AT.search(told)
    if found is None or found[1] is None:
        return both("tables.notations.at_the_end", what=_AT.sub("", told))
    return both("tables.notations.at", line=found[1], column=found[2], what=_AT.sub("", told))
