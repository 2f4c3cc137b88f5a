"""An escalation's road through the store: assessed, asked for, heard, decided by a second person, carried on by the court's steps (B6).

Every step is checked against the store as it stands, and refused with the rule and the remedy; what is allowed is an event in the
name of who does it. An approved escalation sets the flag ``legal``: the next list leaves the case to the legal unit.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pandas as pd

from arrears.errors import ArrearsError
from arrears.operations.account.claims import open_claims
from arrears.operations.agreements.relief import KINDS as OF_WAIVERS
from arrears.operations.agreements.relief import waiver_table
from arrears.operations.cases.ageing import age
from arrears.operations.cases.situations import case_facts
from arrears.operations.customers.people import PERSON
from arrears.operations.escalation.assessment import Known, assess
from arrears.operations.escalation.events import (
    KINDS,
    court_steps,
    escalation_event,
    escalation_table,
    opinions,
)
from arrears.operations.escalation.limitation import limitation_period, suits
from arrears.policy.records import BreachSteps, EscalationTerms
from arrears.rules.breach_steps import NO_BREACH
from arrears.store.state.agreements import RUNNING, Agreements
from arrears.store.state.case_list import linked_cases
from arrears.store.state.case_state import case_state
from arrears.tables.columns import FLAG_WORDS
from arrears.tables.contacts import CHANNELS
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from arrears.operations.escalation.assessment import Assessment, Missing
    from arrears.operations.escalation.limitation import Period
    from arrears.policy.records import CourtStep
    from arrears.store import Receipt, Store

_LEGAL = "legal"
_NOON = time(12)
_SPOKEN, _SENT = "conversation", "sent"


@dataclass
class Escalations:
    """The escalations of a store, as one person works on them.

    Parameters
    ----------
    store : Store
        The store.
    actor : str
        Who takes the steps.
    append : function, optional
        Stores events; the store's own unless given, such as that of a role (`arrears.store.access.viewing.SignedIn.append`).
    agreements : Agreements
        The agreements of the store.
    """

    store: Store
    actor: str
    append: Callable[[Sequence[dict[str, Any]]], Receipt] | None = None
    agreements: Agreements = field(init=False)

    def __post_init__(self) -> None:
        self.agreements = Agreements(self.store, self.actor)

    def case(self, case_id: str) -> dict[str, Any]:
        """Give a case as `arrears.store.state.agreements.Agreements.case` does."""
        return self.agreements.case(case_id)

    @property
    def now(self) -> datetime:
        """The instant of a step."""
        return self.store.clock()

    @property
    def day(self) -> date:
        """The day of a step in the profile's zone."""
        return self.now.astimezone(ZoneInfo(self.store.policies.profile.time_zone)).date()

    @property
    def terms(self) -> EscalationTerms:
        """The conditions in force."""
        return self.store.policies.get(EscalationTerms, self.day)

    # --- what there is ----------------------------------------------------------------------------------------------

    def table(self) -> pd.DataFrame:
        """Give every escalation as `arrears.operations.escalation.events.escalation_table` does."""
        return escalation_table(self.store.events(kind=KINDS))

    def steps(self) -> pd.DataFrame:
        """Give every step of a court as `arrears.operations.escalation.events.court_steps` does."""
        return court_steps(self.store.events(kind=KINDS), self.day, self.store.policies)

    def heard(self, escalation_id: str) -> pd.DataFrame:
        """Give who was heard: ``department, person, said_on, opinion, actor``."""
        return opinions(self.store.events(kind=KINDS), escalation_id)

    def near(self) -> pd.DataFrame:
        """Give the terms that a lead must watch: those of a court and of limitation, of escalations that are not closed.

        Returns
        -------
        DataFrame
            ``escalation_id, case_id, term_on, zh, en, rule``, the nearest first; those that are over are among them.
        """
        table = self.table()
        running = table[table["state"].isin(["requested", "approved"])]
        until = pd.Timestamp(self.day) + pd.Timedelta(days=self.terms.near_days)
        steps = self.steps()
        steps = steps[steps["is_last"] & steps["escalation_id"].isin(running["escalation_id"])]
        of_court = steps[["escalation_id", "case_id", "term_on", "rule"]].assign(
            zh=steps["zh"] + "：" + steps["then_zh"], en=steps["en"] + ": " + steps["then_en"]
        )
        # Once a court was asked, the period of limitation no longer runs.
        waiting = running[~running["escalation_id"].isin(steps["escalation_id"])]
        figures = pd.DataFrame(list(waiting["assessment"]), index=waiting.index).reindex(
            columns=["limitation_on", "limitation_rule"]
        )
        words = both("escalation.limitation_ends")
        of_claims = waiting[["escalation_id", "case_id"]].assign(
            term_on=pd.to_datetime(figures["limitation_on"].replace("", None)).astype("datetime64[s]"),
            rule=figures["limitation_rule"], zh=words.zh, en=words.en,
        )  # fmt: skip
        found = pd.concat([each for each in (of_court, of_claims) if len(each)] or [of_court], ignore_index=True)
        near: pd.DataFrame = found[found["term_on"] <= until].sort_values("term_on", kind="stable", ignore_index=True)
        return near

    def latest(self, case_id: str) -> dict[str, Any]:
        """Give a case's last escalation.

        Raises
        ------
        ArrearsError
            If it has none.
        """
        table = self.table()
        own = table[table["case_id"] == case_id]
        if own.empty:
            raise ArrearsError(both("escalation.none", case=case_id, rule=self.terms.rule))
        return {str(key): cell for key, cell in own.iloc[-1].items()}

    def period(self, case_id: str) -> Period:
        """Give the period of limitation of a case's claim, with every ground."""
        return self._period(self.case(case_id), self._contacts(case_id))

    def assess(self, case_id: str) -> Assessment:
        """Assess a case as it stands today.

        Raises
        ------
        ArrearsError
            If the store has no such case, or the profile knows no conditions.
        """
        policies, day = self.store.policies, self.day
        case = self.case(case_id)
        cases, _ = linked_cases(self.store, day)
        person = cases.loc[cases["case_id"] == case_id, PERSON]
        flags = cases.loc[cases[PERSON].isin(person), "flags"].fillna("")
        facts = self.agreements.facts(case_id)
        contacts = self._contacts(case_id)
        with self.store.reading() as connection:
            claims = open_claims(case_state(connection, policies, day).claims)
        standing = self.agreements.standing()
        own = standing[standing["case_id"] == case_id]
        waivers = waiver_table(self.store.events(kind=OF_WAIVERS))
        tried = {
            "household": bool(facts.keys() & {"cause", "income_fen", "willing"}),
            "agreement": len(own) > 0,
            "waiver": bool((waivers["case_id"] == case_id).any()),
        }
        known = Known(
            case=case,
            period=self._period(case, contacts),
            reached=_reached(contacts, case["due_date"]),
            relief=tuple(name for name, was in tried.items() if was),
            flags=frozenset(flag for each in flags for flag in str(each).split(";") if flag),
            untaken=self._untaken(cases[cases["case_id"] == case_id]),
            is_agreed=bool((own["state"].isin(RUNNING)).any()),
            is_claimed=bool(((claims["case_id"] == case_id) & (claims["state"] == "waiting")).any()),
            income_fen=int(facts["income_fen"]) if "income_fen" in facts else None,
            assets=str(facts.get("assets") or ""),
        )
        return assess(known, day, policies)

    def _untaken(self, own: pd.DataFrame) -> tuple[str, ...]:
        """Give the steps after a breach that are still to be taken: nothing goes straight to law."""
        policies, day = self.store.policies, self.day
        step = int(case_facts(age(own.reset_index(drop=True), day, policies), day, policies).breach.step[0])
        steps = [one.channel for one in policies.get(BreachSteps, day).steps]
        return () if step == NO_BREACH else tuple(steps[step:])

    def _contacts(self, case_id: str) -> pd.DataFrame:
        log = self.store.contacts()
        own = log[log["case_id"] == case_id]
        return own.assign(day=own["at"].dt.tz_localize(None).dt.normalize().astype("datetime64[s]"))

    def _period(self, case: dict[str, Any], contacts: pd.DataFrame) -> Period:
        case_id, day = str(case["case_id"]), self.day
        with self.store.reading() as connection:
            state = case_state(connection, self.store.policies, day)
        paid, promised = (table[table["case_id"] == case_id] for table in (state.payments, state.promises))
        steps = self.steps()
        drafts, _ = self.agreements.tables()
        signed = drafts.loc[drafts["case_id"] == case_id, "in_force_on"]
        dated = {
            "payment": paid["date"],
            "promise": promised["made_on"],
            "agreement": signed,
            "suit": suits(steps[steps["case_id"] == case_id]),
        }
        last = case.get("last_payment_date")
        if last is not None and not pd.isna(last):
            dated["payment"] = pd.concat([pd.to_datetime(dated["payment"]), pd.Series([pd.Timestamp(last)])])
        return limitation_period(case["due_date"], contacts, dated, day, self.store.policies)

    # --- steps ------------------------------------------------------------------------------------------------------

    def request(self, case_id: str, measure: str, reason: str) -> str:
        """Ask for a measure, with the assessment of today; give the escalation's number.

        Raises
        ------
        ArrearsError
            If there is no such measure, no reason, another escalation is open, or the conditions are not met: all of them named.
        """
        named = self._named(self.terms.measures, measure, "no_measure")
        if not reason.strip():
            raise ArrearsError(both("escalation.no_reason", rule=self.terms.rule))
        table = self.table()
        own = table[table["case_id"] == case_id]
        if len(own) and own.iloc[-1]["state"] in {"requested", "approved"}:
            raise ArrearsError(both("escalation.open", number=own.iloc[-1]["escalation_id"], case=case_id))
        made = self.assess(case_id)
        self._refuse(case_id, made.missing)
        number = f"SJ-{case_id}-{len(own) + 1}"
        self._take(case_id, number, "requested", named.key, {"assessment": made.figures, "note": reason.strip()})
        return number

    def consult(self, case_id: str, department: str, person: str, opinion: str, said_on: date | None = None) -> str:
        """Record what a department says.

        Raises
        ------
        ArrearsError
            If no escalation waits for a decision, the department is unknown, or its person or opinion is missing.
        """
        row = self._waiting(case_id)
        heard = self._named(self.terms.departments, department, "no_department")
        if not person.strip() or not opinion.strip():
            raise ArrearsError(both("escalation.no_opinion", rule=self.terms.rule))
        day = said_on or self.day
        if day > self.day:
            raise ArrearsError(both("escalation.later", day=day, today=self.day))
        said = {
            "department": heard.key,
            "person": person.strip(),
            "said_on": day.isoformat(),
            "opinion": opinion.strip(),
        }
        self._take(case_id, row["escalation_id"], "consulted", row["measure"], said)
        return str(heard.key)

    def approve(self, case_id: str, note: str = "") -> str:
        """Approve a measure as its second person; the case is with the legal unit from then on.

        Raises
        ------
        ArrearsError
            If nothing waits, the same person asked for it, a department was not heard, the assessment is too old, or what has come
            since forbids it.
        """
        row = self._waiting(case_id)
        self._second_person(row)
        terms, number = self.terms, row["escalation_id"]
        unheard = [one for one in terms.departments if one.key not in set(self.heard(number)["department"])]
        if unheard:
            said = [
                both(
                    "escalation.unheard",
                    rule=terms.rule,
                    case=case_id,
                    departments=mark.join(getattr(one, lang) for one in unheard),
                )
                for lang, mark in (("en", ", "), ("zh", "、"))
            ]
            raise ArrearsError(said[0].en, said[1].zh)
        age = (self.day - date.fromisoformat(row["assessment"]["assessed_on"])).days
        if age > terms.valid_days:
            raise ArrearsError(both("escalation.stale", days=age, most=terms.valid_days, rule=terms.rule, case=case_id))
        self._refuse(case_id, self.assess(case_id).missing)
        legal = {
            "kind": "flag", "case_id": case_id, "happened_at": self.now, "actor": self.actor, "key": f"{number}-legal",
            "flag": _LEGAL, "on": True, "reason": number,
        }  # fmt: skip
        self._take(case_id, number, "approved", row["measure"], {"note": note.strip()}, more=[legal])
        return str(number)

    def refuse(self, case_id: str, reason: str) -> str:
        """Refuse a measure as its second person.

        Raises
        ------
        ArrearsError
            If nothing waits, the same person asked for it, or there is no reason.
        """
        row = self._waiting(case_id)
        self._second_person(row)
        if not reason.strip():
            raise ArrearsError(both("escalation.no_reason", rule=self.terms.rule))
        self._take(case_id, row["escalation_id"], "refused", row["measure"], {"note": reason.strip()})
        return str(row["escalation_id"])

    def step(self, case_id: str, step: str, on: date, due: date | None = None, note: str = "") -> CourtStep:
        """Enter a step of the court; its term is counted unless the court has named another day.

        Raises
        ------
        ArrearsError
            If the escalation is not approved, there is no such step, or its day is ahead or before the approval.
        """
        row = self.latest(case_id)
        if row["state"] != "approved":
            raise ArrearsError(both("escalation.not_approved", case=case_id, rule=self.terms.rule))
        found: CourtStep = self._named(self.terms.steps, step, "no_step")
        if on > self.day:
            raise ArrearsError(both("escalation.later", day=on, today=self.day))
        if on < row["decided_at"].date():
            raise ArrearsError(
                both("escalation.before", day=on, approved=row["decided_at"].date(), rule=self.terms.rule)
            )
        if due is not None and due < on:
            raise ArrearsError(both("escalation.due_before", day=due, step=on))
        zone = ZoneInfo(self.store.policies.profile.time_zone)
        at = min(datetime.combine(on, _NOON, zone), self.now)
        said = {"due_on": None if due is None else due.isoformat(), "note": note.strip()}
        self._take(case_id, row["escalation_id"], "done", found.key, said, at=at)
        return found

    def close(self, case_id: str, reason: str) -> str:
        """Close an escalation: the case goes back to the collectors.

        Raises
        ------
        ArrearsError
            If none is open, or there is no reason.
        """
        row = self.latest(case_id)
        if row["state"] not in {"requested", "approved"}:
            raise ArrearsError(both("escalation.none", case=case_id, rule=self.terms.rule))
        if not reason.strip():
            raise ArrearsError(both("escalation.no_reason", rule=self.terms.rule))
        number = str(row["escalation_id"])
        lifted = {
            "kind": "flag", "case_id": case_id, "happened_at": self.now, "actor": self.actor, "key": f"{number}-back",
            "flag": _LEGAL, "on": False, "reason": reason.strip(),
        }  # fmt: skip
        more = [lifted] if row["state"] == "approved" else []
        self._take(case_id, number, "closed", row["measure"], {"note": reason.strip()}, more=more)
        return number

    # --- what is refused --------------------------------------------------------------------------------------------

    def _take(  # an event's parts
        self,
        case_id: str,
        number: str,
        state: str,
        step: str,
        said: Mapping[str, Any],
        *,
        more: Sequence[dict[str, Any]] = (),
        at: datetime | None = None,
    ) -> None:
        key = f"{number}-{state}-{uuid.uuid4()}"
        event = escalation_event(case_id, number, self.actor, at or self.now, state, step, key, said)
        (self.append or self.store.append)([event, *more])

    def _waiting(self, case_id: str) -> dict[str, Any]:
        row = self.latest(case_id)
        if row["state"] != "requested":
            raise ArrearsError(
                both("escalation.decided", number=row["escalation_id"], who=row["decided_by"], case=case_id)
            )
        return row

    def _second_person(self, row: dict[str, Any]) -> None:
        if row["asked_by"] == self.actor:
            raise ArrearsError(
                both("escalation.second_person", who=self.actor, number=row["escalation_id"], rule=self.terms.rule)
            )

    def _named(self, known: Sequence[Any], text: str, key: str) -> Any:  # noqa: ANN401  # what is named by a key
        wanted = text.strip().casefold()
        for one in known:
            if wanted in {one.key, one.zh.casefold(), one.en.casefold()}:
                return one
        listed = both(f"escalation.{key}", text=text, rule=self.terms.rule, known="")
        raise ArrearsError(
            listed.en + ", ".join(f"{one.key} ({one.en})" for one in known),
            listed.zh + "、".join(f"{one.key} {one.zh}" for one in known),
        )

    def _refuse(self, case_id: str, missing: Sequence[Missing]) -> None:
        if missing:
            said = [missing_text(one) for one in missing]
            lead = both("escalation.refused", case=case_id)
            raise ArrearsError(lead.en + "; ".join(one.en for one in said), lead.zh + "；".join(one.zh for one in said))


