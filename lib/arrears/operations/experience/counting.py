"""Count in the house's own events what rates are made of: whom an attempt reached, which cases improved, what was kept, what brought complaints."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.policy.records import Counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from fractions import Fraction

    from numpy.typing import NDArray

    from arrears.policy.records import BestAction
    from arrears.units import Dates

FEATURES: dict[str, tuple[str, ...]] = {
    "reach": ("channel", "hour", "weekday"),
    "cure": ("bucket", "stage", "amount", "month", "talked", "tried"),
    "roll": ("bucket",),
    "money": ("better", "else"),
    "kept": ("all", "burden", "part", "wait", "instalments", "history"),
    "complaint": ("channel",),
}
"""What each model reads, and nothing else; a trait that the policy calls sensitive is not counted even if it stands here."""
COLUMNS = ("model", "trait", "value", "of", "met")
_WEEK = 7
_THURSDAY = 3
"""The weekday of the first day of 1970."""


@dataclass(frozen=True)
class Past:
    """What is counted; days and times are those on the wall where the person is.

    Attributes
    ----------
    contacts : DataFrame
        Attempts that the house made with holders: ``case_id, at, channel, outcome, collector``.
    complaints : DataFrame
        ``case_id, at``.
    promised : DataFrame
        Promises and plans that are over or were tried: ``case_id, made_on, due_on, amount_fen, owed_fen, can_pay_fen`` (missing where it is
        not known), ``instalments, kept``.
    spells : DataFrame
        One row a case and month: ``case_id, begin, bucket, stage, after`` (positions of buckets), ``owed_fen, paid_fen``.
    buckets : tuple of str
        Labels by position.
    """

    contacts: pd.DataFrame
    complaints: pd.DataFrame
    promised: pd.DataFrame
    spells: pd.DataFrame
    buckets: tuple[str, ...]

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and last day on which an attempt was made."""
        if self.contacts.empty:
            return None
        at = self.contacts["at"]
        return at.min().date(), at.max().date()

    def until(self, day: np.datetime64) -> Past:
        """Give what was there before a day, by which what came later can be foretold."""
        return self._where(before=day)

    def since(self, day: np.datetime64) -> Past:
        """Give what came on a day and later."""
        return self._where(since=day)

    def _where(self, before: np.datetime64 | None = None, since: np.datetime64 | None = None) -> Past:
        def part(table: pd.DataFrame, column: str) -> pd.DataFrame:
            days = table[column].to_numpy("datetime64[us]")
            mine = days < before if before is not None else days >= since
            return table[mine].reset_index(drop=True)

        return replace(
            self,
            contacts=part(self.contacts, "at"),
            complaints=part(self.complaints, "at"),
            promised=part(self.promised, "made_on"),
            spells=part(self.spells, "begin"),
        )


def counted(past: Past, policy: BestAction) -> pd.DataFrame:
    """Count a past.

    Parameters
    ----------
    past : Past
        What happened.
    policy : BestAction
        Its bands, hours and what counts as reached; traits that it calls sensitive are left out.

    Returns
    -------
    DataFrame
        `COLUMNS`, one row a model, trait and value that occurs; of the model ``money`` the counts are fen.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> from arrears.policy.records import BestAction
    >>> tried = {"case_id": ["A", "A"], "at": pd.to_datetime(["2026-11-02 10:05", "2026-11-02 18:30"]), "channel": "call",
    ...          "outcome": ["no_answer", "conversation"], "collector": "王芳"}
    >>> table = counted(replace(nothing(("M0", "M1")), contacts=pd.DataFrame(tried)), Policies().get(BestAction, date(2026, 11, 29)))
    >>> table.query("model == 'reach'")[["trait", "value", "of", "met"]].to_numpy().tolist()
    [['channel', 'call', 2, 1], ['hour', 'call:10', 1, 0], ['hour', 'call:18', 1, 1], ['weekday', 'call:0', 2, 1]]
    """
    rows = [*_reach(past, policy), *_complaints(past, policy), *_cures(past, policy), *_kept(past, policy)]
    table = pd.concat([pd.DataFrame(columns=COLUMNS), *rows], ignore_index=True)
    table = table[~table["trait"].isin(policy.sensitive)].astype({"of": "int64", "met": "int64"})
    return table.sort_values(["model", "trait", "value"], kind="stable", ignore_index=True)


