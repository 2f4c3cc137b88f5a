"""Record of what a customer is shown of the cost before an instalment is arranged (CN-26-2)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Record
from arrears.policy.records.unfit import UnfitError

Occasion = Literal["loan_contract", "instalment", "agreement"]
"""agreement: an individual instalment agreement of a customer in difficulty (CN-70)."""


class StatementPart(Frozen):
    """One thing that the statement says.

    Attributes
    ----------
    key : str
        Its name in a table of statements.
    kind : str
        amount: a sum of money. charges: a list, each with name, basis, amount and who charges it. rate: a yearly rate.
        default_costs: a list as charges, annualised where it is a rate. yes: a sentence that must be there.
    zh, en : str
        Its name for people.
    """

    key: str
    kind: Literal["amount", "charges", "rate", "default_costs", "yes"]
    zh: str
    en: str


class CostStatement(Record):
    """What a statement of the total financing cost says, and what it must come before."""

    file: ClassVar[str] = "cost_statement"

    contents: tuple[StatementPart, ...] = Field(min_length=1)
    before: tuple[Occasion, ...] = Field(min_length=1)
    """What it must come before."""
    counsel: tuple[Occasion, ...] = ()
    """What it is made before until counsel has answered whether it must be."""
    reading_seconds: int = Field(ge=0)
    """How long the statement is shown at least when it is read on a screen."""

    @model_validator(mode="after")
    def _keys_are_unique(self) -> Self:
        keys = [part.key for part in self.contents]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise UnfitError("contents_once", twice=", ".join(twice))
        return self

    def is_needed(self, occasion: Occasion) -> bool:
        """Tell whether the statement is made on an occasion; an open question to counsel is answered with yes."""
        return occasion in self.before or occasion in self.counsel
