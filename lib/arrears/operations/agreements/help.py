"""Calls for the team lead's help: what was asked, what was answered, and how long it stood open (A7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.words import both

if TYPE_CHECKING:
    from datetime import datetime

TOPIC = "help"
"""Of the notes in which stores of 0.2.0 hold calls for help."""
KINDS = ("help", "note", "void")
"""The kinds of event that `help_table` reads."""
STATE_WORDS = {
    "asked": both("operations.agreements.help.open"),
    "answered": both("operations.agreements.help.answered"),
    "closed": both("operations.agreements.help.closed"),
}
"""What each state is called in Chinese and in English."""
_HOUR = 3600.0


def help_table(events: pd.DataFrame, until: datetime | None = None) -> pd.DataFrame:
    """Read the calls for help from the events.

    Parameters
    ----------
    events : DataFrame
        As ``store.events(kind=KINDS)`` gives them.
    until : datetime, optional
        Later events are not seen, and what is open then has been open until then.

    Returns
    -------
    DataFrame
        One row a call, the oldest first: ``help_id, case_id, state, asked_by, asked_at, question, answered_by, answered_at, answer,
        kept`` (whether the answer is the house's example), ``open_hours``.
    """
    seen = events if until is None else events[events["happened_at"] <= pd.Timestamp(until)]
    gone = set(seen["corrects"].dropna())
    live = seen[~seen["key"].isin(gone) & seen["kind"].isin(["help", "note"])]
    said = pd.DataFrame(list(live["payload"]), index=live.index).reindex(
        columns=["help_id", "state", "text", "keep", "topic"]
    )
    table = live[["case_id", "happened_at", "actor", "key", "kind"]].join(said)
    notes = table["kind"].eq("note") & table["topic"].eq(TOPIC)
    table = table[table["kind"].eq("help") | notes]
    table = table.assign(
        help_id=table["help_id"].where(~notes, table["key"]), state=table["state"].where(~notes, "asked")
    )
    asked, answered, closed = (
        table[table["state"] == state].drop_duplicates("help_id", keep="last").set_index("help_id")
        for state in ("asked", "answered", "closed")
    )
    answers, index = answered.reindex(asked.index), asked.index
    # A question that was asked again after an answer is open again.
    is_answered = answers["happened_at"].notna() & (answers["happened_at"] >= asked["happened_at"])
    state = np.select([index.isin(closed.index), is_answered], ["closed", "answered"], "asked")
    end = answers["happened_at"].where(is_answered).fillna(closed["happened_at"].reindex(index))
    now = pd.Timestamp(until) if until is not None else asked["happened_at"].max()
    hours = (end.fillna(now) - asked["happened_at"]).dt.total_seconds() / _HOUR
    result = pd.DataFrame(
        {
            "case_id": asked["case_id"],
            "state": state,
            "asked_by": asked["actor"],
            "asked_at": asked["happened_at"],
            "question": asked["text"].fillna(""),
            "answered_by": answers["actor"].where(is_answered),
            "answered_at": answers["happened_at"].where(is_answered),
            "answer": answers["text"].where(is_answered).fillna(""),
            "kept": answers["keep"].where(is_answered).eq(other=True),
            "open_hours": hours.round(1),
        },
        index=index,
    )
    return result.rename_axis("help_id").sort_values("asked_at", kind="stable").reset_index()


def ask_event(case_id: str, actor: str, at: datetime, question: str, *, key: str, help_id: str = "") -> dict[str, Any]:
    """Give the event that asks for help.

    Raises
    ------
    ArrearsError
        If nothing is asked.
    """
    if not question.strip():
        raise ArrearsError(
            both("operations.agreements.help.call_help_needs_question_write"),
        )
    return _event(case_id, actor, at, key, help_id or key, "asked") | {"text": question.strip()}


def answer_event(  # an event's parts
    asked: pd.DataFrame, help_id: str, actor: str, at: datetime, text: str, *, keep: bool = False, key: str = ""
) -> dict[str, Any]:
    """Give the event that answers a call for help.

    Parameters
    ----------
    asked : DataFrame
        From `help_table`.
    help_id : str
        Which call.
    actor, at, text
        Who answers, when, and what.
    keep : bool
        Whether it is kept as the house's example for training.
    key : str
        Of the event, where it is not made of the call's number.

    Raises
    ------
    ArrearsError
        If there is no such call, it is answered already, or the answer is empty.
    """
    rows = asked[asked["help_id"] == help_id]
    if rows.empty:
        raise ArrearsError(
            both("operations.agreements.help.there_no_call_help_shows", help_id=help_id),
        )
    row = rows.iloc[0]
    if row["state"] != "asked":
        raise ArrearsError(
            both(
                "operations.agreements.help.call_answered_already_ask_anew",
                help_id=help_id,
                answered_by=row["answered_by"],
            ),
        )
    if not text.strip():
        raise ArrearsError(both("operations.agreements.help.answer_empty_write"))
    event = _event(str(row["case_id"]), actor, at, key or f"help-{help_id}-answered", help_id, "answered")
    return event | {"text": text.strip(), "keep": keep}


def _event(
    case_id: str, actor: str, at: datetime, key: str, help_id: str, state: str
) -> dict[str, Any]:  # an event's parts
    return {
        "kind": "help",
        "case_id": case_id,
        "happened_at": at,
        "actor": actor,
        "key": key,
        "help_id": help_id,
        "state": state,
    }
