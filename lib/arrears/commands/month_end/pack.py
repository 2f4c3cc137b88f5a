"""The month-end pack: what a month was, from the store alone, so that the same store gives the same files again."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.contacts.masking import mask_table
from arrears.operations.progress.measures import MEASURE_WORDS, progress
from arrears.operations.progress.movements import roll_rates, with_intervals
from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.policy.records import Buckets, Stages
from arrears.store.state.history import read_source
from arrears.tables.columns import FLAG_WORDS
from arrears.tables.contacts import CHANNELS, OUTCOMES
from arrears.words import both, headings, say
from arrears.workbooks.reports.month_end import Imprint, Part, write_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from arrears.store import Store
    from arrears.store.state.history import Source
    from arrears.workbooks.sheets.saving import Written

_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def month_of(text: str) -> tuple[date, date]:
    """Give the first and last day of a month.

    Raises
    ------
    ArrearsError
        If it is no month.

    Examples
    --------
    >>> month_of("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    """
    found = _MONTH.fullmatch(text.strip())
    try:
        first = date(int(found[1]), int(found[2]), 1) if found else None
        following = first and (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        first = following = None
    if first is None or following is None:
        raise ArrearsError(both("commands.month_end.pack.no_month_write_like", text=text))
    return first, following - timedelta(days=1)


def write_month_end(
    store: Store, month: str, folder: Path, *, lang: str = "zh", progress: Callable[[float], None] | None = None
) -> list[Written]:
    """Write the pack of a month: ageing, roll rates, progress, promises, breaches and complaints, contacts, agreements, events.

    Parameters
    ----------
    store : Store
        The store; what happened after the month is not seen, but its head is printed.
    month : str
        Such as ``2026-10``; it must be over.
    folder : Path
        Where the workbooks go.
    lang : str
        ``zh`` or ``en``.
    progress : callable, optional
        Told how much is written, from 0 to 1.

    Returns
    -------
    list of Written
        The same store gives byte-identical files.

    Raises
    ------
    ArrearsError
        If it is no month, is not over, has no case, or a file cannot be written.
    """
    first, last = month_of(month)
    today = pd.Timestamp(store.clock()).tz_convert(store.policies.profile.time_zone).date()
    if last >= today:
        raise ArrearsError(
            both("commands.month_end.pack.not_over_take_month_before", month=month, today=today),
        )
    head = store.head()
    source = read_source(store, last)
    if source.empty:
        raise ArrearsError(
            both("commands.month_end.pack.no_case_placed_end_choose", month=month),
        )
    parts = _parts(store, source, first, last, lang)
    imprint = Imprint(month, last, store.name, str(head), store.policies, lang)
    return write_parts(folder, parts, imprint, progress)


def _parts(store: Store, source: Source, first: date, last: date, lang: str) -> list[Part]:
    ageing, stages, rolls, by_collector, promises, outcomes, breaches, complaints, contacts, agreements, events = (
        headings("commands.month_end.pack.names", lang)
    )
    opening = source.snapshot(np.datetime64(first - timedelta(days=1)))
    closing = source.snapshot(np.datetime64(last))
    both = pd.concat([opening, closing], ignore_index=True)
    promised = _promises(source, first, last, lang)
    return [
        Part("ageing", {ageing: _ageing(closing, source, "bucket", lang), stages: _ageing(closing, source, "stage", lang)}),
        Part("roll-rates", {rolls: _rolls(opening, closing, both, source, last)}),
        Part("progress", {by_collector: _progress(both, source, first, last, lang)}),
        Part("promises", {outcomes: _counted(promised, ["outcome"]), promises: promised}),
        Part("breaches-and-complaints", {breaches: _breaches(source, first, last), complaints: _complaints(source, first, last, lang)}),
        Part("contacts", {contacts: _contacts(source, first, last, lang)}),
        Part("agreements", {agreements: _agreements(source, lang)}),
        Part("events", {events: _events(store, first, last, lang)}),
    ]  # fmt: skip


def _ageing(closing: pd.DataFrame, source: Source, by: str, lang: str) -> pd.DataFrame:
    """Count cases and add up what is due by bucket or stage, each currency by itself, in the policy's order."""
    stages = source.policies.get(Stages, source.as_of)
    labels = dict(zip(stages.keys, stages.labels_zh if lang == "zh" else stages.labels_en, strict=True))
    order = list(stages.keys if by == "stage" else source.policies.get(Buckets, source.as_of).labels)
    table = closing.groupby([by, "currency"], as_index=False).agg(
        cases=("case_id", "size"), total_due_fen=("total_due_fen", "sum")
    )
    table = table.sort_values(
        [by, "currency"], key=lambda column: column.map(order.index) if column.name == by else column
    )
    told = table[by].map(labels) if by == "stage" else table[by]
    return table.assign(**{by: told}).reset_index(drop=True)


def _rolls(
    opening: pd.DataFrame, closing: pd.DataFrame, both: pd.DataFrame, source: Source, last: date
) -> pd.DataFrame:
    if opening.empty or closing.empty:
        return pd.DataFrame(columns=["from", "to", "count", "out_of", "rate", "low", "high", "small"])
    labels = source.policies.get(Buckets, last).labels
    return with_intervals(roll_rates(both, labels), source.policies, last)


def _progress(both: pd.DataFrame, source: Source, first: date, last: date, lang: str) -> pd.DataFrame:
    names = ["collector", "measure", "count", "out_of", "rate", "low", "high", "small", "target", "met"]
    if both.empty:
        return pd.DataFrame(columns=names)
    table = progress(both, source.events, [(first, last)], source.policies, by=("collector",))
    place = 0 if lang == "zh" else 1
    words = {key: pair[place] for key, pair in MEASURE_WORDS.items()}
    # Recovery counts fen: a rate with its counts in fen would read as a count of cases.
    in_fen = table["measure"].eq("recovery")
    yuan = table.assign(
        count=table["count"].where(~in_fen, table["count"] // 100),
        out_of=table["out_of"].where(~in_fen, table["out_of"] // 100),
    )
    return yuan.assign(measure=table["measure"].map(words))[names]


def _promises(source: Source, first: date, last: date, lang: str) -> pd.DataFrame:
    table = source.promises
    due = pd.to_datetime(table["due_on"]).astype("datetime64[s]")
    mine = _within(due, first, last) | _within(table["made_on"], first, last)
    place = 0 if lang == "zh" else 1
    words = {key: pair[place] for key, pair in OUTCOME_WORDS.items()}
    shown = table.assign(due_on=due, collector=table["actor"], outcome=table["outcome"].map(words))[
        mine.to_numpy(dtype=bool)
    ]
    shown = shown.sort_values(["due_on", "case_id", "seq"], kind="stable")
    return shown[["case_id", "collector", "made_on", "due_on", "amount_fen", "paid_fen", "outcome"]].reset_index(
        drop=True
    )


def _counted(table: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    sums = table.groupby(by, as_index=False).agg(
        count=("case_id", "size"), amount_fen=("amount_fen", "sum"), paid_fen=("paid_fen", "sum")
    )
    return sums.sort_values(by, ignore_index=True)


def _breaches(source: Source, first: date, last: date) -> pd.DataFrame:
    names = ["local_time", "case_id", "collector", "rule", "severity", "happened", "words", "source", "trust"]
    found = source.events.breaches
    if found is None or found.empty:
        return pd.DataFrame(columns=names)
    at = pd.to_datetime(found["local_time"]).dt.normalize()
    mine = found[_within(at, first, last).to_numpy(dtype=bool)].sort_values(
        ["local_time", "case_id", "rule"], kind="stable"
    )
    return mask_table(mine[names].reset_index(drop=True), source.policies, source.as_of)


def _complaints(source: Source, first: date, last: date, lang: str) -> pd.DataFrame:
    flags = source.history.flags
    on = flags["at"].dt.normalize().astype("datetime64[s]")
    mine = (
        flags["on"].astype(bool)
        & flags["is_new"]
        & flags["flag"].isin(["complaint", "dispute"])
        & _within(on, first, last)
    )
    words = {key: forms[0 if lang == "zh" else -1] for key, forms in FLAG_WORDS.items()}
    shown = pd.DataFrame({"on": on, "case_id": flags["case_id"], "state": flags["flag"].map(words)})[mine]
    return shown.sort_values(["on", "case_id", "state"], kind="stable", ignore_index=True)


def _contacts(source: Source, first: date, last: date, lang: str) -> pd.DataFrame:
    names = ["collector", "channel", "outcome"]
    log = source.events.contacts
    if log is None or log.empty:
        return pd.DataFrame(columns=[*names, "count", "cases"])
    day = log["at"].dt.tz_localize(None).dt.normalize()
    mine = log[_within(day, first, last).to_numpy(dtype=bool)]
    place = 0 if lang == "zh" else 1
    told: Mapping[str, dict[str, str]] = {
        "channel": {key: forms[place] for key, forms in CHANNELS.items()},
        "outcome": {key: forms[place] for key, forms in OUTCOMES.items()},
    }
    who = mine["collector"].where(mine["collector"].notna(), mine["actor"])
    table = mine.assign(collector=who, **{name: mine[name].map(words) for name, words in told.items()})
    counts = table.groupby(names, as_index=False).agg(count=("case_id", "size"), cases=("case_id", "nunique"))
    return counts.sort_values(names, ignore_index=True)


def _agreements(source: Source, lang: str) -> pd.DataFrame:
    names = ["agreement_id", "case_id", "state", "collection_stopped", "until", "overdue_fen", "unpaid_fen", "missed",
             "next_due_date", "next_amount_fen"]  # fmt: skip
    table = source.agreements.reindex(columns=[*names, "state_zh", "state_en"])
    if table.empty:
        return table[names]
    dates = {name: pd.to_datetime(table[name]).astype("datetime64[s]") for name in ("until", "next_due_date")}
    told = table.assign(state=table[f"state_{lang}"], **dates)
    return told[names].sort_values("agreement_id", ignore_index=True)


def _events(store: Store, first: date, last: date, lang: str) -> pd.DataFrame:
    table = store.events()
    on = table["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    mine = table.assign(on=on)[_within(on, first, last).to_numpy(dtype=bool)]
    counts = mine.groupby(["kind"], as_index=False).agg(events=("seq", "size"), cases=("case_id", "nunique"))
    counts = counts.sort_values("kind", ignore_index=True)
    return counts.assign(kind=counts["kind"].map(lambda kind: say(f"store.event_kinds.{kind}", lang)))


def _within(days: pd.Series, first: date, last: date) -> pd.Series:
    inside: pd.Series = days.between(pd.Timestamp(first), pd.Timestamp(last))
    return inside
