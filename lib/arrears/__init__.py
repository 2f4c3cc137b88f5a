"""Collect overdue credit-card debt lawfully, kindly and well: rules, schedules and follow-up lists, exact to the fen.

Everything here is loaded when it is first used, so that ``import arrears`` costs next to nothing.

>>> import arrears as ar
>>> import pandas as pd
>>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": [1000]})
>>> ar.stage(cases, as_of="2026-03-10")[["days_past_due", "bucket"]].values.tolist()
[[38, 'M2']]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrears.api.account import allocate as allocate
    from arrears.api.account import card_interest as card_interest
    from arrears.api.account import post_events as post_events
    from arrears.api.account import try_waiver as try_waiver
    from arrears.api.cases import follow_ups as follow_ups
    from arrears.api.cases import stage as stage
    from arrears.api.contacts import check_conduct as check_conduct
    from arrears.api.contacts import check_contacts as check_contacts
    from arrears.api.plans import PlanStatus as PlanStatus
    from arrears.api.plans import plan_costs as plan_costs
    from arrears.api.plans import plan_options as plan_options
    from arrears.api.plans import plan_status as plan_status
    from arrears.api.plans import plan_statuses as plan_statuses
    from arrears.api.plans import schedule as schedule
    from arrears.api.plans import schedules as schedules
    from arrears.api.promises import promise_outcomes as promise_outcomes
    from arrears.api.team import assign as assign
    from arrears.api.team import progress as progress
    from arrears.api.team import roll_rates as roll_rates
    from arrears.errors import ArrearsError as ArrearsError
    from arrears.errors import IntakeError as IntakeError
    from arrears.errors import PolicyError as PolicyError
    from arrears.errors import StoreError as StoreError
    from arrears.explain import Explanation as Explanation
    from arrears.explain import why as why
    from arrears.intake import Intake as Intake
    from arrears.intake import read_cases as read_cases
    from arrears.operations.account.posting import Posted as Posted
    from arrears.operations.assignment.sharing import Assignment as Assignment
    from arrears.operations.plans.terms import Shape as Shape
    from arrears.operations.progress.period import Events as Events
    from arrears.policy import Policies as Policies
    from arrears.store import Receipt as Receipt
    from arrears.store import Store as Store
    from arrears.store import open_store as open_store

_HOMES = {
    "ArrearsError": "arrears.errors",
    "Assignment": "arrears.operations.assignment.sharing",
    "Events": "arrears.operations.progress.period",
    "Explanation": "arrears.explain",
    "Intake": "arrears.intake",
    "IntakeError": "arrears.errors",
    "PlanStatus": "arrears.api.plans",
    "Policies": "arrears.policy",
    "PolicyError": "arrears.errors",
    "Posted": "arrears.operations.account.posting",
    "Receipt": "arrears.store",
    "Shape": "arrears.operations.plans.terms",
    "Store": "arrears.store",
    "StoreError": "arrears.errors",
    "allocate": "arrears.api.account",
    "assign": "arrears.api.team",
    "card_interest": "arrears.api.account",
    "check_conduct": "arrears.api.contacts",
    "check_contacts": "arrears.api.contacts",
    "follow_ups": "arrears.api.cases",
    "open_store": "arrears.store",
    "plan_costs": "arrears.api.plans",
    "plan_options": "arrears.api.plans",
    "plan_status": "arrears.api.plans",
    "plan_statuses": "arrears.api.plans",
    "post_events": "arrears.api.account",
    "progress": "arrears.api.team",
    "promise_outcomes": "arrears.api.promises",
    "read_cases": "arrears.intake",
    "roll_rates": "arrears.api.team",
    "schedule": "arrears.api.plans",
    "schedules": "arrears.api.plans",
    "stage": "arrears.api.cases",
    "try_waiver": "arrears.api.account",
    "why": "arrears.explain",
}

__all__ = sorted(_HOMES)  # noqa: PLE0605  # one table says both where a name lives and that it is public


def __getattr__(name: str) -> object:
    """Load a public name from its home the first time it is asked for."""
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'arrears' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
