"""What happened on each case these days, as the next list tells it: money that came or went back, corrections, notes, cases taken up again."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import select

from arrears.store.log.canonical import instant_text
from arrears.store.log.reading import read_events
from arrears.store.log.schema import EVENTS
from arrears.store.state.event_text import change_of, event_text
from arrears.store.state.views import superseded
from arrears.units import yuan
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date
    from typing import Any

    from sqlalchemy import Connection

    from arrears.store.log.chain import Store

    NewsItem = tuple[str, pd.Timestamp, Saying]

NEWS_DAYS: Final = 7
"""Days for which something is told again; afterwards it is found in the log."""
_MONEY: Final = ("payment", "reversal", "adjustment")
_CORRECTED: Final = ("claim", "promise", "contact", "note", "flag")
_MOST_TEXT: Final = 80
_LIST: Final = "case-list"


def news(store: Store, as_of: date, days: int = NEWS_DAYS) -> list[NewsItem]:
    """Give what was recorded on the cases lately.

    Parameters
    ----------
    store : Store
        The store.
    as_of : date
        What happened later is not told; a correction is, for the figures of earlier days rest on it too.
    days : int
        How many days up to that one.

    Returns
    -------
    list of (case, day, words)
        Free text stands in the words as it was entered, shortened: whoever shows them masks them.
    """
    zone = store.policies.profile.time_zone
    begins = datetime.combine(as_of - timedelta(days=days - 1), time(), ZoneInfo(zone)).astimezone(UTC)
    with store.reading() as connection:
        table = read_events(connection, zone, kinds=(*_MONEY, "note", "closing"), since=begins)
        table = table[~table["key"].isin(superseded(connection)) & ~table["erased"]]
        corrected = list(_corrections(connection, zone, begins, as_of))
    day = table["happened_at"].dt.tz_localize(None).dt.normalize()
    last = pd.Timestamp(as_of)
    near = table.assign(day=day)[(day <= last) & (day > last - pd.Timedelta(days=days))]
    return [*_money(near[near["kind"].isin(_MONEY)]), *_words(near[~near["kind"].isin(_MONEY)]), *corrected]


def _money(table: pd.DataFrame) -> Iterator[NewsItem]:
    """Tell what came in, went back or was booked: one line a case and kind, with the last day."""
    fen = pd.Series([int(payload["amount_fen"]) for payload in table["payload"]], index=table.index, dtype="int64")
    seen = [payload.get("source") == "list" for payload in table["payload"]]
    # Daily interest of a list is no news.
    of_list = table["key"].str.startswith(_LIST) & table["kind"].eq("adjustment")
    how = table["kind"].where(~pd.Series(seen, index=table.index, dtype=bool), "payment_listed")
    kept = table.assign(fen=fen, how=how)[~of_list.to_numpy(dtype=bool)]
    for (case, what), mine in kept.groupby(["case_id", "how"], sort=False):
        amount = f"{yuan(int(mine['fen'].sum())):,.2f}"
        on = mine["day"].max()
        times = len(mine)
        reason = _short(mine["payload"].iloc[-1].get("reason")) if what == "adjustment" else ""
        yield str(case), on, both(f"account.news.{what}", day=on.date(), amount=amount, count=times, reason=reason)


def _words(table: pd.DataFrame) -> Iterator[NewsItem]:
    """Tell notes that stand alone, and that a case was taken up again."""
    for case, day, kind, key, actor, payload in _columns(table, "case_id", "day", "kind", "key", "actor", "payload"):
        if kind == "closing":
            if payload["state"] == "reopened":
                yield case, day, both("account.news.reopened", day=day.date())
        elif not payload.get("topic") and not key.startswith(_LIST):
            yield case, day, both("account.news.note", day=day.date(), who=actor, text=_short(payload["text"]))


def _corrections(connection: Connection, zone: str, begins: datetime, as_of: date) -> Iterator[NewsItem]:
    """Tell what was put right or taken back by people, and what it was before."""
    by_people = EVENTS.c.corrects.is_not(None), EVENTS.c.kind.in_((*_CORRECTED, "void"))
    asked = select(EVENTS.c.case_id).where(*by_people, EVENTS.c.recorded_at >= instant_text(begins)).distinct()
    for case in connection.execute(asked.order_by(EVENTS.c.case_id)).scalars():
        table = read_events(connection, zone, case_id=case, kinds=(*_CORRECTED, "void"))
        rows = [{str(name): value for name, value in one.items()} for one in table[~table["erased"]].to_dict("records")]
        before = {one["key"]: one for one in rows}
        for one in rows:
            old = before.get(one["corrects"])
            if old is None or one["recorded_at"] < pd.Timestamp(begins):
                continue
            day = min(one["recorded_at"].tz_localize(None).normalize(), pd.Timestamp(as_of))
            yield case, day, _change(old, one)


def _change(old: Mapping[str, Any], one: Mapping[str, Any]) -> Saying:
    if one["kind"] == "void":
        was = [event_text(old["kind"], old["happened_at"], old["payload"], lang) for lang in ("zh", "en")]
    else:
        was = [
            change_of(old["kind"], old["happened_at"], old["payload"], one["payload"], lang) for lang in ("zh", "en")
        ]
    key = "taken_back" if one["kind"] == "void" else "corrected"
    zh, en = (both(f"account.news.{key}", who=one["actor"], what=what) for what in was)
    return Saying(zh.zh, en.en)


def _columns(table: pd.DataFrame, *names: str) -> Iterator[Sequence[Any]]:
    return zip(*(table[name] for name in names), strict=True)


def _short(text: object) -> str:
    words = str(text or "").strip()
    return words if len(words) <= _MOST_TEXT else f"{words[:_MOST_TEXT]}…"
