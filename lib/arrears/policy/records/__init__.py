"""The kinds of policy record, one class a kind of file."""

from arrears.policy.records.base import Frozen, Overlay, Rate, Record, Share, Trust
from arrears.policy.records.delinquency import (
    Buckets,
    Contagion,
    DaysPastDue,
    LoanClass,
    Measure,
    StageMeasures,
    Stages,
    Tolerance,
)
from arrears.policy.records.follow_up import Action, Capacity, NextActions, Priority, Reminder, RollRates
from arrears.policy.records.masking import Masking
from arrears.policy.records.profile import Profile

RECORDS: tuple[type[Record], ...] = (
    Buckets,
    Capacity,
    Contagion,
    DaysPastDue,
    LoanClass,
    Masking,
    NextActions,
    Priority,
    Reminder,
    RollRates,
    StageMeasures,
    Stages,
    Tolerance,
)
"""Every kind of policy file; a file is named like its record, or like it with a suffix (``loan_class_2011``)."""

__all__ = [
    "RECORDS",
    "Action",
    "Buckets",
    "Capacity",
    "Contagion",
    "DaysPastDue",
    "Frozen",
    "LoanClass",
    "Masking",
    "Measure",
    "NextActions",
    "Overlay",
    "Priority",
    "Profile",
    "Rate",
    "Record",
    "Reminder",
    "RollRates",
    "Share",
    "StageMeasures",
    "Stages",
    "Tolerance",
    "Trust",
]
