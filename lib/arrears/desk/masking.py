"""Mask texts and whole tables before people see them, as the policy in force says (CN-MASK, PCI)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from arrears.policy import PROFILES, Policies
from arrears.policy.records import Masking
from arrears.rules import masking as rule
from arrears.rules.masking import Shown
from arrears.tables.columns import BY_KEY, Kind

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from arrears.rules.texts import Texts

_KINDS = {
    Kind.NAME: "name",
    Kind.ID_NUMBER: "id",
    Kind.PHONE: "phone",
    Kind.CARD: "card",
    Kind.EMAIL: "email",
    Kind.ADDRESS: "address",
}


def shown(policies: Policies, on: date) -> dict[str, Shown]:
    """Give what stays readable of each kind on a day, as `arrears.rules.masking` takes it.

    Examples
    --------
    >>> shown(Policies("cn"), date(2026, 11, 23))["card"]
    Shown(first=6, last=4, hidden=3)
    """
    policy = policies.get(Masking, on)
    return {
        kind: Shown(part.first, part.last, part.hidden) for kind in _KINDS.values() for part in [getattr(policy, kind)]
    }


def mask(
    texts: Texts, kind: str = "auto", *, profile: str = PROFILES[0], on: date | None = None, house: Path | None = None
) -> Texts:
    """Mask texts with the policy of a profile.

    Parameters
    ----------
    texts : array of str, any shape
        None and NaN become empty.
    kind : str
        name, id, phone, card, email, address; or auto, which covers ids, phones, cards and e-mails inside free text.
    profile, house
        Whose policy, and a house's own on top.
    on : date, optional
        The day whose policy applies; today in the profile's zone if it is not given.

    Returns
    -------
    array of str of the same shape
        Masked is not anonymous: it still is personal data.

    Raises
    ------
    ValueError
        If the kind is unknown or a value is a number instead of text.
    PolicyError
        If the profile is unknown or has no such policy on that day.

    Examples
    --------
    >>> import numpy as np
    >>> mask(np.array(["13800138000"]), "phone").tolist()
    ['138****8000']
    """
    policies = Policies(profile, house)
    return rule.mask(texts, kind, shown(policies, on or _today(policies)))


def mask_table(table: pd.DataFrame, policies: Policies, on: date) -> pd.DataFrame:
    """Give a table with every column of personal data masked; free text is searched for numbers and e-mails.

    Parameters
    ----------
    table : DataFrame
        Columns named by the keys of `arrears.tables.columns`; a text column without a key there is searched too, and
        so are keys that hold free text. Case ids and amounts stay.

    Examples
    --------
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"case_id": ["A1"], "customer_name": ["张三"], "note": ["改打13800138000"]})
    >>> mask_table(cases, Policies("cn"), date(2026, 11, 23)).to_dict("records")
    [{'case_id': 'A1', 'customer_name': '张*', 'note': '改打138****8000'}]
    """
    parts = shown(policies, on)
    kinds = {str(name): _kind(str(name)) for name in table.columns}
    masked = {
        name: rule.mask(table[name].to_numpy(dtype=object), kind, parts)
        for name, kind in kinds.items()
        if kind and (table[name].dtype == object or str(table[name].dtype).startswith("str"))
    }
    return table.assign(**masked)


def _kind(name: str) -> str | None:
    column = BY_KEY.get(name)
    if column is None or column.kind is Kind.TEXT:
        return "auto"
    return _KINDS.get(column.kind)


def _today(policies: Policies) -> date:
    return datetime.now(ZoneInfo(policies.profile.time_zone)).date()
