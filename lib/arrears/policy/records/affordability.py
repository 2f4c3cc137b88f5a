"""Records of what a household can pay, which plans may be offered, and what may be waived."""

from __future__ import annotations

from itertools import pairwise
from typing import ClassVar, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Record, Share
from arrears.policy.records.unfit import UnfitError


class Line(Frozen):
    """One line of a financial statement."""

    key: str
    zh: str
    en: str


class Trigger(Frozen):
    """Above which monthly amount a group of flexible costs asks for a reason, in fen."""

    group: str
    first_adult_fen: int = Field(ge=0)
    further_adult_fen: int = Field(ge=0)
    child_fen: int = Field(ge=0)


class Affordability(Record):
    """The household's financial statement: its lines, trigger figures, savings and stress (RULES: affordability)."""

    file: ClassVar[str] = "affordability"

    income: tuple[Line, ...] = Field(min_length=1)
    fixed: tuple[Line, ...] = Field(min_length=1)
    flexible: tuple[Line, ...] = Field(min_length=1)
    triggers: tuple[Trigger, ...] = ()
    """One for each group of flexible costs that has a figure; a group without one is not judged."""
    savings_share: Share
    """The share of a positive surplus that the household keeps."""
    savings_cap_fen: int | None = Field(default=None, ge=0)
    """What it keeps at most."""
    income_falls: tuple[Share, ...]
    """By which shares the income falls in the stress lines."""

    @model_validator(mode="after")
    def _keys_are_unique_and_triggers_known(self) -> Self:
        keys = [line.key for line in (*self.income, *self.fixed, *self.flexible)]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise UnfitError("line_keys", twice=", ".join(sorted(twice)))
        groups = [trigger.group for trigger in self.triggers]
        unknown = set(groups) - {line.key for line in self.flexible}
        if unknown or len(set(groups)) != len(groups):
            raise UnfitError("triggers", groups=groups)
        return self


class PlanOptions(Record):
    """Which plans may be offered (CN-70a, CN-13a)."""

    file: ClassVar[str] = "plan_options"

    most_instalments: int = Field(gt=0)
    """Monthly instalments of the longest plan."""
    fewest_instalments: int = Field(gt=0)
    methods: tuple[str, ...] = Field(min_length=1)
    """Repayment methods offered, in the words of the schedule."""
    offered: tuple[int, ...] = Field(min_length=1)
    """Lengths in months that are shown beside each other."""

    @model_validator(mode="after")
    def _fewest_not_above_most(self) -> Self:
        if self.fewest_instalments > self.most_instalments:
            raise UnfitError("fewest", fewest=self.fewest_instalments, most=self.most_instalments)
        return self


class Approval(Frozen):
    """Who may approve a waiver up to which share of interest and fees and up to which amount."""

    who: str
    zh: str
    en: str
    share: Share
    amount_fen: int = Field(gt=0)


class Waiver(Record):
    """How much of interest and fees may be waived (减免); principal never."""

    file: ClassVar[str] = "waiver"

    most_share_lump_sum: Share
    """Of interest and of fees each, when the rest is paid at once."""
    most_share_with_plan: Share
    """The same, when the rest is paid by instalments."""
    approvals: tuple[Approval, ...] = Field(min_length=1)
    """Lowest level first."""
    least_days_past_due: int = Field(ge=0)
    """Earlier nothing is waived."""

    @model_validator(mode="after")
    def _approvals_rise(self) -> Self:
        if any(a.share > b.share or a.amount_fen > b.amount_fen for a, b in pairwise(self.approvals)):
            raise UnfitError("approvals")
        return self
