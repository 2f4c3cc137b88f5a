"""Into which bucket, loan class and stage days past due fall (M-ST, CN-2023, CN-92, the house's stages)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from arrears.errors import PolicyError
from arrears.policy.records import Buckets, LoanClass, Stages
from arrears.rules.bands import BandCodes, band

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from arrears.policy import Policies
    from arrears.policy.records.delinquency import Banded
    from arrears.units import Days


@dataclass(frozen=True, slots=True)
class Bands:
    """A scale of ages with its figures.

    Attributes
    ----------
    policy : Buckets, LoanClass or Stages
        The figures in force, with their grounds.
    labels : sequence of str
        What each band is called.
    """

    policy: Banded
    labels: Sequence[str]

    def codes(self, days_past_due: Days) -> BandCodes:
        """Give each band by its number from 0; -1 where the age is not known."""
        return band(days_past_due, self.policy.begins)

    def __call__(self, days_past_due: Days) -> NDArray[np.object_]:
        """Give each band by its label."""
        return self.named(self.codes(days_past_due))

    def named(self, codes: BandCodes) -> NDArray[np.object_]:
        """Give the labels of bands."""
        return np.array(self.labels, dtype=object)[codes]


def buckets(policies: Policies, on: date) -> Bands:
    """Bind the ageing buckets of a profile on a day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> buckets(Policies("cn"), date(2026, 1, 31))(np.array([0, 45, 181]))
    array(['M0', 'M2', 'M7+'], dtype=object)
    """
    policy = policies.get(Buckets, on)
    return Bands(policy, policy.labels)


def stages(policies: Policies, on: date) -> Bands:
    """Bind the treatment stages of a profile on a day, by their keys.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> stages(Policies("cn"), date(2026, 1, 31))(np.array([0, 45]))
    array(['reminder', 'middle'], dtype=object)
    """
    policy = policies.get(Stages, on)
    return Bands(policy, policy.keys)


def loan_classes(policies: Policies, on: date) -> dict[str, Bands]:
    """Bind the loan classes of a profile on a day, by the name of each scale, the default first; by their Chinese labels.

    Raises
    ------
    PolicyError
        If the profile has scales, but none in force on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> {name: scale(np.array([181]))[0] for name, scale in loan_classes(Policies("cn"), date(2026, 1, 31)).items()}
    {'2023': '次级', '2011': '损失'}
    >>> loan_classes(Policies("uk"), date(2026, 1, 31))
    {}
    """
    scales: dict[str, Bands] = {}
    refusal: PolicyError | None = None
    for file in policies.profile.class_scales:
        try:
            policy = policies.get(LoanClass, on, file)
        except PolicyError as error:
            refusal = error
        else:
            scales[scale_name(file, policy)] = Bands(policy, policy.labels_zh)
    if refusal is not None and not scales:
        raise refusal
    return scales


def scale_name(file: str, policy: LoanClass) -> str:
    """Give the name that people call a scale by: what its file is called beyond ``loan_class``, else the year of its rule."""
    return file.removeprefix("loan_class").strip("_") or str(policy.effective.year)
