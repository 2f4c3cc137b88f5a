"""Record of a text that is not in force yet and is watched."""

from __future__ import annotations

from datetime import date  # noqa: TC003  # pydantic reads the annotations at run time
from typing import ClassVar

from arrears.policy.records.base import Record


class Watch(Record):
    """A draft: nothing is computed from it, it is listed as not in force.

    Attributes
    ----------
    expected : date or None
        From when on it was meant to bind.
    touches : tuple of str
        Policies that it would change.
    """

    file: ClassVar[str] = "watch"

    expected: date | None = None
    touches: tuple[str, ...] = ()
