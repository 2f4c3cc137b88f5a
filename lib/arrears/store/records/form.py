"""Tell whether what an event says has the form of its kind: who holds a key and a login can seal anything, and no reader may stop at it.

A store checks each event before it is stored; a program of somebody's own need not, and the database cannot read what is sealed. So the
form is asked for again where events are read and verified. Fields that a kind does not know are let pass: a newer version may add one.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic import ConfigDict, ValidationError, create_model

from arrears.store.records import KINDS
from arrears.store.records.base import ENVELOPE
from arrears.store.records.house import Erasure, Repair

if TYPE_CHECKING:
    from collections.abc import Callable

    from arrears.store.records.base import Event

_RECORDS: dict[str, type[Event]] = {**KINDS, "erasure": Erasure, "repair": Repair}
_NUL = "\\u0000"


def has_form(kind: str, body: str) -> bool:
    """Tell whether a payload's text is what a record of its kind would say; a kind that this version does not know may say anything.

    Examples
    --------
    >>> has_form("note", '{"text":"called"}'), has_form("note", '{"text":7}'), has_form("note", "{}")
    (True, False, False)
    >>> has_form("payment", '{"amount_fen":50000}'), has_form("payment", '{"amount_fen":99999999999999999999}')
    (True, False)
    """
    check = _check(kind)
    if check is None:
        return True
    try:
        check(body)
    except (ValidationError, ValueError, TypeError, RecursionError):
        return False
    return _NUL not in body


@cache
def _check(kind: str) -> Callable[[str], object] | None:
    """Make what checks a kind's payload: its record, whose envelope stands in columns of its own and is checked there."""
    record = _RECORDS.get(kind)
    if record is None:
        return None
    loose = type(record.__name__, (record,), {"__module__": __name__, "model_config": ConfigDict(extra="ignore")})
    envelope: dict[str, Any] = dict.fromkeys(ENVELOPE, (Any, None))
    made: Any = create_model(f"{record.__name__}Form", __base__=loose, **envelope)
    check: Callable[[str], object] = made.__pydantic_validator__.validate_json
    return check
