"""The ledger of relief and protection: pauses, waivers, hardship plans, and what became of each (B4, C5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import pandas as pd

from arrears.operations.agreements.relief import KINDS as OF_WAIVERS
from arrears.operations.agreements.relief import STATE_WORDS as WAIVER_WORDS
from arrears.operations.agreements.relief import waiver_table
from arrears.operations.contacts.gate import Gate
from arrears.operations.plans.facts import household_facts
from arrears.operations.progress.states import states_from
from arrears.store.access.viewing import masked_texts
from arrears.store.state.account import read_books
from arrears.store.state.case_state import case_state
from arrears.store.state.listed import end_of, last_listed
from arrears.tables.columns import FLAG_WORDS
from arrears.words import both

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from arrears.store import Store

KINDS: Final = ("pause", "waiver", "plan")
_AGREED = "agreement"
_RAN = ("in_force", "breached", "settled")
_OF_PLANS = ["case_id", "agreement_id", "state", "state_zh", "state_en", "until", "unpaid_fen"]
LEDGER_COLUMNS: Final = (
    "case_id", "kind", "what_zh", "what_en", "began_on", "ended_on", "amount_fen", "became_zh", "became_en", "repaid_fen",
    "owed_fen", "hardship", "reason",
)  # fmt: skip


class Relief(NamedTuple):
    """The ledger, and its sums.

    Attributes
    ----------
    ledger : DataFrame
        `LEDGER_COLUMNS`, the oldest first: one row a pause (a flag that stops contact), a waiver that was asked for, or a plan that came
        into force. ``repaid_fen`` is what came in since it began, ``owed_fen`` what is owed now, ``amount_fen`` what was waived or
        is left of the plan; ``hardship`` says whether the cause that was told is one.
    sums : DataFrame
        ``kind, what_zh, what_en, became_zh, became_en, count, amount_fen, repaid_fen, owed_fen``.
    """

    ledger: pd.DataFrame
    sums: pd.DataFrame


def relief_ledger(store: Store, as_of: date) -> Relief:
    """Read the ledger as it stands on a day; free texts are masked.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date
        What came later is not seen.
    """
    policies, zone = store.policies, store.policies.profile.time_zone
    with store.reading() as connection:
        listed = last_listed(connection, zone, end_of(as_of))
        state = case_state(connection, policies, as_of, listed)
        owed = read_books(connection, zone, listed).on(as_of, policies)["owed_fen"]
    rows = _joined(_pauses(store, as_of), _waivers(store, as_of), _plans(state.agreements, store))
    rows = rows[rows["began_on"] <= pd.Timestamp(as_of)]
    facts = household_facts(store.events(kind=("household", "void")), as_of, policies)
    hard = facts["hardship"].reindex(rows["case_id"]).eq(other=True).to_numpy(dtype=np.bool_)
    ledger = rows.assign(
        repaid_fen=_repaid(rows, state.payments),
        owed_fen=owed.reindex(rows["case_id"]).astype("Int64").array,
        hardship=hard,
    )
    ledger = masked_texts(store, ledger.reset_index(drop=True), ("reason",))
    ledger = ledger.sort_values(["began_on", "case_id"], kind="stable", ignore_index=True)[list(LEDGER_COLUMNS)]
    by = ["kind", "what_zh", "what_en", "became_zh", "became_en"]
    found = (
        ledger.assign(count=1)
        .groupby(by, sort=False)[["count", "amount_fen", "repaid_fen", "owed_fen"]]
        .sum()
        .reset_index()
    )
    order = {kind: place for place, kind in enumerate(KINDS)}
    return Relief(
        ledger, found.sort_values("kind", key=lambda kinds: kinds.map(order), kind="stable", ignore_index=True)
    )


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)


def _pauses(store: Store, as_of: date) -> pd.DataFrame:
    """Give each stretch of a flag that stops contact; an agreement is a plan."""
    stops = {stop.state for stop in Gate(store.policies, as_of).stops} - {_AGREED}
    flags, consents = store.current("flag"), store.current("consent")
    told = states_from(flags[flags["flag"].isin(stops)], consents[:0])
    zone = store.policies.profile.time_zone
    since, until = (
        _days(pd.to_datetime(told[name].replace("", None), utc=True, format="ISO8601"), zone)
        for name in ("since", "until")
    )
    over = (until <= pd.Timestamp(as_of)).to_numpy(dtype=np.bool_)
    running, lifted = both("relief.running"), both("relief.lifted")
    words = [FLAG_WORDS.get(state, (state,))[0] for state in told["state"]]
    reason = (
        flags[flags["on"].astype(bool)]
        .drop_duplicates(["case_id", "flag"], keep="last")
        .set_index(["case_id", "flag"])["reason"]
    )
    return pd.DataFrame(
        {
            "case_id": told["case_id"],
            "kind": "pause",
            "what_zh": words,
            "what_en": told["state"].str.replace("_", " "),
            "began_on": since,
            "ended_on": until.where(over),
            "amount_fen": pd.array([None] * len(told), dtype="Int64"),
            "became_zh": np.where(over, lifted.zh, running.zh),
            "became_en": np.where(over, lifted.en, running.en),
            "reason": reason.reindex(pd.MultiIndex.from_frame(told[["case_id", "state"]]))
            .fillna("")
            .to_numpy(dtype=object),
        }
    )


def _waivers(store: Store, as_of: date) -> pd.DataFrame:
    events = store.events(kind=OF_WAIVERS)
    # What was decided later is not known yet.
    table = waiver_table(events[(events["happened_at"].dt.date <= as_of).to_numpy(dtype=np.bool_)])
    zone, what = store.policies.profile.time_zone, both("relief.waiver")
    return pd.DataFrame(
        {
            "case_id": table["case_id"],
            "kind": "waiver",
            "what_zh": what.zh,
            "what_en": what.en,
            "began_on": _days(table["asked_at"], zone),
            "ended_on": _days(table["decided_at"], zone),
            "amount_fen": (table["interest_fen"] + table["fees_fen"]).astype("Int64"),
            "became_zh": [WAIVER_WORDS[str(state)][0] for state in table["state"]],
            "became_en": [WAIVER_WORDS[str(state)][1] for state in table["state"]],
            "reason": table["reason"],
        }
    )


def _plans(agreements: pd.DataFrame, store: Store) -> pd.DataFrame:
    """Give the agreements that came into force, with what is left of each."""
    # Without a single instalment there are no figures of plans.
    ran = agreements[agreements["state"].isin(_RAN)].reindex(columns=_OF_PLANS)
    said = store.events(kind="agreement")
    number = said["payload"].map(lambda one: one.get("agreement_id"))
    signed = said[said["payload"].map(lambda one: one.get("state") == "signed").astype(bool)]
    began = signed.assign(number=number).drop_duplicates("number").set_index("number")["happened_at"]
    what = both("relief.plan")
    return pd.DataFrame(
        {
            "case_id": ran["case_id"],
            "kind": "plan",
            "what_zh": what.zh,
            "what_en": what.en,
            "began_on": _days(
                pd.to_datetime(began.reindex(ran["agreement_id"]), utc=True), store.policies.profile.time_zone
            ).to_numpy(),
            "ended_on": pd.to_datetime(ran["until"]).astype("datetime64[s]").where(ran["state"] != "in_force"),
            "amount_fen": ran["unpaid_fen"].astype("Int64"),
            "became_zh": ran["state_zh"],
            "became_en": ran["state_en"],
            "reason": ran["agreement_id"],
        }
    )


def _repaid(rows: pd.DataFrame, payments: pd.DataFrame) -> NDArray[np.int64]:
    """Sum what came in on each row's case since the relief began."""
    pairs = (
        rows[["case_id", "began_on"]]
        .reset_index(names="row")
        .merge(payments[["case_id", "date", "amount_fen"]], on="case_id")
    )
    since = pairs[(pd.to_datetime(pairs["date"]) >= pairs["began_on"]).to_numpy(dtype=np.bool_)]
    sums = since.groupby("row")["amount_fen"].sum()
    return sums.reindex(rows.index).fillna(0).to_numpy(dtype=np.int64)


def _days(instants: pd.Series, zone: str) -> pd.Series:
    days: pd.Series = (
        pd.to_datetime(instants).dt.tz_convert(zone).dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    )
    return days
