"""The events that a store takes: one frozen record a kind.

An event says what happened to which case, when, who says so, and under which key it may safely be sent again. Everything else is
its payload. Amounts are whole fen. No record ever shows its payload in an error or in its ``repr``.
"""

from __future__ import annotations

from arrears.store.records.base import ENVELOPE, CaseEvent, Event, is_future
from arrears.store.records.house import (
    Agency,
    Assignment,
    BookPassword,
    Commission,
    Erasure,
    Escalation,
    Export,
    LostFile,
    PolicyChange,
    Repair,
    Trial,
    Void,
)
from arrears.store.records.money import (
    CUSTOMER_REPORT,
    Adjustment,
    BankRow,
    Claim,
    Closing,
    Instalment,
    Payment,
    Placement,
    Plan,
    Promise,
    Restatement,
    Reversal,
    Waiver,
)
from arrears.store.records.people import Agreement, CallBack, Consent, Contact, Flag, Help, Household, Letter, NoteEvent
from arrears.store.records.staff import Assessment

__all__ = [
    "CUSTOMER_REPORT", "ENVELOPE", "KINDS", "Adjustment", "Agency", "Agreement", "Assessment", "Assignment", "BankRow", "BookPassword", "CallBack", "CaseEvent", "Claim", "Closing", "Commission", "Consent", "Contact", "Erasure", "Escalation", "Event", "Export",
    "Flag", "Help", "Household", "Instalment", "Letter", "LostFile", "NoteEvent", "Payment", "Placement", "Plan", "PolicyChange", "Promise", "Repair", "Restatement", "Reversal", "Trial", "Void", "Waiver", "is_future",
]  # fmt: skip

KINDS: dict[str, type[Event]] = {
    "placement": Placement, "restatement": Restatement, "contact": Contact, "payment": Payment, "reversal": Reversal, "promise": Promise, "plan": Plan,
    "agreement": Agreement, "assessment": Assessment, "consent": Consent, "assignment": Assignment, "flag": Flag, "escalation": Escalation, "agency": Agency, "commission": Commission,
    "note": NoteEvent, "call_back": CallBack, "household": Household, "help": Help, "letter": Letter, "waiver": Waiver, "export": Export, "book_password": BookPassword, "lost_file": LostFile, "claim": Claim, "adjustment": Adjustment, "bank_row": BankRow, "closing": Closing, "policy_change": PolicyChange, "trial": Trial, "void": Void,
}  # fmt: skip
"""What `arrears.store.Store.append` takes, by kind."""
