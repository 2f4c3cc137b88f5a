"""An agreement's life as events of the store: drafted, consented, approved, in force, ended; and back into tables.

The terms stand in the draft's event and never change: a changed draft is another agreement. Each step's key is made of the
agreement's number and the step, so that a step that is sent twice is stored once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.desk.agreement_tables import EVENT_DAYS
from arrears.desk.agreements import missing_for_force

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from arrears.desk.plan_tables import Day
    from arrears.policy import Policies

Event = dict[str, Any]

_STEPS = {
    "drafted": "drafted",
    "approved": "approved",
    "signed": "in_force",
    "settled": "settled",
    "breached": "breached",
    "withdrawn": "withdrawn",
}
"""The store's word for each step, and the event of the rule."""
_ACTORS = {"drafted": "drafted_by", "approved": "approved_by"}


def draft_event(terms: Mapping[str, Any], instalments: pd.DataFrame, actor: str, at: datetime) -> Event:
    """Give the event that drafts an agreement.

    Parameters
    ----------
    terms : mapping
        ``agreement_id``, ``case_id`` and the contents, amounts in fen, as `missing_for_draft` reads them.
    instalments : DataFrame
        ``due_date`` and ``payment_fen``.
    actor : str
        Who drafts it.
    at : datetime
        When, with a zone.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> dues = pd.DataFrame({"due_date": ["2026-04-05"], "payment_fen": [100_00]})
    >>> event = draft_event({"agreement_id": "G1", "case_id": "A1"}, dues, "li", datetime(2026, 3, 2, tzinfo=UTC))
    >>> event["key"], event["terms"]["instalments"]
    ('agreement-G1-drafted', [['2026-04-05', 10000]])
    """
    rows = [
        [str(day)[:10], int(fen)] for day, fen in zip(instalments["due_date"], instalments["payment_fen"], strict=True)
    ]
    held = {key: value for key, value in terms.items() if key not in {"agreement_id", "case_id"} and value is not None}
    step = _step(str(terms["agreement_id"]), str(terms["case_id"]), "drafted", actor, at)
    return step | {"terms": held | {"instalments": rows}}


def consent_event(
    agreement_id: str, case_id: str, actor: str, at: datetime, *, way: str, evidence: str, given: bool = True
) -> Event:
    """Give the event that records the holder's consent, or that it was taken back, by whom it was taken, how, and what shows it."""
    word = "consent" if given else "consent-taken-back"
    return {
        "kind": "consent",
        "case_id": case_id,
        "happened_at": at,
        "actor": actor,
        "key": f"agreement-{agreement_id}-{word}",
        "about": agreement_id,
        "given": given,
        "evidence": evidence,
        "terms": {"way": way},
    }


def approval_event(agreement_id: str, case_id: str, actor: str, at: datetime) -> Event:
    """Give the event that records a second person's approval."""
    return _step(agreement_id, case_id, "approved", actor, at)


def force_event(
    agreements: pd.DataFrame, instalments: pd.DataFrame, agreement_id: str, actor: str, at: datetime, policies: Policies
) -> Event:
    """Give the event with which an agreement comes into force, if nothing is missing.

    Parameters
    ----------
    agreements, instalments : DataFrame
        As `agreements_of` gives them.
    agreement_id : str
        Which one.
    actor, at
        Who records it, and when.
    policies : Policies
        Whose rules apply.

    Raises
    ------
    ValueError
        If anything is missing: all of it, with its rules.
    """
    one, dues = (table[table["agreement_id"] == agreement_id] for table in (agreements, instalments))
    found = missing_for_force(one, dues, _local_day(at, policies), policies)
    if one.empty or len(found):
        lacking = "; ".join(f"{row.en} ({row.rule})" for row in found.itertuples()) or "there is no such draft"
        raise ValueError(f"agreement {agreement_id} cannot come into force: {lacking}")
    return _step(agreement_id, str(one["case_id"].iloc[0]), "signed", actor, at)


