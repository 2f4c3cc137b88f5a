"""The note that goes with a case to its new collector: from whom, what was said last, promised, asked for (A6, B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from arrears.operations.promises.outcomes import OUTCOME_WORDS
from arrears.store.state.case_state import case_state
from arrears.store.state.views import open_flags
from arrears.tables.columns import FLAG_WORDS
from arrears.tables.contacts import CHANNELS, OUTCOMES
from arrears.units import yuan
from arrears.words import Saying, both

if TYPE_CHECKING:
    from datetime import date

    from arrears.store.log.chain import Store

_MOST_SAID = 80
"""Signs of what was said last; the rest is found in the record."""


def handovers(store: Store, as_of: date, days: int) -> list[tuple[str, pd.Timestamp, Saying]]:
    """Give the notes of cases that went from one collector to another lately.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date
        What came later is not seen.
    days : int
        For how many days a note is shown.

    Returns
    -------
    list of (str, Timestamp, Saying)
        The case, the day on which it changed hands, and the note: from whom, the last contact and what was said in it, the last
        promise, what was asked for, and the flags that are set.
    """
    assigned = _until(store.current("assignment"), as_of)
    before = assigned.groupby("case_id")["collector"].shift().fillna("")
    last = assigned.assign(before=before).drop_duplicates("case_id", keep="last")
    changed = last["before"].ne("") & last["collector"].ne("") & last["before"].ne(last["collector"])
    recent = last["day"] >= pd.Timestamp(as_of) - pd.Timedelta(days=days)
    moved = last[changed & recent]
    if moved.empty:
        return []
    contacts = _until(store.current("contact"), as_of)
    contacts = contacts[contacts["outcome"].ne("planned")].sort_values("happened_at", kind="stable")
    spoken = contacts.drop_duplicates("case_id", keep="last").set_index("case_id")
    zone = store.policies.profile.time_zone
    with store.reading() as connection:
        promises = case_state(connection, store.policies, as_of).promises
        flags = open_flags(connection, store.clock(), zone)
    promised = promises.drop_duplicates("case_id", keep="last").set_index("case_id")
    wanted = _until(store.current("call_back"), as_of).drop_duplicates("case_id", keep="last").set_index("case_id")
    noted = contacts[contacts["note"].fillna("").ne("") & contacts["outcome"].isin(["conversation", "refused"])]
    talked = noted.drop_duplicates("case_id", keep="last").set_index("case_id")["note"]
    bearing = flags[(_day_of(flags) <= pd.Timestamp(as_of)) & flags["flag"].isin(FLAG_WORDS)]
    stopped = bearing.groupby("case_id")["flag"].agg(lambda names: sorted(set(names), key=list(FLAG_WORDS).index))
    return [
        (
            row["case_id"],
            row["day"],
            _joined(
                both("agreements.matters.handed_over", who=row["before"], day=row["day"].date()),
                _contact(spoken, row["case_id"]),
                _said(talked, row["case_id"]),
                _promise(promised, row["case_id"]),
                _call_back(wanted, row["case_id"], zone),
                _forbidden(stopped, row["case_id"]),
            ),
        )
        for row in moved.to_dict("records")
    ]


def _until(table: pd.DataFrame, as_of: date) -> pd.DataFrame:
    day = _day_of(table)
    seen: pd.DataFrame = table.assign(day=day)[(day <= pd.Timestamp(as_of)).to_numpy(dtype=bool)]
    return seen


def _day_of(table: pd.DataFrame) -> pd.Series:
    days: pd.Series = table["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    return days


def _said(talked: pd.Series, case: str) -> Saying | None:
    """Give what was said last; whoever shows it masks it."""
    if case not in talked.index:
        return None
    text = " ".join(str(talked[case]).split())
    return both("agreements.matters.last_said", text=text if len(text) <= _MOST_SAID else f"{text[:_MOST_SAID]}…")


def _forbidden(stopped: pd.Series, case: str) -> Saying | None:
    """Name the flags that are set: what the new collector must not do stands in the note itself."""
    if case not in stopped.index:
        return None
    zh = both("agreements.matters.set_flags", flags="、".join(FLAG_WORDS[flag][0] for flag in stopped[case])).zh
    en = both("agreements.matters.set_flags", flags=", ".join(flag.replace("_", " ") for flag in stopped[case])).en
    return Saying(zh, en)


def _contact(spoken: pd.DataFrame, case: str) -> Saying | None:
    if case not in spoken.index:
        return None
    row: Any = spoken.loc[case]
    channel, outcome = CHANNELS[str(row["channel"])], OUTCOMES[str(row["outcome"])]
    return Saying(
        both("agreements.matters.last_contact", day=row["day"].date(), channel=channel[0], outcome=outcome[0]).zh,
        both("agreements.matters.last_contact", day=row["day"].date(), channel=channel[1], outcome=outcome[1]).en,
    )


def _promise(promised: pd.DataFrame, case: str) -> Saying | None:
    if case not in promised.index:
        return None
    row: Any = promised.loc[case]
    zh, en = OUTCOME_WORDS[str(row["outcome"])]
    values = {"amount": yuan(int(row["amount_fen"])), "due": str(row["due_on"])[:10]}
    return Saying(
        both("agreements.matters.last_promise", outcome=zh, **values).zh,
        both("agreements.matters.last_promise", outcome=en, **values).en,
    )


def _call_back(wanted: pd.DataFrame, case: str, zone: str) -> Saying | None:
    if case not in wanted.index:
        return None
    at = pd.Timestamp(str(wanted.loc[case, "wanted_at"])).tz_convert(zone)
    return both("agreements.matters.asked_back", at=at.strftime("%Y-%m-%d %H:%M"))


def _joined(*parts: Saying | None) -> Saying:
    said = [part for part in parts if part is not None]
    return Saying("，".join(part.zh for part in said), ", ".join(part.en for part in said))
