"""Contacts, promises and payments of one invented month."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from arrears.units import FEN_IN_YUAN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from zoneinfo import ZoneInfo

    import numpy as np
    import pandas as pd

Event = dict[str, Any]

_OUTCOMES = {
    "call": (("conversation", "no_answer", "rejected", "busy", "out_of_service"), (0.42, 0.34, 0.12, 0.07, 0.05)),
    "sms": (("sent", "failed"), (0.97, 0.03)),
    "visit": (("conversation", "no_answer"), (0.5, 0.5)),
}
_CHANNELS = (("call", "sms", "visit"), (0.72, 0.26, 0.02))
_PROMISE, _KEPT, _PARTLY = 0.4, 0.55, 0.12
_MOST_A_MONTH = 3
_AT_NIGHT, _THIRD_PARTY, _HARSH, _NOT_RECORDED = 0.006, 0.02, 0.01, 0.005
_NOTES = (
    "愿意还款，工资发放后处理",
    "已说明分期方案，客户考虑",
    "客户反映收入减少，申请延期",
    "确认账单金额，无异议",
    "客户要求书面说明利息计算",
)
_HARSH_NOTES = ("再不还就让你单位都知道", "不还钱就抓你坐牢")
_DAY_SECONDS = (9 * 3600, 19 * 3600)
_WORKDAYS = 5


class Paying(NamedTuple):
    """Who pays between two case lists: those that pay all they owe, and on which day; and how many months others make good."""

    all_on: Mapping[str, date]
    months: Mapping[str, int]


def contact_events(
    rng: np.random.Generator,
    cases: pd.DataFrame,
    paying: Paying,
    span: tuple[date, date],
    zone: ZoneInfo,
) -> list[Event]:
    """Give what happened between two case lists, in the order in which it happened.

    Parameters
    ----------
    rng : Generator
        Where chance comes from.
    cases : DataFrame
        The list that opens the month.
    paying : Paying
        Who pays without having promised.
    span : (date, date)
        First day, and the first day that is no longer in it.
    zone : ZoneInfo
        Where people live.
    """
    events: list[Event] = []
    waiting = (
        cases["flags"]
        .fillna("")
        .str.contains("deceased|bankrupt|do_not_call|complaint|dispute|vulnerable|agreement")
        .tolist()
    )
    for case, collector, owed, minimum, quiet in zip(
        cases["case_id"].tolist(), cases["collector"].tolist(), _owed(cases), _minimum(cases), waiting, strict=True
    ):
        events += _case_month(rng, (case, collector), (owed, minimum), span, zone, quiet=quiet)
        if case in paying.all_on:
            day = paying.all_on[case]
            events.append(_paid(case, day, owed, zone, f"cured-{day:%Y%m%d}"))
        if case in paying.months:
            day = span[0] + timedelta(days=int(rng.integers(0, (span[1] - span[0]).days)))
            amount = min(minimum * paying.months[case], owed)
            events.append(_paid(case, day, amount, zone, f"month-{day:%Y%m%d}"))
    return sorted(events, key=lambda event: event["happened_at"])


def _case_month(
    rng: np.random.Generator,
    who: tuple[str, str],
    amounts: tuple[int, int],
    span: tuple[date, date],
    zone: ZoneInfo,
    *,
    quiet: bool,
) -> Iterator[Event]:
    case, collector = who
    days = [day for day in _days(*span) if day.weekday() < _WORKDAYS]
    count = 0 if quiet or not days else int(rng.integers(0, _MOST_A_MONTH + 1))
    for number, place in enumerate(sorted(rng.choice(len(days), min(count, len(days)), replace=False).tolist())):
        contact = _contact(rng, case, collector, _moment(rng, days[place], zone), number)
        yield contact
        if contact["outcome"] == "conversation" and contact["counterparty"] == "holder" and rng.random() < _PROMISE:
            yield from _promise(rng, contact, amounts, span[1])


def _contact(rng: np.random.Generator, case: str, collector: str, at: datetime, number: int) -> Event:
    channel = str(rng.choice(_CHANNELS[0], p=_CHANNELS[1]))
    outcome = str(rng.choice(_OUTCOMES[channel][0], p=_OUTCOMES[channel][1]))
    third = channel == "call" and rng.random() < _THIRD_PARTY
    note = ""
    if outcome == "conversation":
        note = str(rng.choice(_HARSH_NOTES if rng.random() < _HARSH else _NOTES))
    event: Event = {
        "kind": "contact", "case_id": case, "happened_at": at, "actor": collector, "key": f"demo-c-{case}-{at:%Y%m%d}-{number}",
        "channel": channel, "outcome": outcome, "collector": collector,
        "counterparty": "third_party" if third else "holder", "purpose": "location" if third else "collection",
    }  # fmt: skip
    if channel == "call":
        event["recorded"] = bool(rng.random() >= _NOT_RECORDED)
    if channel == "visit":
        event |= {"people": 2, "id_shown": True, "recorded": True}
    return event | ({"note": note} if note else {})


def _promise(rng: np.random.Generator, contact: Event, amounts: tuple[int, int], until: date) -> Iterator[Event]:
    owed, minimum = amounts
    case, made = contact["case_id"], contact["happened_at"]
    due = made.date() + timedelta(days=int(rng.integers(2, 12)))
    amount = max(min(owed, minimum) // FEN_IN_YUAN * FEN_IN_YUAN, FEN_IN_YUAN)
    yield {
        "kind": "promise", "case_id": case, "happened_at": made, "actor": contact["actor"], "key": f"{contact['key']}-p",
        "amount_fen": amount, "due_on": due, "channel": contact["channel"], "contact": contact["key"],
    }  # fmt: skip
    luck = rng.random()
    if luck < _KEPT + _PARTLY and due < until:
        paid = amount if luck < _KEPT else amount // 3
        yield _paid(case, due - timedelta(days=int(rng.integers(0, 2))), paid, made.tzinfo, contact["key"])


def _paid(case: str, day: date, amount: int, zone: Any, why: str) -> Event:  # noqa: ANN401  # a zone
    at = datetime.combine(day, time(20, 30), zone)
    return {
        "kind": "payment", "case_id": case, "happened_at": at, "actor": "bank", "key": f"demo-y-{why}-{case}",
        "amount_fen": max(int(amount), 1), "method": "transfer",
    }  # fmt: skip


def _moment(rng: np.random.Generator, day: date, zone: ZoneInfo) -> datetime:
    seconds = int(rng.integers(*_DAY_SECONDS))
    if rng.random() < _AT_NIGHT:
        seconds = int(rng.integers(22 * 3600, 23 * 3600))
    return datetime.combine(day, time(), zone) + timedelta(seconds=seconds)


def _days(first: date, after: date) -> list[date]:
    return [first + timedelta(days=count) for count in range((after - first).days)]


def _owed(cases: pd.DataFrame) -> list[int]:
    parts = [cases[name].fillna(0).astype(float) for name in ("principal", "interest", "late_fee")]
    return (sum(parts[1:], parts[0]) * FEN_IN_YUAN).round().astype(int).tolist()


def _minimum(cases: pd.DataFrame) -> list[int]:
    return (cases["minimum_payment"].fillna(0).astype(float) * FEN_IN_YUAN).round().astype(int).tolist()