def end_event(told: pd.DataFrame, agreement_id: str, step: str, actor: str, at: datetime, *, reason: str = "") -> Event:
    """Give the event that ends an agreement: settled, breached or withdrawn.

    Parameters
    ----------
    told : DataFrame
        From `agreement_table` on that day.
    agreement_id : str
        Which one.
    step : str
        ``settled``, ``breached`` or ``withdrawn``.
    actor, at
        Who records it, and when.
    reason : str
        What the breach is where the plan does not show it, such as a new card applied for.

    Raises
    ------
    ValueError
        If it is not in force (for a withdrawal: if it is), or a breach is neither shown by its plan nor given a reason.
    """
    rows = told[told["agreement_id"] == agreement_id]
    state = "none" if rows.empty else str(rows["state"].iloc[0])
    may = {
        "settled": {"in_force", "kept"},
        "breached": {"breached", "in_force"} if reason.strip() else {"breached"},
        "withdrawn": {"draft", "consented"},
    }
    if step not in may:
        raise ValueError(f"an agreement ends settled, breached or withdrawn; it is {step!r}; name one of the three")
    if state not in may[step]:
        raise ValueError(
            f"agreement {agreement_id} is {state} and cannot be {step} (CN-70c): collection stays stopped while its plan is kept; "
            "give the reason if another term was broken"
        )
    ended = _step(agreement_id, str(rows["case_id"].iloc[0]), step, actor, at)
    return ended | ({"note": reason.strip()} if reason.strip() else {})


def agreements_of(events: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read the agreements of a store from its events.

    Parameters
    ----------
    events : DataFrame
        As ``store.events()`` gives them; instants in the profile's zone. What was declared void is left out.

    Returns
    -------
    agreements, instalments : DataFrame
        As `agreement_table` takes them.
    """
    void = set(events.loc[events["kind"] == "void", "corrects"])
    live = events[~events["key"].isin(void) & events["kind"].isin(["agreement", "consent"])]
    said = pd.DataFrame(list(live["payload"]), index=live.index).reindex(
        columns=["agreement_id", "state", "terms", "about", "given", "evidence"]
    )
    day = live["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    table = said.assign(case_id=live["case_id"], actor=live["actor"], day=day)
    drafted = table[table["state"] == "drafted"].drop_duplicates("agreement_id")
    terms = pd.DataFrame(list(drafted["terms"]), index=drafted["agreement_id"])
    numbers = pd.Index(drafted["agreement_id"], name="agreement_id")
    found = pd.DataFrame({"case_id": drafted["case_id"].to_numpy()}, index=numbers).join(
        terms.drop(columns="instalments", errors="ignore")
    )
    found = found.join(_steps(table)).join(_consents(table))
    taken_back = table[table["given"].eq(other=False)].drop_duplicates("about").set_index("about")["day"]
    found[EVENT_DAYS["withdrawn"]] = found[EVENT_DAYS["withdrawn"]].fillna(taken_back.reindex(numbers))
    return found.reset_index(), _instalments(terms)


def _steps(table: pd.DataFrame) -> pd.DataFrame:
    """Give the day of each step, a column a step, and who drafted and approved."""
    first = table[table["state"].isin(list(_STEPS))].drop_duplicates(["agreement_id", "state"])
    by_state = first.set_index(["agreement_id", "state"])[["day", "actor"]].unstack("state")  # noqa: PD010  # names stay unique
    days = {EVENT_DAYS[event]: by_state.get(("day", step)) for step, event in _STEPS.items()}
    actors = {column: by_state.get(("actor", step)) for step, column in _ACTORS.items()}
    return pd.DataFrame(days | actors, index=by_state.index).astype(dict.fromkeys(days, "datetime64[s]"))


def _consents(table: pd.DataFrame) -> pd.DataFrame:
    given = table[table["given"].eq(other=True)].drop_duplicates("about").set_index("about")
    way = pd.DataFrame(list(given["terms"]), index=given.index).reindex(columns=["way"])["way"]
    return pd.DataFrame(
        {
            "consented_on": given["day"],
            "consent_by": given["actor"],
            "consent_way": way,
            "consent_evidence": given["evidence"],
        }
    )


def _instalments(terms: pd.DataFrame) -> pd.DataFrame:
    rows = terms.reindex(columns=["instalments"])["instalments"].explode().dropna()
    pairs = pd.DataFrame(list(rows), columns=["due_date", "payment_fen"]).astype({"payment_fen": "int64"})
    return pairs.assign(agreement_id=rows.index.to_numpy(dtype=object))


def _step(agreement_id: str, case_id: str, step: str, actor: str, at: datetime) -> Event:
    return {
        "kind": "agreement",
        "case_id": case_id,
        "happened_at": at,
        "actor": actor,
        "key": f"agreement-{agreement_id}-{step}",
        "agreement_id": agreement_id,
        "state": step,
    }


def _local_day(at: datetime, policies: Policies) -> Day:
    return pd.Timestamp(at).tz_convert(policies.profile.time_zone).date()
