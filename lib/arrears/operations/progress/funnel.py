"""The funnel of a period: cases on the list, attempted, reached, promised, paid (items A6, B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from arrears.operations.cases.columns import texts
from arrears.operations.plans.tables import amounts as fen_of
from arrears.operations.plans.tables import days as days_of
from arrears.operations.progress.contacts import made_contacts
from arrears.rules.funnel import funnel
from arrears.words import both

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arrears.operations.progress.period import Events, Period

FUNNEL_STEPS: dict[str, tuple[str, str]] = {
    "overdue": both("operations.progress.funnel.overdue"),
    "attempted": both("operations.progress.funnel.attempted"),
    "reached": both("operations.progress.funnel.right_party_reached"),
    "promised": both("operations.progress.funnel.promised"),
    "paid": both("operations.progress.funnel.paid"),
}
"""The steps in their order, in Chinese and in English."""


def period_funnel(period: Period, events: Events, taken: Mapping[str, set[str]] | None = None) -> pd.DataFrame:
    """Count how far the overdue cases of a period came.

    Parameters
    ----------
    period : Period
        Whose cases that are overdue at its beginning, or new and overdue at its end, are followed.
    events : Events
        Contacts, promises and payments; a table that is not given has no step.
    taken : mapping, optional
        What `steps_taken` gave for the same period, where it is known already.

    Returns
    -------
    DataFrame
        One row a step: ``step, zh, en, cases`` (who took it and every step before), ``owed_fen`` (at the beginning; of new cases
        at the end), ``beside`` (who took it without the steps before).

    Examples
    --------
    >>> from arrears.operations.progress.period import Events, Period
    >>> rows = {"case_id": ["A", "B"], "date": ["2026-10-31"] * 2, "days_past_due": [5, 40], "total_due_fen": [10000, 30000]}
    >>> period = Period.of(pd.DataFrame(rows), np.datetime64("2026-11-01"), np.datetime64("2026-11-30"))
    >>> paid = pd.DataFrame({"case_id": ["A"], "date": ["2026-11-03"], "amount": [100]})
    >>> period_funnel(period, Events(payments=paid))[["step", "cases", "owed_fen"]].values.tolist()
    [['overdue', 2, 40000], ['paid', 1, 10000]]
    """
    table = period.cases
    new = table["there_before"].isna() & table["late_after"].eq(True)  # missing is not late
    cases = table[table["late_before"].eq(True) | new]
    owed = cases["due_before"].fillna(cases["due_after"]).fillna(0).to_numpy(dtype=np.int64)
    taken = steps_taken(period, events) if taken is None else taken
    flags = np.column_stack(
        [np.ones(len(cases), dtype=np.bool_), *(cases.index.isin(ids) for ids in taken.values())]
    ).reshape(len(cases), 1 + len(taken))
    counted = funnel(flags, np.maximum(owed, 0))
    steps = ["overdue", *taken]
    return pd.DataFrame(
        {
            "step": steps,
            "zh": [FUNNEL_STEPS[step][0] for step in steps],
            "en": [FUNNEL_STEPS[step][1] for step in steps],
            "cases": counted.through,
            "owed_fen": counted.amount,
            "beside": counted.beside,
        }
    )


def steps_taken(period: Period, events: Events) -> dict[str, set[str]]:
    """Give the cases that took each step that can be known."""
    taken: dict[str, set[str]] = {}
    if events.contacts is not None:
        made = made_contacts(events.contacts, period)
        taken["attempted"] = set(made.case[made.made])
        taken["reached"] = set(made.case[made.right])
    if events.promises is not None:
        inside = period.covers(days_of(events.promises, "made_on"))
        taken["promised"] = set(texts(events.promises, "case_id")[inside])
    if events.payments is not None:
        inside = period.covers(days_of(events.payments, "date")) & (fen_of(events.payments, "amount") > 0)
        taken["paid"] = set(texts(events.payments, "case_id")[inside])
    return taken
