"""Letters in the store: each made under a number of its own, sent, delivered or returned (CN-69, A5).

A letter that is sent is a contact, so that intervals, limits and limitation count it; one that comes back is put right as a contact
that failed, and counts for none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.documents.templates import templates_of
from arrears.errors import ArrearsError
from arrears.operations.cases.ageing import age
from arrears.operations.cases.columns import amounts
from arrears.operations.contacts.gate import Gate
from arrears.policy.records import Tolerance
from arrears.rules.tolerance import within_tolerance
from arrears.store.state.case_list import linked_cases
from arrears.tables.deliveries import outcome_of
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from arrears.store import Receipt, Store
    from arrears.words import Lang, Saying

KINDS = ("letter", "void")
"""The kinds of event that are read here."""
_NOON = time(12)
_OPEN, _SENT = "made", "sent"
_RESULTS = {"sent": "delivered", "failed": "returned"}
"""What became of a letter, by the outcome that a report's status says."""
_OF_DEMANDS = ("collection", "reminder")
_COLUMNS = (
    "letter_id", "case_id", "title", "purpose", "state", "made_on", "made_by", "sent_on", "tracking", "ended_on", "note",
    "document_sha256",
)  # fmt: skip


def letter_table(events: pd.DataFrame) -> pd.DataFrame:
    """Read the letters from the events.

    Parameters
    ----------
    events : DataFrame
        As ``store.events(kind=KINDS)`` gives them.

    Returns
    -------
    DataFrame
        One row a letter, the oldest first: ``letter_id, case_id, title, purpose, state`` (``made, sent, delivered, returned,
        withdrawn``), ``made_on, made_by, sent_on, tracking, ended_on, note, document_sha256``; days without an hour, ``NaT`` where
        there is none.
    """
    gone = set(events["corrects"].dropna())
    live = events[(events["kind"] == "letter") & ~events["key"].isin(gone)]
    said = pd.DataFrame(list(live["payload"]), index=live.index)
    said = said.reindex(columns=["letter_id", "state", "title", "purpose", "document_sha256", "tracking", "note"])
    day = live["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]")
    table = said.assign(case_id=live["case_id"], actor=live["actor"], day=day)

    def of(*states: str) -> pd.DataFrame:
        return table[table["state"].isin(states)].drop_duplicates("letter_id", keep="last").set_index("letter_id")

    made, sent, ended = of(_OPEN), of(_SENT), of("delivered", "returned", "withdrawn")
    sent, ended = sent.reindex(made.index), ended.reindex(made.index)
    found = made.assign(
        state=ended["state"].fillna(sent["state"]).fillna(_OPEN),
        made_on=made["day"],
        made_by=made["actor"],
        sent_on=sent["day"],
        tracking=sent["tracking"],
        ended_on=ended["day"],
        note=ended["note"],
    )
    return found.reset_index()[list(_COLUMNS)]


