"""Which characters count as the same where names are compared (HOUSE-PERSON)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.policy.records import ConductSpelling, CustomerLinks

if TYPE_CHECKING:
    from datetime import date

    from arrears.policy import Policies


def characters_alike(policies: Policies, on: date) -> tuple[str, str]:
    """Give traditional characters and, one by one, the simplified ones that count as the same in names; none where the policy says so.

    Raises
    ------
    PolicyError
        If there is no such rule on that day.

    Examples
    --------
    >>> from datetime import date
    >>> from arrears.policy import Policies
    >>> "買買提".translate(str.maketrans(*characters_alike(Policies("cn"), date(2026, 11, 23))))
    '买买提'
    """
    if not policies.get(CustomerLinks, on).traditional_counts_as_simplified:
        return "", ""
    spelling = policies.get(ConductSpelling, on)
    return spelling.traditional, spelling.simplified
