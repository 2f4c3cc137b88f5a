"""Waivers of interest and fees on their road: asked for, decided by who may, recorded (`arrears.operations.account.waivers`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.account.waivers import try_waiver
from arrears.policy.records import Waiver
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from arrears.operations.account.waivers import Way
    from arrears.policy import Policies

KINDS = ("waiver", "void", "assignment")
"""The kinds of event that `waiver_table` reads."""
STATE_WORDS = {
    "requested": both("operations.agreements.relief.asked"),
    "approved": both("operations.agreements.relief.approved"),
    "refused": both("operations.agreements.relief.refused"),
    "withdrawn": both("operations.agreements.relief.withdrawn"),
}
"""What each state is called in Chinese and in English."""


class Asked(NamedTuple):
    """What is asked for: the shares of interest and of fees as decimals, and whether the rest is paid at once or by a plan."""

    interest_share: str
    fee_share: str
    way: Way


def waiver_table(events: pd.DataFrame) -> pd.DataFrame:
    """Read the waivers from the events.

    Returns
    -------
    DataFrame
        One row a waiver, the oldest first: ``waiver_id, case_id, state, way, interest_share, fee_share, interest_fen, fees_fen,
        level`` (who must decide), ``asked_by, asked_at, reason, decided_by, decided_at, decision`` (the reason of it), ``collector``
        (whose the case is; empty if it is nobody's). What `own_decisions` names decides nothing.
    """
    gone = set(events["corrects"].dropna()) | own_decisions(events)
    has = _last_collectors(events)
    live = events[(events["kind"] == "waiver") & ~events["key"].isin(gone)]
    said = pd.DataFrame(list(live["payload"]), index=live.index).reindex(columns=list(_SAID))
    said["reason"] = said["reason"].astype(object)  # where nobody has given one it would be a column of figures
    table = live[["case_id", "happened_at", "actor"]].join(said)
    asked = table[table["state"] == "requested"].drop_duplicates("waiver_id", keep="last").set_index("waiver_id")
    decided = table[table["state"] != "requested"].drop_duplicates("waiver_id", keep="last").set_index("waiver_id")
    decided = decided.reindex(asked.index)
    result = pd.DataFrame(
        {
            "case_id": asked["case_id"],
            "state": decided["state"].fillna("requested"),
            **{
                name: asked[name]
                for name in ("way", "interest_share", "fee_share", "interest_fen", "fees_fen", "level")
            },
            "asked_by": asked["actor"],
            "asked_at": asked["happened_at"],
            "reason": asked["reason"].fillna(""),
            "decided_by": decided["actor"],
            "decided_at": decided["happened_at"],
            "decision": decided["reason"].fillna(""),
            "collector": [has.get(case, "") for case in asked["case_id"]],
        },
        index=asked.index,
    )
    return result.rename_axis("waiver_id").sort_values("asked_at", kind="stable").reset_index()


def own_decisions(events: pd.DataFrame) -> set[str]:
    """Give the keys of decisions on waivers that were made by who had asked, or by the collector whose the case was at that time.

    What an event says is sealed, so no database can keep a login that may ask from recording that something was approved. All that a
    collector's login can do is done on the collector's own cases: whoever reads takes no decision from there.

    Parameters
    ----------
    events : DataFrame
        Events of `KINDS`, in the order of the store.
    """
    waivers = events[events["kind"] == "waiver"]
    if waivers.empty:
        return set()
    said = pd.DataFrame(
        {
            "case_id": waivers["case_id"],
            "actor": waivers["actor"],
            "key": waivers["key"],
            "waiver_id": [payload.get("waiver_id") for payload in waivers["payload"]],
            "state": [payload.get("state") for payload in waivers["payload"]],
        },
        index=waivers.index,
    )
    decided = said[said["state"].isin(["approved", "refused"])]
    asked = said[said["state"] == "requested"]
    by = ["case_id", "waiver_id", "actor"]
    own = pd.MultiIndex.from_frame(decided[by]).isin(pd.MultiIndex.from_frame(asked[by]))
    return set(decided.loc[own | (decided["actor"] == _collectors_then(events).loc[decided.index]), "key"])


def _collectors_then(events: pd.DataFrame) -> pd.Series[Any]:
    """Give for each event whose its case was when it was recorded, as the assignments before it say; empty if nobody's."""
    assigned = events["kind"] == "assignment"
    named = [
        payload.get("collector", "") if mine else None
        for mine, payload in zip(assigned, events["payload"], strict=True)
    ]
    collectors = pd.Series(named, index=events.index, dtype="str")
    return collectors.groupby(events["case_id"]).ffill().fillna("")


def _last_collectors(events: pd.DataFrame) -> dict[str, str]:
    assigned = events[(events["kind"] == "assignment") & ~events["key"].isin(set(events["corrects"].dropna()))]
    last = assigned.drop_duplicates("case_id", keep="last")
    return dict(zip(last["case_id"], [payload.get("collector", "") for payload in last["payload"]], strict=True))


def request_event(  # an event's parts
    case: Mapping[str, Any],
    asked: Asked,
    actor: str,
    at: datetime,
    policies: Policies,
    *,
    reason: str,
    key: str,
    waiver_id: str = "",
) -> dict[str, Any]:
    """Give the event that asks for a waiver, if the limits allow anybody to approve it.

    Parameters
    ----------
    case : mapping
        A staged case: ``case_id, principal_fen, interest_fen, late_fee_fen, days_past_due``.
    asked : Asked
        What is asked for.
    actor, at, reason, key, waiver_id
        Who asks, when, why; the event's key and the waiver's number (the key unless given).
    policies : Policies
        Whose limits apply.

    Raises
    ------
    ArrearsError
        If there is no reason, nothing would be waived, or a limit refuses it; the rule and the remedy are named.
    """
    if not reason.strip():
        raise ArrearsError(both("operations.agreements.relief.waiver_needs_reason_write_why"))
    on = pd.Timestamp(at).tz_convert(policies.profile.time_zone).date()
    owed = tuple(np.array([_fen(case, name)], dtype=np.int64) for name in ("principal", "interest", "late_fee"))
    try:
        tried = try_waiver(
            owed,  # type: ignore[arg-type]  # three arrays
            np.array([int(case["days_past_due"])]),
            (asked.interest_share, asked.fee_share),
            asked.way,
            on,
            policies,
        ).iloc[0]
    except ValueError as error:
        raise ArrearsError(str(error), f"减免申请有误：{error}") from error
    rule = policies.get(Waiver, on).rule
    if not tried["allowed"]:
        raise ArrearsError(str(tried["refused_en"]), str(tried["refused_zh"]))
    if int(tried["saved_fen"]) == 0:
        raise ArrearsError(
            both("operations.agreements.relief.nothing_would_waived_case_owes", rule=rule),
        )
    return {
        "kind": "waiver",
        "case_id": str(case["case_id"]),
        "happened_at": at,
        "actor": actor,
        "key": key,
        "waiver_id": waiver_id or key,
        "state": "requested",
        "way": asked.way,
        "interest_share": asked.interest_share,
        "fee_share": asked.fee_share,
        "interest_fen": int(tried["waived_interest_fen"]),
        "fees_fen": int(tried["waived_fees_fen"]),
        "level": str(tried["approver"]),
        "reason": reason.strip(),
    }


def decision_event(  # an event's parts
    waivers: pd.DataFrame,
    waiver_id: str,
    state: str,
    actor: str,
    at: datetime,
    policies: Policies,
    *,
    level: str,
    reason: str = "",
) -> dict[str, Any]:
    """Give the event that approves or refuses a waiver; the account takes an approved one off what is owed.

    Parameters
    ----------
    waivers : DataFrame
        From `waiver_table`.
    waiver_id, state
        Which one; ``approved`` or ``refused``.
    actor, at, level, reason
        Who decides, when, on which level of the policy ``waiver``, and why.

    Raises
    ------
    ArrearsError
        If it waits for no decision, the level is too low, the same person asked for it or has the case, or a refusal has no reason.
    """
    rows = waivers[waivers["waiver_id"] == waiver_id]
    policy = policies.get(Waiver, pd.Timestamp(at).tz_convert(policies.profile.time_zone).date())
    if rows.empty or rows["state"].iloc[0] != "requested":
        raise ArrearsError(
            both("operations.agreements.relief.waiver_waits_no_decision_shows", waiver_id=waiver_id),
        )
    row = rows.iloc[0]
    if row["asked_by"] == actor:
        raise ArrearsError(
            both(
                "operations.agreements.relief.asked_waiver_may_not_decide",
                waiver_id=waiver_id,
                actor=actor,
                rule=policy.rule,
            ),
        )
    if row["collector"] == actor:
        raise ArrearsError(
            both(
                "operations.agreements.relief.own_case_may_not_decide",
                waiver_id=waiver_id,
                actor=actor,
                case=row["case_id"],
                rule=policy.rule,
            ),
        )
    levels = [each.who for each in policy.approvals]
    if level not in levels:
        raise ArrearsError(
            both(
                "operations.agreements.relief.level_none_choose_one",
                level=level,
                rule=policy.rule,
                levels=Saying("、".join(f"{each.who} {each.zh}" for each in policy.approvals), ", ".join(levels)),
            ),
        )
    needed = next(each for each in policy.approvals if each.who == row["level"])
    if state == "approved" and levels.index(level) < levels.index(needed.who):
        raise ArrearsError(
            both(
                "operations.agreements.relief.waiver_decided_hand",
                waiver_id=waiver_id,
                rule=policy.rule,
                what=Saying(needed.zh, needed.en),
            ),
        )
    if state == "refused" and not reason.strip():
        raise ArrearsError(both("operations.agreements.relief.refusal_needs_reason_write_why"))
    event = {
        "kind": "waiver",
        "case_id": str(row["case_id"]),
        "happened_at": at,
        "actor": actor,
        "key": f"waiver-{waiver_id}-{state}",
        "waiver_id": waiver_id,
        "state": state,
        "interest_fen": int(row["interest_fen"]),
        "fees_fen": int(row["fees_fen"]),
        "level": level,
    }
    return event | ({"reason": reason.strip()} if reason.strip() else {})


_SAID = (
    "waiver_id", "state", "way", "interest_share", "fee_share", "interest_fen", "fees_fen", "level", "reason",
)  # fmt: skip


def _fen(case: Mapping[str, Any], name: str) -> int:
    value = case.get(f"{name}_fen")
    return 0 if value is None or pd.isna(value) else int(value)
