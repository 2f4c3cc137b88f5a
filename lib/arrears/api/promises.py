"""What became of promises to pay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.api.basis import DEFAULT_PROFILE, basis
from arrears.operations.promises import outcomes
from arrears.tables.cases import to_public

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.api.basis import Day
    from arrears.policy import Policies


def promise_outcomes(
    promises: pd.DataFrame,
    payments: pd.DataFrame,
    *,
    as_of: Day,
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Match payments to promises, first in, first out, and judge every promise.

    Parameters
    ----------
    promises : DataFrame
        ``case_id``, ``amount`` in yuan, ``due_on``; ``made_on`` and ``withdrawn_on`` where they are known. Where ``customer_id`` is
        there too, in both tables, a customer's payments serve the promises of all the customer's cases.
    payments : DataFrame
        ``case_id`` or ``customer_id``, ``date``, ``amount``. An amount below 0 takes back the payment whose ``key`` it has in
        ``reverses``, or else the one that it fits.
    as_of : date or ISO text
        The day; later payments are not seen.
    profile, house, policies
        Whose grace and threshold apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        The promises with ``paid`` (exact `Decimal` yuan), ``outcome`` (pending, kept, partial, broken or withdrawn) and ``rule``.

    Raises
    ------
    ValueError
        If a column is missing or a cell is bad, with its row.
    PolicyError
        If the rule was not in force on the day.

    Examples
    --------
    >>> import pandas as pd
    >>> promises = pd.DataFrame({"case_id": ["A", "A"], "amount": [50, 50], "due_on": ["2026-03-10", "2026-03-20"]})
    >>> payments = pd.DataFrame({"case_id": ["A"], "date": ["2026-03-09"], "amount": [80]})
    >>> promise_outcomes(promises, payments, as_of="2026-03-31")[["paid", "outcome"]].astype(str).values.tolist()
    [['50.00', 'kept'], ['30.00', 'partial']]
    """
    day, in_force = basis(as_of, profile, house, policies)
    return to_public(outcomes.promise_table(promises, payments, day, in_force))
