"""What there is to know of each case since yesterday, for the collector's next day (A7, B7): what the lead said, and what else happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from arrears.operations.agreements.events import KINDS as OF_AGREEMENTS
from arrears.operations.agreements.events import agreements_of
from arrears.operations.agreements.help import KINDS as OF_HELP
from arrears.operations.agreements.help import help_table
from arrears.operations.agreements.relief import KINDS as OF_WAIVERS
from arrears.operations.agreements.relief import waiver_table
from arrears.store.state.handovers import handovers
from arrears.store.state.letters import KINDS as OF_LETTERS
from arrears.store.state.letters import letter_table
from arrears.store.state.news import news
from arrears.units import yuan
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    from arrears.store.log.chain import Store
    from arrears.words import Saying

SHOWN_DAYS = 31
"""Days for which an answer or a decision is shown; an open question stays until it is answered."""
_MOST = 6
"""Matters of one case that are shown; the latest first."""


def matters(store: Store, as_of: date) -> pd.DataFrame:
    """Give what the team lead has said of each case lately, and what happened on it (`arrears.store.state.news`).

    Parameters
    ----------
    store : Store
        The store.
    as_of : date
        What came later is not seen.

    Returns
    -------
    DataFrame
        One row a case: ``case_id, matter_zh, matter_en``; several matters stand one after the other, the latest first.
    """
    found = [
        *_answers(store, as_of),
        *_agreements(store, as_of),
        *_waivers(store, as_of),
        *_letters(store, as_of),
        *news(store, as_of),
        *handovers(store, as_of, SHOWN_DAYS),
    ]
    table = pd.DataFrame(
        [(case, day, said.zh, said.en) for case, day, said in found],
        columns=["case_id", "day", "matter_zh", "matter_en"],
    )
    recent = table[table["day"] <= pd.Timestamp(as_of)].sort_values("day", ascending=False, kind="stable")
    recent = recent[recent.groupby("case_id").cumcount() < _MOST]
    joined = recent.groupby("case_id", sort=True)[["matter_zh", "matter_en"]]
    return joined.agg({"matter_zh": "；".join, "matter_en": "; ".join}).reset_index()


def _answers(store: Store, as_of: date) -> list[tuple[str, pd.Timestamp, Saying]]:
    asked = help_table(store.events(kind=OF_HELP))
    found = []
    for row in asked.to_dict("records"):
        day = _day(row["answered_at"])
        if row["state"] == "answered" and _is_recent(day, as_of):
            said = both("agreements.matters.help_answered", day=day.date(), who=row["answered_by"], text=row["answer"])
            found.append((row["case_id"], day, said))
    return found


def _agreements(store: Store, as_of: date) -> list[tuple[str, pd.Timestamp, Saying]]:
    drafts, _ = agreements_of(store.events(kind=OF_AGREEMENTS))
    found = []
    for row in drafts.drop_duplicates("case_id", keep="last").to_dict("records"):
        over = any(pd.notna(row[name]) for name in ("in_force_on", "withdrawn_on"))
        if over:
            continue
        number = row["agreement_id"]
        if pd.notna(row["refused_on"]) and _is_recent(row["refused_on"], as_of):
            said = both("agreements.matters.agreement_refused", number=number, text=row["refusal"])
            found.append((row["case_id"], row["refused_on"], said))
        elif pd.notna(row["returned_on"]):
            said = both(
                "agreements.matters.agreement_returned", number=number, who=row["asked_by"], text=row["question"]
            )
            found.append((row["case_id"], row["returned_on"], said))
    return found


def _waivers(store: Store, as_of: date) -> list[tuple[str, pd.Timestamp, Saying]]:
    found = []
    for row in waiver_table(store.events(kind=OF_WAIVERS)).to_dict("records"):
        day = _day(row["decided_at"])
        amounts = {"interest": yuan(int(row["interest_fen"])), "fees": yuan(int(row["fees_fen"]))}
        if row["state"] == "requested":
            began = _day(row["asked_at"])
            found.append((row["case_id"], began, both("agreements.matters.waiver_open", **amounts)))
        elif row["state"] == "approved" and _is_recent(day, as_of):
            found.append((row["case_id"], day, both("agreements.matters.waiver_approved", **amounts)))
        elif row["state"] == "refused" and _is_recent(day, as_of):
            found.append((row["case_id"], day, both("agreements.matters.waiver_refused", text=row["decision"])))
    return found


def _letters(store: Store, as_of: date) -> list[tuple[str, pd.Timestamp, Saying]]:
    """Tell what became of each case's last letter that went out."""
    table = letter_table(store.events(kind=OF_LETTERS))
    gone = table[table["sent_on"] <= pd.Timestamp(as_of)].drop_duplicates("case_id", keep="last")
    found = []
    for row in gone.to_dict("records"):
        # What came later is not seen.
        known = row["state"] if row["ended_on"] <= pd.Timestamp(as_of) else "sent"
        day = row["sent_on"] if known == "sent" else row["ended_on"]
        if _is_recent(day, as_of):
            said = both(f"letters.matter.{known}", title=row["title"], number=row["letter_id"], day=day.date())
            found.append((row["case_id"], day, said))
    return found


def _day(instant: pd.Timestamp) -> pd.Timestamp:
    """Give the day of an instant, ``NaT`` of none."""
    return pd.NaT if pd.isna(instant) else pd.Timestamp(instant).tz_localize(None).normalize()


def _is_recent(day: pd.Timestamp, as_of: date) -> bool:
    # A comparison with a day that is not known is false.
    return bool(pd.Timestamp(as_of) - day <= pd.Timedelta(days=SHOWN_DAYS))
