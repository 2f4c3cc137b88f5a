"""Which explanation belongs to which worksheet function, and to which rule."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from importlib import import_module
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

import numpy as np

from arrears.explain.explanation import Ground, Quantity, Step, Value
from arrears.tables.dates import parse_date
from arrears.tables.faults import Fault
from arrears.units import exact_fraction
from arrears.units import fen as fen_of_yuan

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from arrears.policy import Policies
    from arrears.policy.records import Record
    from arrears.units import Dates

    Explainer: TypeAlias = Callable[..., "Derivation"]

R = TypeVar("R", bound="Record")

MODULES = (
    "affordability",
    "allocation",
    "bands",
    "contacts",
    "cost",
    "days_past_due",
    "interest",
    "late_fee",
    "ledger",
    "masking",
    "minimum_payment",
    "plan_options",
    "plan_status",
    "priority",
    "promise",
    "schedule",
    "value_at_risk",
    "working_day",
)
"""The modules of explanations; each is named like the rule that it explains."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """What an explainer gives.

    Attributes
    ----------
    result : value or tuple of values
        The figure by the rule itself.
    unit : str
        Its unit.
    steps : tuple of Step
        What leads to it.
    symbols : tuple of str
        Which steps give the result; the last one unless it says.
    """

    result: Value | tuple[Value, ...]
    unit: str
    steps: tuple[Step, ...]
    symbols: tuple[str, ...] = ()


class Call:
    """What an explainer asks: which rules are in force, and what the caller's arguments mean.

    Parameters
    ----------
    policies : Policies
        Whose rules apply.
    on : date or None
        The day whose rules apply; None leaves it to the figure's own day, or else `today`.
    today : date
        The day when neither caller nor figure names one.
    policies_of : callable
        From a profile to its rules.
    """

    def __init__(
        self, policies: Policies, on: date | None, today: date, policies_of: Callable[[str], Policies]
    ) -> None:
        self.policies = policies
        self._policies_of = policies_of
        self.named = on
        self.on = on or today

    def use_day(self, day: date) -> None:
        """Take the figure's own day for the rules unless the caller named one."""
        self.on = self.named or day

    def use_profile(self, profile: object) -> None:
        """Take another profile's rules, if the function's own argument names one."""
        if profile is not None:
            self.policies = self._policies_of(str(profile).strip().lower().replace("-", "_"))

    def get(self, record: type[R], name: str | None = None) -> R:
        """Give the rule in force."""
        return self.policies.get(record, self.on, name)

    def fen(self, name: str, value: object) -> int:
        """Read an amount in yuan."""
        try:
            return fen_of_yuan(value if isinstance(value, (int, float)) else str(value))
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error

    def day(self, name: str, value: object) -> date:
        """Read a day."""
        return read_day(name, value)

    def integer(self, name: str, value: Any) -> int:  # noqa: ANN401  # what a cell holds
        """Read a whole number."""
        try:
            number = Fraction(str(value))
        except (ValueError, ZeroDivisionError) as error:
            raise ValueError(f"{name} must be a whole number; it is {value!r}") from error
        if number.denominator != 1:
            raise ValueError(f"{name} must be a whole number; it is {value!r}")
        return int(number)

    def rate(self, name: str, value: Any) -> Fraction:  # noqa: ANN401  # what a cell holds
        """Read a rate as the exact fraction that its decimal form means."""
        try:
            return exact_fraction(value)
        except ValueError as error:
            raise ValueError(f"{name}: {error}") from error


def read_day(name: str, value: object) -> date:
    """Read a day from what a cell or a notebook holds.

    Raises
    ------
    ValueError
        If it is no day.
    """
    found = parse_date(value.item() if isinstance(value, np.generic) else value)
    if isinstance(found, Fault):
        raise ValueError(f"{name} must be a day such as 2026-01-31; it is {value!r}")  # noqa: TRY004  # a value
    return found


def ground(record: Record, key: str) -> Ground:
    """Give the rule behind one value of a policy."""
    layer = record.ground(key)
    return Ground(
        layer.rule, layer.effective, layer.source, layer.trust, layer.words_in("zh"), layer.words, layer.source_in("zh")
    )


def given(symbol: str, value: Value, unit: str, zh: str, en: str) -> Quantity:
    """Name a value."""
    return Quantity(symbol, value, unit, zh, en)


def looked_up(quantity: Quantity, record: Record, key: str) -> Step:
    """Make the step that takes a value from a policy."""
    return Step(quantity, ground=ground(record, key))


def one_day(day: date) -> Dates:
    """Give a day as an array of one."""
    return np.array([day], dtype="datetime64[D]")


_EXPLAINERS: dict[str, Explainer] = {}


def explains(function: str) -> Callable[[Explainer], Explainer]:
    """Register an explainer as the one of a worksheet function."""

    def register(explainer: Explainer) -> Explainer:
        if function in _EXPLAINERS:
            raise ValueError(f"{function} is explained twice; keep one of {explainer.__module__}")
        _EXPLAINERS[function] = explainer
        return explainer

    return register


def explainers() -> dict[str, Explainer]:
    """Give every explainer by its worksheet function."""
    for module in MODULES:
        import_module(f"arrears.explain.{module}")
    return dict(sorted(_EXPLAINERS.items()))


def explainer_of(function: str) -> tuple[str, Explainer]:
    """Find an explainer: ``AR_DPD``, ``ar_dpd`` and ``dpd`` are the same.

    Raises
    ------
    ValueError
        If there is none; it names those there are.
    """
    known = explainers()
    name = function.strip().removeprefix("=").upper()
    name = name if name.startswith("AR_") else f"AR_{name}"
    if name not in known:
        raise ValueError(f"there is no explanation of {function!r}; those there are: {', '.join(known)}")
    return name, known[name]


__all__ = [
    "MODULES",
    "Call",
    "Derivation",
    "explainer_of",
    "explainers",
    "explains",
    "given",
    "ground",
    "looked_up",
    "one_day",
    "read_day",
]