@dataclass
class Letters:
    """The letters of a store, as one person works on them.

    Parameters
    ----------
    store : Store
        The store.
    actor : str
        Who takes the steps.
    append : function, optional
        Stores events; the store's own unless given, such as that of a role (`arrears.store.access.viewing.SignedIn.append`).
    """

    store: Store
    actor: str
    append: Callable[[Sequence[dict[str, Any]]], Receipt] | None = None

    @property
    def day(self) -> date:
        """The day of a step in the profile's zone."""
        return self.store.clock().astimezone(ZoneInfo(self.store.policies.profile.time_zone)).date()

    def table(self) -> pd.DataFrame:
        """Give every letter as `letter_table` does."""
        return letter_table(self.store.events(kind=KINDS))

    def numbers(self, cases: Iterable[str]) -> dict[str, str]:
        """Give the number of each case's next letter."""
        before = self.table()["case_id"].value_counts()
        return {case: f"XH-{case}-{int(before.get(case, 0)) + 1}" for case in cases}

    def waiting(self) -> dict[str, str]:
        """Give the letters that were made and not sent, by case: none is made beside one that lies there."""
        table = self.table()
        still = table[table["state"] == _OPEN]
        return dict(zip(still["case_id"], still["letter_id"], strict=True))

    def made(self, sent: pd.DataFrame, numbers: dict[str, str], lang: Lang) -> Receipt:
        """Record letters that were made: ``case_id, template`` (its title) and ``sha256`` of each."""
        purposes = {one.title: one.purpose for one in templates_of("letters", lang)}
        return self._append(
            [
                self._step(
                    row["case_id"], numbers[row["case_id"]], _OPEN, self.store.clock(),
                    title=row["template"], purpose=purposes.get(row["template"], "collection"), document_sha256=row["sha256"],
                )
                for row in sent.to_dict("records")
            ]
        )  # fmt: skip

    def send(self, numbers: Sequence[str], on: date, tracking: str = "") -> tuple[list[str], list[tuple[str, Saying]]]:
        """Record that letters went out; one whose holder is protected by now, or has paid, does not.

        Parameters
        ----------
        numbers : sequence of str
            Of letters; all that wait where it is empty.
        on : date
            The day.
        tracking : str
            The post's own number of a single one.

        Returns
        -------
        (list of str, list of (str, Saying))
            The letters that went out; and those that do not, each with why.

        Raises
        ------
        ArrearsError
            If there is no such letter, or its day is ahead or before it was made; nothing is stored then.
        """
        table = self.table()
        chosen = table[table["state"] == _OPEN] if not numbers else self._named(table, numbers)
        if on > self.day:
            raise ArrearsError(both("letters.later", day=on, today=self.day))
        early = chosen[chosen["made_on"] > pd.Timestamp(on)]
        if len(early):
            raise ArrearsError(both("letters.before", number=early.iloc[0]["letter_id"], day=on))
        closed = self._closed(chosen)
        going = chosen[~chosen["letter_id"].isin(closed)]
        cases, _ = linked_cases(self.store, self.day)
        collector = cases.set_index("case_id")["collector"]
        at = self._noon(on)
        events = []
        for row in going.to_dict("records"):
            number, who = row["letter_id"], collector.get(row["case_id"])
            told = {"tracking": tracking} if tracking else {}
            events += [
                self._step(row["case_id"], number, _SENT, at, **told),
                self._contact(row["case_id"], number, row["purpose"], at, "sent")
                | ({"collector": who} if isinstance(who, str) and who else {}),
            ]
        if events:
            self._append(events)
        return going["letter_id"].tolist(), list(closed.items())

    def returned(self, report: pd.DataFrame) -> tuple[dict[str, str], list[tuple[str, Saying]]]:
        """Read what became of letters; safe to repeat.

        Parameters
        ----------
        report : DataFrame
            ``letter_id, status``, and ``on, note`` where they are known.

        Returns
        -------
        (dict of str to str, list of (str, Saying))
            What is new by letter: ``delivered`` or ``returned``; and the letters of which a row fits nothing, each with why.
        """
        known = self.table().set_index("letter_id")
        new: dict[str, str] = {}
        findings: list[tuple[str, Saying]] = []
        events: list[dict[str, Any]] = []
        for row in report.to_dict("records"):
            number = str(row["letter_id"])
            result = _RESULTS.get(outcome_of(str(row["status"])))
            letter = known.loc[number] if number in known.index else None
            state = None if letter is None else letter["state"]
            if letter is None:
                findings.append((number, both("letters.findings.unknown", number=number)))
            elif result is None:
                findings.append((number, both("letters.findings.status", number=number, status=row["status"])))
            elif state in {_OPEN, "withdrawn"}:
                findings.append((number, both("letters.findings.not_sent", number=number)))
            elif state != _SENT:
                if state != result:
                    findings.append((number, both("letters.findings.other", number=number, status=row["status"])))
            else:
                case_id, on = str(letter["case_id"]), row.get("on")
                at = self.store.clock() if on is None or pd.isna(on) else self._noon(pd.Timestamp(on).date())
                note = row.get("note")
                told = {"note": str(note)} if isinstance(note, str) and note.strip() else {}
                new[number] = result
                events.append(self._step(case_id, number, result, at, **told))
                if result == "returned":
                    sent_at = self._noon(letter["sent_on"].date())
                    contact = self._contact(case_id, number, str(letter["purpose"]), sent_at, "failed")
                    events.append(contact | {"key": f"{number}-contact-back", "corrects": contact["key"]})
        if events:
            self._append(events)
        return new, findings

    def withdraw(self, number: str, reason: str) -> None:
        """Record that a letter is not sent.

        Raises
        ------
        ArrearsError
            If there is no such letter, it went out, or there is no reason.
        """
        row = self._named(self.table(), [number]).iloc[0]
        if not reason.strip():
            raise ArrearsError(both("letters.no_reason", number=number))
        self._append([self._step(row["case_id"], number, "withdrawn", self.store.clock(), note=reason.strip())])

    def _named(self, table: pd.DataFrame, numbers: Sequence[str]) -> pd.DataFrame:
        """Give letters that wait to be sent."""
        for number in numbers:
            own = table[table["letter_id"] == number]
            if own.empty:
                raise ArrearsError(both("letters.findings.unknown", number=number))
            if own.iloc[0]["state"] != _OPEN:
                raise ArrearsError(both("letters.gone", number=number))
        return table[table["letter_id"].isin(numbers)]

    def _closed(self, chosen: pd.DataFrame) -> dict[str, Saying]:
        """Give the letters that may not go out any more: what was written before a stop, or before the money came, is not sent."""
        policies, day = self.store.policies, self.day
        cases, _ = linked_cases(self.store, day)
        aged = age(cases, day, policies)
        owed, _ = amounts(aged, "total_due")
        paid = within_tolerance(owed, policies.get(Tolerance, day).residue_fen)
        gate = Gate(policies, day)
        verdicts = {purpose: gate.judge(aged, "letter", purpose) for purpose in chosen["purpose"].unique()}
        place = pd.Series(np.arange(len(aged)), index=aged["case_id"])
        found: dict[str, Saying] = {}
        for row in chosen.to_dict("records"):
            number, demand = row["letter_id"], row["purpose"] in _OF_DEMANDS
            if row["case_id"] not in place.index:
                found |= {number: both("letters.left", number=number)} if demand else {}
                continue
            verdict, where = verdicts[row["purpose"]], place[row["case_id"]]
            if verdict.closed[where]:
                said = [
                    both("letters.stopped", number=number, why=why[where], rule=verdict.rules[where])
                    for why in (verdict.zh, verdict.en)
                ]
                found[number] = type(said[0])(said[0].zh, said[1].en)
            elif demand and paid[where]:
                found[number] = both("letters.paid", number=number)
        return found

    def _noon(self, day: date) -> datetime:
        zone = ZoneInfo(self.store.policies.profile.time_zone)
        return min(datetime.combine(day, _NOON, zone), self.store.clock())

    def _step(self, case_id: str, number: str, state: str, at: datetime, **said: Any) -> dict[str, Any]:  # noqa: ANN401  # fields of an event
        return {
            "kind": "letter", "case_id": case_id, "happened_at": at, "actor": self.actor, "key": f"{number}-{state}",
            "letter_id": number, "state": state, **said,
        }  # fmt: skip

    def _contact(self, case_id: str, number: str, purpose: str, at: datetime, outcome: str) -> dict[str, Any]:
        return {
            "kind": "contact", "case_id": case_id, "happened_at": at, "actor": self.actor, "key": f"{number}-contact",
            "channel": "letter", "outcome": outcome, "purpose": purpose, "direction": "out", "counterparty": "holder",
            "time_zone": self.store.policies.profile.time_zone, "note": number,
        }  # fmt: skip

    def _append(self, events: list[dict[str, Any]]) -> Receipt:
        return (self.append or self.store.append)(events)
