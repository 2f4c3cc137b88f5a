"""Outside agencies at a store: enrolled, inspected, given cases for a time, recalled, struck off; every step checked and an event (CBA-4).

A case that is out stays its collector's and is shown so on the list; nobody of the house writes or calls meanwhile. It comes back by
itself: at the end of its time, when somebody recalls it, and when the person is stopped, refuses contact or asks for relief.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.agencies.commissions import (
    KINDS,
    agency_event,
    agency_events,
    commission_event,
    out_on,
)
from arrears.operations.agencies.standing import ON_LIST, standing
from arrears.operations.cases.ageing import age
from arrears.operations.cases.columns import dates, texts
from arrears.operations.cases.situations import case_facts
from arrears.operations.contacts.judgement import REVIEW
from arrears.operations.customers.contacts import kin_of
from arrears.policy.records import AgencyInspection, AgencyTerms, NextActions
from arrears.store.state.case_list import linked_cases, people_in
from arrears.store.state.commissions import commissions_in
from arrears.store.state.contact_states import judged
from arrears.tables.columns import FLAG_WORDS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from arrears.store.log.anchors import Receipt
    from arrears.store.log.chain import Store

    Step = Callable[[Sequence[dict[str, Any]]], Receipt]

_LONGEST_NAME: Final = 60
_COMPLAINT: Final = "complaint"


class Given(NamedTuple):
    """What was given to an agency: the pack's number, its cases, and those that were not given, each with the reason."""

    number: str
    cases: tuple[str, ...]
    refused: tuple[tuple[str, Saying], ...]


class Answer(NamedTuple):
    """What an inspection found of one item: whether it is met, and a remark."""

    met: bool
    note: str = ""


