"""A stored event in a few words, as people read it; free text and what is personal stay out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arrears.tables.contacts import CHANNELS, CONTACT_COLUMNS, COUNTERPARTIES, OUTCOMES, STATES
from arrears.units import yuan

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

_KINDS = {
    "contact": ("联系", "contact"),
    "promise": ("承诺", "promise"),
    "payment": ("还款", "payment"),
    "flag": ("标记", "flag"),
    "note": ("备注", "note"),
}
_HEADINGS = {column.key: (column.zh, column.en) for column in CONTACT_COLUMNS} | {
    "amount_fen": ("金额（元）", "Amount"),
    "due_on": ("承诺还款日", "Promised for"),
    "flag": ("标记", "Flag"),
}
_WORDS = {"channel": CHANNELS, "outcome": OUTCOMES, "counterparty": COUNTERPARTIES, "flag": STATES}
_TOLD = ("channel", "counterparty", "outcome", "amount_fen", "due_on", "flag")


def said_of(kind: str, happened_at: pd.Timestamp, payload: Mapping[str, Any], lang: str) -> str:
    """Say what an event is, when it was, and the fields that say what came of it.

    Examples
    --------
    >>> import pandas as pd
    >>> said_of("promise", pd.Timestamp("2026-11-20 10:00"), {"amount_fen": 50000, "due_on": "2026-12-01", "note": "x"}, "zh")
    '承诺 2026-11-20 10:00 金额（元）500.00，承诺还款日 2026-12-01'
    >>> said_of("contact", pd.Timestamp("2026-11-20 10:00"), {"channel": "call", "outcome": "busy"}, "en")
    'contact 2026-11-20 10:00 Channel call, Outcome busy'
    """
    place = 0 if lang == "zh" else 1
    fields = [
        f"{_HEADINGS[name][place]}{' ' if _HEADINGS[name][place][-1] != '）' else ''}{_value(name, payload[name], place)}"
        for name in _TOLD
        if payload.get(name) is not None
    ]
    what = _KINDS.get(kind, (kind, kind))[place]
    return f"{what} {happened_at:%Y-%m-%d %H:%M} " + ("，" if lang == "zh" else ", ").join(fields)


def _value(name: str, value: Any, place: int) -> str:  # noqa: ANN401  # a payload's field
    if name == "amount_fen":
        return f"{yuan(value):,.2f}"
    return _WORDS.get(name, {}).get(value, (str(value), str(value)))[place]