def nothing(buckets: Sequence[str]) -> Past:
    """Give the past of a house that has done nothing yet."""
    at = pd.Series([], dtype="datetime64[us]")
    fen = pd.Series([], dtype="int64")
    words = pd.Series([], dtype=object)
    return Past(
        contacts=pd.DataFrame({"case_id": words, "at": at, "channel": words, "outcome": words, "collector": words}),
        complaints=pd.DataFrame({"case_id": words, "at": at}),
        promised=pd.DataFrame(
            {"case_id": words, "made_on": at, "due_on": at, "amount_fen": fen, "owed_fen": fen,
             "can_pay_fen": pd.Series([], dtype="float64"), "instalments": fen, "kept": pd.Series([], dtype=bool)}
        ),
        spells=pd.DataFrame(
            {"case_id": words, "begin": at, "bucket": fen, "stage": words, "after": fen, "owed_fen": fen, "paid_fen": fen}
        ),
        buckets=tuple(buckets),
    )  # fmt: skip


def records_of(table: pd.DataFrame) -> tuple[Counted, ...]:
    """Give counts as a policy holds them."""
    return tuple(Counted(**{str(key): value for key, value in row.items()}) for row in table.to_dict("records"))


def table_of(counts: Iterable[Counted]) -> pd.DataFrame:
    """Give a policy's counts as `counted` does."""
    return pd.DataFrame([one.model_dump() for one in counts], columns=list(COLUMNS)).astype(
        {"of": "int64", "met": "int64"}
    )


def slot_of(at: pd.Series, hours: Sequence[int]) -> NDArray[np.int64]:
    """Give the position of the slot in which each time lies; -1 outside all of them."""
    hour = at.dt.hour.to_numpy(dtype=np.int64)
    place = np.searchsorted(np.array(hours), hour, side="right") - 1
    return np.where((place < 0) | (place >= len(hours) - 1), -1, place).astype(np.int64)


def weekday_of(days: Dates) -> NDArray[np.int64]:
    """Give the day of the week, Monday 0.

    >>> weekday_of(np.array(["2026-11-29"], "M8[D]")).tolist()
    [6]
    """
    number: NDArray[np.int64] = days.astype("datetime64[D]").astype(np.int64)
    return (number + _THURSDAY) % _WEEK


def reached(outcome: pd.Series, policy: BestAction) -> pd.Series:
    """Tell which attempts reached the person."""
    met: pd.Series = outcome.isin(policy.reached_by)
    return met


