"""The whole life of a case, in any order that can happen: after every step the balance is right, the chain is whole and stops hold."""

import shutil
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from store_samples import contact, envelope, force_event, payment, placement, reversal

from arrears.operations.agreements.events import (
    agreements_of,
    approval_event,
    consent_event,
    draft_event,
    end_event,
)
from arrears.operations.agreements.standing import agreement_table
from arrears.operations.agreements.stops import contact_states, mark_cases
from arrears.operations.contacts.permission import may_contact
from arrears.policy import Policies
from arrears.store import StaleError, StoreError, open_store
from arrears.store.records import Promise, Void
from arrears.store.secrets.keys import Keys, new_key

CN, KEY = Policies("cn"), new_key()
NO_PAYMENTS = pd.DataFrame({"case_id": [], "date": [], "amount_fen": []})
NO_LOG = pd.DataFrame({"case_id": [], "channel": [], "outcome": [], "at": [], "time_zone": []})
# Instalments far above what is paid here, due long after the last step: only an event can end such an agreement.
OWED = 30_000_000_00
TERMS = {
    "balance_fen": OWED, "principal_fen": OWED, "interest_fen": 0, "fees_fen": 0, "currency": "CNY", "cycle_months": 1,
    "method": "equal_principal", "repayment_currency": "CNY", "interest_accrues": False, "fees_accrue": False, "no_new_card": True,
    "rights": "第五条", "breach_terms": "第六条", "other": "无", "affordable_fen": OWED // 3, "willing": True,
}  # fmt: skip
DUES = pd.DataFrame({"due_date": ["2026-04-20", "2026-05-20", "2026-06-20"], "payment_fen": [OWED // 3] * 3})
LAST_DAY = date(2026, 3, 20)
FEN = st.integers(1, 1_000_00)


class CaseLife(RuleBasedStateMachine):
    @initialize(opening=FEN)
    def begin(self, opening):
        self.folder = Path(tempfile.mkdtemp(prefix="arrears-life-"))
        self.now = datetime(2026, 3, 2, 2, tzinfo=UTC)
        self.store = open_store(self.folder / "b.db", clock=lambda: self.now, keys=lambda: Keys(KEY))
        self.count, self.heads, self.sent = 0, [], []
        self.left = {}
        self.promises, self.agreement, self.steps = {}, 0, []
        self.place(opening)

    def teardown(self):
        self.store.close()
        shutil.rmtree(self.folder)

    def name(self, letter):
        self.count += 1
        return f"{letter}{self.count}"

    def send(self, *events):
        """Store, a second after what came before."""
        self.now += timedelta(seconds=1)
        receipt = self.store.append(list(events))
        self.sent.append((list(events), receipt))
        self.heads.append(receipt.head)
        return receipt

    @rule(opening=FEN)
    def place(self, opening):
        self.send(placement(self.name("p"), opening, at=self.now + timedelta(seconds=1)))
        self.opening, self.placed = opening, self.count
        self.paid = self.taken_back = 0

    @rule(fen=FEN)
    def pay(self, fen):
        key = self.name("b")
        self.send(payment(key, fen, at=self.now + timedelta(seconds=1)))
        self.left[key] = [fen, 0, self.placed]
        self.paid += fen

    @precondition(lambda self: self.left)
    @rule(data=st.data())
    def take_back(self, data):
        key = data.draw(st.sampled_from(sorted(self.left)))
        paid, reversed_fen, _ = self.left[key]
        fen = data.draw(st.integers(1, paid))
        event = reversal(self.name("r"), key, fen, at=self.now + timedelta(seconds=1))
        if reversed_fen + fen > paid:
            self.refused(event, "more than is left")
        else:
            self.send(event)
            self.left[key][1] += fen
            self.taken_back += fen

    @precondition(lambda self: self.left)
    @rule(data=st.data(), fen=FEN)
    def correct_a_payment(self, data, fen):
        key = data.draw(st.sampled_from(sorted(self.left)))
        event = payment(self.name("b"), fen, at=self.now + timedelta(seconds=1), corrects=key)
        if self.left[key][1]:
            self.refused(event, "has reversals")
        else:
            self.send(event)
            old, _, placed = self.left.pop(key)
            self.left[event.key] = [fen, 0, self.placed]
            # Its old amount counts no longer, unless a later placement had ended that already; its new one is of now.
            self.paid += fen - (old if placed == self.placed else 0)

    @rule(fen=FEN, days=st.integers(0, 30))
    def promise(self, fen, days):
        key = self.name("q")
        self.send(Promise(**self.head(key), amount_fen=fen, due_on=(self.now + timedelta(days)).date()))
        self.promises[key] = fen

    @precondition(lambda self: self.promises)
    @rule(data=st.data(), fen=FEN, void=st.booleans())
    def mend_a_promise(self, data, fen, void):
        key = data.draw(st.sampled_from(sorted(self.promises)))
        new = self.name("q")
        if void:
            self.send(Void(**self.head(new), corrects=key, reason="登错"))
        else:
            self.send(Promise(**self.head(new), corrects=key, amount_fen=fen, due_on=self.now.date()))
            self.promises[new] = fen
        del self.promises[key]
        self.refused(Void(**self.head(self.name("v")), corrects=key, reason="again"), "was replaced by")

    @precondition(lambda self: "end" in self.steps or not self.steps)
    @rule()
    def draft(self):
        self.agreement, self.steps = self.agreement + 1, ["draft"]
        self.send(draft_event(TERMS | self.number(), DUES, "li", self.soon()))

    @precondition(lambda self: self.steps[-1:] == ["draft"])
    @rule()
    def sign_too_early(self):
        with pytest.raises(ValueError, match=r"no consent of the holder is recorded.*\(CN-70c\)"):
            self.force()

    @precondition(lambda self: self.steps[-1:] == ["draft"])
    @rule()
    def consent_and_approve(self):
        number = self.number()
        self.send(consent_event(*number.values(), "li", self.soon(), way="oral", evidence="REC-17"))
        self.send(approval_event(*number.values(), "chen", self.soon()))
        self.steps.append("approved")

    @precondition(lambda self: self.steps[-1:] == ["approved"])
    @rule()
    def come_into_force(self):
        self.send(self.force())
        self.steps.append("force")

    @precondition(lambda self: self.steps[-1:] == ["force"])
    @rule()
    def breach(self):
        with pytest.raises(ValueError, match=r"cannot be breached \(CN-70c\)"):
            end_event(self.told(), self.number()["agreement_id"], "breached", "li", self.soon())
        self.send(
            end_event(self.told(), self.number()["agreement_id"], "breached", "li", self.soon(), reason="办了新卡")
        )
        self.steps.append("end")

    @precondition(lambda self: self.steps[-1:] == ["force"])
    @rule()
    def settle(self):
        self.send(end_event(self.told(), self.number()["agreement_id"], "settled", "li", self.soon()))
        self.steps.append("end")

    @precondition(lambda self: self.steps and self.steps[-1] in {"draft", "approved"})
    @rule()
    def withdraw(self):
        self.send(end_event(self.told(), self.number()["agreement_id"], "withdrawn", "li", self.soon()))
        self.steps.append("end")

    @precondition(lambda self: self.now.date() < LAST_DAY)
    @rule(days=st.integers(1, 5))
    def wait(self, days):
        self.now += timedelta(days=days)

    @rule(data=st.data())
    def send_again(self, data):
        events, receipt = data.draw(st.sampled_from(self.sent))
        head = self.store.head()
        again = self.store.append(events)
        assert (again, again.stored) == (receipt, 0)
        assert self.store.head() == head

    @rule(data=st.data())
    def decide_on_what_is_past(self, data):
        seen = data.draw(st.sampled_from(self.heads))
        event = contact(self.name("c"), at=self.soon())
        if seen == self.heads[-1]:
            self.heads.append(self.store.append(event, expect=seen).head)
        else:
            with pytest.raises(StaleError):
                self.store.append(event, expect=seen)

    def refused(self, event, why):
        with pytest.raises(StoreError, match=why):
            self.store.append(event)

    def head(self, key):
        return envelope(key, at=self.soon())

    def soon(self):
        return self.now + timedelta(seconds=1)

    def number(self):
        return {"agreement_id": f"G{self.agreement}", "case_id": "A1"}

    def force(self):
        agreements, instalments = agreements_of(self.store.events())
        return force_event(agreements, instalments, self.number()["agreement_id"], "li", self.soon(), CN)

    def told(self):
        agreements, instalments = agreements_of(self.store.events())
        return agreement_table(agreements, instalments, NO_PAYMENTS, self.now.date(), CN)

    @invariant()
    def no_fen_is_made_or_lost(self):
        row = self.store.cases().iloc[0]
        expected = (self.opening, self.paid, self.taken_back, self.opening - self.paid + self.taken_back)
        assert tuple(row[["opening_fen", "paid_fen", "reversed_fen", "balance_fen"]]) == expected

    @invariant()
    def promises_that_stand_are_those_that_were_not_mended(self):
        found = self.store.promises()
        assert dict(zip(found["key"], found["amount_fen"], strict=True)) == self.promises

    @invariant()
    def the_chain_is_whole(self):
        result = self.store.verify(self.heads)
        assert result.is_intact
        assert result.head == self.heads[-1]

    @invariant()
    def collection_is_stopped_exactly_while_an_agreement_is_in_force(self):
        if not self.agreement:
            return
        agreements, _ = agreements_of(self.store.events())
        told, stopped = self.told(), self.steps[-1] == "force"
        assert told["collection_stopped"].tolist() == [False] * (self.agreement - 1) + [stopped]
        cases = mark_cases(pd.DataFrame({"case_id": ["A1"], "flags": [""]}), told)
        assert cases["flags"].tolist() == (["agreement"] if stopped else [""])
        plan = pd.DataFrame(
            {"case_id": ["A1"], "channel": ["call"], "at": [self.now.replace(hour=5)], "time_zone": "Asia/Shanghai"}
        )
        plan["at"] = plan["at"].dt.strftime("%Y-%m-%dT%H:%M:%SZ")
        answer = may_contact(plan, NO_LOG, CN, states=contact_states(agreements, told, CN)).iloc[0]
        assert answer["allowed"] == (not stopped)
        assert ("CN-70c" in answer["rules"]) == stopped


CaseLife.TestCase.settings = settings(max_examples=5, stateful_step_count=15, deadline=None, phases=[Phase.generate])
TestCaseLife = CaseLife.TestCase