@dataclass
class Agencies:
    """The agencies of a store, as one person works on them.

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
    append: Step | None = None

    @property
    def now(self) -> datetime:
        """The instant of a step."""
        return self.store.clock()

    @property
    def day(self) -> date:
        """The day of a step in the profile's zone."""
        return self.now.astimezone(ZoneInfo(self.store.policies.profile.time_zone)).date()

    @property
    def terms(self) -> AgencyTerms:
        """The conditions in force."""
        return self.store.policies.get(AgencyTerms, self.day)

    # --- what there is ----------------------------------------------------------------------------------------------

    def given(self) -> pd.DataFrame:
        """Give every case that was given to an agency, as `arrears.store.state.commissions.commissions_in` does."""
        people = people_in(self.store)
        with self.store.reading() as connection:
            return commissions_in(connection, self.store.policies, people)

    def out(self, agency: str = "") -> pd.DataFrame:
        """Give the cases that are out today, with one agency or any."""
        table = out_on(self.given(), self.day)
        chosen: pd.DataFrame = table[table["agency"] == agency] if agency else table
        return chosen.reset_index(drop=True)

    def said(self) -> pd.DataFrame:
        """Give what was recorded of agencies, as `arrears.operations.agencies.commissions.agency_events` does."""
        return agency_events(self.store.events(kind=KINDS))

    def table(self) -> pd.DataFrame:
        """Say how every agency stands today, as `arrears.operations.agencies.standing.standing` does."""
        given, said = self.given(), self.said()
        # A contact that breaks two rules is one contact.
        breaches = self.breaches(given).drop_duplicates("contact_id")
        return standing(said, given, self.complaints(given), breaches, self.day, self.store.policies)

    def waits(self, table: pd.DataFrame, given: pd.DataFrame) -> pd.Series[bool]:
        """Tell of each agency of `table` whether something waits: an inspection, an answer to complaints, a workbook that is late."""
        ever = table["agency"].map(given["agency"].value_counts()).fillna(0)
        late = (table["out"] < ever) & (table["return_due"] < pd.Timestamp(self.day))
        found: pd.Series[bool] = late | ~table["state"].isin(["listed", "removed"])
        return found

    def name_of(self, agency: str) -> str:
        """Give an agency's name as it stands on the list.

        Raises
        ------
        ArrearsError
            If there is none of that name.
        """
        name, names = " ".join(agency.split()), self.said()["agency"]
        if name not in set(names):
            known = sorted(set(names))
            zh, en = (
                mark.join(known) or none for mark, none in zip(("、", ", "), both("agencies.none_yet"), strict=True)
            )
            raise ArrearsError(
                both("agencies.unknown", agency=name, known=en).en, both("agencies.unknown", agency=name, known=zh).zh
            )
        return name

    def known(self, agency: str) -> Mapping[str, Any]:
        """Give how one agency stands: its row of `table`."""
        name, table = self.name_of(agency), self.table()
        return {str(key): value for key, value in table[table["agency"] == name].iloc[0].items()}

    def complaints(self, given: pd.DataFrame) -> pd.DataFrame:
        """Give the complaints of people whose cases an agency had, or had had lately: ``agency, case_id, day, reason``."""
        flags = self.store.current("flag")
        said = flags[flags["flag"].eq(_COMPLAINT) & flags["on"].astype(bool)]
        people = people_in(self.store)
        told = pd.DataFrame(
            {
                "case_id": said["case_id"].astype(object),
                "person": said["case_id"].map(lambda case: people.get(case, case)).astype(object),
                "day": said["happened_at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]"),
                "reason": said["reason"].fillna(""),
            }
        )
        pairs = told.merge(given[["person", "agency", "given_on", "back_on"]].astype({"person": object}), on="person")
        until = pairs["back_on"] + pd.Timedelta(days=self.terms.complaint_days)
        counted = pairs[((pairs["given_on"] <= pairs["day"]) & (pairs["day"] <= until)).to_numpy(dtype=bool)]
        # A complaint that stands on two cards of a person is one.
        return counted.drop_duplicates(["agency", "person", "day"])[["agency", "case_id", "day", "reason"]]

    def breaches(self, given: pd.DataFrame, lang: str = "zh") -> pd.DataFrame:
        """Give what the contacts of agencies broke, by the one judgement: ``agency, contact_id, case_id, day, local_time, rule, happened``."""
        columns = ["agency", "contact_id", "case_id", "day", "local_time", "rule", "happened"]
        log = self.store.contacts()
        log = log[log["case_id"].isin(kin_of(given["case_id"], people_in(self.store)))].reset_index(drop=True)
        if log.empty:
            return pd.DataFrame(columns=columns).astype({"day": "datetime64[s]"})
        found = judged(self.store, log.drop(columns="entered_at"), self.day, lang=lang)
        theirs = found[found["severity"].ne(REVIEW) & found["collector"].isin(given["agency"])]
        day = pd.to_datetime(theirs["local_time"].astype(str).str[:10]).astype("datetime64[s]")
        return theirs.assign(agency=theirs["collector"], day=day)[columns].reset_index(drop=True)

    # --- steps ------------------------------------------------------------------------------------------------------

    def enrol(self, agency: str, licence: str, reached_by: str) -> str:
        """Put an agency on the white list; it gets cases once it was inspected.

        Raises
        ------
        ArrearsError
            If it is on it, bears a collector's name, or lacks its registration number or whom to call there.
        """
        name = " ".join(agency.split())
        if not name or len(name) > _LONGEST_NAME:
            raise ArrearsError(both("agencies.name", most=_LONGEST_NAME))
        if not licence.strip() or not reached_by.strip():
            raise ArrearsError(both("agencies.lacking", agency=name, rule=self.terms.rule))
        if name in set(self.store.current("assignment")["collector"]):
            raise ArrearsError(both("agencies.collector", agency=name))
        last = agency_events(self.store.events(kind=KINDS)).query("state in ['enrolled', 'removed']")
        mine = last[last["agency"] == name]
        if len(mine) and mine["state"].iloc[-1] == "enrolled":
            raise ArrearsError(both("agencies.enrolled", agency=name))
        self._of_agency(name, "enrolled", licence=" ".join(licence.split()), reached_by=reached_by.strip())
        return name

    def inspect(self, agency: str, answers: Mapping[str, Answer], note: str = "") -> bool:
        """Record an inspection; it is passed where every item is met.

        Raises
        ------
        ArrearsError
            If the agency is not enrolled, or an item is not answered.
        """
        name = self._enrolled(agency)
        kept = self.store.policies.get(AgencyInspection, self.day)
        open_ = [one for one in kept.items if one.key not in answers]
        if open_:
            said = [
                both("agencies.unanswered", items=mark.join(getattr(one, lang) for one in open_), rule=kept.rule)
                for lang, mark in (("zh", "；"), ("en", "; "))
            ]
            raise ArrearsError(said[1].en, said[0].zh)
        passed = all(answers[one.key].met for one in kept.items)
        found = {one.key: {"met": answers[one.key].met, "note": answers[one.key].note} for one in kept.items}
        self._of_agency(name, "inspected", passed=passed, findings=found, note=note.strip())
        return passed

    def give(self, agency: str, cases: Sequence[str], until: date) -> Given:
        """Give cases to an agency until a day; those that may not go are named, and the rest goes.

        Raises
        ------
        ArrearsError
            If the agency may get nothing, or the period is none.
        """
        name, terms = self._listed(agency), self.terms
        last = self.day + timedelta(days=terms.most_days)
        if not self.day < until <= last:
            raise ArrearsError(both("agencies.period", until=until, today=self.day, last=last, rule=terms.rule))
        wanted = list(dict.fromkeys(case.strip() for case in cases if case.strip()))
        if not wanted:
            raise ArrearsError(both("agencies.no_cases"))
        refused = self._may_not_go(wanted, name)
        going = [case for case in wanted if case not in refused]
        number = f"WW-{self.day}-{self.given()['commission_id'].str.startswith(f'WW-{self.day}-').sum() + 1}"
        if going:
            self._append(
                [
                    commission_event(case, number, name, self.actor, self.now, "given", until=until.isoformat())
                    for case in going
                ]
            )
        return Given(number if going else "", tuple(going), tuple(refused.items()))

    def recall(self, agency: str, cases: Sequence[str], reason: str) -> tuple[str, ...]:
        """Recall some cases that are out with an agency, or all of them.

        Raises
        ------
        ArrearsError
            If there is no reason, or a case is not out with it.
        """
        name = self.name_of(agency)
        self._need(reason)
        out = self.out(name)
        strange = [case for case in cases if case not in set(out["case_id"])]
        if strange:
            raise ArrearsError(both("agencies.not_out", case=strange[0], agency=name))
        chosen = out[out["case_id"].isin(cases)] if cases else out
        events = [
            commission_event(case, number, name, self.actor, self.now, "recalled", note=reason.strip())
            for case, number in zip(chosen["case_id"], chosen["commission_id"], strict=True)
        ]
        if events:
            self._append(events)
        return tuple(chosen["case_id"])

    def remove(self, agency: str, reason: str) -> int:
        """Strike an agency off the white list; what it has comes back. Gives how many cases that is.

        Raises
        ------
        ArrearsError
            If it is not enrolled, or there is no reason.
        """
        name = self._enrolled(agency)
        self._need(reason)
        count = len(self.out(name))
        self._of_agency(name, "removed", note=reason.strip())
        return count

    def returned(self, agency: str, file: str) -> None:
        """Record that an agency's workbook has come back and was taken."""
        self._of_agency(agency, "returned", note=file)

    # --- what is refused --------------------------------------------------------------------------------------------

    def _enrolled(self, agency: str) -> str:
        name, said = self.name_of(agency), self.said()
        mine = said[said["agency"].eq(name) & said["state"].isin(["enrolled", "removed"])]
        if mine["state"].iloc[-1] == "removed":
            raise ArrearsError(both("agencies.refused.removed", agency=name, rule=self.terms.rule))
        return name

    def _listed(self, agency: str) -> str:
        row = self.known(self._enrolled(agency))
        kept = self.store.policies.get(AgencyInspection, self.day)
        if row["state"] not in ON_LIST:
            until = "" if pd.isna(row["valid_until"]) else row["valid_until"].date()
            values = {"agency": row["agency"], "until": until, "count": row["complaints"], "months": kept.every_months}
            rule = self.terms.rule if row["state"] == "complaints" else kept.rule
            raise ArrearsError(both(f"agencies.refused.{row['state']}", **values, rule=rule))
        return str(row["agency"])

    def _may_not_go(self, wanted: Sequence[str], agency: str) -> dict[str, Saying]:
        """Say of each case that may not be given why."""
        policies, terms, day = self.store.policies, self.terms, self.day
        table, _ = linked_cases(self.store, day)
        aged = age(table, day, policies)
        facts = case_facts(aged, day, policies)
        days = aged["days_past_due"].to_numpy(dtype=np.int64)
        owed = aged["total_due_fen"].fillna(0).to_numpy(dtype=np.int64)
        with_one = texts(aged, "agency")
        own = np.isin(texts(aged, "case_id"), self.out()["case_id"].to_numpy(dtype=object))
        flags = {name: facts.flags[name] for name in terms.recalled_by if name in facts.flags}
        next_actions = policies.get(NextActions, day)
        ids = texts(aged, "case_id")
        place = {case: number for number, case in enumerate(ids.tolist())}
        found: dict[str, Saying] = {}
        for case in wanted:
            row = place.get(case)
            if row is None:
                found[case] = both("agencies.not_given.unknown")
                continue
            set_ = [name for name, has in flags.items() if has[row]]
            if own[row] or with_one[row] not in {"", agency}:
                until = dates(aged, "agency_until")[row]
                found[case] = both("agencies.not_given.out", agency=with_one[row], until=until)
            elif set_:
                zh, en = (
                    "、".join(FLAG_WORDS[one][0] for one in set_),
                    ", ".join(one.replace("_", " ") for one in set_),
                )
                found[case] = Saying(
                    both("agencies.not_given.flags", flags=zh, rule=terms.rule).zh,
                    both("agencies.not_given.flags", flags=en, rule=terms.rule).en,
                )
            elif owed[row] <= 0 or days[row] < terms.least_days_past_due:
                least = terms.least_days_past_due
                found[case] = both("agencies.not_given.early", days=days[row], least=least, rule=terms.rule)
            elif facts.refused[row] or facts.doubtful[row] or facts.claim_until[row] >= np.datetime64(day, "D"):
                found[case] = both("agencies.not_given.undecided", rule=next_actions.rule)
            elif facts.hardship[row]:
                found[case] = both("agencies.not_given.hardship", rule=terms.rule)
        return found

    def _need(self, reason: str) -> None:
        if not reason.strip():
            raise ArrearsError(both("agencies.no_reason", rule=self.terms.rule))

    def _of_agency(self, agency: str, state: str, **said: Any) -> None:  # noqa: ANN401  # fields of the record
        key = f"agency-{state}-{uuid.uuid4()}"
        self._append([agency_event(agency, self.actor, self.now, state, key, **said)])

    def _append(self, events: Sequence[dict[str, Any]]) -> Receipt:
        return (self.append or self.store.append)(events)
