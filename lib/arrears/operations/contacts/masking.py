"""Mask texts and whole tables before people see them, as the policy in force says (CN-MASK, PCI)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from arrears.policy import Policies
from arrears.policy.records import Masking
from arrears.rules import masking as rule
from arrears.rules.known_names import mask_known_names
from arrears.rules.masking import Shown
from arrears.tables.columns import BY_KEY, CASE_COLUMNS, STAFF_WORDS, Kind
from arrears.tables.contacts import CONTACT_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from arrears.rules.texts import Texts

_KINDS = {
    Kind.NAME: "name",
    Kind.ID_NUMBER: "id",
    Kind.PHONE: "phone",
    Kind.CARD: "card",
    Kind.EMAIL: "email",
    Kind.ADDRESS: "address",
}
_KIND_OF = {
    word.casefold(): column.kind
    for column in (*CONTACT_COLUMNS, *CASE_COLUMNS)
    for word in (column.key, column.zh, column.en, *column.synonyms)
}
_PLACES = frozenset(
    word.casefold()
    for key in ("currency", "region")
    for word in (key, BY_KEY[key].zh, BY_KEY[key].en, *BY_KEY[key].synonyms)
)
_IDENTITIES = _PLACES | frozenset(
    {
        *(word.casefold() for key, words in STAFF_WORDS.items() for word in (key, *words)),
        *("needs_skill", "language", "person_id", "person_ground", "carried_flags", "carried_from", "doubtful_flags"),
    }
)
"""Columns by which work is decided: who has a case, whose it is, where and in what currency. A customer's name may stand in one by
chance, and a masked collector would be a phantom who gets cases."""
KIND_WORDS = {kind: kind for kind in rule.KINDS} | {
    "姓名": "name",
    "身份证": "id",
    "身份证号": "id",
    "手机": "phone",
    "手机号": "phone",
    "卡号": "card",
    "邮箱": "email",
    "地址": "address",
    "自动": "auto",
}
"""What each word for a kind of personal data means."""
_is_text = np.frompyfunc(lambda value: isinstance(value, str), 1, 1)
_TEXTS = {"string", "mixed", "mixed-integer", "empty"}


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


def mask(texts: Texts, kind: str = "auto", *, policies: Policies | None = None, on: date | None = None) -> Texts:
    """Mask texts with the policy of a profile.

    Parameters
    ----------
    texts : array of str, any shape
        None and NaN become empty.
    kind : str
        name, id, phone, card, email, address; or auto, which covers ids, phones, cards and e-mails inside free text.
    policies : Policies, optional
        Whose policy; the first profile's, as shipped, unless given.
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
        If there is no such policy on that day.

    Examples
    --------
    >>> import numpy as np
    >>> mask(np.array(["13800138000"]), "phone").tolist()
    ['138****8000']
    """
    policies = policies or Policies()
    return rule.mask(texts, kind, shown(policies, on or _today(policies)))


def mask_free_text(texts: Texts, names: Texts, policies: Policies, on: date) -> Texts:
    """Cover in free texts what is personal: numbers, e-mails, and each row's own name.

    Parameters
    ----------
    texts, names : array of str, shape (n,)
        The texts, and the name known of each row, empty where there is none.
    policies : Policies
        Whose masks.
    on : date
        Their day.

    Examples
    --------
    >>> import numpy as np
    >>> said, name = np.array(["张三说改打13800138000"], dtype=object), np.array(["张三"], dtype=object)
    >>> mask_free_text(said, name, Policies("cn"), date(2026, 11, 23)).tolist()
    ['张*说改打138****8000']
    """
    parts = shown(policies, on)
    return rule.mask(mask_known_names(texts, names, parts["name"]), "auto", parts)


def mask_table(table: pd.DataFrame, policies: Policies, on: date, names: Sequence[str] | None = None) -> pd.DataFrame:
    """Give a table with every column of personal data masked; other text is searched for numbers, e-mails and the row's own name.

    Parameters
    ----------
    table : DataFrame
        Columns are known by key, heading or synonym of `arrears.tables`; what is personal is masked even where it was read
        as a number. Case ids, amounts and dates stay, and so does who works for the house, such as the collector. Another person's name inside free text cannot be found.
    names : sequence of str, optional
        A name known of each row besides those in its columns of names; empty where there is none.

    Returns
    -------
    DataFrame
        A new table of the same shape. Masked is not anonymous: it still is personal data.

    Examples
    --------
    >>> import pandas as pd
    >>> cases = pd.DataFrame({"case_id": ["A1"], "客户姓名": ["张三"], "note": ["张三说改打13800138000"]})
    >>> mask_table(cases, Policies("cn"), date(2026, 11, 23)).to_dict("records")
    [{'case_id': 'A1', '客户姓名': '张*', 'note': '张*说改打138****8000'}]
    """
    parts = shown(policies, on)
    known = _known_names(table, names)
    masked = table.copy()
    for place, name in enumerate(table.columns):
        kind = _kind(name)
        column = table.iloc[:, place]
        if isinstance(column.dtype, pd.CategoricalDtype):
            # A column of few words, such as regions, is held as their numbers; a person's number may stand among them.
            column = column.astype(object)
        if kind in _KINDS:
            texts: Texts = column.astype(object).where(column.notna(), "").astype(str).to_numpy(dtype=object)
            if kind is Kind.ADDRESS:
                # An address keeps its beginning, which may be the person's name by mistake.
                texts = _without_names(texts, known, parts)
            masked.isetitem(place, rule.mask(texts, _KINDS[kind], parts))
        elif _is_identity(name):
            if str(name).strip().casefold() in _PLACES and pd.api.types.infer_dtype(column, skipna=True) in _TEXTS:
                # A region is a key of tables and keeps its word; a number that stands there by mistake is still a person's.
                masked.isetitem(place, _without_persons(column, known, parts))
        elif kind is Kind.TEXT and pd.api.types.infer_dtype(column, skipna=True) in _TEXTS:
            masked.isetitem(place, _without_persons(column, known, parts))
    return masked


def _without_persons(column: pd.Series[Any], known: Sequence[Texts], parts: Mapping[str, Shown]) -> Texts:
    """Cover numbers, e-mails and known names in a column; what is no text stays as it is."""
    is_text = np.asarray(_is_text(column.to_numpy(dtype=object)), dtype=bool)
    found = _without_names(np.where(is_text, column.astype(object), ""), known, parts)
    return np.where(is_text | column.isna(), rule.mask(found, "auto", parts), column.astype(object))


def _without_names(texts: Texts, known: Sequence[Texts], parts: Mapping[str, Shown]) -> Texts:
    for own in known:
        texts = mask_known_names(texts, own, parts["name"])
    return texts


def _kind(name: object) -> Kind:
    return _KIND_OF.get(str(name).strip().casefold(), Kind.TEXT)


def _is_identity(name: object) -> bool:
    return str(name).strip().casefold() in _IDENTITIES


def _known_names(table: pd.DataFrame, names: Sequence[str] | None) -> list[Texts]:
    """Give the names that each row is known by, an array a source."""
    columns = [table.iloc[:, place] for place, name in enumerate(table.columns) if _kind(name) is Kind.NAME]
    if names is not None:
        columns.append(pd.Series(list(names), index=table.index, dtype=object))
    return [column.astype(object).where(column.notna(), "").astype(str).to_numpy(dtype=object) for column in columns]


def _today(policies: Policies) -> date:
    return datetime.now(ZoneInfo(policies.profile.time_zone)).date()
