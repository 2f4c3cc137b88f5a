"""Collect overdue credit-card debt lawfully, kindly and well: rules, schedules and follow-up lists, exact to the fen.

Everything here is loaded when it is first used, so that ``import arrears`` costs next to nothing.

>>> import arrears as ar
>>> import pandas as pd
>>> cases = pd.DataFrame({"case_id": ["A1"], "due_date": ["2026-01-31"], "principal": [1000]})
>>> ar.stage(cases, "2026-03-10")[["days_past_due", "bucket"]].values.tolist()
[[38, 'M2']]
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from arrears.api import allocate as allocate
    from arrears.api import assign as assign
    from arrears.api import follow_ups as follow_ups
    from arrears.api import progress as progress
    from arrears.api import roll_rates as roll_rates
    from arrears.api import stage as stage
    from arrears.desk.assignment import Assignment as Assignment
    from arrears.desk.card_interest import card_interest as card_interest
    from arrears.desk.contacts import check_contacts as check_contacts
    from arrears.desk.options import plan_options as plan_options
    from arrears.desk.plan_costs import plan_costs as plan_costs
    from arrears.desk.plan_terms import Shape as Shape
    from arrears.desk.plans import schedule as schedule
    from arrears.desk.plans import schedules as schedules
    from arrears.desk.posting import post_events as post_events
    from arrears.desk.progress_period import Events as Events
    from arrears.desk.promises import promise_table as promise_table
    from arrears.desk.status import PlanStatus as PlanStatus
    from arrears.desk.status import plan_status as plan_status
    from arrears.desk.waivers import try_waiver as try_waiver
    from arrears.errors import ArrearsError as ArrearsError
    from arrears.errors import IntakeError as IntakeError
    from arrears.errors import PolicyError as PolicyError
    from arrears.errors import StoreError as StoreError
    from arrears.intake import Intake as Intake
    from arrears.intake import read_cases as read_cases
    from arrears.policy import Policies as Policies
    from arrears.store import Receipt as Receipt
    from arrears.store import Store as Store
    from arrears.store import open_store as open_store
    from arrears.why import Explanation as Explanation
    from arrears.why import why as why

_HOMES = {
    "ArrearsError": "arrears.errors",
    "Assignment": "arrears.desk.assignment",
    "Events": "arrears.desk.progress_period",
    "Explanation": "arrears.why",
    "Intake": "arrears.intake",
    "IntakeError": "arrears.errors",
    "PlanStatus": "arrears.desk.status",
    "Policies": "arrears.policy",
    "PolicyError": "arrears.errors",
    "Receipt": "arrears.store",
    "Shape": "arrears.desk.plan_terms",
    "Store": "arrears.store",
    "StoreError": "arrears.errors",
    "allocate": "arrears.api",
    "assign": "arrears.api",
    "card_interest": "arrears.desk.card_interest",
    "check_contacts": "arrears.desk.contacts",
    "follow_ups": "arrears.api",
    "open_store": "arrears.store",
    "plan_costs": "arrears.desk.plan_costs",
    "plan_options": "arrears.desk.options",
    "plan_status": "arrears.desk.status",
    "post_events": "arrears.desk.posting",
    "progress": "arrears.api",
    "promise_table": "arrears.desk.promises",
    "read_cases": "arrears.intake",
    "roll_rates": "arrears.api",
    "schedule": "arrears.desk.plans",
    "schedules": "arrears.desk.plans",
    "stage": "arrears.api",
    "try_waiver": "arrears.desk.waivers",
    "why": "arrears.why",
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
