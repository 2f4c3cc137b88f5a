"""The events that a store takes: one frozen record a kind.

An event says what happened to which case, when, who says so, and under which key it may safely be sent again. Everything else is
its payload. Amounts are whole fen. No record ever shows its payload in an error or in its ``repr``.
"""

from __future__ import annotations

from arrears.store.records.base import ENVELOPE, CaseEvent, Event, is_future
from arrears.store.records.house import Assignment, Erasure, Escalation, Export, PolicyChange, Void
from arrears.store.records.money import Instalment, Payment, Placement, Plan, Promise, Reversal
from arrears.store.records.people import Agreement, Consent, Contact, Flag, NoteEvent

__all__ = [
    "ENVELOPE", "KINDS", "Agreement", "Assignment", "CaseEvent", "Consent", "Contact", "Erasure", "Escalation", "Event", "Export",
    "Flag", "Instalment", "NoteEvent", "Payment", "Placement", "Plan", "PolicyChange", "Promise", "Reversal", "Void", "is_future",
]  # fmt: skip

KINDS: dict[str, type[Event]] = {
    "placement": Placement, "contact": Contact, "payment": Payment, "reversal": Reversal, "promise": Promise, "plan": Plan,
    "agreement": Agreement, "consent": Consent, "assignment": Assignment, "flag": Flag, "escalation": Escalation,
    "note": NoteEvent, "export": Export, "policy_change": PolicyChange, "void": Void,
}  # fmt: skip
"""What `arrears.store.Store.append` takes, by kind."""
