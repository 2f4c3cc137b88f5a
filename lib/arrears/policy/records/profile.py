"""What a profile is: a country's or a sector's rules, and where they start from."""

from __future__ import annotations

from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import field_validator

from arrears.policy.records.base import Frozen


class Profile(Frozen):
    """One profile's head.

    Attributes
    ----------
    title, title_zh : str
        Its name for people.
    extends : str
        The profile below it; ``house`` is the lowest.
    time_zone : str
        IANA name; the debtor's local time where a case does not say.
    currency : str
        ISO 4217 code of its amounts.
    country : str
        ISO 3166 code of two letters: whose phones and id numbers are its own.
    date_order : str
        How dates of numbers alone are written, ``dmy`` or ``mdy``; empty where the year comes first or nobody can say.
    class_scales : tuple of str
        Loan class scales by their file names, the default first; empty where the profile has none.
    """

    title: str
    title_zh: str
    extends: str
    time_zone: str
    currency: str
    country: str = "CN"
    date_order: Literal["", "dmy", "mdy"] = ""
    class_scales: tuple[str, ...] = ()

    @field_validator("time_zone")
    @classmethod
    def _is_known(cls, value: str) -> str:
        ZoneInfo(value)
        return value
