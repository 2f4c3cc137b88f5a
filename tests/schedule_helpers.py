"""Terms of single plans, and schedules as plain rows, for the tests of schedules and costs."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from arrears.rules.schedule import Limits, Schedules, Terms, build_schedules, exact_rates
from arrears.units import fen

LIMITS = Limits(60, "CN-70a", Fraction(1), Fraction(1, 20), "HOUSE-PLAN")
WIDE = Limits(600, "none", Fraction(1000), Fraction(1000), "none")
"""For published cases of other kinds of loan."""


def days(*texts: str) -> np.ndarray:
    return np.array(texts, dtype="datetime64[D]")


def terms_of(principal: str | float, rate: Any, n: int, first_due: str = "2026-01-31", **more: Any) -> Terms:
    """Give the terms of one plan; amounts in yuan, dates and rates as text, everything else as `Terms` has it."""
    ready: dict[str, Any] = {}
    for name, value in more.items():
        if name in {"fee_rate", "step_rate"}:
            ready[name] = exact_rates(value)
        elif name in {"down_payment", "balloon"}:
            ready[f"{name}_fen"] = np.array([fen(value)])
        elif name == "start":
            ready[name] = days(value)
        elif name in {"grace", "interest_free"}:
            ready[name] = np.array([value])
        else:
            ready[name] = value
    return Terms(np.array([fen(principal)]), exact_rates(rate), np.array([n]), days(first_due), **ready)


def made(*args: Any, limits: Limits = LIMITS, **more: Any) -> Schedules:
    return build_schedules(terms_of(*args, **more), limits)


def rows(schedules: Schedules, *columns: str) -> list[tuple[Any, ...]]:
    """Give some columns as rows: amounts as text in yuan, dates as text, numbers as they are."""
    return list(zip(*(_plain(schedules, column) for column in columns), strict=True))


def _plain(schedules: Schedules, column: str) -> list[Any]:
    if column in {"plan", "number"}:
        return getattr(schedules, column).tolist()
    if column == "due_date":
        return schedules.due_date.astype(str).tolist()
    return [str(Decimal(amount).scaleb(-2)) for amount in getattr(schedules, f"{column}_fen").tolist()]