def missing_text(one: Missing) -> Saying:
    """Say what an assessment lacks, with its rule and the remedy."""
    values = dict(one.values)
    flags = values.pop("flags", [])
    if "steps" in values:
        channels = [CHANNELS[step] for step in values.pop("steps")]
        said = [
            both("escalation.missing.steps", steps=mark.join(words[place] for words in channels), rule=one.rule)
            for place, mark in enumerate(("、", ", "))
        ]
        return Saying(said[0].zh, said[1].en)
    zh = "、".join(FLAG_WORDS[flag][0] for flag in flags if flag in FLAG_WORDS)
    en = ", ".join(flag.replace("_", " ") for flag in flags)
    key = f"escalation.missing.{one.key}"
    return Saying(
        both(key, **values, flags=zh, rule=one.rule).zh if values or flags else f"{both(key).zh}（{one.rule}）",
        both(key, **values, flags=en, rule=one.rule).en if values or flags else f"{both(key).en} ({one.rule})",
    )


def _reached(contacts: pd.DataFrame, due: Any) -> pd.Series[Any]:  # noqa: ANN401  # a day
    """Give the days after the due date on which the holder was spoken to, or a demand went to the details on file."""
    made = (
        contacts["direction"].eq("out")
        & contacts["counterparty"].eq("holder")
        & contacts["outcome"].isin([_SPOKEN, _SENT])
        & (contacts["day"] > pd.Timestamp(due))
    )
    return contacts.loc[made, "day"].drop_duplicates()
