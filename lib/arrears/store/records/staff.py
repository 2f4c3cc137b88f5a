"""What is recorded of the house's own people: assessments that they passed or did not."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from arrears.store.records.base import Event, Name, Note


class Assessment(Event):
    """Somebody of the staff was assessed 考核 (GBT-5): how many answers of how many were right, and whether that is a pass.

    Attributes
    ----------
    person : str
        Whose it is: a login or staff number, as cases are assigned to.
    right, of : int
        Right answers, of all.
    passed : bool
        Whether it counts as a certificate.
    scenarios : tuple of str
        What was played or asked.
    missed : tuple of str
        Rules that were missed, for the next training.
    note : str, optional
        The trainer's remark.
    """

    kind: Literal["assessment"] = "assessment"
    person: Name
    right: Annotated[int, Field(ge=0, strict=True)]
    of: Annotated[int, Field(ge=1, strict=True)]
    passed: bool
    scenarios: tuple[Name, ...] = ()
    missed: tuple[Name, ...] = ()
    note: Note | None = None

    @model_validator(mode="after")
    def _no_more_right_than_asked(self) -> Assessment:
        if self.right > self.of:
            raise ValueError("right must not be above of; correct the counts")
        return self
