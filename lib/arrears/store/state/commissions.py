"""What is with an agency: when each case was given and came back, what the list says of it, and contacts that should not have been."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from arrears.operations.agencies.commissions import KINDS, commissions, contacts_amiss, out_on
from arrears.operations.cases.columns import texts
from arrears.operations.customers.people import PERSON
from arrears.policy.records import AgencyTerms, Causes
from arrears.store.log.reading import read_events
from arrears.store.state.views import current
from arrears.tables.contacts import CHANNELS
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from sqlalchemy import Connection

    from arrears.policy import Policies
    from arrears.store.log.chain import Store

_DAY: Final = "datetime64[s]"
_ASKING: Final = ("collection", "reminder")
_MOMENT: Final = pd.Timedelta(microseconds=1)


def commissions_in(connection: Connection, policies: Policies, people: Mapping[str, str]) -> pd.DataFrame:
    """Give every case that was given to an agency, as `arrears.operations.agencies.commissions.commissions` does, with its ``person``.

    Parameters
    ----------
    connection, policies
        The store, and whose flags bring a case back.
    people : mapping of str to str
        Whose each case is.
    """
    zone = policies.profile.time_zone
    events = read_events(connection, zone, kinds=KINDS)
    if not events["kind"].eq("commission").any():
        return commissions(events, _no_stops()).assign(person=pd.Series(dtype=object))
    stops = _stops(connection, policies)
    cases = set(events.loc[events["kind"] == "commission", "case_id"])
    # What was said of one card holds for every card of the person.
    whose = {case: people.get(case, case) for case in {*cases, *stops["case_id"]}}
    mine = pd.DataFrame({"case_id": sorted(cases)}, dtype=object).assign(person=lambda each: each["case_id"].map(whose))
    said = stops.assign(person=stops["case_id"].map(whose).astype(object)).drop(columns="case_id")
    table = commissions(events, mine.merge(said, on="person")[["case_id", "at", "ground"]])
    return table.assign(person=table["case_id"].map(whose).astype(object))


def names_in(connection: Connection) -> dict[str, set[str]]:
    """Give every agency that there ever was, with the cases that were ever given to it."""
    said = current(connection, "agency")["agency"]
    given = current(connection, "commission")
    return {str(name): set(given.loc[given["agency"] == name, "case_id"]) for name in said.unique()}


def with_agencies(connection: Connection, table: pd.DataFrame, policies: Policies, as_of: date) -> pd.DataFrame:
    """Say of each case with which agency its person is on a day, and until when.

    Parameters
    ----------
    connection, policies, as_of
        The store, whose rules, and the day.
    table : DataFrame
        Internal case table whose people are known.

    Returns
    -------
    DataFrame
        The table with ``agency`` (blank where it is with none) and ``agency_until``, of every card of the person.
    """
    people = dict(zip(table["case_id"], texts(table, PERSON), strict=True))
    out = out_on(commissions_in(connection, policies, people), as_of)
    last = out.sort_values("until", kind="stable").drop_duplicates("person", keep="last").set_index("person")
    mine = last[["agency", "until"]].reindex(pd.Index(texts(table, PERSON), dtype=object))
    return table.assign(agency=mine["agency"].astype(object).array, agency_until=mine["until"].astype(_DAY).array)


def amiss(store: Store, log: pd.DataFrame, on: date, people: Mapping[str, str], lang: str) -> pd.DataFrame:
    """Judge contacts by who had the case: an agency's outside its time, and the house's while the person was with an agency.

    Parameters
    ----------
    store, log, on
        As `arrears.store.state.contact_states.judged` takes them.
    people : mapping of str to str
        Whose each case is.
    lang : str
        ``zh`` or ``en``.

    Returns
    -------
    DataFrame
        Rows as `arrears.tables.contacts.BREACH_COLUMNS` has them.
    """
    policies = store.policies
    with store.reading() as connection:
        names = set(names_in(connection))
        table = commissions_in(connection, policies, people) if names else pd.DataFrame()
    if not names or log.empty:
        return pd.DataFrame()
    local = log["at"].dt.tz_convert(policies.profile.time_zone).dt.tz_localize(None)
    who = log["collector"].fillna(log["actor"]).astype(object)
    seen = pd.DataFrame(
        {
            "case_id": log["case_id"].astype(object),
            "person": log["case_id"].map(lambda case: people.get(case, case)).astype(object),
            "collector": who,
            "day": local.dt.normalize().astype(_DAY),
        }
    ).reset_index(drop=True)
    asking = (
        log["direction"].eq("out") & log["outcome"].ne("planned") & log["purpose"].fillna("collection").isin(_ASKING)
    ).to_numpy(dtype=np.bool_)
    found = contacts_amiss(seen, table, names)
    found = found[asking[found["row"].to_numpy(dtype=np.int64)]]
    rows = found["row"].to_numpy(dtype=np.int64)
    terms, place = policies.get(AgencyTerms, on), 0 if lang == "zh" else 1
    words = {key: both(f"agencies.amiss.{key}")[place] for key in ("after", "meanwhile")}
    channel = [CHANNELS[str(key)][place] for key in log["channel"].to_numpy(dtype=object)[rows]]
    return pd.DataFrame(
        {
            "row": rows,
            "contact_id": log["contact_id"].to_numpy(dtype=object)[rows],
            "case_id": seen["case_id"].to_numpy(dtype=object)[rows],
            "collector": who.to_numpy(dtype=object)[rows],
            "local_time": local.to_numpy(dtype="datetime64[s]")[rows].astype(str).astype(object),
            "rule": terms.rule,
            "severity": "breach",
            "happened": [words[what].format(channel=one) for what, one in zip(found["what"], channel, strict=True)],
            "words": terms.words_in(lang),
            "source": terms.source_in(lang),
            "trust": terms.trust,
        }
    ).assign(local_time=lambda each: each["local_time"].str.replace("T", " "))


def _stops(connection: Connection, policies: Policies) -> pd.DataFrame:
    """Give what brings a case back: ``case_id, at, ground``, whichever card it was said of."""
    zone = policies.profile.time_zone
    flags = current(connection, "flag", zone)
    contacts = current(connection, "contact", zone)
    told = current(connection, "household", zone)
    agreed, waived = current(connection, "agreement", zone), current(connection, "waiver", zone)
    terms, causes = policies.since(AgencyTerms), policies.since(Causes)
    known = {flag for _, each in terms if each is not None for flag in each.recalled_by}
    hard = {one.key for _, each in causes if each is not None for one in each.causes if one.hardship}
    flagged = flags[flags["on"].astype(bool) & flags["flag"].isin(known)]
    refused = contacts[contacts["outcome"].eq("refused") & contacts["counterparty"].eq("holder")]
    parts = [
        (flagged, flagged["flag"]),
        (refused, "refused"),
        (told[told["cause"].isin(hard)], "hardship"),
        (agreed[agreed["state"].isin(["drafted", "signed"])], "agreement"),
        (waived[waived["state"].eq("requested")], "waiver"),
    ]
    found = [
        pd.DataFrame(
            {"case_id": rows["case_id"].astype(object), "at": _known_by(rows["happened_at"]), "ground": ground}
        )
        for rows, ground in parts
        if len(rows)
    ]
    return pd.concat(found, ignore_index=True) if found else _no_stops()


def _known_by(at: pd.Series[Any]) -> pd.Series[Any]:
    """Give the end of the day where the day is known and not the hour, as of what a workbook says."""
    begins = at.dt.normalize()
    known: pd.Series[Any] = at.where(at.ne(begins), begins + pd.Timedelta(days=1) - _MOMENT)
    return known


def _no_stops() -> pd.DataFrame:
    empty = {name: pd.Series(dtype=object) for name in ("case_id", "ground")}
    return pd.DataFrame(empty | {"at": pd.Series(dtype="datetime64[us, UTC]")})
