"""Repayment schedules, one method a module, made for many plans at once."""

from arrears.rules.schedule.build import Schedules, build_schedules
from arrears.rules.schedule.equal_instalment import equal_instalments
from arrears.rules.schedule.rates import Rates, exact_rates
from arrears.rules.schedule.rounding import Rounding
from arrears.rules.schedule.terms import GraceInterest, Limits, Method, Terms

__all__ = [
    "GraceInterest",
    "Limits",
    "Method",
    "Rates",
    "Rounding",
    "Schedules",
    "Terms",
    "build_schedules",
    "equal_instalments",
    "exact_rates",
]
