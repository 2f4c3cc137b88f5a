"""Records of outside agencies: what is given to them and for how long, what they may do, and how they are inspected (CBA-4)."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from arrears.policy.records.base import Record
from arrears.policy.records.escalation import Named


class Cited(Named):
    """A thing with its key, its words, and the rule that it rests on."""

    rule: str


class AgencyTerms(Record):
    """What is given to an outside agency, for how long, and what it may see and do."""

    file: ClassVar[str] = "agency"

    least_days_past_due: int = Field(ge=0)
    most_days: int = Field(gt=0)
    """The longest time for which a case is given."""
    return_days: int = Field(ge=0)
    """Within so many days after the end the agency's workbook is back."""
    most_complaints: int = Field(gt=0)
    """From so many complaints since its inspection on an agency gets no pack before it is inspected again."""
    complaint_days: int = Field(ge=0)
    """A complaint counts against an agency for so long after the case came back."""
    recalled_by: tuple[str, ...] = Field(min_length=1)
    """Flags of the person under which nothing is given, and a case that is out comes back."""
    hidden: tuple[str, ...]
    """Columns of a case that an agency does not see."""
    may: tuple[Cited, ...] = Field(min_length=1)
    may_not: tuple[Cited, ...] = Field(min_length=1)


class AgencyInspection(Record):
    """How often an agency is inspected, and what is looked into."""

    file: ClassVar[str] = "agency_inspection"

    every_months: int = Field(gt=0)
    """An inspection holds for so long."""
    warn_days: int = Field(ge=0)
    """From so many days before its end the next one is named."""
    items: tuple[Cited, ...] = Field(min_length=1)
