"""Contacts that were made, and the words that go out: what the rules forbid, where it stands, and the remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arrears.api.basis import DEFAULT_PROFILE, as_day, rules
from arrears.operations.contacts import conduct
from arrears.operations.contacts.permission import breaches_in

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from arrears.api.basis import Day
    from arrears.policy import Policies
    from arrears.rules.texts import Texts
    from arrears.words import Lang


def check_contacts(
    log: pd.DataFrame,
    *,
    as_of: Day | None = None,
    states: pd.DataFrame | None = None,
    people: Mapping[str, str] | None = None,
    lang: Lang = "zh",
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Find every breach in a contact log.

    Parameters
    ----------
    log : DataFrame
        One row a contact, in any order; columns as in `arrears.tables.contacts.CONTACT_COLUMNS` by key or heading. A column
        that is not there is not checked.
    as_of : date or ISO text, optional
        The last local day of contacts to report; all of them unless given. Each contact is judged by the rules of its own day.
    states : DataFrame, optional
        Stops, consents and grounds with their instants; columns as in `arrears.tables.contacts.STATE_COLUMNS`. Opt-outs and
        refusals that the log shows count by themselves.
    people : mapping of str to str, optional
        Whose each case is, by any name that the cases of one person share (``person_id``): contacts with a holder are then counted
        over all cards, and what follows the person stops them all. Rules that count by debt still do.
    lang : str
        Language of what happened and of the rule's words: zh or en.
    profile, house, policies
        Whose rules apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        One row a breach, columns as in `arrears.tables.contacts.BREACH_COLUMNS`, in the order of the log's rows; empty when all is well.

    Raises
    ------
    ValueError
        If the log cannot be judged; the rows are named.
    PolicyError
        If the profile is unknown or a policy file is wrong.

    Examples
    --------
    >>> import pandas as pd
    >>> log = pd.DataFrame({"case_id": ["A1", "A1"], "channel": ["call", "sms"], "outcome": ["no_answer", "sent"],
    ...                     "at": ["2026-11-23T13:59:59Z", "2026-11-23T14:00:00Z"], "time_zone": "Asia/Shanghai"})
    >>> check_contacts(log, lang="en")[["row", "rule", "happened"]].to_dict("records")
    [{'row': 1, 'rule': 'CBA-1', 'happened': 'sms at 2026-11-23 22:00:00 local time'}]
    >>> check_contacts(log, as_of="2026-11-22").empty
    True
    """
    found = breaches_in(log, rules(profile, house, policies), states=states, people=people, lang=lang)
    if as_of is None or found.empty:
        return found
    return found[found["local_time"].str[:10] <= as_day(as_of).isoformat()].reset_index(drop=True)


def check_conduct(
    texts: Texts,
    *,
    as_of: Day | None = None,
    audience: Texts | str = "holder",
    lang: Lang = "zh",
    profile: str = DEFAULT_PROFILE,
    house: str | Path | None = None,
    policies: Policies | None = None,
) -> pd.DataFrame:
    """Find wording that may not go out, with the place where it stands and the rule.

    It is a net, not a judge: a person looks at what it finds, and what it does not find may still be wrong. docs/conduct.md has its
    figures on texts that it did not learn from, with intervals, and what they mean for a log in which offences are rare.

    Parameters
    ----------
    texts : array or Series of str
        Messages, letters or notes; None and NaN are read as empty.
    as_of : date or ISO text, optional
        The day whose rules apply; today in the profile's zone if it is not given.
    audience : array of str, or one for all
        To whom each goes: holder, guarantor, related (a third party who bears the debt too), representative (who acts for the holder with
        written authority) or third_party.
    lang : str
        Language of the rule's words and the remedy: zh or en.
    profile, house, policies
        Whose wording lists apply, as for `arrears.stage`.

    Returns
    -------
    DataFrame
        Columns as in `arrears.operations.contacts.conduct.CONDUCT_COLUMNS`, in the order of the texts; empty when nothing is found.
        Numbers in ``found`` are masked.

    Raises
    ------
    ValueError
        If a text is not text, an audience is not known, or their lengths differ.
    PolicyError
        If the profile is unknown or a wording list is wrong.

    Examples
    --------
    >>> import numpy as np
    >>> check_conduct(np.array(["您好，请于本月还款", "再不还就去你 单 位闹！"]), lang="en")[["row", "topic", "found"]].to_dict("records")
    [{'row': 1, 'topic': 'Threats', 'found': '去你 单 位闹'}]
    """
    day = None if as_of is None else as_day(as_of)
    return conduct.check_conduct(texts, rules(profile, house, policies), audience=audience, on=day, lang=lang)
