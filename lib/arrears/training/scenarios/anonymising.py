"""Turn a real case into a scenario, with nothing that leads back: the only road from real cases to training.

Only what is listed here is taken over; everything else of the case (names, numbers, addresses, notes, occupation, region, who worked it)
is left behind. Amounts are scaled by a number that nobody keeps and jittered by themselves, days are moved together by whole weeks,
minutes are drawn anew within their hour. What stays true is what teaches: days past due, the order of what happened, hours and weekdays, what was
contacted how and with what outcome, stops, and how income and costs compare.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.rules.masking import holds_personal
from arrears.tables.contacts import CHANNELS, COUNTERPARTIES, OUTCOMES, STATES
from arrears.training.names import names
from arrears.units import FEN_IN_YUAN, yuan
from arrears.words import both, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from arrears.store import Store

AMOUNTS = ("statement_balance", "minimum_payment", "principal", "interest", "late_fee")
DAYS = ("statement_date", "due_date")
FLAGS = (
    "complaint",
    "dispute",
    "vulnerable",
    "deceased",
    "bankrupt",
    "unreachable",
    "legal",
    "agreement",
    "do_not_call",
)
CONTACT_WORDS = {"channel": CHANNELS, "outcome": OUTCOMES, "counterparty": COUNTERPARTIES}
"""A word of a contact is taken over where it is one of these, and nothing else of it but yes or no."""
CONTACT_YES_NO = ("recorded", "mentions_debt", "introduced", "id_shown", "entry_agreed")
_WEEKS = (8, 60)
_SCALE = (0.6, 1.7)
_JITTER = 0.04
_COARSE = 10
"""Yuan to which amounts are rounded."""
_HOUR_MINUTES = 60


@dataclass(frozen=True)
class RealCase:
    """What is known of a real case, as far as anything of it may be used.

    Attributes
    ----------
    as_of : date
        The day on which it is looked at.
    amounts : dict
        Yuan by `AMOUNTS`.
    days : dict
        By `DAYS`.
    flags : tuple of str
        What is set; only `FLAGS` are taken over.
    contacts : tuple of dict
        ``at`` (local time) and the columns of a contact.
    states : tuple of (str, datetime)
        Stops, and since when.
    household : dict, optional
        Yuan a month: ``income, fixed, flexible``.
    """

    as_of: date
    amounts: Mapping[str, Decimal]
    days: Mapping[str, date]
    flags: tuple[str, ...] = ()
    contacts: tuple[Mapping[str, Any], ...] = ()
    states: tuple[tuple[str, datetime], ...] = ()
    household: Mapping[str, Decimal] | None = None


@dataclass
class Disguise:
    """The numbers by which one case is changed; drawn for it, used once, kept nowhere.

    Parameters
    ----------
    rng : Generator
        Where chance comes from; from the system unless a test says.
    """

    rng: np.random.Generator = field(default_factory=lambda: np.random.default_rng(secrets.randbits(128)))

    def __post_init__(self) -> None:
        weeks = int(self.rng.integers(*_WEEKS))
        self.shift = timedelta(weeks=-weeks)
        self.scale = float(self.rng.uniform(*_SCALE))

    def amount(self, value: Decimal) -> Decimal:
        """Scale and jitter an amount, to whole tens of yuan; nothing, or a credit, becomes nothing."""
        if value <= 0:
            return Decimal(0)
        changed = float(value) * self.scale * float(self.rng.uniform(1 - _JITTER, 1 + _JITTER))
        return Decimal(max(round(changed / _COARSE), 1) * _COARSE)

    def day(self, value: date) -> date:
        """Move a day by whole weeks: its weekday stays."""
        return value + self.shift

    def moments(self, values: list[datetime]) -> list[datetime]:
        """Move moments by whole weeks, with minutes drawn anew within their hours; their order stays."""
        moved = [each.replace(minute=0, second=0, microsecond=0, tzinfo=None) + self.shift for each in values]
        minutes = sorted(
            int(minute)
            for minute in self.rng.choice(_HOUR_MINUTES, size=len(moved), replace=len(moved) > _HOUR_MINUTES)
        )
        # Sorted minutes keep the order of those that fall into one hour.
        return [each + timedelta(minutes=minute) for each, minute in zip(moved, minutes, strict=True)]

    def name(self) -> str:
        """Invent a name."""
        drawn, _ = names(self.rng, self.rng.random(1) < 0.5)  # noqa: PLR2004  # a coin
        return str(drawn[0])


def real_case(store: Store, case_id: str, as_of: date) -> RealCase:
    """Read what may be used of a case from a store.

    Raises
    ------
    ArrearsError
        If the store has no such case on the day.
    """
    from arrears.store.state.case_list import unmasked_cases  # noqa: PLC0415  # only here is a store needed

    cases = unmasked_cases(store, as_of)
    rows = cases[cases["case_id"] == case_id] if len(cases) else cases
    if rows.empty:
        raise ArrearsError(both("training.anonymising.no_case", as_of=as_of))
    row = rows.iloc[0]
    zone = ZoneInfo(store.policies.profile.time_zone)
    contacts = _of(store.current("contact"), case_id, as_of, zone)
    flags = _of(store.current("flag"), case_id, as_of, zone)
    last = flags.drop_duplicates("flag", keep="last") if len(flags) else flags
    states = tuple(
        (str(one["flag"]), one["at"]) for one in last.to_dict("records") if one["on"] and str(one["flag"]) in STATES
    )
    return RealCase(
        as_of=as_of,
        amounts={key: yuan(int(row[f"{key}_fen"])) for key in AMOUNTS if pd.notna(row.get(f"{key}_fen"))},
        days={key: pd.Timestamp(row[key]).date() for key in DAYS if pd.notna(row.get(key))},
        flags=() if pd.isna(row["flags"]) else tuple(str(row["flags"]).split(";")),
        contacts=tuple({str(key): value for key, value in one.items()} for one in contacts.to_dict("records")),
        states=states,
        household=_household(store, case_id, as_of, zone),
    )


def scenario_text(real: RealCase, disguise: Disguise | None = None) -> str:
    """Write a scenario of a real case: its facts and what happened, with two steps to begin from.

    Parameters
    ----------
    real : RealCase
        What may be used.
    disguise : Disguise, optional
        The change; drawn anew unless a test says.

    Returns
    -------
    str
        TOML that `read_scenario` takes.

    Raises
    ------
    ArrearsError
        If the case has no due date, or somebody's number would stand in the text after all.
    """
    if "due_date" not in real.days:
        raise ArrearsError(both("training.anonymising.no_due_date"))
    own = disguise or Disguise()
    today = own.day(real.as_of)
    number = f"T-{int(own.rng.integers(1_000, 9_999))}"
    lines = [f"# {say('training.anonymising.head', 'zh')}", f"# {say('training.anonymising.head', 'en')}"]
    lines += [f'id = "case-{number.lower()}"', 'guidelines = ["A1", "C8"]', "minutes = 8", f"today = {today}", ""]
    name = own.name()
    for key in ("title", "persona", "goal"):
        zh, en = (say(f"training.anonymising.{key}", lang, name=name, number=number) for lang in ("zh", "en"))
        lines += [f"[{key}]", f"zh = {_quoted(zh)}", f"en = {_quoted(en)}", ""]
    lines += ["[case]", f"case_id = {_quoted(number)}", f"customer_name = {_quoted(name)}"]
    lines += [f'{key} = "{own.day(day)}"' for key, day in real.days.items()]
    lines += [f'{key} = "{own.amount(value):.2f}"' for key, value in real.amounts.items()]
    flags = [flag for flag in real.flags if flag in FLAGS]
    lines += [f"flags = {_quoted(';'.join(flags))}"] if flags else []
    if real.household is not None:
        lines += ["", "[household]", *(f"{key} = {own.amount(value)}" for key, value in real.household.items())]
    lines += _contacts(real, own) + _states(real, own)
    lines += _steps(own.day(real.days["due_date"]), today)
    text = "\n".join(lines) + "\n"
    if holds_personal(text):
        raise ArrearsError(both("training.anonymising.still_personal"))
    return text


def _contacts(real: RealCase, own: Disguise) -> list[str]:
    ordered = sorted(real.contacts, key=lambda each: each["at"])
    lines: list[str] = []
    for each, moment in zip(ordered, own.moments([one["at"] for one in ordered]), strict=True):
        words = {key: each.get(key) for key, known in CONTACT_WORDS.items() if each.get(key) in known}
        if not {"channel", "outcome"} <= set(words):
            continue
        lines += ["", "[[contacts]]", f"at = {moment:%Y-%m-%dT%H:%M:%S}"]
        lines += [f"{key} = {_quoted(str(value))}" for key, value in words.items()]
        lines += [f'direction = "{each["direction"]}"'] if each.get("direction") in {"in", "out"} else []
        told = {key: each.get(key) for key in CONTACT_YES_NO}
        lines += [
            f"{key} = {str(bool(value)).lower()}" for key, value in told.items() if value is True or value is False
        ]
    return lines


def _states(real: RealCase, own: Disguise) -> list[str]:
    lines: list[str] = []
    ordered = sorted(real.states, key=lambda each: each[1])
    for (state, _), moment in zip(ordered, own.moments([since for _, since in ordered]), strict=True):
        lines += ["", "[[states]]", f"state = {_quoted(state)}", f"since = {moment:%Y-%m-%dT%H:%M:%S}"]
    return lines


def _steps(due: date, today: date) -> list[str]:
    days = max((today - due).days, 0)
    lines = ["", "[[steps]]", 'id = "age"', 'area = "facts"', 'ask = "figure"']
    lines += [f'figure = {{ function = "AR_DPD", arguments = [{due}, {today}] }}', *_asked("age")]
    for place, value in enumerate((days, days + 1)):
        lines += [
            "",
            "[[steps.options]]",
            f'id = "v{place}"',
            f'text = {{ zh = "{value}", en = "{value}" }}',
            f"value = {value}",
            'next = "then"',
        ]
    lines += ["", "[[steps]]", 'id = "then"', 'area = "law"', 'ask = "action"', *_asked("then")]
    for action in ("contact", "hold", "lead"):
        zh, en = (say(f"training.anonymising.actions.{action}", lang) for lang in ("zh", "en"))
        lines += [
            "",
            "[[steps.options]]",
            f'id = "{action}"',
            f"text = {{ zh = {_quoted(zh)}, en = {_quoted(en)} }}",
            f'action = "{action}"',
        ]
    return lines


def _asked(step: str) -> list[str]:
    lines = []
    for key in ("situation", "question"):
        zh, en = (say(f"training.anonymising.{step}.{key}", lang) for lang in ("zh", "en"))
        lines.append(f"{key} = {{ zh = {_quoted(zh)}, en = {_quoted(en)} }}")
    return lines


def _of(events: pd.DataFrame, case_id: str, as_of: date, zone: ZoneInfo) -> pd.DataFrame:
    """Give a case's events up to a day, with their local moments."""
    if events.empty:
        return events.assign(at=[])
    own = events[events["case_id"] == case_id]
    local = pd.to_datetime(own["happened_at"], utc=True).dt.tz_convert(zone)
    own = own.assign(at=[each.to_pydatetime().replace(tzinfo=None) for each in local])
    return own[local.dt.date.to_numpy() <= as_of].sort_values("at", kind="stable")


def _household(store: Store, case_id: str, as_of: date, zone: ZoneInfo) -> dict[str, Decimal] | None:
    told = _of(store.current("household"), case_id, as_of, zone)
    amounts: dict[str, int] = {}
    for each in told.get("amounts", ()):
        amounts |= dict(_pairs(each))
    if not {"income", "fixed", "flexible"} <= set(amounts):
        return None
    return {key: Decimal(amounts[key]) / FEN_IN_YUAN for key in ("income", "fixed", "flexible")}


def _pairs(value: object) -> Iterable[tuple[str, int]]:
    return value.items() if isinstance(value, dict) else ()


def _quoted(text: str) -> str:
    """Write a text as TOML does; JSON's strings are TOML's too."""
    return json.dumps(text, ensure_ascii=False)
