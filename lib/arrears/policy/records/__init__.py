"""The kinds of policy record, one class a kind of file."""

from arrears.policy.records.base import Frozen, Overlay, Record, Trust
from arrears.policy.records.delinquency import (
    Buckets,
    Contagion,
    DaysPastDue,
    LoanClass,
    StageMeasures,
    Stages,
    Tolerance,
)
from arrears.policy.records.follow_up import Capacity, Priority, RollRates
from arrears.policy.records.profile import Profile

RECORDS: tuple[type[Record], ...] = (
    Buckets,
    Capacity,
    Contagion,
    DaysPastDue,
    LoanClass,
    Priority,
    RollRates,
    StageMeasures,
    Stages,
    Tolerance,
)
"""Every kind of policy file; a file is named like its record, or like it with a suffix (``loan_class_2011``)."""

__all__ = [
    "RECORDS",
    "Buckets",
    "Capacity",
    "Contagion",
    "DaysPastDue",
    "Frozen",
    "LoanClass",
    "Overlay",
    "Priority",
    "Profile",
    "Record",
    "RollRates",
    "StageMeasures",
    "Stages",
    "Tolerance",
    "Trust",
]
