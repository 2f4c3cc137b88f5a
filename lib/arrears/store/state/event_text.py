"""A stored event in a few words, as people read it; free text and what is personal stay out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from arrears.tables.contacts import CHANNELS, CONTACT_COLUMNS, COUNTERPARTIES, OUTCOMES, STATES
from arrears.units import yuan
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

_KINDS = {
    "contact": both("returns.event_text.contact"),
    "promise": both("returns.event_text.promise"),
    "payment": both("returns.event_text.payment"),
    "claim": both("returns.event_text.claim"),
    "adjustment": both("returns.event_text.adjustment"),
    "flag": both("returns.event_text.flag"),
    "note": both("returns.event_text.note"),
}
_HEADINGS = {column.key: (column.zh, column.en) for column in CONTACT_COLUMNS} | {
    "amount_fen": both("returns.event_text.amount"),
    "due_on": both("returns.event_text.promised"),
    "paid_on": both("returns.event_text.paid_on"),
    "flag": both("returns.event_text.flag_2"),
}
_WORDS = {"channel": CHANNELS, "outcome": OUTCOMES, "counterparty": COUNTERPARTIES, "flag": STATES}
_TOLD = ("channel", "counterparty", "outcome", "amount_fen", "due_on", "paid_on", "flag")


def event_text(kind: str, happened_at: pd.Timestamp, payload: Mapping[str, Any], lang: str) -> str:
    """Say what an event is, when it was, and the fields that say what came of it.

    Examples
    --------
    >>> import pandas as pd
    >>> event_text("promise", pd.Timestamp("2026-11-20 10:00"), {"amount_fen": 50000, "due_on": "2026-12-01", "note": "x"}, "zh")
    '承诺 2026-11-20 10:00 金额（元）500.00，承诺还款日 2026-12-01'
    >>> event_text("contact", pd.Timestamp("2026-11-20 10:00"), {"channel": "call", "outcome": "busy"}, "en")
    'contact 2026-11-20 10:00 Channel call, Outcome busy'
    """
    place = 0 if lang == "zh" else 1
    fields = [
        _heading(name, place) + _value(name, payload[name], place) for name in _TOLD if payload.get(name) is not None
    ]
    return _joined(kind, happened_at, fields, place)


def change_of(
    kind: str, happened_at: pd.Timestamp, before: Mapping[str, Any], after: Mapping[str, Any], lang: str
) -> str:
    """Say what an event is, and of each field that was put right what it was and what it is now.

    Examples
    --------
    >>> import pandas as pd
    >>> was, now = {"amount_fen": 50000, "due_on": "2026-12-01"}, {"amount_fen": 55000, "due_on": "2026-12-01"}
    >>> change_of("promise", pd.Timestamp("2026-11-20 10:00"), was, now, "zh")
    '承诺 2026-11-20 10:00 金额（元）500.00 → 550.00'
    """
    place = 0 if lang == "zh" else 1

    def told(name: str, payload: Mapping[str, Any]) -> str:
        return "–" if payload.get(name) is None else _value(name, payload[name], place)

    changed = [name for name in _TOLD if before.get(name) != after.get(name)]
    fields = [f"{_heading(name, place)}{told(name, before)} → {told(name, after)}" for name in changed]
    return _joined(kind, happened_at, fields, place)


def _joined(kind: str, happened_at: pd.Timestamp, fields: Sequence[str], place: int) -> str:
    what = _KINDS.get(kind, (kind, kind))[place]
    return f"{what} {happened_at:%Y-%m-%d %H:%M} " + ("，", ", ")[place].join(fields)


def _heading(name: str, place: int) -> str:
    heading = _HEADINGS[name][place]
    return heading if heading.endswith("）") else f"{heading} "


def _value(name: str, value: Any, place: int) -> str:  # noqa: ANN401  # a payload's field
    if name == "amount_fen":
        return f"{yuan(value):,.2f}"
    return _WORDS.get(name, {}).get(value, (str(value), str(value)))[place]
