"""Records of who may see and do what with the cases (CN-PI, PCI)."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from arrears.policy.records.base import Frozen, Record
from arrears.policy.records.unfit import UnfitError


class Role(Frozen):
    """What people of one role may do.

    Attributes
    ----------
    key, zh, en : str
        Its word for programs, and its name for people.
    cases : str
        Whose cases they see, masked: those assigned to them, all, or none.
    full : bool
        Whether they may see and export full values, for a reason that is recorded.
    exports : bool
        Whether they may export masked tables.
    records : tuple of str
        Kinds of events that they may record; ``*`` is every kind.
    """

    key: str
    zh: str
    en: str
    cases: Literal["own", "all", "none"]
    full: bool
    exports: bool
    records: tuple[str, ...]


class Access(Record):
    """The roles, and how much of a reason is asked for (HOUSE-ACCESS)."""

    file: ClassVar[str] = "access"

    roles: tuple[Role, ...] = Field(min_length=1)
    least_reason: int = Field(ge=1)
    """Characters of the shortest reason for full values."""
    numbers: Literal["masked", "on_demand", "shown"] = "on_demand"
    """Whether a collector's own workbook shows the numbers of the day's list in full: never, when a run asks for it, or always."""
    dial_links: bool = True
    """Whether such a number is a link that the computer's telephone dials."""

    @model_validator(mode="after")
    def _roles_are_unique(self) -> Self:
        keys = [role.key for role in self.roles]
        if len(set(keys)) != len(keys):
            raise UnfitError("roles_once", names=", ".join(keys))
        return self
