"""When each case was with which agency: from the day on which it was given until its end, a recall, a stop of the person or the agency's removal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from datetime import date, datetime

KINDS: Final = ("agency", "commission", "void")
"""The kinds of event that are read here."""
ENDS: Final = ("period", "recalled", "stopped", "removed")
"""Why a case came back: its time was over, somebody recalled it, the person was stopped or asked for relief, the agency was struck off."""
_DAY: Final = "datetime64[s]"
_COLUMNS = ("commission_id", "case_id", "agency", "given_at", "given_on", "until", "given_by")
_OF_AGENCIES = ("agency", "state", "licence", "reached_by", "passed", "findings", "note")


def live_events(events: pd.DataFrame, kind: str, fields: tuple[str, ...]) -> pd.DataFrame:
    """Give the events of a kind that stand: envelope and what they say, a column a field, with the local ``day``."""
    gone = set(events["corrects"].dropna())
    live = events[(events["kind"] == kind) & ~events["key"].isin(gone)]
    said = pd.DataFrame(list(live["payload"]), index=live.index).reindex(columns=list(fields)).astype(object)
    return live[["seq", "case_id", "happened_at", "actor"]].join(said).assign(day=_days(live["happened_at"]))


def agency_events(events: pd.DataFrame) -> pd.DataFrame:
    """Give what was recorded of agencies: ``agency, state, licence, reached_by, passed, findings, note, happened_at, day, actor``."""
    return live_events(events, "agency", _OF_AGENCIES)


def commissions(events: pd.DataFrame, stops: pd.DataFrame) -> pd.DataFrame:
    """Give every case that was given to an agency, and when it came back.

    Parameters
    ----------
    events : DataFrame
        As ``store.events(kind=KINDS)`` gives them, days being local.
    stops : DataFrame
        ``case_id, at``, an instant at which the person of a case was stopped or asked for relief, whichever card it was said of, and
        ``ground``.

    Returns
    -------
    DataFrame
        One row a case and pack, the oldest first: ``commission_id, case_id, agency, given_at, given_on, until, given_by``; ``back_on``,
        the first day on which it is the house's again, and ``why``, one of `ENDS`, with its ``ground``.

    Examples
    --------
    >>> from arrears.operations.agencies.commissions import commissions
    >>> at = pd.Timestamp("2026-05-04 10:00", tz="Asia/Shanghai")
    >>> given = {"commission_id": "W1", "agency": "A", "state": "given", "until": "2026-06-30"}
    >>> events = pd.DataFrame([{"seq": 1, "kind": "commission", "case_id": "C1", "happened_at": at, "actor": "li", "key": "k", "corrects": None, "payload": given}])
    >>> none = pd.DataFrame({"case_id": [], "at": pd.DatetimeIndex([], tz="Asia/Shanghai"), "ground": []})
    >>> commissions(events, none)[["back_on", "why"]].astype(str).values.tolist()
    [['2026-07-01', 'period']]
    """
    table = live_events(events, "commission", ("commission_id", "agency", "state", "until", "note"))
    given = table[table["state"] == "given"].drop_duplicates(["commission_id", "case_id"])
    given = given.rename(columns={"happened_at": "given_at", "day": "given_on", "actor": "given_by"})
    given = given.assign(until=pd.to_datetime(given["until"]).astype(_DAY))[list(_COLUMNS)].reset_index(drop=True)
    recalled = table[table["state"] == "recalled"].rename(columns={"happened_at": "at", "note": "ground"})
    struck = agency_events(events)
    struck = struck[struck["state"] == "removed"].rename(columns={"happened_at": "at", "note": "ground"})
    over = pd.DataFrame(
        {"row": given.index, "back_on": given["until"] + pd.Timedelta(days=1), "why": ENDS[0], "ground": ""}
    )
    ends = [
        over,
        _ends(given, recalled, ["commission_id", "case_id"], ENDS[1]),
        _ends(given, stops, ["case_id"], ENDS[2]),
        _ends(given, struck, ["agency"], ENDS[3]),
    ]
    every = pd.concat([each.astype({"row": "int64", "back_on": _DAY}) for each in ends], ignore_index=True)
    first = every.sort_values(["row", "back_on"], kind="stable").drop_duplicates("row").set_index("row")
    return given.join(first)


def out_on(table: pd.DataFrame, on: date) -> pd.DataFrame:
    """Give the rows of `commissions` that are with an agency on a day."""
    day = pd.Timestamp(on)
    out: pd.DataFrame = table[((table["given_on"] <= day) & (day < table["back_on"])).to_numpy(dtype=bool)]
    return out.reset_index(drop=True)


def agency_event(
    agency: str,
    actor: str,
    at: datetime,
    state: str,
    key: str,
    **said: Any,  # noqa: ANN401  # fields of the record
) -> dict[str, Any]:
    """Make the event of a step of an agency; what is not said leaves no trace."""
    told = {name: value for name, value in said.items() if value not in (None, "")}
    head = {"kind": "agency", "case_id": "", "happened_at": at, "actor": actor, "key": key}
    return head | {"agency": agency, "state": state} | told


def commission_event(  # what one record holds
    case_id: str,
    commission_id: str,
    agency: str,
    actor: str,
    at: datetime,
    state: str,
    **said: Any,  # noqa: ANN401  # fields of the record
) -> dict[str, Any]:
    """Make the event with which a case is given to an agency, or recalled."""
    told = {name: value for name, value in said.items() if value not in (None, "")}
    head = {"kind": "commission", "case_id": case_id, "happened_at": at, "actor": actor}
    own = {"key": f"{commission_id}-{state}-{case_id}"[:200], "commission_id": commission_id, "agency": agency}
    return head | own | {"state": state} | told


def _ends(given: pd.DataFrame, ends: pd.DataFrame, by: list[str], why: str) -> pd.DataFrame:
    """Give the first of some ends of each row, at or after it was given."""
    rows = given[[*by, "given_at"]].rename_axis("row").reset_index().astype(dict.fromkeys(by, object))
    pairs = rows.merge(ends[[*by, "at", "ground"]].astype(dict.fromkeys(by, object)), on=by)
    pairs = pairs[(pairs["at"] >= pairs["given_at"]).to_numpy(dtype=bool)]
    first = pairs.sort_values("at", kind="stable").drop_duplicates("row")
    return pd.DataFrame(
        {"row": first["row"], "back_on": _days(first["at"]), "why": why, "ground": first["ground"].fillna("")}
    )


def _days(instants: pd.Series[Any]) -> pd.Series[Any]:
    """Give local days; a column without rows may have no zone."""
    local = pd.to_datetime(instants)
    local = local if local.dt.tz is None else local.dt.tz_localize(None)
    days: pd.Series[Any] = local.dt.normalize().astype(_DAY)
    return days


def contacts_amiss(log: pd.DataFrame, table: pd.DataFrame, names: set[str]) -> pd.DataFrame:
    """Tell which contacts an agency made outside its time, and which the house made while the person was with an agency.

    Parameters
    ----------
    log : DataFrame
        ``case_id, person, collector, day`` of contacts that were made to collect or to remind.
    table : DataFrame
        As `commissions` gives it, with ``person``.
    names : set of str
        Every agency that there ever was.

    Returns
    -------
    DataFrame
        ``row``, the place in the log, and ``what``: ``after`` (an agency's, while the case was not given to it) or ``meanwhile`` (the
        house's). On the day on which a case is given or comes back both may contact: nobody knows by the hour who knew.
    """
    rows = log.rename_axis("row").reset_index()
    of_agency = rows["collector"].isin(names).to_numpy(dtype=np.bool_)
    theirs = rows[of_agency].merge(table, left_on=["case_id", "collector"], right_on=["case_id", "agency"])
    fair = theirs[((theirs["given_on"] <= theirs["day"]) & (theirs["day"] <= theirs["back_on"])).to_numpy(dtype=bool)]
    past_end = fair[(fair["why"] == ENDS[0]) & (fair["day"] == fair["back_on"])]
    fine = set(fair["row"]) - set(past_end["row"])
    after = rows.loc[of_agency & ~rows["row"].isin(fine), "row"]
    ours = rows[~of_agency].merge(table[["person", "given_on", "back_on"]], on="person")
    inside = ours[((ours["given_on"] < ours["day"]) & (ours["day"] < ours["back_on"])).to_numpy(dtype=bool)]
    found = pd.concat([after, inside["row"].drop_duplicates()], ignore_index=True)
    what = ["after"] * len(after) + ["meanwhile"] * (len(found) - len(after))
    return pd.DataFrame({"row": found.astype("int64"), "what": pd.Series(what, dtype=object)}).sort_values(
        "row", ignore_index=True
    )