def spoken_to(past: Past, policy: BestAction, spells: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Count for each month of a case the attempts by voice in it, and those that reached the person."""
    own = past.contacts[past.contacts["channel"].isin(["call", "visit"])]
    met = reached(own["outcome"], policy)
    day = own["at"].to_numpy("datetime64[D]")
    begin = np.unique(spells["begin"].to_numpy("datetime64[D]"))
    # The month in which an attempt lies begins on the last beginning that is not after it.
    place = np.searchsorted(begin, day, side="right") - 1
    inside = (place >= 0) & (day < begin[np.maximum(place, 0)] + policy.month_days) if begin.size else place < 0
    made = pd.DataFrame(
        {"case_id": own["case_id"].to_numpy()[inside], "begin": begin[place[inside]].astype("datetime64[us]"),
         "met": met.to_numpy()[inside]}
    )  # fmt: skip
    sums = made.groupby(["case_id", "begin"])["met"].agg(["size", "sum"])
    keys = pd.MultiIndex.from_arrays([spells["case_id"], spells["begin"].astype("datetime64[us]")])
    found = sums.reindex(keys).fillna(0).to_numpy(dtype=np.int64)
    return found[:, 0], found[:, 1]


def _reach(past: Past, policy: BestAction) -> Iterable[pd.DataFrame]:
    log = past.contacts
    met = reached(log["outcome"], policy)
    channel = log["channel"].astype(str)
    yield _grouped("reach", "channel", channel, met)
    slot = slot_of(log["at"], policy.hours)
    inside = slot >= 0
    begins = np.array(policy.hours)[np.maximum(slot, 0)].astype(str).astype(object)
    yield _grouped("reach", "hour", channel[inside] + ":" + begins[inside], met[inside])
    day = weekday_of(log["at"].to_numpy("datetime64[D]")).astype(str).astype(object)
    yield _grouped("reach", "weekday", channel + ":" + day, met)


def _complaints(past: Past, policy: BestAction) -> Iterable[pd.DataFrame]:
    log = past.contacts.reset_index(drop=True)
    said = past.complaints.rename(columns={"at": "said_at"})
    pairs = log.reset_index(names="row").merge(said, on="case_id")
    within = pd.Timedelta(days=policy.complaint_days)
    soon = pairs[(pairs["said_at"] >= pairs["at"]) & (pairs["said_at"] < pairs["at"] + within)]
    # A complaint follows the last attempt before it, and no other.
    last = soon.sort_values(["at", "row"]).drop_duplicates(["case_id", "said_at"], keep="last")
    met = pd.Series(log.index.isin(last["row"]), index=log.index)
    yield _grouped("complaint", "channel", log["channel"].astype(str), met)


def _cures(past: Past, policy: BestAction) -> Iterable[pd.DataFrame]:
    table = past.spells.reset_index(drop=True)
    if table.empty:
        return
    labels = np.array(past.buckets, dtype=object)
    bucket = pd.Series(labels[table["bucket"].to_numpy()], index=table.index)
    better = table["after"] < table["bucket"]
    begins = np.array(policy.amount_begins_fen)
    yield _grouped("cure", "bucket", bucket, better)
    yield _grouped("cure", "stage", table["stage"].astype(str), better)
    amount = begins[np.searchsorted(begins, table["owed_fen"].to_numpy(), side="right") - 1]
    yield _grouped("cure", "amount", pd.Series(amount.astype(str), dtype=object), better)
    yield _grouped("cure", "month", table["begin"].dt.strftime("%Y-%m-%d"), better)
    yield _grouped("roll", "bucket", bucket, table["after"] > table["bucket"])
    tried, met = spoken_to(past, policy, table)
    yield _grouped("cure", "talked", bucket[met > 0], better[met > 0])
    only = (tried > 0) & (met == 0)
    yield _grouped("cure", "tried", bucket[only], better[only])
    paid = np.minimum(table["paid_fen"], table["owed_fen"])
    for trait, rows in (("better", better), ("else", ~better)):
        sums = pd.DataFrame({"value": bucket, "of": table["owed_fen"], "met": np.maximum(paid, 0)})[rows]
        grouped = sums.groupby("value", as_index=False)[["of", "met"]].sum()
        yield grouped.assign(model="money", trait=trait)[list(COLUMNS)]


def _kept(past: Past, policy: BestAction) -> Iterable[pd.DataFrame]:
    table = past.promised.reset_index(drop=True)
    if table.empty:
        return
    kept = table["kept"].astype(bool)
    yield _grouped("kept", "all", pd.Series("", index=table.index), kept)
    traits = kept_traits(table)
    for bands in policy.kept_bands:
        code = band_of(traits[bands.trait].to_numpy(dtype=np.float64), bands.begins)
        known = code >= 0
        yield _grouped(
            "kept", bands.trait, pd.Series(code[known].astype(str), dtype=object), kept[known].reset_index(drop=True)
        )


def kept_traits(table: pd.DataFrame) -> pd.DataFrame:
    """Give of each promise or plan what the chance that it is kept is read from.

    Parameters
    ----------
    table : DataFrame
        The columns of `Past.promised`, ``kept`` aside: ``history`` may be given, and is counted from earlier rows of the case if it is not.

    Returns
    -------
    DataFrame
        ``burden`` (a payment over what can be paid a month), ``part`` (of what is owed), ``wait`` (days to the first), ``instalments``,
        ``history`` (-1: an earlier one was broken last, 1: kept, 0: none); NaN where it is not known.
    """
    amount = table["amount_fen"].to_numpy(dtype=np.float64)
    can, owed = (table[name].to_numpy(dtype=np.float64) for name in ("can_pay_fen", "owed_fen"))
    with np.errstate(divide="ignore", invalid="ignore"):
        burden = np.where(can > 0, amount / can, np.where(can == 0, np.inf, np.nan))
        part = np.where(owed > 0, amount / owed, np.nan)
    days = table["due_on"].to_numpy("datetime64[D]") - table["made_on"].to_numpy("datetime64[D]")
    if "history" in table:
        history = table["history"].to_numpy(dtype=np.float64)
    else:
        ordered = table.sort_values(["case_id", "due_on"], kind="stable")
        before = ordered.groupby("case_id")["kept"].shift()
        history = before.map({True: 1.0, False: -1.0}).fillna(0.0).reindex(table.index).to_numpy(dtype=np.float64)
    return pd.DataFrame(
        {
            "burden": burden,
            "part": part,
            "wait": days.astype(np.float64),
            "instalments": table["instalments"].to_numpy(dtype=np.float64),
            "history": history,
        },
        index=table.index,
    )


def band_of(values: NDArray[np.float64], begins: Sequence[Fraction]) -> NDArray[np.int64]:
    """Give the band of each value, -1 where it is not known; a value below the first band is in it."""
    starts = np.array([float(begin) for begin in begins])
    code = np.searchsorted(starts, values, side="right") - 1
    return np.where(np.isnan(values), -1, np.maximum(code, 0)).astype(np.int64)


def _grouped(model: str, trait: str, value: pd.Series, met: pd.Series) -> pd.DataFrame:
    table = pd.DataFrame({"value": value.to_numpy(dtype=object), "met": met.to_numpy(dtype=bool)})
    sums = table.groupby("value", as_index=False)["met"].agg(of="size", met="sum")
    told: pd.DataFrame = sums.assign(model=model, trait=trait)[list(COLUMNS)]
    return told
