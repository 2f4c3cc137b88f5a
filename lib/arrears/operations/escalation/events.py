"""The events of an escalation, and what they come to: asked for, heard, decided, carried on step by step, closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from arrears.policy.records import EscalationTerms, Provision
from arrears.rules.month_step import add_months

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from numpy.typing import NDArray

    from arrears.policy import Policies

KINDS = ("escalation", "void")
"""The kinds of event that are read here."""
_DECIDED = ("approved", "refused", "closed")
_SAID = (
    "escalation_id", "step", "state", "assessment", "department", "person", "said_on", "opinion", "due_on", "note",
    "document_sha256",
)  # fmt: skip
_PROVISION = "provision_leg"
_MONTHS_IN_YEAR = 12


def live_events(events: pd.DataFrame) -> pd.DataFrame:
    """Give the events of escalations that stand: envelope and what they say, a column a field."""
    gone = set(events["corrects"].dropna())
    live = events[(events["kind"] == "escalation") & ~events["key"].isin(gone)]
    said = pd.DataFrame(list(live["payload"]), index=live.index).reindex(columns=list(_SAID)).astype(object)
    return live[["seq", "case_id", "happened_at", "actor"]].join(said)


def escalation_table(events: pd.DataFrame) -> pd.DataFrame:
    """Read the escalations from the events.

    Parameters
    ----------
    events : DataFrame
        As ``store.events(kind=KINDS)`` gives them.

    Returns
    -------
    DataFrame
        One row an escalation, the oldest first: ``escalation_id, case_id, measure, state`` (``requested, approved, refused,
        closed``), ``asked_by, asked_at, assessment, reason, decided_by, decided_at, decision, heard`` (how many departments since it
        was asked for).
    """
    table = live_events(events)
    asked = (
        table[table["state"] == "requested"].drop_duplicates("escalation_id", keep="last").set_index("escalation_id")
    )
    after = table.join(asked["seq"].rename("asked_seq"), on="escalation_id")
    after = after[after["seq"] > after["asked_seq"]]
    decided = (
        after[after["state"].isin(_DECIDED)].drop_duplicates("escalation_id", keep="last").set_index("escalation_id")
    )
    decided = decided.reindex(asked.index)
    heard = after[after["state"] == "consulted"].groupby("escalation_id")["department"].nunique()
    result = pd.DataFrame(
        {
            "case_id": asked["case_id"],
            "measure": asked["step"],
            "state": decided["state"].fillna("requested"),
            "asked_by": asked["actor"],
            "asked_at": asked["happened_at"],
            "assessment": asked["assessment"],
            "reason": asked["note"].fillna(""),
            "decided_by": decided["actor"],
            "decided_at": decided["happened_at"],
            "decision": decided["note"].fillna(""),
            "heard": heard.reindex(asked.index).fillna(0).astype("int64"),
        },
        index=asked.index,
    )
    return result.rename_axis("escalation_id").sort_values("asked_at", kind="stable").reset_index()


def opinions(events: pd.DataFrame, escalation_id: str) -> pd.DataFrame:
    """Give who was heard since an escalation was last asked for: ``department, person, said_on, opinion, actor``."""
    table = live_events(events)
    own = table[table["escalation_id"] == escalation_id]
    asked = own.loc[own["state"] == "requested", "seq"].max()
    heard = own[(own["state"] == "consulted") & (own["seq"] > asked)].drop_duplicates("department", keep="last")
    found: pd.DataFrame = heard[["department", "person", "said_on", "opinion", "actor"]].reset_index(drop=True)
    return found


def court_steps(events: pd.DataFrame, on: date, policies: Policies) -> pd.DataFrame:
    """Give the steps of the court, each with the day on which its term ends.

    Returns
    -------
    DataFrame
        ``escalation_id, case_id, step, done_on, term_on`` (the day that was entered, or what the provision counts; ``NaT`` where
        there is none), ``note, actor, is_last`` (of its escalation), ``zh, en, then_zh, then_en, rule``; of steps that the policy
        names alone, in their order.
    """
    terms = policies.get(EscalationTerms, on)
    known = {step.key: step for step in terms.steps}
    table = live_events(events)
    table = table[(table["state"] == "done") & table["step"].isin(list(known))].reset_index(drop=True)
    done = table["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    entered = pd.to_datetime(table["due_on"]).astype("datetime64[s]")
    counted, rule = _terms(table["step"], done, on, policies)
    words = {
        name: table["step"].map({key: getattr(step, name) for key, step in known.items()})
        for name in ("zh", "en", "then_zh", "then_en")
    }
    steps = table[["escalation_id", "case_id", "step", "note", "actor", "seq"]].assign(
        done_on=done, term_on=entered.fillna(counted), rule=rule, **words
    )
    ordered = steps.sort_values(["done_on", "seq"], kind="stable", ignore_index=True)
    return ordered.assign(is_last=~ordered.duplicated("escalation_id", keep="last")).drop(columns="seq")


def _terms(steps: pd.Series, done: pd.Series, on: date, policies: Policies) -> tuple[pd.Series, pd.Series]:
    """Count each step's term by the figures of the provision."""
    terms = policies.get(EscalationTerms, on)
    provision = policies.get(Provision, on, _PROVISION) if any(step.term for step in terms.steps) else None
    figures = provision.figures if provision else {}
    named = {step.key: step.term for step in terms.steps if step.term in figures}
    days = steps.map({key: figures[term] for key, term in named.items() if term and term.endswith("_days")})
    years = steps.map({key: figures[term] for key, term in named.items() if term and term.endswith("_years")})
    start = done.to_numpy("datetime64[D]")
    by_days = start + days.fillna(0).to_numpy(dtype=np.int64)
    months: NDArray[np.int64] = np.asarray(years.fillna(0), dtype=np.int64) * _MONTHS_IN_YEAR
    by_years = add_months(start, months)
    ends = np.where(days.notna(), by_days, np.where(years.notna(), by_years, np.datetime64("NaT", "D")))
    has = (days.notna() | years.notna()).to_numpy(dtype=bool)
    rule = np.where(has, provision.rule if provision else "", "")
    return pd.Series(ends.astype("datetime64[s]"), index=steps.index), pd.Series(rule, index=steps.index, dtype=object)


def escalation_event(
    case_id: str,
    number: str,
    actor: str,
    at: datetime,
    state: str,
    step: str,
    key: str,
    said: Mapping[str, Any],
) -> dict[str, Any]:
    """Give an event of an escalation; what is None or empty is left out."""
    event = {"kind": "escalation", "case_id": case_id, "happened_at": at, "actor": actor, "key": key}
    told = {name: value for name, value in said.items() if value not in (None, "")}
    return event | {"escalation_id": number, "state": state, "step": step} | told
