"""An agreement's road through the store: drafted, stated, consented, decided, in force, ended, each step refused where something is missing.

Workbook, panel and command all take these steps. Each is checked against the store as it stands, and refused with the rule and the
remedy; what is allowed is an event in the name of who does it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta

from arrears.documents.agreements import draft_agreement
from arrears.errors import ArrearsError
from arrears.operations.agreements.content import content_sha256
from arrears.operations.agreements.cost import cost_statement
from arrears.operations.agreements.events import (
    KINDS,
    agreements_of,
    consent_event,
    draft_event,
    end_event,
    step_event,
)
from arrears.operations.agreements.relief import KINDS as OF_WAIVERS
from arrears.operations.agreements.relief import waiver_table
from arrears.operations.agreements.standing import STATE_WORDS, agreement_table, missing_for_force
from arrears.operations.cases.ageing import age
from arrears.operations.experience.offers import Offers, offers
from arrears.operations.plans.facts import facts_on, household_facts
from arrears.operations.plans.instalments import instalment_table
from arrears.operations.plans.ladder import plan_ladder
from arrears.operations.plans.terms import plan_limits
from arrears.operations.plans.working import Household, Wanted, household, usual_rate, worked
from arrears.policy.records import AgreementConsent, AgreementTerms, PlanTerms, Tolerance
from arrears.store.state.case_list import unmasked_cases
from arrears.store.state.case_state import case_state
from arrears.tables.schedules import method_of
from arrears.words import Saying, both

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date, datetime

    from arrears.documents.agreements import Paper
    from arrears.operations.agreements.cost import Statement
    from arrears.operations.plans.working import Worked
    from arrears.store import Receipt, Store

OPEN = ("draft", "consented", "returned")
"""States of an agreement that is on its way."""
RUNNING = ("in_force", "kept")
_APPROVAL = frozenset({"approval", "approval_same_person", "approval_early", "no_approval"})
"""Findings that wait for the second person."""
_FACTS = frozenset({"income_fen", "fixed_fen", "flexible_fen"})


@dataclass(frozen=True)
class Terms:
    """What somebody wants to agree upon; what is None follows from the household or the policy.

    Attributes
    ----------
    months : int, optional
        How many monthly instalments.
    wish_fen : int, optional
        What the customer wishes to pay a month.
    first_due : date, optional
        First due date; a month after today unless given.
    method : str, optional
        A repayment method, in any of its words; equal instalments unless given.
    annual_rate, fee_rate : Fraction, optional
        Interest a year; fee of each instalment. The policy's daily rate unless one is given.
    """

    months: int | None = None
    wish_fen: int | None = None
    first_due: date | None = None
    method: str | None = None
    annual_rate: Fraction | None = None
    fee_rate: Fraction | None = None


@dataclass(frozen=True)
class Drafted:
    """A draft with its parts.

    Attributes
    ----------
    agreement_id, case_id : str
        Which.
    wanted, plan : Wanted, Worked
        Its terms and schedule.
    paper : Paper
        Its text.
    statement : Statement
        Of its cost.
    """

    agreement_id: str
    case_id: str
    wanted: Wanted
    plan: Worked
    paper: Paper
    statement: Statement


@dataclass(frozen=True)
class Settled:
    """What a settled agreement came to.

    Attributes
    ----------
    amounts : dict
        In fen: ``balance`` of the agreement, ``paid`` since it came into force, ``waived``, ``owed`` now.
    sha256 : str
        The digest of what the confirmation says.
    """

    amounts: dict[str, int]
    sha256: str


@dataclass
class Agreements:
    """The agreements of a store, as one person works on them.

    Parameters
    ----------
    store : Store
        The store.
    actor : str
        Who takes the steps.
    append : function, optional
        Stores events; the store's own unless given, such as that of a role (`arrears.store.access.viewing.SignedIn.append`).
    at : datetime, optional
        The instant of the steps; now unless given.
    lang : str
        Language of texts that are made.
    receipt : Receipt or None
        Of the last step that was stored.
    """

    store: Store
    actor: str
    append: Callable[[Sequence[dict[str, Any]]], Receipt] | None = None
    at: datetime | None = None
    lang: str = "zh"
    receipt: Receipt | None = None
    _read: dict[str, Any] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The instant of a step."""
        return self.at or self.store.clock()

    @property
    def day(self) -> date:
        """The day of a step in the profile's zone."""
        return self.now.astimezone(ZoneInfo(self.store.policies.profile.time_zone)).date()

    # --- what there is ----------------------------------------------------------------------------------------------

    def tables(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Give agreements and instalments as `arrears.operations.agreements.events.agreements_of` does."""
        found: tuple[pd.DataFrame, pd.DataFrame] = self._once(
            "tables", lambda: agreements_of(self.store.events(kind=KINDS))
        )
        return found

    def standing(self) -> pd.DataFrame:
        """Give where each agreement stands today, as `arrears.operations.agreements.standing.agreement_table` does."""
        found: pd.DataFrame = self._once("standing", self._standing)
        return found

    def _standing(self) -> pd.DataFrame:
        drafts, instalments = self.tables()
        if instalments.empty:
            return pd.DataFrame(columns=["agreement_id", "case_id", "state"])
        return agreement_table(drafts, instalments, self._case_state().payments, self.day, self.store.policies)

    def cases(self) -> pd.DataFrame:
        """Give all cases as `arrears.store.state.case_list.unmasked_cases` does."""
        found: pd.DataFrame = self._once("cases", lambda: unmasked_cases(self.store, self.day))
        return found

    def case(self, case_id: str) -> dict[str, Any]:
        """Give a case as it stands today, staged, by the names of columns inside the library; personal data are readable.

        Raises
        ------
        ArrearsError
            If the store has no such case.
        """
        cases = self.cases()
        row = cases[cases["case_id"] == case_id]
        if row.empty:
            raise ArrearsError(
                both("store.state.agreements.store_has_no_case_check", case_id=case_id),
            )
        aged = age(row.reset_index(drop=True), self.day, self.store.policies)
        return {str(key): cell for key, cell in aged.iloc[0].items()}

    def facts(self, case_id: str) -> dict[str, Any]:
        """Give what the customer told, as `arrears.operations.plans.facts.facts_on` does."""
        facts = self._once(
            "facts",
            lambda: household_facts(self.store.events(kind=("household", "void")), self.day, self.store.policies),
        )
        return facts_on(facts, case_id)

    def home(self, case_id: str) -> Household | None:
        """Give what the household can pay a month; None where income or costs are not known."""
        facts = self.facts(case_id)
        if not facts.keys() >= _FACTS:
            return None
        income, fixed, flexible = (int(facts[name]) for name in ("income_fen", "fixed_fen", "flexible_fen"))
        return household(income, fixed, flexible, self.day, self.store.policies)

    def latest(self, case_id: str) -> str:
        """Give the number of a case's last agreement.

        Raises
        ------
        ArrearsError
            If it has none.
        """
        drafts, _ = self.tables()
        own = drafts.loc[drafts["case_id"] == case_id, "agreement_id"]
        if own.empty:
            raise ArrearsError(
                both("store.state.agreements.case_has_no_agreement_draft", case_id=case_id),
            )
        return str(own.iloc[-1])

    def row(self, agreement_id: str) -> dict[str, Any]:
        """Give one agreement's row of `tables` with its state."""
        drafts, _ = self.tables()
        standing = self.standing().set_index("agreement_id")
        found = drafts[drafts["agreement_id"] == agreement_id]
        if found.empty:
            raise ArrearsError(both("store.state.agreements.there_no_agreement_refresh", agreement_id=agreement_id))
        row = {str(key): (None if _is_missing(cell) else cell) for key, cell in found.iloc[0].items()}
        return row | {"state": str(standing.loc[agreement_id, "state"])}

    def missing(self, agreement_id: str, **changes: Any) -> pd.DataFrame:  # noqa: ANN401  # cells
        """Name what an agreement lacks before it can come into force, as if some of its columns were different."""
        drafts, instalments = self.tables()
        one = drafts[drafts["agreement_id"] == agreement_id].reset_index(drop=True)
        for name, value in changes.items():
            one[name] = pd.Series([value], dtype="datetime64[s]" if name.endswith("_on") else object)
        own = instalments[instalments["agreement_id"] == agreement_id]
        return missing_for_force(one, own, self.day, self.store.policies)

    def restored(self, agreement_id: str) -> Drafted:
        """Work out a stored draft again: its terms, schedule, text and the statement of its cost."""
        row = self.row(agreement_id)
        if row.get("annual_rate") is None:
            raise ArrearsError(
                both("store.state.agreements.agreement_drafted_older_version_which", agreement_id=agreement_id),
            )
        return self._worked(agreement_id, str(row["case_id"]), self._stored(row), int(row["months"]))

    @staticmethod
    def _stored(row: Mapping[str, Any]) -> Wanted:
        return Wanted(
            int(row["balance_fen"]),
            Fraction(row["annual_rate"]),
            Fraction(row["fee_rate"]),
            pd.Timestamp(row["first_due"]).date(),
            pd.Timestamp(row["agreed_on"]).date(),
            str(row["method"]),
        )

    # --- steps ------------------------------------------------------------------------------------------------------

    def ladder(self, case_id: str, terms: Terms) -> Offers:
        """Put plans beside each other, in the order in which they are offered, as `arrears.operations.experience.offers.offers` does.

        Raises
        ------
        ArrearsError
            If a wish cannot be met within the policy's cap.
        """
        wanted, home = self._wanted(self.case(case_id), terms), self.home(case_id)
        try:
            return offers(wanted, home, self.store.policies, wish_fen=terms.wish_fen, wish_months=terms.months)
        except ValueError as error:
            raise self._above_cap(wanted, error) from error

    def offers(self, agreement_id: str) -> Offers | None:
        """Put a drafted plan beside the others that can be offered, as `ladder` does; None for a draft of an older store without its terms."""
        row = self.row(agreement_id)
        if row.get("annual_rate") is None:
            return None
        wanted, home, wish = self._stored(row), self.home(str(row["case_id"])), row.get("wish_fen")
        drafted, policies = int(row["months"]), self.store.policies
        try:
            return offers(wanted, home, policies, wish_fen=None if wish is None else int(wish), drafted=drafted)
        except ValueError:
            # A wish below every plan is no offer.
            return offers(wanted, home, policies, drafted=drafted)

    def draft(self, case_id: str, terms: Terms, *, replace: bool = False, key: str = "") -> Drafted:
        """Draft an agreement; nothing is stored if it lacks anything.

        Parameters
        ----------
        case_id : str
            The case.
        terms : Terms
            What is wanted.
        replace : bool
            Whether a draft that is on its way is withdrawn for it; a consent must then be taken anew.
        key : str
            Of the event.

        Raises
        ------
        ArrearsError
            If another agreement is in force or on its way, or the draft lacks something; all of it, with rules and remedies.
        """
        before = self._before(case_id, replace=replace)
        case = self.case(case_id)
        if not (isinstance(case["customer_name"], str) and case["customer_name"].strip()):
            raise ArrearsError(both("store.state.agreements.no_name", case_id=case_id))
        wanted = self._wanted(case, terms)
        months = self._months(case_id, wanted, terms)
        drafts, _ = self.tables()
        number = f"XY-{case_id}-{int((drafts['case_id'] == case_id).sum()) + 1}"
        made = self._worked(number, case_id, wanted, months)
        self._refuse(number, made.paper.missing)
        content = made.paper.terms | {
            "annual_rate": str(wanted.annual_rate),
            "fee_rate": str(wanted.fee_rate),
            "first_due": wanted.first_due.isoformat(),
            "agreed_on": wanted.on.isoformat(),
            "months": months,
            "total_cost_fen": made.statement.cost_fen,
            "wish_fen": terms.wish_fen,
        }
        named = content | {"agreement_id": number, "case_id": case_id}
        event = draft_event(named, made.plan.table, self.actor, self.now, key=key)
        self.take([*before, event])
        return made

    def state(self, agreement_id: str, *, key: str = "") -> Drafted:
        """Record that the statement of the total cost was made and shown; gives what it says.

        Raises
        ------
        ArrearsError
            If the agreement is not on its way.
        """
        row = self._on_its_way(agreement_id)
        made = self.restored(agreement_id)
        event = step_event(
            agreement_id,
            made.case_id,
            "statement",
            self.actor,
            self.now,
            key=key or f"agreement-{agreement_id}-statement-{str(row['draft_sha256'])[:12]}",
            sha256=made.statement.sha256,
            terms={"draft_sha256": row["draft_sha256"], "statement": made.statement.content()},
        )
        if not (row.get("statement_on") is not None and row.get("stated_sha256") == row["draft_sha256"]):
            self.take([event])
        return made

    def consent(
        self, agreement_id: str, *, way: str, evidence: str, read_seconds: int | None = None, key: str = ""
    ) -> Receipt:
        """Record the customer's confirmation of the statement and consent to the draft as it stands.

        Raises
        ------
        ArrearsError
            If the statement was not shown, the way or its evidence is missing, or the draft lacks something; with rules and remedies.
        """
        row = self._on_its_way(agreement_id)
        ways = {each.key: each for each in self.store.policies.get(AgreementConsent, self.day).ways}
        lacks = self.missing(
            agreement_id,
            consented_on=pd.Timestamp(self.day),
            consent_by=self.actor,
            consent_way=way,
            consent_evidence=evidence.strip(),
            consent_sha256=row["draft_sha256"],
            read_seconds=read_seconds,
        )
        self._refuse(agreement_id, lacks[~lacks["code"].isin(_APPROVAL | {"question_open"})])
        event = consent_event(
            agreement_id,
            str(row["case_id"]),
            self.actor,
            self.now,
            way=ways[way].key,
            evidence=evidence.strip(),
            to=str(row["draft_sha256"]),
            read_seconds=read_seconds,
            key=key,
        )
        return self.take([event])

    def approve(self, agreement_id: str) -> Receipt:
        """Approve an agreement as its second person; it is in force from then on, and collection stops (CN-70c).

        Raises
        ------
        ArrearsError
            If anything is missing, or the same person drafted it or took the consent; with rules and remedies.
        """
        row = self._on_its_way(agreement_id)
        self._second_person(agreement_id, row)
        lacks = self.missing(agreement_id, approved_on=pd.Timestamp(self.day), approved_by=self.actor)
        self._refuse(agreement_id, lacks)
        case = str(row["case_id"])
        steps = [
            step_event(agreement_id, case, step, self.actor, self.now)
            for step in ("approved", "signed")
            if not (step == "approved" and row.get("approved_on") is not None)
        ]
        return self.take(steps)

    def refuse(self, agreement_id: str, reason: str) -> Receipt:
        """Refuse an agreement as its second person.

        Raises
        ------
        ArrearsError
            If there is no reason, or the same person drafted it.
        """
        return self._decide(agreement_id, "refused", reason, both("store.state.agreements.refusal_needs_reason"))

    def ask(self, agreement_id: str, question: str) -> Receipt:
        """Return an agreement with a question, which its collector answers before it can be approved.

        Raises
        ------
        ArrearsError
            If there is no question, or the same person drafted it.
        """
        return self._decide(agreement_id, "returned", question, both("store.state.agreements.return_needs_question"))

    def answer(self, agreement_id: str, text: str, *, key: str = "") -> Receipt:
        """Answer the second person's question.

        Raises
        ------
        ArrearsError
            If nothing is asked, or the answer is empty.
        """
        row = self._on_its_way(agreement_id)
        if row["state"] != "returned":
            raise ArrearsError(
                both("store.state.agreements.agreement_has_no_open_question", agreement_id=agreement_id),
            )
        if not text.strip():
            raise ArrearsError(both("store.state.agreements.answer_empty_write"))
        number = self._count(agreement_id, "answered")
        event = step_event(
            agreement_id,
            str(row["case_id"]),
            "answered",
            self.actor,
            self.now,
            key=key or f"agreement-{agreement_id}-answered-{number}",
            note=text,
        )
        return self.take([event])

    def withdraw(self, agreement_id: str, reason: str = "", *, key: str = "") -> Receipt:
        """Withdraw an agreement that is not in force yet.

        Raises
        ------
        ArrearsError
            If it is in force or over.
        """
        return self._end(agreement_id, "withdrawn", reason, key)

    def settled(self, agreement_id: str) -> Settled:
        """Give what a settled agreement came to, for the confirmation of settlement.

        Raises
        ------
        ArrearsError
            If it is not in force, or the case still owes more than the tolerance.
        """
        row = self._owes_nothing(agreement_id)
        case = str(row["case_id"])
        paid = self._case_state().payments
        since = np.datetime64(pd.Timestamp(row["in_force_on"]), "D")
        mine = paid[(paid["case_id"] == case) & (paid["date"].to_numpy("datetime64[D]") >= since)]
        waived = waiver_table(self.store.events(case_id=case, kind=OF_WAIVERS))
        waived = waived[waived["state"] == "approved"]
        amounts = {
            "balance": int(row["balance_fen"]),
            "paid": int(mine["amount_fen"].sum()),
            "waived": int((waived["interest_fen"] + waived["fees_fen"]).sum()),
            "owed": max(int(self.case(case)["total_due_fen"]), 0),
        }
        said = {"agreement_id": agreement_id, "case_id": case, "settled_on": self.day.isoformat(), **amounts}
        return Settled(amounts, content_sha256(said))

    def settle(self, agreement_id: str) -> Receipt:
        """Record that an agreement's debt is settled, with the digest of the confirmation.

        Raises
        ------
        ArrearsError
            As `settled` does.
        """
        settled = self.settled(agreement_id)
        event = self._ended(agreement_id, "settled", "")
        return self.take([event | {"document_sha256": settled.sha256, "terms": settled.amounts}])

    def _owes_nothing(self, agreement_id: str) -> dict[str, Any]:
        row = self.row(agreement_id)
        if row["state"] not in RUNNING:
            raise self._wrong_state(agreement_id, str(row["state"]), *both("store.state.agreements.settled"))
        rule = self.store.policies.get(Tolerance, self.day)
        owed = int(self.case(str(row["case_id"]))["total_due_fen"])
        if owed > rule.residue_fen:
            raise ArrearsError(
                both(
                    "store.state.agreements.case_still_owes_more_than",
                    case_id=row["case_id"],
                    value=owed / 100,
                    value_2=rule.residue_fen / 100,
                    rule=rule.rule,
                ),
            )
        return row

    def breach(self, agreement_id: str, reason: str = "") -> Receipt:
        """Record a breach: one that the plan shows, or of another term with its reason.

        Raises
        ------
        ArrearsError
            If its plan is kept and there is no reason.
        """
        return self._end(agreement_id, "breached", reason, "")

    def reopen(self, agreement_id: str, first_due: date, *, way: str, evidence: str, reason: str = "") -> Receipt:
        """Let a broken agreement go on: what is unpaid is due monthly from a new day, with the customer's consent to it.

        Raises
        ------
        ArrearsError
            If it is not broken, the day is not ahead, the last instalment would pass the cap, the same person drafted it, or the
            consent has no evidence; with rules and remedies.
        """
        row = self.row(agreement_id)
        policies = self.store.policies
        if row["state"] != "breached":
            raise self._wrong_state(agreement_id, row["state"], *both("store.state.agreements.reopened"))
        self._second_person(agreement_id, row)
        ways = {each.key: each for each in policies.get(AgreementConsent, self.day).ways}
        if way not in ways or not evidence.strip():
            rule = policies.get(AgreementConsent, self.day).rule
            raise ArrearsError(
                both(
                    "store.state.agreements.new_due_dates_need_customer",
                    rule=rule,
                    ways=Saying("、".join((f"{key} {each.zh}" for key, each in ways.items())), ", ".join(ways)),
                ),
            )
        moved = self._moved(agreement_id, row, first_due)
        case, steps = str(row["case_id"]), []
        if row.get("breached_on") is None:
            steps.append(self._step_again(agreement_id, case, "breached"))
        steps.append(
            self._step_again(
                agreement_id,
                case,
                "reopened",
                note=reason,
                terms={"instalments": moved, "way": way, "evidence": evidence.strip()},
            )
        )
        return self.take(steps)

    # --- parts ------------------------------------------------------------------------------------------------------

    def _wanted(self, case: dict[str, Any], terms: Terms) -> Wanted:
        policies, day = self.store.policies, self.day
        limits = policies.get(PlanTerms, day)
        due = terms.first_due or day + relativedelta(months=1)
        rate = terms.annual_rate
        if rate is None:
            rate = Fraction(0) if terms.fee_rate else usual_rate(policies, day)
        fee = terms.fee_rate or Fraction(0)
        if rate > limits.annual_rate_ceiling or fee > limits.fee_rate_ceiling or rate < 0 or fee < 0:
            raise ArrearsError(
                both(
                    "store.state.agreements.rate_year_instalment_not_within",
                    rate=float(rate),
                    fee=float(fee),
                    rule=limits.rule,
                ),
            )
        if due <= day:
            raise ArrearsError(
                both("store.state.agreements.first_due_date_not_after", due=due, day=day),
            )
        owed = int(case["total_due_fen"])
        if owed <= 0:
            raise ArrearsError(
                both("store.state.agreements.case_owes_nothing_there_nothing", case_id=case["case_id"]),
            )
        fallback = "flat_fee" if terms.fee_rate else "equal_instalment"
        try:
            method = method_of(terms.method or fallback)
        except ValueError as error:
            raise ArrearsError(str(error), f"还款方式“{terms.method}”无法识别；例如 等额本息、等额本金") from error
        return Wanted(owed, rate, fee, due, day, method)

    def _months(self, case_id: str, wanted: Wanted, terms: Terms) -> int:
        """Give the term: as asked for, else the shortest that the wish or the household allows."""
        limits = plan_limits(self.store.policies, self.day)
        if terms.months is not None:
            if not 1 <= terms.months <= limits.max_months:
                raise self._above_cap(wanted, ValueError(f"{terms.months} months"), terms.months)
            return terms.months
        home = self.home(case_id)
        limit = terms.wish_fen if terms.wish_fen is not None else home.amount if home else None
        if limit is None:
            raise ArrearsError(
                both("store.state.agreements.term_case_follows_from_what", case_id=case_id),
            )
        try:
            ladder = plan_ladder(wanted, None, self.store.policies, wish_fen=limit)
        except ValueError as error:
            raise self._above_cap(wanted, error) from error
        return int(ladder.loc[ladder["ground"].str.contains("wish"), "n"].iloc[0])

    def _above_cap(self, wanted: Wanted, error: ValueError, months: int | None = None) -> ArrearsError:
        limits = plan_limits(self.store.policies, wanted.on)
        if months is not None:
            return ArrearsError(
                both(
                    "store.state.agreements.months_not_within_choose_term",
                    months=months,
                    max_months=limits.max_months,
                    months_rule=limits.months_rule,
                ),
            )
        return ArrearsError(
            str(error),
            f"在{limits.max_months}期以内（{limits.months_rule}）没有每期不高于该金额的方案；请考虑减免或困难帮扶",
        )

    def _worked(self, number: str, case_id: str, wanted: Wanted, months: int) -> Drafted:
        policies, facts = self.store.policies, self.facts(case_id)
        plan = worked(wanted, months, policies)
        affordable = facts.get("affordable_fen")
        paper = draft_agreement(
            self.case(case_id),
            wanted,
            plan,
            policies,
            affordable_fen=None if affordable is None else int(affordable),
            willing=facts.get("willing"),
            lang=self.lang,
        )
        return Drafted(number, case_id, wanted, plan, paper, cost_statement(wanted, plan, policies))

    def _before(self, case_id: str, *, replace: bool) -> list[dict[str, Any]]:
        """Refuse where an agreement runs, and withdraw one that is on its way where that is wanted."""
        standing = self.standing()
        own = standing[standing["case_id"] == case_id]
        running = own[own["state"].isin(RUNNING)]
        if not running.empty:
            number = running["agreement_id"].iloc[0]
            raise ArrearsError(
                both("store.state.agreements.agreement_case_force_cn_c", case_id=case_id, number=number),
            )
        waiting = own[own["state"].isin(OPEN)]
        if waiting.empty:
            return []
        number, state = str(waiting["agreement_id"].iloc[-1]), str(waiting["state"].iloc[-1])
        if not replace:
            zh, en = STATE_WORDS[state]
            raise ArrearsError(
                both(
                    "store.state.agreements.agreement_case_way_changed_draft",
                    case_id=case_id,
                    number=number,
                    what=Saying(zh, en),
                ),
            )
        return [end_event(standing, number, "withdrawn", self.actor, self.now, reason="改签 replaced")]

    def _on_its_way(self, agreement_id: str) -> dict[str, Any]:
        row = self.row(agreement_id)
        if row["state"] not in OPEN:
            raise self._wrong_state(agreement_id, row["state"], *both("store.state.agreements.changed"))
        return row

    def _wrong_state(self, agreement_id: str, state: str, what_zh: str, what: str) -> ArrearsError:
        named = Saying(*STATE_WORDS[state])
        return ArrearsError(
            both("store.state.agreements.cannot_be", number=agreement_id, state=named, what=Saying(what_zh, what))
        )

    def _second_person(self, agreement_id: str, row: dict[str, Any]) -> None:
        rule = self.store.policies.get(AgreementTerms, self.day)
        if rule.needs_second_person and self.actor in {row.get("drafted_by"), row.get("consent_by")}:
            ground = rule.ground("needs_second_person").rule
            raise ArrearsError(
                both(
                    "agreements.road.second_person",
                    agreement_id=agreement_id,
                    actor=self.actor,
                    rule=rule.rule,
                    ground=ground,
                )
            )

    def _decide(self, agreement_id: str, step: str, text: str, lacking: Saying) -> Receipt:
        row = self._on_its_way(agreement_id)
        self._second_person(agreement_id, row)
        if not text.strip():
            raise ArrearsError(lacking)
        return self.take([self._step_again(agreement_id, str(row["case_id"]), step, note=text)])

    def _end(self, agreement_id: str, step: str, reason: str, key: str) -> Receipt:
        event = self._ended(agreement_id, step, reason)
        return self.take([event | ({"key": key} if key else {})])

    def _ended(self, agreement_id: str, step: str, reason: str) -> dict[str, Any]:
        try:
            event = end_event(self.standing(), agreement_id, step, self.actor, self.now, reason=reason)
        except ValueError as error:
            state = str(self.row(agreement_id)["state"])
            raise ArrearsError(
                str(error),
                f"协议 {agreement_id} 的状态为“{STATE_WORDS[state][0]}”，不能办理该步骤（CN-70c）：按约履行期间停止催收；如违反其他条款请写明理由",
            ) from error
        number = self._count(agreement_id, step)
        return event | ({"key": f"{event['key']}-{number}"} if number else {})

    def _step_again(
        self, agreement_id: str, case: str, step: str, note: str = "", terms: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        number = self._count(agreement_id, step)
        key = f"agreement-{agreement_id}-{step}" + (f"-{number}" if number else "")
        return step_event(agreement_id, case, step, self.actor, self.now, key=key, note=note, terms=terms)

    def _count(self, agreement_id: str, step: str) -> int:
        events = self._once("agreement events", lambda: self.store.current("agreement"))
        return int(((events["agreement_id"] == agreement_id) & (events["state"] == step)).sum())

    def _moved(self, agreement_id: str, row: dict[str, Any], first_due: date) -> list[list[Any]]:
        """Give the instalments with what is unpaid moved: monthly from a new day on."""
        if first_due <= self.day:
            raise ArrearsError(
                both("store.state.agreements.new_first_due_date_not", first_due=first_due, day=self.day),
            )
        _, instalments = self.tables()
        own = instalments[instalments["agreement_id"] == agreement_id].sort_values("due_date", kind="stable")
        paid = self._case_state().payments
        since = np.datetime64(pd.Timestamp(row["in_force_on"]), "D")
        mine = paid[(paid["case_id"] == row["case_id"]) & (paid["date"].to_numpy("datetime64[D]") >= since)]
        schedule = own[["due_date", "payment_fen"]].assign(plan=agreement_id)
        payments = mine[["date", "amount_fen"]].assign(plan=agreement_id)
        held = instalment_table(schedule, payments, self.day, policies=self.store.policies)
        number = 0
        moved: list[list[Any]] = []
        for due, fen, unpaid in zip(held["due_date"], held["payment_fen"], held["unpaid_fen"], strict=True):
            if unpaid:
                moved.append([(first_due + relativedelta(months=number)).isoformat(), int(fen)])
                number += 1
            else:
                moved.append([str(due)[:10], int(fen)])
        limits = plan_limits(self.store.policies, self.day)
        last = pd.Timestamp(moved[-1][0]).date()
        if last > pd.Timestamp(row["in_force_on"]).date() + relativedelta(months=limits.max_months):
            raise ArrearsError(
                both(
                    "store.state.agreements.last_instalment_would_due_more",
                    last=last,
                    max_months=limits.max_months,
                    months_rule=limits.months_rule,
                ),
            )
        return moved

    def _refuse(self, agreement_id: str, lacks: pd.DataFrame) -> None:
        if len(lacks):
            raise ArrearsError(
                f"agreement {agreement_id}: " + "; ".join(f"{row.en} ({row.rule})" for row in lacks.itertuples()),
                f"协议 {agreement_id}：" + "；".join(f"{row.zh}（{row.rule}）" for row in lacks.itertuples()),
            )

    def _case_state(self) -> Any:  # noqa: ANN401  # a named tuple of tables
        def read() -> Any:  # noqa: ANN401  # same
            with self.store.reading() as connection:
                return case_state(connection, self.store.policies, self.day)

        return self._once("told", read)

    def _once(self, name: str, read: Callable[[], Any]) -> Any:  # noqa: ANN401  # what was read
        """Read something once for each head of the store."""
        head = self.store.head()
        if self._read.get("head") != head:
            self._read.clear()
            self._read["head"] = head
        if name not in self._read:
            self._read[name] = read()
        return self._read[name]

    def take(self, events: Sequence[dict[str, Any]]) -> Receipt:
        """Store events in the name of who works here."""
        self.receipt = self.append(list(events)) if self.append else self.store.append(list(events))
        return self.receipt


def _is_missing(cell: object) -> bool:
    return cell is None or (not isinstance(cell, list | dict | str) and bool(pd.isna(cell)))  # type: ignore[call-overload]  # any scalar
